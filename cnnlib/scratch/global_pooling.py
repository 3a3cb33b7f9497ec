"""Global pooling: each feature map becomes one number, whatever its size."""

import numpy as np

from cnnlib import checks


def global_avg_pool2d(x):
    r"""Take the mean of every feature map.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c)

    Returns
    -------
    ndarray, shape (batch, c)

    Raises
    ------
    ValueError, TypeError
        If `x` is not a batch of images of float32 or float64.

    Notes
    -----
    .. math:: y_{bc} = \frac{1}{hw} \sum_{i,j} x_{bijc}

    References
    ----------
    M. Lin, Q. Chen and S. Yan, "Network in network", 2014, section 3.2.

    Examples
    --------
    >>> global_avg_pool2d(np.arange(8.0).reshape(1, 2, 2, 2))
    array([[3., 4.]])
    """
    checks.check_images("global_avg_pool2d", x)
    # The mean of the columns' means: faster than over both axes at once, and in float32 rounding errors grow
    # with height + width instead of height · width.
    return x.mean(axis=1).mean(axis=1)  # (batch, width, c), then (batch, c)


def global_avg_pool2d_backward(d_out, x):
    r"""Gradient of the loss for `global_avg_pool2d`'s x: each cell of a feature map receives an equal share.

    `d_out` has the output's shape, (batch, c); `x` and the errors are those of `global_avg_pool2d`.

    .. math:: \partial x_{bijc} = \frac{\partial y_{bc}}{hw}

    Examples
    --------
    >>> global_avg_pool2d_backward(np.array([[1.0]]), np.zeros((1, 2, 2, 1)))[0, :, :, 0]
    array([[0.25, 0.25],
           [0.25, 0.25]])
    """
    checks.check_images("global_avg_pool2d_backward", x)
    checks.check_gradient("global_avg_pool2d_backward", d_out, x, (x.shape[0], x.shape[3]))
    share = d_out / (x.shape[1] * x.shape[2])
    return np.broadcast_to(share[:, None, None], x.shape).copy()


def global_max_pool2d(x):
    r"""Keep the largest cell of every feature map.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c)

    Returns
    -------
    ndarray, shape (batch, c)

    Raises
    ------
    ValueError, TypeError
        If `x` is not a batch of images of float32 or float64.

    Notes
    -----
    .. math:: y_{bc} = \max_{i,j} x_{bijc}

    NaN counts as larger than any number: a feature map that holds one gives NaN.

    References
    ----------
    M. Oquab et al., "Is object localization for free? Weakly-supervised learning with convolutional neural
    networks", 2015, section 3.

    Examples
    --------
    >>> global_max_pool2d(np.arange(8.0).reshape(1, 2, 2, 2))
    array([[6., 7.]])
    """
    checks.check_images("global_max_pool2d", x)
    return x.max(axis=1).max(axis=1)  # column by column, which is faster than both axes at once


def global_max_pool2d_backward(d_out, x):
    r"""Gradient of the loss for `global_max_pool2d`'s x: it goes to the largest cell, the first if there are several.

    `d_out` has the output's shape, (batch, c); `x` and the errors are those of `global_max_pool2d`.

    .. math:: \partial x_{bijc} = \begin{cases}
        \partial y_{bc} & (i, j) \text{ is the first maximum, row by row} \\ 0 & \text{otherwise}\end{cases}

    Where some cells are NaN, the first of those receives the gradient.

    Examples
    --------
    >>> x = np.array([[1.0, 5.0], [5.0, 2.0]])
    >>> global_max_pool2d_backward(np.array([[3.0]]), x[None, :, :, None])[0, :, :, 0]
    array([[0., 3.],
           [0., 0.]])
    """
    checks.check_images("global_max_pool2d_backward", x)
    batch, height, width, c = x.shape
    checks.check_gradient("global_max_pool2d_backward", d_out, x, (batch, c))
    cells = x.reshape(batch, height * width, c)  # row by row
    first = cells.argmax(axis=1)[:, None]  # (batch, 1, c)
    dx = np.zeros(cells.shape, x.dtype)  # (batch, height · width, c)
    np.put_along_axis(dx, first, d_out[:, None], axis=1)
    return dx.reshape(x.shape)
