"""Separable convolution: each channel on its own, then the channels mixed cell by cell."""

from cnnlib import arguments, checks
from cnnlib.scratch.fast import depthwise, product
from cnnlib.scratch.fast.channels import add_bias, channel_sums
from cnnlib.scratch.windows import place_windows


def separable_conv2d(
    x,
    depthwise_kernel,
    pointwise_kernel,
    bias=None,
    *,
    strides=1,
    padding="valid",
    dilation_rate=1,
):
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
    arrays = (x, depthwise_kernel, pointwise_kernel)
    options = strides, padding, dilation_rate
    w = windows_of_separable("separable_conv2d", *arrays, bias, *options)
    # (batch, out_h, out_w, c_in · multiplier), then (batch, out_h, out_w, c_out)
    y = depthwise.correlate(x, depthwise_kernel, w)
    y = product.correlate(y, pointwise_kernel, single_cells(w.out_size))
    if bias is not None:
        add_bias(y, bias)
    return y


def separable_conv2d_backward(
    d_out, x, depthwise_kernel, pointwise_kernel, *, strides=1, padding="valid", dilation_rate=1
):
    """Gradients for `separable_conv2d`'s x, two kernels and bias; parameters and errors are its own.

    Back through the pointwise step, then through the depthwise one.

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
    op, arrays = "separable_conv2d_backward", (x, depthwise_kernel, pointwise_kernel)
    w = windows_of_separable(op, *arrays, None, strides, padding, dilation_rate)
    checks.check_gradient(op, d_out, x, (len(x), *w.out_size, pointwise_kernel.shape[3]))
    y = depthwise.correlate(x, depthwise_kernel, w)  # what the pointwise step was given
    d_y, d_pointwise = product.gradients(d_out, y, pointwise_kernel, single_cells(w.out_size))
    dx, d_depthwise = depthwise.gradients(d_y, x, depthwise_kernel, w)
    return dx, d_depthwise, d_pointwise, channel_sums(d_out)


def single_cells(size):
    """The windows of a 1×1 kernel, one on each cell."""
    return place_windows(size, (1, 1), (1, 1), "valid")


def windows_of_separable(
    op, x, depthwise_kernel, pointwise_kernel, bias=None, strides=1, padding="valid", dilation_rate=1
):
    """Check the arguments of a separable convolution and work out where the windows of its depthwise step stand."""
    checks.check_arrays(
        op, x=x, depthwise_kernel=depthwise_kernel, pointwise_kernel=pointwise_kernel, bias=bias
    )
    arguments.check_separable(op, x, depthwise_kernel, pointwise_kernel, bias)
    sizes = (x.shape[1:3], depthwise_kernel.shape[:2])
    return place_windows(*sizes, *arguments.window_options(op, *sizes, strides, padding, dilation_rate))
