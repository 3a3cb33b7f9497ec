"""The gradients of a convolution, by the fastest way: that for the input may be a convolution of its own."""

from cnnlib.scratch.fast import groups as by_group
from cnnlib.scratch.fast import im2col, product
from cnnlib.scratch.windows import Windows


def convolve_backward(d_out, x, kernel, w, groups=1):
    """The gradients for `x` and `kernel`."""
    c_in, c_out = kernel.shape[2], kernel.shape[3] // groups
    if w.kernel_size == (1, 1):
        gradients = product.gradients
    else:
        gradients = by_turning if turning_is_cheaper(w, len(x), c_in, c_out) else im2col.gradients
    if groups == 1:
        return gradients(d_out, x, kernel, w)
    return by_group.gradients(gradients, d_out, x, kernel, w, groups)


def kernel_gradient(d_out, x, w, groups=1):
    """The gradient for the kernel alone."""
    gradient = product.kernel_gradient if w.kernel_size == (1, 1) else im2col.kernel_gradient
    if groups == 1:
        return gradient(d_out, x, w)
    return by_group.kernel_gradient(gradient, d_out, x, w, groups)


def by_turning(d_out, x, kernel, w):
    """The gradients for `x`, by `turned`, and for `kernel`."""
    return turned(d_out, kernel, w), im2col.kernel_gradient(d_out, x, w)


def turned(d_out, kernel, w):
    """The gradient for the input, where strides is 1: it is a convolution of `d_out`.

    Output (i, j) depends on cell (i + ud - p, j + vd - p) through weight (u, v). So cell (m, n) receives from output
    (m + p - ud, n + p - vd): the kernel lies over `d_out` turned by 180°, and its channels have changed places.
    """
    weights = kernel[::-1, ::-1].transpose(0, 1, 3, 2)  # (kh, kw, c_out, c_in)
    return im2col.correlate(d_out, weights, _windows_back(w))


def _windows_back(w):
    """The windows of the turned kernel on `d_out`, one for each cell of the input; p becomes (k - 1) · d - p."""
    reach = [(k - 1) * d for k, d in zip(w.kernel_size, w.dilation_rate)]
    padding = tuple((r - before, r - after) for r, (before, after) in zip(reach, w.padding))
    return Windows(w.out_size, w.kernel_size, w.strides, padding, w.dilation_rate, w.size)


def turning_is_cheaper(w, batch, c_in, c_out):
    """Whether `turned` can be had, and copies fewer numbers than the windows' gradients that it need not add up.

    A number that is written and added up costs 4 times one that is copied, as measured.
    """
    if w.strides != (1, 1) or min(map(min, _windows_back(w).padding)) < 0:
        return False
    cells, windows = batch * w.size[0] * w.size[1], batch * w.out_size[0] * w.out_size[1]
    # For each weight's place: d_out under it for every cell, and the turned weights; against every window's gradient.
    return (cells + c_in) * c_out <= 4 * windows * c_in
