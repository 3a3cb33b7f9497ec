"""Windows and pooling: options as pairs, and whether a window fits on the image."""

from cnnlib import checks, pairs, wording
from cnnlib.wording import plural

LARGEST = 2**30  # of strides and dilation rates where a graph of TensorFlow does not know an image's size yet


def kernel_span(kernel_size, dilation_rate):
    """Cells from a kernel's first weight to its last, both included, along one axis."""
    return (kernel_size - 1) * dilation_rate + 1


def axis_options(op, n, kernel_size, strides, padding, dilation_rate):
    """The options of one axis, as Python's own integers; padding as "valid", "same" or (before, after)."""
    counts = dict(n=n, kernel_size=kernel_size, strides=strides, dilation_rate=dilation_rate)
    n, kernel_size, strides, dilation_rate = (checks.whole(op, name, v, minimum=1) for name, v in counts.items())
    needs = '"valid", "same", an integer or a pair (before, after)'
    padding = pairs.padding_word(op, padding, needs) or pairs.pair(op, "padding", padding, 0, needs)
    return n, kernel_size, strides, padding, dilation_rate


def check_axis_fits(op, n, kernel_size, padding, dilation_rate):
    """Refuse a kernel that spans more cells than one axis has; `padding` as `axis_options` gives it."""
    added = 0 if isinstance(padding, str) else sum(padding)
    span = kernel_span(kernel_size, dilation_rate)
    if padding != "same" and span > n + added:
        padded = f" ({n + added} with padding)" if added else ""
        needs = "a smaller kernel or dilation_rate, or more padding"
        raise ValueError(f"{op}: kernel spans {span} cells, but n is {n}{padded}; needs {needs}")


def window_options(op, size, kernel_size, strides, padding, dilation_rate):
    """strides and dilation_rate as pairs, padding as "valid", "same" or ((top, bottom), (left, right))."""
    strides = pairs.pair(op, "strides", strides)
    dilation_rate = pairs.pair(op, "dilation_rate", dilation_rate)
    padding = pairs.padding_word(op, padding) or pairs.padding_pairs(op, padding, pairs.PADDINGS)
    check_fits(op, size, kernel_size, dilation_rate, padding)
    size = padded_size(size, padding)
    return within(strides, size), padding, rates_within(dilation_rate, size, kernel_size)


def padded_size(size, padding):
    """Height and width, None where one is not known, with padding that is given in numbers."""
    added = (0, 0) if isinstance(padding, str) else map(sum, padding)
    return tuple(None if n is None else n + more for n, more in zip(size, added))


def within(strides, size):
    """The strides, cut off at the image's size: past it there is no second window, however far.

    The time or memory of some ways to compute grows with the stride, and TensorFlow holds it in 32 bits.
    """
    return tuple(min(s, LARGEST if n is None else n) for s, n in zip(strides, size))


def rates_within(dilation_rate, size, kernel_size):
    """The dilation rates, cut off at the image's size for "same" padding; otherwise a kernel that fits needs no cut.

    `size` is with padding that is given in numbers, which makes room for a rate above the image's own size. The time or
    memory of some ways to compute grows with the rate, and TensorFlow holds it in 32 bits.
    """
    return tuple(rate_within(*axis) for axis in zip(dilation_rate, size, kernel_size))


def rate_within(rate, n, kernel_size):
    """The rate of one axis. A single weight has no neighbor. The middle one of an odd kernel stands where it does at
    any rate; all others stand on padding alone for every window, once they are n cells from the middle. A middle that
    lies between two weights is rounded to a cell by the rate's parity, which is kept.
    """
    if kernel_size == 1:
        return 1
    n = LARGEST // 2 if n is None else n
    if kernel_size is None or kernel_size % 2:
        return min(rate, n)
    return min(rate, 2 * n + rate % 2)


def check_fits(op, size, kernel_size, dilation_rate, padding="valid", name="kernel"):
    """Refuse a kernel that spans more cells than an image has; padding is None for an `op` that takes none."""
    for n, (least, refusal) in zip(size, least_sizes(op, size, kernel_size, dilation_rate, padding, name)):
        if n is not None and n < least:
            raise ValueError(refusal)


def least_sizes(op, size, kernel_size, dilation_rate, padding="valid", name="kernel"):
    """For height and width, how many cells an image needs at least, and the message where it has fewer.

    With padding "same" all have enough, and nothing is given.
    """
    if padding == "same":
        return
    added = (0, 0) if padding in (None, "valid") else map(sum, padding)
    fix = f"a smaller {name}" if padding is None else f"a smaller {name} or more padding"
    for axis, n, k, d, more in zip(("height", "width"), size, kernel_size, dilation_rate, added):
        span, has = kernel_span(k, d), "fewer" if n is None else n + more
        dilated, padded = f" at dilation_rate {d}" if d > 1 else "", " with padding" if more else ""
        refusal = f"{op}: {name} spans {span} cells of {axis}{dilated}, but x has {has}{padded}; needs {fix}"
        yield span - more, refusal


def sliding_options(op, x, kernel_size, strides, dilation_rate):
    """The options of `sliding_windows` as pairs."""
    checks.check_rank(op, "x", x)
    kernel_size = pairs.pair(op, "kernel_size", kernel_size)
    strides = pairs.pair(op, "strides", strides)
    dilation_rate = pairs.pair(op, "dilation_rate", dilation_rate)
    check_fits(op, x.shape[1:3], kernel_size, dilation_rate, None, "kernel_size")
    rates = rates_within(dilation_rate, x.shape[1:3], kernel_size)
    return kernel_size, within(strides, x.shape[1:3]), rates


def pool_options(op, x, pool_size, strides, padding):
    """pool_size and strides as pairs, padding as "valid", "same" or ((top, bottom), (left, right))."""
    checks.check_rank(op, "x", x)
    pool_size = pairs.pair(op, "pool_size", pool_size)
    strides = pool_size if strides is None else pairs.pair(op, "strides", strides)
    padding = pairs.padding_word(op, padding) or pairs.padding_pairs(op, padding, pairs.PADDINGS)
    check_fits(op, x.shape[1:3], pool_size, (1, 1), padding, "pool_size")
    if not isinstance(padding, str):
        _check_pool_padding(op, padding, pool_size)
    return pool_size, within(strides, padded_size(x.shape[1:3], padding)), padding


def _check_pool_padding(op, padding, pool_size):
    """Refuse padding as large as the window, which could then stand on nothing but padding."""
    for axis, sides, k in zip(("height", "width"), padding, pool_size):
        if max(sides) >= k:
            raise ValueError(
                f"{op}: padding adds {plural(max(sides), 'cell')} on one side of {axis}, but pool_size spans {k}; "
                "needs less padding, or a window may hold no cell of x"
            )


def word_of_padding(op, padding):
    """ "valid" or "same", which is what layers take, as Keras's do; functions take numbers too."""
    if not isinstance(padding, str) or padding.lower() not in ("valid", "same"):
        fix = "" if isinstance(padding, str) else "; for numbers put ZeroPadding2D before it"
        raise ValueError(f'{op}: padding is {wording.shown(padding)}, needs "valid" or "same"{fix}')
    return padding.lower()
