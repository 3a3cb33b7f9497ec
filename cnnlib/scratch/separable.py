"""Separable convolution: each channel on its own, then the channels mixed cell by cell."""

from cnnlib import arguments, checks
from cnnlib.scratch.convolution import conv2d, conv2d_backward
from cnnlib.scratch.depthwise import depthwise_conv2d, depthwise_conv2d_backward
from cnnlib.scratch.geometry import window_geometry


def separable_conv2d(x, depthwise_kernel, pointwise_kernel, bias=None, *, strides=1, padding="valid", dilation_rate=1):
    r"""Convolve each channel on its own, then mix the channels cell by cell.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c_in)
    depthwise_kernel : ndarray, shape (kernel_h, kernel_w, c_in, multiplier)
    pointwise_kernel : ndarray, shape (1, 1, c_in * multiplier, c_out)
    bias : ndarray, shape (c_out,), optional
        Added to every cell of its output channel.
    strides, padding, dilation_rate
        Of the depthwise step, as for `conv2d`.

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
    The kernel that a `conv2d` would need for the same outputs is a product of the two,

    .. math:: w_{uvco} = \sum_q w^\text{depthwise}_{uvcq} \; w^\text{pointwise}_{1, 1,\; cM + q,\; o},

    so with :math:`M = 1` it has :math:`k^2 c_\text{in} + c_\text{in} c_\text{out}` free numbers in the place of
    :math:`k^2 c_\text{in} c_\text{out}`: a share of :math:`1/c_\text{out} + 1/k^2`.

    References
    ----------
    L. Sifre, *Rigid-Motion Scattering for Image Classification*, PhD thesis, 2014, section 6.2.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[[1.0, 10.0], [2.0, 20.0]]]])
    >>> separable_conv2d(x, np.ones((1, 2, 2, 1)), np.array([[[[1.0], [-1.0]]]]))
    array([[[[-27.]]]])
    """
    options = dict(strides=strides, padding=padding, dilation_rate=dilation_rate)
    separable_geometry("separable_conv2d", x, depthwise_kernel, pointwise_kernel, bias, **options)
    return conv2d(depthwise_conv2d(x, depthwise_kernel, **options), pointwise_kernel, bias)


def separable_conv2d_backward(
    d_out, x, depthwise_kernel, pointwise_kernel, *, strides=1, padding="valid", dilation_rate=1
):
    """Gradients of the loss for `separable_conv2d`'s x, two kernels and bias: back through one step, then the other.

    Parameters
    ----------
    d_out : ndarray, shape (batch, out_h, out_w, c_out)
        Gradient of the loss for `separable_conv2d`'s output.
    x, depthwise_kernel, pointwise_kernel, strides, padding, dilation_rate
        As given to `separable_conv2d`.

    Returns
    -------
    dx, ddepthwise_kernel, dpointwise_kernel, dbias : ndarray
        Shapes of `x`, of the kernels, and (c_out,).

    Raises
    ------
    ValueError, TypeError
        As `separable_conv2d`, and if `d_out` has another shape than the output.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[[1.0, 10.0], [2.0, 20.0]]]])
    >>> gradients = separable_conv2d_backward(
    ...     np.ones((1, 1, 1, 1)), x, np.ones((1, 2, 2, 1)), np.array([[[[1.0], [-1.0]]]])
    ... )
    >>> gradients[2][0, 0]  # what the depthwise step gave
    array([[ 3.],
           [30.]])
    """
    options = dict(strides=strides, padding=padding, dilation_rate=dilation_rate)
    g = separable_geometry("separable_conv2d_backward", x, depthwise_kernel, pointwise_kernel, None, **options)
    checks.check_gradient("separable_conv2d_backward", d_out, x, (len(x), *g.out_size, pointwise_kernel.shape[3]))
    y = depthwise_conv2d(x, depthwise_kernel, **options)
    d_y, d_pointwise, d_bias = conv2d_backward(d_out, y, pointwise_kernel)
    dx, d_depthwise, _ = depthwise_conv2d_backward(d_y, x, depthwise_kernel, **options)
    return dx, d_depthwise, d_pointwise, d_bias


def separable_geometry(op, x, depthwise_kernel, pointwise_kernel, bias, strides, padding, dilation_rate):
    """Check the arguments of a separable convolution and work out where its windows stand."""
    arrays = {"x": x, "depthwise_kernel": depthwise_kernel, "pointwise_kernel": pointwise_kernel}
    checks.check_arrays(op, **arrays, **({} if bias is None else {"bias": bias}))
    arguments.check_separable(op, x, depthwise_kernel, pointwise_kernel, bias)
    return window_geometry(op, x.shape[1:3], depthwise_kernel.shape[:2], strides, padding, dilation_rate)
