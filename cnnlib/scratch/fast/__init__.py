"""Ways to compute a convolution: all give `conv2d_naive`'s numbers to rounding, each has its sizes where it is fastest.

Each module has one `correlate(x, kernel, g)`, which gives the output of images of one group; `conv2d(…, method=NAME)`
asks for it by name:

==============  ==================================================================  =============================
"im2col"        copies the windows into a matrix, block by block; one product       any convolution
"product"       one product, no copy                                                1×1 kernels
"sums"          a product for each weight's place, on shifted views; no copy        any convolution
"winograd2"     F(2×2, 3×3): 16 multiplications for 4 outputs, in place of 36       3×3, strides 1, no dilation
"winograd4"     F(4×4, 3×3): 36 multiplications for 16 outputs, in place of 144     3×3, strides 1, no dilation
"fft"           products of spectra                                                 strides 1, no dilation
==============  ==================================================================  =============================

`ROUNDING` says how far the float32 outputs of each are from float64's at most, as a part of the largest sum of
magnitudes, Σ|x||w|: outputs may cancel to little, and their rounding does not. Up to 15×15 weights and 512 channels.

A NaN or an infinity in x spoils the outputs whose windows hold it; with "winograd2" and "winograd4" also those of the
same tiles, 2×2 or 4×4 outputs each, and with "fft" all outputs of its image.

"auto" is "product" for a 1×1 kernel and "im2col" for any other. `make bench` measures all of them. `depthwise_conv2d`
has one way, in `depthwise`.

A batch is padded and worked through in blocks of a few megabytes, which threads take from one list (`blocks`,
`threads`). So what a method holds beside its input and its output does not grow with the batch: it is less than
256 MiB, unless a single image or kernel is itself large. "fft" holds about ten times a padded image for each thread,
the others one or two; "im2col" and "auto" hold at least a row of windows, out_w · kernel_h · kernel_w · c_in numbers.
"""

import numpy as np

from cnnlib.scratch.fast import fft, im2col, product, sums, winograd
from cnnlib.scratch.geometry import Geometry

METHODS = {
    "im2col": im2col.correlate,
    "product": product.correlate,
    "sums": sums.correlate,
    "winograd2": winograd.correlate2,
    "winograd4": winograd.correlate4,
    "fft": fft.correlate,
}
ROUNDING = {"im2col": 5e-7, "product": 5e-7, "sums": 5e-7, "winograd2": 5e-7, "winograd4": 4e-6, "fft": 1e-6}
MEGABYTES = 16  # of one group's images at a time
NEEDS_1X1, NEEDS_3X3, NEEDS_DENSE = {"product"}, {"winograd2", "winograd4"}, {"winograd2", "winograd4", "fft"}


def named(op, method, kernel_size, g):
    """The `correlate` of this name.

    Raises
    ------
    ValueError
        If there is no such method, or it cannot do this convolution.

    Examples
    --------
    >>> from cnnlib.scratch.geometry import window_geometry
    >>> named("conv2d", "auto", (1, 1), window_geometry("conv2d", (8, 8), (1, 1), 2, "same", 1)).__module__
    'cnnlib.scratch.fast.product'
    """
    if method == "auto":
        return METHODS["product" if kernel_size == (1, 1) else "im2col"]
    if not isinstance(method, str) or method not in METHODS:
        raise ValueError(f"{op}: method is {method!r}, needs one of auto, {', '.join(METHODS)}")
    for names, needs, got, fits in (
        (NEEDS_1X1, "a 1×1 kernel", f"kernel is {kernel_size[0]}×{kernel_size[1]}", kernel_size == (1, 1)),
        (NEEDS_3X3, "a 3×3 kernel", f"kernel is {kernel_size[0]}×{kernel_size[1]}", kernel_size == (3, 3)),
        (NEEDS_DENSE, "strides 1", f"strides is {g.strides}", g.strides == (1, 1)),
        (NEEDS_DENSE, "dilation_rate 1", f"dilation_rate is {g.dilation_rate}", g.dilation_rate == (1, 1)),
    ):
        if method in names and not fits:
            raise ValueError(f'{op}: method is {method!r}, which needs {needs}, but {got}; "im2col" takes any')
    return METHODS[method]


