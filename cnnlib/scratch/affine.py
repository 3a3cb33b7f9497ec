"""Pictures moved and turned: each output cell reads x at a place of its own, which may lie between cells or outside."""

import itertools

import numpy as np


def moved(shape, down, right):
    """The place in x that each cell of a moved image reads.

    Parameters
    ----------
    shape : (height, width)
    down, right : ndarray, shape (batch,)
        How many cells each image is moved by.

    Returns
    -------
    rows, columns : ndarray, shapes (batch, height, 1) and (batch, 1, width)
        Broadcast, the place in x for each output cell.
    """
    rows, columns = np.arange(shape[0])[:, None], np.arange(shape[1])
    return rows - down[:, None, None], columns - right[:, None, None]


def turned(shape, angles):
    r"""The place in x that each cell of a turned image reads; turned is counterclockwise, about its middle.

    Parameters
    ----------
    shape : (height, width)
    angles : ndarray, shape (batch,)
        In radians.

    Returns
    -------
    rows, columns : ndarray, shape (batch, height, width)

    Notes
    -----
    With i and j counted from the middle, the place is
    :math:`(i \cos\theta + j \sin\theta, \; j \cos\theta - i \sin\theta)`.

    Examples
    --------
    >>> rows, columns = turned((2, 2), np.array([np.pi / 2]))
    >>> rows[0].round(6), columns[0].round(6)  # the corner at the top left reads what was at the top right
    (array([[0., 1.],
           [0., 1.]]), array([[1., 1.],
           [0., 0.]]))
    """
    middle = (shape[0] - 1) / 2, (shape[1] - 1) / 2
    i, j = np.arange(shape[0])[:, None] - middle[0], np.arange(shape[1]) - middle[1]
    cos, sin = np.cos(angles)[:, None, None], np.sin(angles)[:, None, None]
    return i * cos + j * sin + middle[0], j * cos - i * sin + middle[1]


def read_at(x, places, interpolation, fill_mode, fill_value):
    """x at places between its cells and outside.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c)
    places : (rows, columns)
        As `moved` and `turned` give them.
    interpolation : {"nearest", "bilinear"}
    fill_mode : {"reflect", "wrap", "constant", "nearest"}
        What stands outside of a b c d: c b a a b c d d c b; b c d a b c d a b c; `fill_value`; a a a a b c d d d d.
    fill_value : float

    Returns
    -------
    ndarray, shape of `x`
    """
    y, images = np.zeros(x.shape, x.dtype), np.arange(len(x))[:, None, None]
    for rows, columns, weight, inside in _cells(x.shape[1:3], places, interpolation, fill_mode):
        read = x[images, rows, columns]  # (batch, height, width, c)
        if fill_mode == "constant":
            read = np.where(inside, read, x.dtype.type(fill_value))
        y += weight.astype(x.dtype) * read
    return y


def read_at_backward(d_out, places, interpolation, fill_mode):
    """Gradient for `read_at`'s x: each cell collects from where it was read, with the same weights."""
    dx, images = np.zeros(d_out.shape, d_out.dtype), np.arange(len(d_out))[:, None, None]
    for rows, columns, weight, inside in _cells(d_out.shape[1:3], places, interpolation, fill_mode):
        np.add.at(dx, (images, rows, columns), (weight * inside).astype(d_out.dtype) * d_out)
    return dx


def _cells(shape, places, interpolation, fill_mode):
    """The cells of x that each output cell reads: (rows, columns, weight, inside), once or four times.

    Outside, rows and columns are those of another cell, and `inside` is False if `fill_value` stands there instead.
    """
    sides = [_neighbors(n, at, interpolation, fill_mode) for n, at in zip(shape, places)]
    for (rows, row_weight), (columns, column_weight) in itertools.product(*sides):
        outside = [(at < 0) | (at >= n) for at, n in zip((rows, columns), shape)]
        kept = [np.clip(at, 0, n - 1) for at, n in zip((rows, columns), shape)]
        yield *kept, (row_weight * column_weight)[..., None], ~(outside[0] | outside[1])[..., None]


def _neighbors(n, at, interpolation, fill_mode):
    """[(cell, weight)] along one axis of n cells: the nearest, or the two on the sides of a place."""
    if fill_mode == "reflect":
        at = at % (2 * n)  # there and back again
        at = np.clip(np.where(at < n, at, 2 * n - 1 - at), 0, n - 1)
    elif fill_mode == "nearest":
        at = np.clip(at, 0, n - 1)
    if interpolation == "nearest":
        cell = np.where(at < 0, np.ceil(at - 0.5), np.floor(at + 0.5))  # halves away from 0, as TensorFlow
        neighbors = [(cell.astype(int), np.ones(at.shape))]
    else:
        low = np.floor(at).astype(int)
        neighbors = [(low, low + 1 - at), (low + 1, at - low)]
    return [(cell % n, weight) for cell, weight in neighbors] if fill_mode == "wrap" else neighbors
