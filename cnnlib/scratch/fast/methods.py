"""The methods of `conv2d` by name, and what each of them can do."""

from cnnlib.scratch.fast import fft, im2col, product, sums, winograd
from cnnlib.scratch.fast import groups as by_group

METHODS = {
    "im2col": im2col.correlate,
    "product": product.correlate,
    "sums": sums.correlate,
    "winograd2": winograd.correlate2,
    "winograd4": winograd.correlate4,
    "fft": fft.correlate,
}
ROUNDING = {"im2col": 5e-7, "product": 5e-7, "sums": 5e-7, "winograd2": 5e-7, "winograd4": 4e-6, "fft": 1e-6}
NEEDS_1X1, NEEDS_3X3, NEEDS_DENSE = {"product"}, {"winograd2", "winograd4"}, {"winograd2", "winograd4", "fft"}


def convolve(x, kernel, w, groups=1, method="auto"):
    """The convolution of images, by a method; "auto" is "product" for 1×1 kernels and "im2col" for others."""
    if method == "auto":
        correlate = product.correlate if w.kernel_size == (1, 1) else im2col.correlate
    else:
        correlate = method_named(method, w)
    if groups == 1:
        return correlate(x, kernel, w)
    return by_group.correlate(correlate, x, kernel, w, groups)


def method_named(name, w):
    """The `correlate` of this name.

    Raises
    ------
    ValueError
        If there is no such method, or it cannot do this convolution.
    """
    if not isinstance(name, str) or name not in METHODS:
        raise ValueError(f"conv2d: method is {name!r}, needs one of auto, {', '.join(METHODS)}")
    kernel = "{}×{}".format(*w.kernel_size)
    for names, needs, got, fits in (
        (NEEDS_1X1, "a 1×1 kernel", f"kernel is {kernel}", w.kernel_size == (1, 1)),
        (NEEDS_3X3, "a 3×3 kernel", f"kernel is {kernel}", w.kernel_size == (3, 3)),
        (NEEDS_DENSE, "strides 1", f"strides is {w.strides}", w.strides == (1, 1)),
        (NEEDS_DENSE, "dilation_rate 1", f"dilation_rate is {w.dilation_rate}", w.dilation_rate == (1, 1)),
    ):
        if name in names and not fits:
            raise ValueError(f'conv2d: method is {name!r}, which needs {needs}, but {got}; "im2col" takes any')
    return METHODS[name]
