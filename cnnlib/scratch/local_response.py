"""Local response normalization: a channel is damped by the activity of its neighbor channels."""

import numpy as np

from cnnlib import arguments, checks


def local_response_norm(x, *, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5):
    r"""Divide each number by a power of the sum of squares of the channels around it, in its own cell.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c_in)
    depth_radius : int
        Channels to either side that count, where there are so many.
    bias, alpha, beta : float
        Offset, weight of the squares, and power. Unlike AlexNet's and ONNX's, `alpha` is not divided by the number of
        channels summed.

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
    radius, bias, alpha, beta = check_options("local_response_norm", x, depth_radius, bias, alpha, beta)
    return x / _scale(x, radius, bias, alpha) ** beta


def local_response_norm_backward(d_out, x, *, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5):
    r"""Gradient of the loss for `local_response_norm`'s x.

    Parameters
    ----------
    d_out : ndarray, shape of `x`
        Gradient of the loss for `local_response_norm`'s output.
    x, depth_radius, bias, alpha, beta
        As given to `local_response_norm`.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        As `local_response_norm`, and if `d_out` has another shape than `x`.

    Notes
    -----
    A number reaches the loss through its own output, and through the scale of every neighbor:

    .. math:: \partial x_c = \frac{\partial y_c}{s_c^\beta}
        - 2 \alpha \beta \, x_c \sum_{j = c - r}^{c + r} \frac{x_j \, \partial y_j}{s_j^{\beta + 1}}.

    Examples
    --------
    >>> x = np.array([[[[1.0, 2.0, 2.0]]]])
    >>> local_response_norm_backward(np.array([[[[0.0, 0.0, 1.0]]]]), x, depth_radius=1, bias=4.0).round(3)
    array([[[[ 0.   , -0.096,  0.192]]]])
    """
    radius, bias, alpha, beta = check_options("local_response_norm_backward", x, depth_radius, bias, alpha, beta)
    checks.check_gradient("local_response_norm_backward", d_out, x)
    scale = _scale(x, radius, bias, alpha)
    through_itself = d_out / scale**beta
    return through_itself - 2 * alpha * beta * x * _sum_of_neighbors(through_itself * x / scale, radius)


def _scale(x, radius, bias, alpha):
    """What x is divided by, before it is raised to the power."""
    return bias + alpha * _sum_of_neighbors(np.square(x), radius)


def _sum_of_neighbors(a, radius):
    """For each channel, the sum of the channels at most `radius` away: a product with a band of ones."""
    channel = np.arange(a.shape[3])
    band = np.abs(channel - channel[:, None]) <= radius  # (c_in, c_in), symmetric: my neighbors count me as theirs
    return np.tensordot(a, band.astype(a.dtype), axes=1)


def check_options(op, x, depth_radius, bias, alpha, beta):
    """The array, and the options checked."""
    checks.check_arrays(op, x=x)
    checks.check_rank(op, "x", x)
    return arguments.local_response_options(op, depth_radius, bias, alpha, beta)
