"""Resizing: the same picture with more cells, or fewer, nearest or bilinear."""

import numpy as np

from cnnlib import arguments, checks


def upsample2d(x, size=2, interpolation="nearest"):
    r"""Make each image a whole number of times as high and as wide.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c)
    size : int or (rows, columns)
        How many cells of the output there are for one of x.
    interpolation : {"nearest", "bilinear"}
        "nearest" repeats each cell; "bilinear" goes in straight lines from the middle of one cell to that of the next.

    Returns
    -------
    ndarray, shape (batch, height · rows, width · columns, c)

    Raises
    ------
    ValueError, TypeError
        If `x` is not a batch of images of float32 or float64, or an option is not one of these.

    Notes
    -----
    Along one axis, the middle of output cell o lies at :math:`s = (o + \frac12) / k - \frac12`, where k is `size` and
    the middles of the input's cells are at 0, 1, 2, …; "bilinear" weighs the two cells on its sides,

    .. math:: y_o = (1 - t) \, x_{\lfloor s \rfloor} + t \, x_{\lceil s \rceil}, \qquad t = s - \lfloor s \rfloor,

    first to the new width, then to the new height. Beyond the last middle the image goes on as it ends.

    References
    ----------
    TensorFlow, documentation of `tf.image.resize` (half-pixel centers).

    Examples
    --------
    >>> x = np.array([[1.0, 5.0]])[None, :, :, None]
    >>> upsample2d(x, (1, 2))[0, :, :, 0]
    array([[1., 1., 5., 5.]])
    >>> upsample2d(x, (1, 2), "bilinear")[0, :, :, 0]
    array([[1., 2., 4., 5.]])
    """
    checks.check_images("upsample2d", x)
    (rows, columns), interpolation = arguments.upsampling_options("upsample2d", size, interpolation)
    return resized(x, (x.shape[1] * rows, x.shape[2] * columns), interpolation)


def upsample2d_backward(d_out, x, size=2, interpolation="nearest"):
    r"""Gradient of the loss for `upsample2d`'s x: each cell collects from where it went, with the same weights.

    .. math:: \partial x_i = \sum_{o \,:\, \lfloor s_o \rfloor = i} (1 - t_o) \, \partial y_o
        + \sum_{o \,:\, \lceil s_o \rceil = i} t_o \, \partial y_o

    Examples
    --------
    >>> d_out, x = np.array([[1.0, 2.0, 3.0, 4.0]])[None, :, :, None], np.zeros((1, 1, 2, 1))
    >>> upsample2d_backward(d_out, x, (1, 2))[0, :, :, 0]
    array([[3., 7.]])
    >>> upsample2d_backward(d_out, x, (1, 2), "bilinear")[0, :, :, 0]
    array([[3.25, 6.75]])
    """
    checks.check_images("upsample2d_backward", x)
    size, interpolation = arguments.upsampling_options("upsample2d_backward", size, interpolation)
    batch, height, width, c = x.shape
    checks.check_gradient("upsample2d_backward", d_out, x, (batch, height * size[0], width * size[1], c))
    return resized_backward(d_out, (height, width), interpolation)


def resized(x, size, interpolation):
    """Checked images with `size` = (rows, columns) of cells."""
    if x.shape[1:3] == size:
        return x.copy()
    for axis in (2, 1):  # (batch, height, new width, c), then (batch, new height, new width, c)
        x = _along(x, axis, *resizing_cells(x.shape[axis], size[axis - 1], interpolation))
    return x


def resized_backward(d_out, size, interpolation):
    """Gradient for the images, which had `size` = (rows, columns) of cells."""
    if d_out.shape[1:3] == size:
        return d_out.copy()
    for axis in (1, 2):
        n = size[axis - 1]
        d_out = _along_backward(d_out, axis, n, *resizing_cells(n, d_out.shape[axis], interpolation))
    return d_out


def resizing_cells(n, n_out, interpolation):
    """For each of n_out cells along one axis, which of n cells it is made of.

    Returns
    -------
    low, high : ndarray of int, shape (n_out,)
        The cells on its two sides; the same one where it is nearest, at a middle, or at an end.
    t : ndarray, shape (n_out,), or None
        The weight of `high`; that of `low` is 1 − t. None where `low` alone counts.

    Examples
    --------
    >>> low, high, t = resizing_cells(2, 4, "bilinear")
    >>> low, high, t
    (array([0, 0, 0, 1]), array([0, 1, 1, 1]), array([0.75, 0.25, 0.75, 0.25]))
    """
    places = np.arange(n_out)
    if interpolation == "nearest":
        # In float32, as TensorFlow: at the border of two cells its rounding decides which of them is nearer.
        middles = (places.astype(np.float32) + np.float32(0.5)) * (np.float32(n) / np.float32(n_out))
        nearest = np.minimum(middles.astype(int), n - 1)
        return nearest, nearest, None
    middles = (2 * places + 1) * n / (2 * n_out) - 0.5
    low = np.floor(middles)
    ends = [np.clip(side, 0, n - 1).astype(int) for side in (low, np.ceil(middles))]
    return *ends, middles - low


def _along(x, axis, low, high, t):
    """The output along one axis."""
    at_low = np.take(x, low, axis)
    if t is None:
        return at_low
    return at_low + (np.take(x, high, axis) - at_low) * _spread(t, axis, x.dtype)


def _along_backward(d_out, axis, n, low, high, t):
    """The gradient for n cells along one axis."""
    before, after = d_out.shape[:axis], d_out.shape[axis + 1 :]
    dx = np.zeros((*before, n, *after), d_out.dtype)
    sides = [(low, d_out)]
    if t is not None:
        t = _spread(t, axis, d_out.dtype)
        sides = [(low, d_out * (1 - t)), (high, d_out * t)]
    cells_of_x = np.moveaxis(dx, axis, 0)  # no copy: what is added there is added to dx
    for side, share in sides:
        for i, part in zip(side, np.moveaxis(share, axis, 0)):
            cells_of_x[i] += part
    return dx


def _spread(t, axis, dtype):
    """Weights along one axis of four."""
    return t.astype(dtype).reshape([-1 if i == axis else 1 for i in range(4)])
