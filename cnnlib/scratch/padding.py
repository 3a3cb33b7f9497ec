"""Padding: cells around each image."""

import numpy as np

from cnnlib import checks, pairs


def pad2d(x, padding, value=0.0):
    """Put cells around each image.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c)
    padding : int, (rows, columns) or ((top, bottom), (left, right))
        How many cells on each side.
    value : float
        What they hold. NaN and the infinities too: max pooling pads with -inf.

    Returns
    -------
    ndarray, shape (batch, top + height + bottom, left + width + right, c)

    Raises
    ------
    ValueError, TypeError
        If `x` is not a batch of images of float32 or float64, a count is negative, or `value` is not a number.

    Examples
    --------
    >>> pad2d(np.ones((1, 1, 2, 1)), ((0, 1), (2, 0)), value=7.0)[0, :, :, 0]
    array([[7., 7., 1., 1.],
           [7., 7., 7., 7.]])
    """
    checks.check_images("pad2d", x)
    rows, columns = pairs.padding_pairs("pad2d", padding)
    value = checks.number("pad2d", "value", value)
    y = padded(x, (rows, columns), value)
    return y.copy() if y is x else y


def pad2d_backward(d_out, x, padding):
    """Gradient of the loss for `pad2d`'s x; parameters and errors are those of `pad2d`.

    The added cells depend on nothing, so their gradient is cut off.

    Examples
    --------
    >>> pad2d_backward(np.arange(4.0).reshape(1, 2, 2, 1), np.ones((1, 1, 1, 1)), ((1, 0), (1, 0)))
    array([[[[3.]]]])
    """
    checks.check_images("pad2d_backward", x)
    (top, bottom), (left, right) = padding = pairs.padding_pairs("pad2d_backward", padding)
    batch, height, width, c = x.shape
    checks.check_gradient("pad2d_backward", d_out, x, (batch, top + height + bottom, left + width + right, c))
    return inside(d_out, padding).copy()


def padded(x, padding, value=0.0):
    """`pad2d` of checked arguments; x itself where there is nothing to add."""
    rows, columns = padding
    return np.pad(x, ((0, 0), rows, columns, (0, 0)), constant_values=value) if any(rows + columns) else x


def inside(x, padding):
    """The cells of x within its padding, no copy."""
    (top, bottom), (left, right) = padding
    return x[:, top : x.shape[1] - bottom, left : x.shape[2] - right]
