"""Convolution: one small kernel, laid over every window of the input.

`conv2d_naive` is the definition, `conv2d_windows` says it in one line of NumPy, `conv2d` is the one to use; what
makes it fast stands in `cnnlib.scratch.fast`. Tests hold all of them equal. As everywhere in deep learning,
"convolution" means cross-correlation: no kernel is flipped.
"""

import numpy as np

from cnnlib import arguments, checks
from cnnlib.scratch import fast
from cnnlib.scratch.fast.channels import add_bias, channel_sums
from cnnlib.scratch.padding import inside, padded
from cnnlib.scratch.windows import place_windows


def conv2d(
    x,
    kernel,
    bias=None,
    *,
    strides=1,
    padding="valid",
    dilation_rate=1,
    groups=1,
    method="auto",
):
    r"""Lay every filter over every window of a batch of images.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c_in)
    kernel : ndarray, shape (kernel_h, kernel_w, c_in // groups, c_out)
    bias : ndarray, shape (c_out,), optional
        Added to every cell of its output channel.
    strides : int or (rows, columns)
        Cells from one window to the next.
    padding : {"valid", "same"}, int, (rows, columns) or ((top, bottom), (left, right))
        Zeros put around the input; "same" is TensorFlow's rule (`same_padding`).
    dilation_rate : int or (rows, columns)
        Cells from one weight to the next.
    groups : int
        Number of groups that the channels are cut into, each with its own filters.
    method : {"auto", "im2col", "product", "sums", "winograd2", "winograd4", "fft"}
        How to compute it: `cnnlib.scratch.fast`. All give the same numbers, to rounding; but a NaN or an infinity in
        `x` or `kernel`, or numbers near the largest float, spoil more outputs than those whose windows hold them with
        "winograd2" and "winograd4" (the tiles around them, 2×2 or 4×4 outputs each) and with "fft" (all of an image).

    Returns
    -------
    ndarray, shape (batch, out_h, out_w, c_out)

    Raises
    ------
    ValueError
        If the shapes do not fit together, an option is out of range, or `method` cannot do this convolution.
    TypeError
        If an array does not hold float32 or float64, or an option is not an integer.

    Notes
    -----
    With one group and :math:`x` padded,

    .. math:: y_{bijo} = \beta_o + \sum_{u,v,c} x_{b,\; is + ud,\; js + vd,\; c} \; w_{uvco}.

    Padding counts: its zeros, times a weight that is infinite or NaN, are NaN. TensorFlow leaves such products out on
    some processors, and makes more of them in its gradients.

    References
    ----------
    I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, 2016, section 9.1.

    Examples
    --------
    >>> x = np.arange(9.0).reshape(1, 3, 3, 1)
    >>> conv2d(x, np.ones((2, 2, 1, 1)))[0, :, :, 0]
    array([[ 8., 12.],
           [20., 24.]])
    """
    options = strides, padding, dilation_rate, groups
    w, groups = windows_of_conv2d("conv2d", x, kernel, bias, *options)
    y = fast.convolve(x, kernel, w, groups, method)
    if bias is not None:
        add_bias(y, bias)
    return y


def conv2d_backward(
    d_out, x, kernel, *, strides=1, padding="valid", dilation_rate=1, groups=1
):
    r"""Gradients of the loss for `conv2d`'s x, kernel and bias; parameters and errors are those of `conv2d`.

    Output y_bijo adds up products of cell x_b,is+ud,js+vd,c and weight w_uvco. So the gradient of each adds up the
    other, times the gradient of the output.

    Notes
    -----
    .. math::
        \partial w_{uvco} = \sum_{b,i,j} x_{b,\; is + ud,\; js + vd,\; c} \; \partial y_{bijo}, \qquad
        \partial x_{bmnc} = \sum_{is + ud = m,\; js + vd = n,\; o} w_{uvco} \; \partial y_{bijo}, \qquad
        \partial \beta_o = \sum_{b,i,j} \partial y_{bijo}

    Padding counts in the kernel's gradient: its zeros, times an infinity or NaN in `d_out`, are NaN.

    Examples
    --------
    >>> x, kernel = np.arange(9.0).reshape(1, 3, 3, 1), np.ones((2, 2, 1, 1))
    >>> dx, dkernel, dbias = conv2d_backward(np.ones((1, 2, 2, 1)), x, kernel)
    >>> dx[0, :, :, 0]
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    >>> dkernel[:, :, 0, 0], dbias
    (array([[ 8., 12.],
           [20., 24.]]), array([4.]))
    """
    options = strides, padding, dilation_rate, groups
    w, groups = windows_of_conv2d("conv2d_backward", x, kernel, None, *options)
    out_shape = (len(x), *w.out_size, kernel.shape[3])
    checks.check_gradient("conv2d_backward", d_out, x, out_shape)
    dx, dkernel = fast.convolve_backward(d_out, x, kernel, w, groups)
    return dx, dkernel, channel_sums(d_out)


