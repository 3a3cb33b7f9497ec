"""What each operation asks of its arguments, in the same words in both halves.

The types of arrays are checked before, by each half in its own way: `cnnlib.checks.check_arrays`, `cnnlib.tf.tensors`.
"""

from cnnlib import checks
from cnnlib.checks import differ, plural


def axis_options(op, n, kernel_size, strides, padding, dilation_rate):
    """Check the counts of one axis; padding as "valid", "same" or (before, after)."""
    for name, value in dict(n=n, kernel_size=kernel_size, strides=strides, dilation_rate=dilation_rate).items():
        checks.whole(op, name, value, minimum=1)
    needs = '"valid", "same", an integer or a pair (before, after)'
    return checks.padding_word(op, padding, needs) or checks.pair(op, "padding", padding, 0, needs)


def check_axis_fits(op, n, kernel_size, padding, dilation_rate):
    """Refuse a kernel that spans more cells than one axis has; `padding` as `axis_options` gives it."""
    added = 0 if isinstance(padding, str) else sum(padding)
    span = (kernel_size - 1) * dilation_rate + 1
    if padding != "same" and span > n + added:
        padded = f" ({n + added} with padding)" if added else ""
        needs = "a smaller kernel or dilation_rate, or more padding"
        raise ValueError(f"{op}: kernel spans {span} cells, but n is {n}{padded}; needs {needs}")


def window_options(op, size, kernel_size, strides, padding, dilation_rate):
    """strides and dilation_rate as pairs, padding as "valid", "same" or ((top, bottom), (left, right))."""
    strides = checks.pair(op, "strides", strides)
    dilation_rate = checks.pair(op, "dilation_rate", dilation_rate)
    padding = checks.padding_word(op, padding) or checks.padding_pairs(op, padding, checks.PADDINGS)
    check_fits(op, size, kernel_size, dilation_rate, padding)
    return within(strides, size, padding), padding, dilation_rate


def within(strides, size, padding):
    """The strides, cut off at the image's size: past it there is no second window, however far.

    The time or memory of some ways to compute grows with the stride, and TensorFlow holds it in 32 bits.
    """
    added = (0, 0) if isinstance(padding, str) else map(sum, padding)
    return tuple(s if n is None else min(s, n + more) for s, n, more in zip(strides, size, added))


def check_fits(op, size, kernel_size, dilation_rate, padding="valid", name="kernel"):
    """Refuse a kernel that spans more cells than an image has; with padding "same" all have enough."""
    if padding == "same":
        return
    added = (0, 0) if padding == "valid" else map(sum, padding)
    for axis, n, k, d, more in zip(("height", "width"), size, kernel_size, dilation_rate, added):
        span = (k - 1) * d + 1
        if n is not None and span > n + more:
            dilated, padded = f" at dilation_rate {d}" if d > 1 else "", " with padding" if more else ""
            raise ValueError(
                f"{op}: {name} spans {span} cells of {axis}{dilated}, but x has {n + more}{padded}; "
                f"needs a smaller {name} or more padding"
            )


def sliding_options(op, x, kernel_size, strides, dilation_rate):
    """The options of `sliding_windows` as pairs."""
    checks.check_rank(op, "x", x)
    kernel_size = checks.pair(op, "kernel_size", kernel_size)
    strides = checks.pair(op, "strides", strides)
    dilation_rate = checks.pair(op, "dilation_rate", dilation_rate)
    check_fits(op, x.shape[1:3], kernel_size, dilation_rate)
    return kernel_size, within(strides, x.shape[1:3], "valid"), dilation_rate


def pool_options(op, x, pool_size, strides, padding):
    """pool_size and strides as pairs, padding as "valid", "same" or ((top, bottom), (left, right))."""
    checks.check_rank(op, "x", x)
    pool_size = checks.pair(op, "pool_size", pool_size)
    strides = pool_size if strides is None else checks.pair(op, "strides", strides)
    padding = checks.padding_word(op, padding) or checks.padding_pairs(op, padding, checks.PADDINGS)
    check_fits(op, x.shape[1:3], pool_size, (1, 1), padding, "pool_size")
    if not isinstance(padding, str):
        _check_pool_padding(op, padding, pool_size)
    return pool_size, within(strides, x.shape[1:3], padding), padding


