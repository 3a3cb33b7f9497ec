"""Local response normalization: large numbers in neighboring channels make a channel's number smaller."""

import numpy as np

from cnnlib import arguments, checks


def local_response_norm(x, *, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5):
    r"""Divide each number by a power of a sum of squares, over the neighboring channels of its cell.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c_in)
    depth_radius : int
        How many channels on either side are summed; at the first and the last channel there are fewer.
    bias, alpha, beta : float
        Offset, weight of the squares, and power. As in AlexNet's paper, `alpha` is not divided by the number of
        channels summed; ONNX and Caffe divide it.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError
        If `x` is not a batch of images or an option is out of range.
    TypeError
        If `x` does not hold float32 or float64, or an option is not a number.

    Notes
    -----
    With radius :math:`r`, bias :math:`k`,

    .. math:: y_c = \frac{x_c}{s_c^\beta}, \qquad s_c = k + \alpha \sum_{j = c - r}^{c + r} x_j^2.

    The sum is a product with a row of ones and zeros, so an infinity or NaN in one channel spoils all channels of its
    cell: 0 · ∞ is NaN.

    References
    ----------
    A. Krizhevsky, I. Sutskever and G. E. Hinton, "ImageNet Classification with Deep Convolutional Neural Networks",
    2012, section 3.3.

    Examples
    --------
    >>> x = np.array([[[[1.0, 2.0, 2.0]]]])
    >>> local_response_norm(x, depth_radius=1, bias=4.0)  # 1/√(4+1+4), 2/√(4+1+4+4), 2/√(4+4+4)
    array([[[[0.33333333, 0.5547002 , 0.57735027]]]])
    """
    radius, bias, alpha, beta = _checked("local_response_norm", x, depth_radius, bias, alpha, beta)
    return x / _scale(x, radius, bias, alpha) ** beta


def local_response_norm_backward(d_out, x, *, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5):
    r"""Gradient of the loss for `local_response_norm`'s x; parameters and errors are those of `local_response_norm`.

    A number reaches the loss through its own output, and through the scale of every neighbor:

    .. math:: \partial x_c = \frac{\partial y_c}{s_c^\beta}
        - 2 \alpha \beta \, x_c \sum_{j = c - r}^{c + r} \frac{x_j \, \partial y_j}{s_j^{\beta + 1}}.

    An infinity or NaN in `d_out` spoils all channels of its cell, as one in `x` does.

    Examples
    --------
    >>> x = np.array([[[[1.0, 2.0, 2.0]]]])
    >>> local_response_norm_backward(np.array([[[[0.0, 0.0, 1.0]]]]), x, depth_radius=1, bias=4.0).round(3)
    array([[[[ 0.   , -0.096,  0.192]]]])
    """
    radius, bias, alpha, beta = _checked("local_response_norm_backward", x, depth_radius, bias, alpha, beta)
    checks.check_gradient("local_response_norm_backward", d_out, x)
    scale = _scale(x, radius, bias, alpha)
    through_itself = d_out / scale**beta
    return through_itself - 2 * alpha * beta * x * _sum_of_neighbors(through_itself * x / scale, radius)


def _scale(x, radius, bias, alpha):
    """s of the formula, before it is raised to the power."""
    return bias + alpha * _sum_of_neighbors(np.square(x), radius)


def _sum_of_neighbors(a, radius):
    """For each channel, the sum of the channels at most `radius` away: a product with a band of ones."""
    channel = np.arange(a.shape[3])
    band = np.abs(channel - channel[:, None]) <= radius  # (c_in, c_in), symmetric
    return np.tensordot(a, band.astype(a.dtype), axes=1)


def _checked(op, x, depth_radius, bias, alpha, beta):
    """Check the array; gives the checked options."""
    checks.check_images(op, x)
    return arguments.local_response_options(op, depth_radius, bias, alpha, beta)
