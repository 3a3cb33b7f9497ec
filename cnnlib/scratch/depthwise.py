"""Depthwise convolution: each channel has kernels of its own.

`conv2d` with one group for each channel is the definition, `depthwise_conv2d_windows` says it in one line of NumPy,
`depthwise_conv2d` is the one to use; what makes it fast stands in `cnnlib.scratch.fast.depthwise`. Tests hold all of
them equal.
"""

import numpy as np

from cnnlib import arguments, checks
from cnnlib.scratch.fast import depthwise
from cnnlib.scratch.fast.channels import add_bias, channel_sums
from cnnlib.scratch.padding import inside, padded
from cnnlib.scratch.windows import place_windows


def depthwise_conv2d(x, kernel, bias=None, *, strides=1, padding="valid", dilation_rate=1):
    r"""Convolve each channel with its own kernels, and add up no channels.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c_in)
    kernel : ndarray, shape (kernel_h, kernel_w, c_in, multiplier)
        Each channel has `multiplier` kernels.
    bias : ndarray, shape (c_in * multiplier,), optional
        Added to every cell of its output channel.
    strides, padding, dilation_rate
        As for `conv2d`.

    Returns
    -------
    ndarray, shape (batch, out_h, out_w, c_in * multiplier)
        Output channel ``c * multiplier + q`` is what input channel ``c`` gives with its kernel ``q``.

    Raises
    ------
    ValueError
        If the shapes do not fit together, or an option is out of range.
    TypeError
        If an array does not hold float32 or float64, or an option is not an integer.

    Notes
    -----
    With multiplier :math:`M` and :math:`x` padded,

    .. math:: y_{b,i,j,\; cM + q} = \beta_{cM + q} + \sum_{u,v} x_{b,\; is + ud,\; js + vd,\; c} \; w_{uvcq}.

    References
    ----------
    F. Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", 2017.

    Examples
    --------
    >>> x = np.array([[[[1.0, 10.0], [2.0, 20.0]]]])  # one row of two cells, two channels
    >>> depthwise_conv2d(x, np.ones((1, 2, 2, 1)))
    array([[[[ 3., 30.]]]])
    """
    w = windows_of_depthwise("depthwise_conv2d", x, kernel, bias, strides, padding, dilation_rate)
    y = depthwise.correlate(x, kernel, w)
    if bias is not None:
        add_bias(y, bias)
    return y


def depthwise_conv2d_backward(d_out, x, kernel, *, strides=1, padding="valid", dilation_rate=1):
    r"""Gradients for `depthwise_conv2d`'s x, kernel and bias; parameters and errors are those of `depthwise_conv2d`.

    Notes
    -----
    .. math::
        \partial w_{uvcq} = \sum_{b,i,j} x_{b,\; is + ud,\; js + vd,\; c} \; \partial y_{b,i,j,\; cM + q}, \qquad
        \partial x_{bmnc} = \sum_{is + ud = m,\; js + vd = n,\; q} w_{uvcq} \; \partial y_{b,i,j,\; cM + q}

    Examples
    --------
    >>> x = np.array([[[[1.0, 10.0], [2.0, 20.0]]]])
    >>> dx, dkernel, dbias = depthwise_conv2d_backward(np.ones((1, 1, 1, 2)), x, np.ones((1, 2, 2, 1)))
    >>> dkernel[0, :, :, 0]
    array([[ 1., 10.],
           [ 2., 20.]])
    """
    w = windows_of_depthwise("depthwise_conv2d_backward", x, kernel, None, strides, padding, dilation_rate)
    checks.check_gradient("depthwise_conv2d_backward", d_out, x, (len(x), *w.out_size, kernel[0, 0].size))
    dx, dkernel = depthwise.gradients(d_out, x, kernel, w)
    return dx, dkernel, channel_sums(d_out)


def depthwise_conv2d_windows(x, kernel, bias=None, *, strides=1, padding="valid", dilation_rate=1):
    """Convolve in one line: every window times its channel's kernels. Arguments as for `depthwise_conv2d`.

    Examples
    --------
    >>> x = np.array([[[[1.0, 10.0], [2.0, 20.0]]]])
    >>> depthwise_conv2d_windows(x, np.ones((1, 2, 2, 1)))
    array([[[[ 3., 30.]]]])
    """
    w = windows_of_depthwise("depthwise_conv2d_windows", x, kernel, bias, strides, padding, dilation_rate)
    windows = w.view(padded(x, w.padding))  # (batch, out_h, out_w, kh, kw, c_in)
    y = np.einsum("bijuvc,uvcq->bijcq", windows, kernel)
    y = y.reshape(*y.shape[:3], kernel[0, 0].size)  # (batch, out_h, out_w, c_in · multiplier)
    return y if bias is None else y + bias


def depthwise_conv2d_windows_backward(d_out, x, kernel, *, strides=1, padding="valid", dilation_rate=1):
    """`depthwise_conv2d_windows`'s gradients. Arguments as for `depthwise_conv2d_backward`.

    Examples
    --------
    >>> x = np.array([[[[1.0, 10.0], [2.0, 20.0]]]])
    >>> depthwise_conv2d_windows_backward(np.ones((1, 1, 1, 2)), x, np.ones((1, 2, 2, 1)))[1][0, :, :, 0]
    array([[ 1., 10.],
           [ 2., 20.]])
    """
    w = windows_of_depthwise("depthwise_conv2d_windows_backward", x, kernel, None, strides, padding, dilation_rate)
    checks.check_gradient("depthwise_conv2d_windows_backward", d_out, x, (len(x), *w.out_size, kernel[0, 0].size))
    x = padded(x, w.padding)
    windows = w.view(x)  # (batch, out_h, out_w, kh, kw, c_in)
    d_y = d_out.reshape(*d_out.shape[:3], *kernel.shape[2:])  # (batch, out_h, out_w, c_in, multiplier)
    dkernel = np.einsum("bijuvc,bijcq->uvcq", windows, d_y)
    d_windows = np.einsum("bijcq,uvcq->bijuvc", d_y, kernel)
    dx = w.add_to(np.zeros_like(x), d_windows)
    return inside(dx, w.padding), dkernel, d_out.sum(axis=(0, 1, 2))


def windows_of_depthwise(op, x, kernel, bias=None, strides=1, padding="valid", dilation_rate=1):
    """Check the arguments of a depthwise convolution and work out where its windows stand."""
    checks.check_arrays(op, x=x, kernel=kernel, bias=bias)
    arguments.check_depthwise(op, x, kernel, bias)
    sizes = (x.shape[1:3], kernel.shape[:2])
    return place_windows(*sizes, *arguments.window_options(op, *sizes, strides, padding, dilation_rate))