def _check_pool_padding(op, padding, pool_size):
    """Refuse padding as large as the window, which could then stand on nothing but padding."""
    for axis, sides, k in zip(("height", "width"), padding, pool_size):
        if max(sides) >= k:
            raise ValueError(
                f"{op}: padding adds {plural(max(sides), 'cell')} on one side of {axis}, but pool_size spans {k}; "
                "needs less padding, or a window may hold no cell of x"
            )


def check_conv2d(op, x, kernel, bias, groups):
    """Refuse shapes that do not fit together."""
    checks.check_rank(op, "x", x)
    checks.check_rank(op, "kernel", kernel)
    groups = checks.whole(op, "groups", groups, minimum=1)
    c_in, (_, _, per_group, c_out) = x.shape[3], kernel.shape
    shapes = f"x {tuple(x.shape)} is NHWC; kernel {tuple(kernel.shape)} is HWIO"
    for name, count in (("c_in", c_in), ("c_out", c_out)):
        if count is not None and count % groups:
            raise ValueError(f"{op}: groups is {groups}, which does not divide {name} = {count} ({shapes})")
    if c_in is not None and differ(per_group, c_in // groups):
        needs = "" if groups == 1 else f", so with {groups} groups it needs {c_in // groups}"
        found = plural(per_group, "input channel")
        raise ValueError(f"{op}: kernel has {found}, but x has {c_in}{needs} ({shapes})")
    check_bias(op, bias, c_out, "the kernel's", "filter")


def check_depthwise(op, x, kernel, bias, name="kernel"):
    """Refuse shapes that do not fit together."""
    checks.check_rank(op, "x", x)
    checks.check_rank(op, name, kernel, "(kernel_h, kernel_w, c_in, multiplier)")
    _, _, c_in, multiplier = kernel.shape
    if differ(c_in, x.shape[3]):
        raise ValueError(
            f"{op}: {name} has kernels for {plural(c_in, 'channel')}, but x has {x.shape[3]} "
            f"(x {tuple(x.shape)} is NHWC; {name} {tuple(kernel.shape)} is (kernel_h, kernel_w, c_in, multiplier))"
        )
    check_bias(op, bias, c_in * multiplier, "the", "output channel")


def check_separable(op, x, depthwise_kernel, pointwise_kernel, bias):
    """Refuse shapes that do not fit together."""
    check_depthwise(op, x, depthwise_kernel, None, "depthwise_kernel")
    checks.check_rank(op, "pointwise_kernel", pointwise_kernel, "(1, 1, c_in * multiplier, c_out)")
    c_out, channels = pointwise_kernel.shape[3], depthwise_kernel.shape[2] * depthwise_kernel.shape[3]
    because = f"the depthwise step gives {plural(channels, 'channel')}"
    checks.check_shape(op, "pointwise_kernel", pointwise_kernel, (1, 1, channels, c_out), because)
    check_bias(op, bias, c_out, "the", "filter")


def check_transposed(op, x, kernel, bias):
    """Refuse shapes that do not fit together."""
    checks.check_rank(op, "x", x)
    checks.check_rank(op, "kernel", kernel, "(kernel_h, kernel_w, c_out, c_in)")
    c_out, c_in = kernel.shape[2:]
    if differ(c_in, x.shape[3]):
        raise ValueError(
            f"{op}: kernel has {plural(c_in, 'input channel')}, but x has {x.shape[3]} "
            f"(x {tuple(x.shape)} is NHWC; kernel {tuple(kernel.shape)} is (kernel_h, kernel_w, c_out, c_in))"
        )
    check_bias(op, bias, c_out, "the", "output channel")


def transposed_size(op, size, kernel_size, strides, padding, output_padding, dilation_rate):
    """(out_h, out_w) of a transposed convolution, from its options as they are given."""
    strides = checks.pair(op, "strides", strides)
    dilation_rate = checks.pair(op, "dilation_rate", dilation_rate)
    added = (None, None) if output_padding is None else checks.pair(op, "output_padding", output_padding, minimum=0)
    padding = checks.padding_word(op, padding) or checks.padding_pairs(op, padding, checks.PADDINGS)
    cut = {"same": (None, None), "valid": (0, 0)}[padding] if isinstance(padding, str) else map(sum, padding)
    spans = [(k - 1) * d + 1 for k, d in zip(kernel_size, dilation_rate)]
    return tuple(_transposed_size(op, *axis) for axis in zip(size, spans, strides, cut, added))


def _transposed_size(op, n, span, stride, cut, added):
    """Output cells along one axis; `cut` is how many of them padding takes away, None for "same"."""
    if cut is None:
        last, least, default = span % 2, 1 - span % 2, stride - span % 2
    else:
        last, least, default = span - cut, 0, max(stride - span, 0)
    most = least + stride - 1  # one more, and one more window would fit
    if added is not None and not least <= added <= most:
        allowed = f"{least} to {most}" if most > least else f"{most}"
        raise ValueError(
            f"{op}: output_padding is {added}, needs {allowed} at strides {stride} "
            f"(from any other size conv2d does not lead back to {'x' if n is None else plural(n, 'cell')})"
        )
    if n is None:
        return None
    size = (n - 1) * stride + last + (default if added is None else added)
    if size < 1:
        cells = plural(cut, "cell")
        raise ValueError(f"{op}: padding cuts off {cells}, but the output has {size + cut}; needs less padding")
    return size


def check_bias(op, bias, n, whose, noun):
    """Refuse a bias that is given and does not hold n numbers."""
    if bias is not None:
        checks.check_shape(op, "bias", bias, (n,), one_each(n, whose, noun))


def one_each(n, whose, noun):
    """ "one number for each of x's 3 channels"."""
    return f"one number for {whose} only {noun}" if n == 1 else f"one number for each of {whose} {n} {noun}s"


def check_dense(op, x, kernel, bias=None):
    """Refuse shapes that do not fit together; feature maps that are not flattened yet are the usual case."""
    checks.check_rank(op, "kernel", kernel, "(n_in, n_out)")
    (n_in, n_out), shape = kernel.shape, tuple(x.shape)
    takes = f"kernel takes {plural(n_in, 'input')}, but x has"
    if len(shape) > 2:
        raise ValueError(
            f"{op}: {takes} {shape[-1]} (x {shape} has rank {len(shape)}, needs rank 2: (batch, n_in){_flatten(x)})"
        )
    checks.check_rank(op, "x", x, "(batch, n_in)")
    if differ(shape[1], n_in):
        raise ValueError(f"{op}: {takes} {shape[1]} (x {shape}, kernel {(n_in, n_out)})")
    check_bias(op, bias, n_out, "the kernel's", "output")


def _flatten(x):
    """How to make rows of x, where its size is known."""
    batch, *rest = x.shape
    if None in rest:
        return ""
    n_in = 1
    for n in rest:
        n_in *= n
    code = "x.reshape(len(x), -1)" if hasattr(x, "reshape") else f"tf.reshape(x, (-1, {n_in}))"
    return f"; flatten it to {(batch, n_in)}: {code}"


def check_images_or_rows(op, x):
    """Refuse what is neither a batch of images nor a batch of rows of features."""
    checks.check_rank(op, "x", x, "(batch, features)" if len(x.shape) == 2 else None)


def check_channels(op, x, **weights):
    """Refuse a gamma, or another array with a number for each channel, of another shape."""
    n = x.shape[-1]
    for name, array in weights.items():
        checks.check_shape(op, name, array, (n,), one_each(n, "x's", "channel"))


def check_batch_norm(op, x, **weights):
    """Refuse shapes that do not fit together, and an empty batch, which has no mean."""
    check_images_or_rows(op, x)
    if x.shape[0] == 0:
        raise ValueError(f"{op}: x has shape {tuple(x.shape)}, and no example; needs at least 1 to take a mean over")
    check_channels(op, x, **weights)


def check_batch_norm_inference(op, x, variance, **weights):
    """Refuse shapes that do not fit together, and a variance below 0."""
    check_images_or_rows(op, x)
    check_channels(op, x, **weights, variance=variance)
    numbers = checks.numbers_of(variance)
    if numbers is not None and (numbers < 0).any():
        raise ValueError(f"{op}: variance holds {numbers.min()}, needs numbers of at least 0 (it is a mean of squares)")


def layer_norm_axes(op, x, axis, **weights):
    """`axis` as a tuple counted from the front, in the order of x's axes."""
    check_images_or_rows(op, x)
    rank, given = len(x.shape), axis if isinstance(axis, (tuple, list)) else (axis,)
    if not all(map(checks.is_whole, given)):
        raise TypeError(f"{op}: axis is {checks.shown(axis)}, needs an integer or a tuple of integers")
    axes = sorted(a % rank if -rank <= a < rank else a for a in (checks.whole(op, "axis", a, -rank) for a in given))
    if not axes or len(set(axes)) < len(axes) or not all(1 <= a < rank for a in axes):
        raise ValueError(
            f"{op}: axis is {axis}, needs one or more different axes of x from 1 to {rank - 1} (0 is the batch)"
        )
    for name, array in weights.items():
        checks.check_shape(op, name, array, [x.shape[a] for a in axes], f"x's shape along axis {axis}")
    return tuple(axes)


def check_instance_norm(op, x, **weights):
    """Refuse shapes that do not fit together."""
    checks.check_rank(op, "x", x)
    check_channels(op, x, **weights)


def channel_groups(op, x, groups, **weights):
    """The count of groups, which divides the channels."""
    check_images_or_rows(op, x)
    groups, channels = checks.whole(op, "groups", groups, minimum=1), x.shape[-1]
    if channels is not None and channels % groups:
        shape = tuple(x.shape)
        raise ValueError(
            f"{op}: groups is {groups}, which does not divide x's {plural(channels, 'channel')} (x {shape})"
        )
    check_channels(op, x, **weights)
    return groups


def local_response_options(op, depth_radius, bias, alpha, beta):
    """The options, checked."""
    return (
        checks.whole(op, "depth_radius", depth_radius, minimum=0),
        checks.real(op, "bias", bias, above=True),
        checks.real(op, "alpha", alpha),
        checks.real(op, "beta", beta),
    )


def check_mask(op, mask, d_out):
    """Refuse what is not an array of bool, or of another shape than the gradient."""
    dtype = checks.dtype_name(mask)
    if dtype != "bool":
        found = f"holds {dtype}, needs" if dtype else f"is {checks.a_type(mask)}, needs an array of"
        raise TypeError(f"{op}: mask {found} bool; give the one that dropout returned beside y")
    checks.check_shape(op, "d_out", d_out, mask.shape, "the shape of dropout's output and mask")


def check_logits(op, logits, labels):
    """Refuse logits that are not a batch of rows, and labels that do not fit them."""
    checks.check_rank(op, "logits", logits, "(batch, classes)")
    checks.check_examples(op, "logits", logits)
    batch, classes = logits.shape
    dtype = checks.dtype_name(labels)
    if dtype is None or not hasattr(labels, "shape"):
        needs = "an array of classes or of rows of probabilities; wrap it: np.array(labels)"
        raise TypeError(f"{op}: labels is {checks.a_type(labels)}, needs {needs}")
    if dtype.startswith(("int", "uint")):
        fix = ", or rows of float32 or float64; take a column: labels[:, 0]" if len(labels.shape) == 2 else ""
        checks.check_shape(op, "labels", labels, (batch,), f"a class for each row of logits{fix}")
        _check_classes(op, checks.numbers_of(labels), classes)
    else:
        checks.check_floats(op, logits=logits, labels=labels)
        because = "the shape of logits; integers may stand for one-hot rows"
        checks.check_shape(op, "labels", labels, (batch, classes), because)
        _check_probabilities(op, checks.numbers_of(labels))


def _check_classes(op, labels, classes):
    if labels is not None:
        wrong = labels[(labels < 0) | (labels >= classes)]
        if wrong.size:
            raise ValueError(f"{op}: labels holds {wrong[0]}, needs classes from 0 to {classes - 1}, as logits has")


def _check_probabilities(op, labels):
    if labels is not None:
        right = (labels >= 0).all(axis=1) & (abs(labels.sum(axis=1) - 1) < 1e-4)  # false for nan
        if not right.all():
            first = int(right.argmin())
            found = f"labels[{first}] is not a row of probabilities (sum {labels[first].sum():.6g})"
            raise ValueError(f"{op}: {found}; needs none negative, and sum 1")


def check_target(op, y, target):
    """Refuse a target of another shape than y, which would be broadcast, and an empty y, which has no mean."""
    checks.check_shape(op, "target", target, y.shape, "the shape of y")
    checks.check_examples(op, "y", y)