def conv2d_weight_gradients(d_out, x, kernel, *, strides, padding, dilation_rate, groups):
    """`conv2d_backward` without dx: the first layer of a network needs none in training.

    Examples
    --------
    >>> x, kernel = np.arange(9.0).reshape(1, 3, 3, 1), np.ones((2, 2, 1, 1))
    >>> options = dict(strides=1, padding="valid", dilation_rate=1, groups=1)
    >>> dkernel, dbias = conv2d_weight_gradients(np.ones((1, 2, 2, 1)), x, kernel, **options)
    >>> dbias
    array([4.])
    """
    options = strides, padding, dilation_rate, groups
    w, groups = windows_of_conv2d("conv2d_backward", x, kernel, None, *options)
    checks.check_gradient("conv2d_backward", d_out, x, (len(x), *w.out_size, kernel.shape[3]))
    return fast.kernel_gradient(d_out, x, w, groups), channel_sums(d_out)


def conv2d_naive(
    x, kernel, bias=None, *, strides=1, padding="valid", dilation_rate=1, groups=1
):
    """Convolve by the definition: seven loops, one multiplication each time. Arguments as for `conv2d`.

    Examples
    --------
    >>> x = np.arange(9.0).reshape(1, 3, 3, 1)
    >>> conv2d_naive(x, np.ones((2, 2, 1, 1)))[0, :, :, 0]
    array([[ 8., 12.],
           [20., 24.]])
    """
    options = strides, padding, dilation_rate, groups
    w, groups = windows_of_conv2d("conv2d_naive", x, kernel, bias, *options)
    x = padded(x, w.padding)
    (sh, sw), (dh, dw) = w.strides, w.dilation_rate
    kh, kw, c_in, c_out = kernel.shape  # c_in: of one group
    y = np.zeros((len(x), *w.out_size, c_out), x.dtype)
    for b, i, j, o in np.ndindex(*y.shape):  # every output cell
        first = o // (c_out // groups) * c_in  # the group's first input channel
        for u, v, c in np.ndindex(kh, kw, c_in):  # every weight of its filter
            cell = x[b, i * sh + u * dh, j * sw + v * dw, first + c]
            y[b, i, j, o] += cell * kernel[u, v, c, o]
    return y if bias is None else y + bias


def conv2d_windows(
    x, kernel, bias=None, *, strides=1, padding="valid", dilation_rate=1
):
    """Convolve in one line: every window times every filter. Arguments as for `conv2d`, without groups.

    Examples
    --------
    >>> x = np.arange(9.0).reshape(1, 3, 3, 1)
    >>> conv2d_windows(x, np.ones((2, 2, 1, 1)))[0, :, :, 0]
    array([[ 8., 12.],
           [20., 24.]])
    """
    options = strides, padding, dilation_rate
    w, _ = windows_of_conv2d("conv2d_windows", x, kernel, bias, *options)
    windows = w.view(padded(x, w.padding))
    # (batch, out_h, out_w, [kh, kw, c_in]) · ([kh, kw, c_in], c_out)
    y = np.tensordot(windows, kernel, axes=3)
    return y if bias is None else y + bias


def conv2d_windows_backward(
    d_out, x, kernel, *, strides=1, padding="valid", dilation_rate=1
):
    """Gradients for `conv2d_windows`'s x, kernel and bias: the same product, with d_out in the place of one factor.

    Arguments as for `conv2d_backward`, without groups.

    Examples
    --------
    >>> x, kernel = np.arange(9.0).reshape(1, 3, 3, 1), np.ones((2, 2, 1, 1))
    >>> conv2d_windows_backward(np.ones((1, 2, 2, 1)), x, kernel)[0][0, :, :, 0]
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    op, options = "conv2d_windows_backward", (strides, padding, dilation_rate)
    w, _ = windows_of_conv2d(op, x, kernel, None, *options)
    checks.check_gradient(op, d_out, x, (len(x), *w.out_size, kernel.shape[3]))
    x = padded(x, w.padding)
    windows = w.view(x)  # (batch, out_h, out_w, kh, kw, c_in)
    places = [0, 1, 2]  # batch, out_h, out_w
    # (kh, kw, c_in, c_out)
    dkernel = np.tensordot(windows, d_out, axes=(places, places))
    # (batch, out_h, out_w, kh, kw, c_in)
    d_windows = np.tensordot(d_out, kernel, axes=([3], [3]))
    dx = w.add_to(np.zeros_like(x), d_windows)
    return inside(dx, w.padding), dkernel, d_out.sum(axis=(0, 1, 2))


def windows_of_conv2d(op, x, kernel, bias=None, strides=1, padding="valid", dilation_rate=1, groups=1):
    """Check the arguments of a convolution. Returns where its windows stand, and the number of groups."""
    checks.check_arrays(op, x=x, kernel=kernel, bias=bias)
    groups = arguments.check_conv2d(op, x, kernel, bias, groups)
    sizes = (x.shape[1:3], kernel.shape[:2])
    return place_windows(*sizes, *arguments.window_options(op, *sizes, strides, padding, dilation_rate)), groups