def correlate(x, kernel, g, by, groups):
    """The convolution of all groups, by a method that `named` gave."""
    if groups == 1:
        return by(x, kernel, g)
    y = np.empty((len(x), *g.out_size, kernel.shape[3]), x.dtype)
    for x_group, filters, y_group in _grouped(groups, x, kernel, y):
        for run in _runs(x_group, y_group):
            y_group[run] = by(x_group[run], filters, g)
    return y


def correlate_backward(d_out, x, kernel, g, groups):
    """The gradients of all groups for `x` and `kernel`, by the fastest way."""
    if groups == 1:
        return _gradients(d_out, x, kernel, g)
    # Not zeros_like: it would keep the order of the axes in memory, which may be another for x than that of NHWC.
    dx, dkernel = np.empty(x.shape, x.dtype), np.zeros(kernel.shape, x.dtype)
    for d_group, x_group, filters, dx_group, d_filters in _grouped(groups, d_out, x, kernel, dx, dkernel):
        for run in _runs(x_group, d_group):
            dx_group[run], d_run = _gradients(d_group[run], x_group[run], filters, g)
            d_filters += d_run
    return dx, dkernel


def kernel_gradient(d_out, x, shape, g, groups=1):
    """The gradient for a kernel of this shape alone."""
    way = product if shape[:2] == (1, 1) else im2col
    if groups == 1:
        return way.kernel_gradient(d_out, x, shape, g)
    dkernel = np.zeros(shape, x.dtype)
    for d_group, x_group, d_filters in _grouped(groups, d_out, x, dkernel):
        for run in _runs(x_group, d_group):
            d_filters += way.kernel_gradient(d_group[run], x_group[run], d_filters.shape, g)
    return dkernel


def _grouped(groups, *arrays):
    """For each group, views of its channels in each of the arrays; a kernel's last axis is its filters."""
    return zip(*(np.split(array, groups, axis=-1) for array in arrays))


def _runs(*arrays):
    """A batch cut into runs of images, of about so many `MEGABYTES` at most in each of the arrays.

    A group's channels do not lie side by side in memory, so that its results are copied there from memory of their own.
    """
    images = max(int(MEGABYTES * 1e6 / max(array[:1].nbytes for array in arrays)), 1) if len(arrays[0]) else 1
    return [slice(first, first + images) for first in range(0, len(arrays[0]), images)]


def _gradients(d_out, x, kernel, g):
    if kernel.shape[:2] == (1, 1):
        return product.correlate_backward(d_out, x, kernel, g)
    if _turning_wins(d_out, x, kernel, g):
        return turned(d_out, x, kernel, g), im2col.kernel_gradient(d_out, x, kernel.shape, g)
    return im2col.correlate_backward(d_out, x, kernel, g)


def turned(d_out, x, kernel, g):
    """The gradient for `x`, where strides is 1: it is a convolution of `d_out`.

    Cell (m, n) meets output (m + p - ud, n + p - vd) through weight (u, v): the kernel lies over `d_out` turned by
    180°, and its input and output channels have changed places. A padding of p becomes (kernel_size - 1) · d - p.
    """
    weights = kernel[::-1, ::-1].transpose(0, 1, 3, 2)  # (kh, kw, c_out, c_in)
    back = Geometry(g.strides, _padding_back(kernel, g), g.dilation_rate, x.shape[1:3])
    return im2col.correlate(d_out, weights, back)


def _padding_back(kernel, g):
    """Zeros around `d_out` such that the turned kernel's windows are as many as the cells of `x`."""
    reach = [(k - 1) * d for k, d in zip(kernel.shape[:2], g.dilation_rate)]
    return tuple((r - before, r - after) for r, (before, after) in zip(reach, g.padding))


def _turning_wins(d_out, x, kernel, g):
    """Whether `turned` can be had, and copies fewer numbers than the windows' gradients that it need not add up.

    A number that is written and added up costs 4 times one that is copied, as measured.
    """
    if g.strides != (1, 1) or min(map(min, _padding_back(kernel, g))) < 0:
        return False
    c_in, c_out = kernel.shape[2:]
    # For each weight's place: d_out's window of every cell, and the weights; against the gradients of every window.
    return (x[..., 0].size + c_in) * c_out <= 4 * d_out[..., 0].size * c_in
