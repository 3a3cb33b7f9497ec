"""How a convolution is computed: by a named method, by a turned kernel, or group by group."""

import numpy as np

from cnnlib import wording
from cnnlib.arguments import kernel_span
from cnnlib.scratch.fast import fft, im2col, product, sums, winograd
from cnnlib.scratch.fast.chunks import chunks
from cnnlib.scratch.windows import Windows

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
MEGABYTES = 16  # of one group's images at a time


def convolve(x, kernel, w, groups=1, method="auto"):
    """The convolution of images, by a method; "auto" is "product" for 1×1 kernels and "im2col" for others."""
    if isinstance(method, str) and method == "auto":
        correlate = product.correlate if w.kernel_size == (1, 1) else im2col.correlate
    else:
        correlate = method_named(method, w)
    if groups == 1:
        return correlate(x, kernel, w)
    y = np.empty((len(x), *w.out_size, kernel.shape[3]), x.dtype)
    for x_part, y_part, filters in by_group(groups, (x, y), kernel):
        y_part[...] = correlate(x_part, filters, w)
    return y


def convolve_backward(d_out, x, kernel, w, groups=1):
    """The gradients for `x` and `kernel`.

    There are two ways to the gradient for x. One is a convolution of `d_out` with the turned kernel (`turned`), which
    copies numbers of d_out for each weight. The other adds up the gradients of all windows; a number that is added was
    measured to cost 4 times one that is copied.
    """
    if groups > 1:
        # Not zeros_like: it would keep the order of the axes in memory, which may be another for x than that of NHWC.
        dx, dkernel = np.empty(x.shape, x.dtype), np.zeros(kernel.shape, x.dtype)
        for d_part, x_part, dx_part, filters, d_filters in by_group(groups, (d_out, x, dx), kernel, dkernel):
            dx_part[...], d_added = convolve_backward(d_part, x_part, filters, w)
            d_filters += d_added
        return dx, dkernel
    if w.kernel_size == (1, 1):
        return product.gradients(d_out, x, kernel, w)
    c_in, c_out = kernel.shape[2:]
    cells, windows = (len(x) * height * width for height, width in (w.size, w.out_size))
    spans = map(kernel_span, w.kernel_size, w.dilation_rate)
    possible = w.strides == (1, 1) and all(max(sides) < span for sides, span in zip(w.padding, spans))
    possible = possible and np.isfinite(kernel).all()  # or the zeros around d_out would make NaN of it
    if possible and (cells + c_in) * c_out <= 4 * windows * c_in:
        return turned(d_out, kernel, w), im2col.kernel_gradient(d_out, x, w)
    return im2col.gradients(d_out, x, kernel, w)


def kernel_gradient(d_out, x, w, groups=1):
    """The gradient for the kernel alone."""
    gradient = product.kernel_gradient if w.kernel_size == (1, 1) else im2col.kernel_gradient
    if groups == 1:
        return gradient(d_out, x, w)
    dkernel = np.zeros((*w.kernel_size, x.shape[3] // groups, d_out.shape[3]), x.dtype)
    for d_part, x_part, d_filters in by_group(groups, (d_out, x), dkernel):
        d_filters += gradient(d_part, x_part, w)
    return dkernel


def turned(d_out, kernel, w):
    """The gradient for the input, where strides is 1: it is a convolution of `d_out`.

    Output (i, j) depends on cell (i + ud - p, j + vd - p) through weight (u, v). So cell (m, n) receives from output
    (m + p - ud, n + p - vd): the kernel lies over `d_out` turned by 180°, and its channels have changed places.
    """
    weights = kernel[::-1, ::-1].transpose(0, 1, 3, 2)  # (kh, kw, c_out, c_in)
    reach = [(k - 1) * d for k, d in zip(w.kernel_size, w.dilation_rate)]
    sides = zip(reach, w.padding)
    padding = tuple((r - before, r - after) for r, (before, after) in sides)
    # Its windows stand on d_out, one for each cell of the input.
    options = w.kernel_size, w.strides, padding, w.dilation_rate
    back = Windows(w.out_size, *options, w.size)
    return im2col.correlate(d_out, weights, back)


def by_group(groups, batches, *kernels):
    """Each group's part of batches, some images at a time, and of kernels: each is a convolution of its own.

    A group's channels do not lie side by side in memory. So its results go into an array of their own first, for some
    images at a time, and are then copied to where they belong, into these views.
    """
    for views in zip(*(np.split(array, groups, axis=-1) for array in (*batches, *kernels))):
        of_batches, of_kernels = views[: len(batches)], views[len(batches) :]
        for images in chunks(len(of_batches[0]), max(view[:1].nbytes for view in of_batches), MEGABYTES):
            yield *(view[images] for view in of_batches), *of_kernels


def method_named(name, w):
    """The `correlate` of this name.

    Raises
    ------
    ValueError
        If there is no such method, or it cannot do this convolution.
    """
    if not isinstance(name, str) or name not in METHODS:
        raise ValueError(f"conv2d: method is {wording.shown(name)}, needs one of auto, {', '.join(METHODS)}")
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
