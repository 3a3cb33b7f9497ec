"""Transposed convolution: every input cell paints the kernel, scaled, onto a larger output.

It is the adjoint of `conv2d`, not its inverse: the forward pass of the one is the backward pass of the other. So its
windows stand on the output, where those of the `conv2d` stand that leads back.
"""

import numpy as np

from cnnlib import arguments, checks
from cnnlib.scratch import fast
from cnnlib.scratch.fast.channels import channel_sums
from cnnlib.scratch.fast.product import matmul
from cnnlib.scratch.padding import inside
from cnnlib.scratch.windows import place_windows


def conv2d_transpose(
    x,
    kernel,
    bias=None,
    *,
    strides=1,
    padding="valid",
    output_padding=None,
    dilation_rate=1,
):
    r"""Add, for every cell of the input, the kernel times that cell to the window of the output that belongs to it.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c_in)
    kernel : ndarray, shape (kernel_h, kernel_w, c_out, c_in)
        Output channels first: the kernel of the `conv2d` that leads from the output's shape back to that of `x`.
    bias : ndarray, shape (c_out,), optional
        Added to every cell of its output channel.
    strides : int or (rows, columns)
        Output cells from one window to the next.
    padding : {"valid", "same"}, int, (rows, columns) or ((top, bottom), (left, right))
        Cells cut off around the output: those that `conv2d` would have padded.
    output_padding : int or (rows, columns), optional
        With strides, several sizes lead to the same input size; this many cells are added at the bottom and the right.
        Default: as many as make the output ``n * strides`` long for "same", and for the others as many as
        the last window lacks to be as long as a stride.
    dilation_rate : int or (rows, columns)
        Cells from one weight to the next.

    Returns
    -------
    ndarray, shape (batch, out_h, out_w, c_out)

    Raises
    ------
    ValueError
        If the shapes do not fit together, or an option is out of range.
    TypeError
        If an array does not hold float32 or float64, or an option is not an integer.

    Notes
    -----
    Before the padding is cut off,

    .. math:: y_{bmno} = \beta_o + \sum_{is + ud = m,\; js + vd = n,\; c} x_{bijc} \; w_{uvoc}.

    With :math:`k_\text{eff} = (k - 1)d + 1` and output padding :math:`a`, the size along an axis is

    .. math:: n^* = (n - 1)s + k_\text{eff} - p_\text{before} - p_\text{after} + a, \qquad
        n^*_\text{same} = (n - 1)s + (k_\text{eff} \bmod 2) + a,

    by default with :math:`a = \max(s - k_\text{eff}, 0)`, and :math:`n^*_\text{same} = ns`: Keras's rules.

    References
    ----------
    V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning", 2016, chapter 4.

    Examples
    --------
    >>> x = np.array([[1.0, 2.0], [3.0, 4.0]])[None, :, :, None]
    >>> conv2d_transpose(x, np.ones((2, 2, 1, 1)))[0, :, :, 0]
    array([[ 1.,  3.,  2.],
           [ 4., 10.,  6.],
           [ 3.,  7.,  4.]])
    """
    options = strides, padding, output_padding, dilation_rate
    w = windows_of_transpose("conv2d_transpose", x, kernel, bias, *options)
    c_out, c_in = kernel.shape[2:]
    y = np.zeros((len(x), *w.padded_size, c_out), x.dtype)
    cells = x.reshape(-1, c_in)  # (batch · height · width, c_in)
    for u, v in np.ndindex(*w.kernel_size):
        rows, columns = w.cells_under(u, v)
        painted = matmul(cells, kernel[u, v].T)
        y[:, rows, columns] += painted.reshape(*x.shape[:3], c_out)
    y = inside(y, w.padding)
    return y.copy() if bias is None else y + bias


def conv2d_transpose_backward(d_out, x, kernel, *, strides=1, padding="valid", output_padding=None, dilation_rate=1):
    r"""Gradients for `conv2d_transpose`'s x, kernel and bias; parameters and errors are those of `conv2d_transpose`.

    The backward pass of a transposed convolution is a convolution of the gradient.

    Notes
    -----
    With :math:`\partial y` padded by zeros (which times an infinity or NaN in x or the kernel are NaN; TensorFlow
    leaves them out on some processors),

    .. math::
        \partial x_{bijc} = \sum_{u,v,o} \partial y_{b,\; is + ud,\; js + vd,\; o} \; w_{uvoc}, \qquad
        \partial w_{uvoc} = \sum_{b,i,j} \partial y_{b,\; is + ud,\; js + vd,\; o} \; x_{bijc}

    Examples
    --------
    >>> x = np.array([[1.0, 2.0], [3.0, 4.0]])[None, :, :, None]
    >>> dx, dkernel, dbias = conv2d_transpose_backward(np.ones((1, 3, 3, 1)), x, np.ones((2, 2, 1, 1)))
    >>> dx[0, :, :, 0], dkernel[:, :, 0, 0], dbias
    (array([[4., 4.],
           [4., 4.]]), array([[10., 10.],
           [10., 10.]]), array([9.]))
    """
    op = "conv2d_transpose_backward"
    w = windows_of_transpose(op, x, kernel, None, strides, padding, output_padding, dilation_rate)
    checks.check_gradient(op, d_out, x, (len(x), *w.size, kernel.shape[2]))
    dx = fast.convolve(d_out, kernel, w)
    dkernel = fast.kernel_gradient(x, d_out, w)  # the convolution leads from d_out to x: they change places
    return dx, dkernel, channel_sums(d_out)


def windows_of_transpose(
    op, x, kernel, bias=None, strides=1, padding="valid", output_padding=None, dilation_rate=1
):
    """Check the arguments of a transposed convolution and work out where its windows stand on the output."""
    checks.check_arrays(op, x=x, kernel=kernel, bias=bias)
    arguments.check_transposed(op, x, kernel, bias)
    options = (strides, padding, output_padding, dilation_rate)
    sizes = (arguments.transposed_size(op, x.shape[1:3], kernel.shape[:2], *options), kernel.shape[:2])
    return place_windows(*sizes, *arguments.window_options(op, *sizes, strides, padding, dilation_rate))
