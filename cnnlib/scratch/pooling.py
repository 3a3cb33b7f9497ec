"""Pooling: each window of a feature map becomes one number, its largest or its mean; nothing is learned."""

import functools
from typing import NamedTuple

import numpy as np

from cnnlib import arguments, checks
from cnnlib.scratch.fast.blocks import copy_runs, image_runs, runs_copied
from cnnlib.scratch.fast.threads import share
from cnnlib.scratch.padding import inside, padded, unpadded
from cnnlib.scratch.windows import place_windows, stops


def max_pool2d(x, pool_size=2, strides=None, padding="valid"):
    r"""Keep the largest cell of every window, channel by channel.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c)
    pool_size : int or (rows, columns)
        Cells of a window.
    strides : int or (rows, columns), optional
        Cells from one window to the next; by default windows lie side by side.
    padding : {"valid", "same"}, int, (rows, columns) or ((top, bottom), (left, right))
        Cells of −∞ put around the input, fewer on a side than the window has: they never are the largest.

    Returns
    -------
    ndarray, shape (batch, out_h, out_w, c)

    Raises
    ------
    ValueError, TypeError
        If `x` is not a batch of images of float32 or float64, or an option is out of range.

    Notes
    -----
    With :math:`x` padded,

    .. math:: y_{bijc} = \max_{u,v} x_{b,\; is + u,\; js + v,\; c}.

    NaN counts as larger than any number: a window that holds one gives NaN.

    References
    ----------
    M. Riesenhuber and T. Poggio, "Hierarchical models of object recognition in cortex", 1999.

    Examples
    --------
    >>> x = np.array([[1.0, -1.0, 0.0], [-1.0, -2.0, 2.0], [1.0, 2.0, -2.0]])
    >>> max_pool2d(x[None, :, :, None], pool_size=2, strides=1)[0, :, :, 0]
    array([[1., 2.],
           [2., 2.]])
    """
    g = pool_geometry("max_pool2d", x, pool_size, strides, padding)
    y = np.empty((len(x), *g.out_size, x.shape[3]), x.dtype)

    def fill(images):
        y[images] = _over_windows(np.maximum, padded(x[images], g.padding, -np.inf), g)

    share(fill, image_runs(x))
    return y


def max_pool2d_backward(d_out, x, pool_size=2, strides=None, padding="valid"):
    r"""Gradient of the loss for `max_pool2d`'s x: all of a window's gradient goes to its largest cell.

    Parameters
    ----------
    d_out : ndarray, shape (batch, out_h, out_w, c)
        Gradient of the loss for `max_pool2d`'s output.
    x, pool_size, strides, padding
        As given to `max_pool2d`.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        As `max_pool2d`, and if `d_out` has another shape than the output.

    Notes
    -----
    Where several cells are the largest, the first of them, row by row, receives the gradient; where some are NaN, the
    first of those. A cell that is the largest of several windows receives the sum:

    .. math:: \partial x_{bmnc} = \sum_{i,j:\; (m, n) \text{ is the first maximum of window } (i, j)} \partial y_{bijc}

    Examples
    --------
    >>> x = np.array([[1.0, -1.0, 0.0], [-1.0, -2.0, 2.0], [1.0, 2.0, -2.0]])
    >>> max_pool2d_backward(np.ones((1, 2, 2, 1)), x[None, :, :, None], pool_size=2, strides=1)[0, :, :, 0]
    array([[1., 0., 0.],
           [0., 0., 2.],
           [0., 1., 0.]])
    """
    g = pool_geometry("max_pool2d_backward", x, pool_size, strides, padding)
    checks.check_gradient("max_pool2d_backward", d_out, x, (len(x), *g.out_size, x.shape[3]))
    dx = np.empty(x.shape, x.dtype)

    def fill(images):
        dx[images] = _to_first_maxima(d_out[images], x[images], g)

    share(fill, image_runs(x))
    return dx


def _to_first_maxima(d_out, x, g):
    y = _over_windows(np.maximum, padded(x, g.padding, -np.inf), g)
    around = padded(x, g.padding, np.nan)  # equal to nothing, so no window finds its maximum in the padding
    unknown = padded(np.isnan(x), g.padding, False) if np.isnan(y).any() else None
    # A product is faster than a choice, but of a gradient that is infinite or NaN it leaves NaN in the other cells.
    handed = np.multiply if np.isfinite(d_out).all() else lambda d_out, found: np.where(found, d_out, 0)
    dx, waiting = np.zeros(around.shape, x.dtype), np.ones(y.shape, bool)  # waiting: for their maximum to be found
    apart = all(stride >= size for stride, size in zip(g.strides, g.pool_size))
    for rows, columns in _cells_of_windows(g):
        found = runs_copied(around[:, rows, columns]) == y  # (batch, out_h, out_w, c)
        if unknown is not None:
            found |= unknown[:, rows, columns]
        found &= waiting
        waiting ^= found
        if apart:  # no other window has these cells
            copy_runs(dx[:, rows, columns], handed(d_out, found))
        else:
            dx[:, rows, columns] += handed(d_out, found)
    return inside(dx, g.padding)


def avg_pool2d(x, pool_size=2, strides=None, padding="valid", count_include_pad=False):
    r"""Take the mean of every window, channel by channel.

    Parameters
    ----------
    x, pool_size, strides
        As for `max_pool2d`.
    padding : {"valid", "same"}, int, (rows, columns) or ((top, bottom), (left, right))
        Cells put around the input, fewer on a side than the window has.
    count_include_pad : bool
        False: the mean is over a window's cells of `x` alone, as in TensorFlow. True: padding counts as cells of 0.

    Returns
    -------
    ndarray, shape (batch, out_h, out_w, c)

    Raises
    ------
    ValueError, TypeError
        As `max_pool2d`.

    Notes
    -----
    With :math:`x` padded by 0, and :math:`n_{ij}` cells counted in window :math:`(i, j)`,

    .. math:: y_{bijc} = \frac{1}{n_{ij}} \sum_{u,v} x_{b,\; is + u,\; js + v,\; c}.

    References
    ----------
    Y. LeCun et al., "Gradient-based learning applied to document recognition", 1998, section II.B.

    Examples
    --------
    >>> x = np.ones((1, 3, 3, 1))
    >>> avg_pool2d(x, pool_size=2, padding="same")[0, :, :, 0]
    array([[1., 1.],
           [1., 1.]])
    >>> avg_pool2d(x, pool_size=2, padding="same", count_include_pad=True)[0, :, :, 0]
    array([[1.  , 0.5 ],
           [0.5 , 0.25]])
    """
    g = pool_geometry("avg_pool2d", x, pool_size, strides, padding)
    return _over_windows(np.add, padded(x, g.padding, 0.0), g) / counted("avg_pool2d", x, g, count_include_pad)


def avg_pool2d_backward(d_out, x, pool_size=2, strides=None, padding="valid", count_include_pad=False):
    r"""Gradient of the loss for `avg_pool2d`'s x: each counted cell of a window receives an equal share.

    Parameters
    ----------
    d_out : ndarray, shape (batch, out_h, out_w, c)
        Gradient of the loss for `avg_pool2d`'s output.
    x, pool_size, strides, padding, count_include_pad
        As given to `avg_pool2d`.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        As `avg_pool2d`, and if `d_out` has another shape than the output.

    Notes
    -----
    .. math:: \partial x_{bmnc} = \sum_{is + u = m,\; js + v = n} \frac{\partial y_{bijc}}{n_{ij}}

    Examples
    --------
    >>> avg_pool2d_backward(np.ones((1, 2, 2, 1)), np.ones((1, 3, 3, 1)), pool_size=2, strides=1)[0, :, :, 0]
    array([[0.25, 0.5 , 0.25],
           [0.5 , 1.  , 0.5 ],
           [0.25, 0.5 , 0.25]])
    """
    g = pool_geometry("avg_pool2d_backward", x, pool_size, strides, padding)
    checks.check_gradient("avg_pool2d_backward", d_out, x, (len(x), *g.out_size, x.shape[3]))
    each = d_out / counted("avg_pool2d_backward", x, g, count_include_pad)  # (batch, out_h, out_w, c)
    dx = padded(np.zeros_like(x), g.padding, 0.0)
    for rows, columns in _cells_of_windows(g):
        dx[:, rows, columns] += each
    return unpadded(dx, g.padding)


class PoolGeometry(NamedTuple):
    """What the options of one pooling come to, as pairs (rows, columns)."""

    pool_size: tuple
    strides: tuple
    padding: tuple
    out_size: tuple


def pool_geometry(op, x, pool_size, strides, padding):
    """Check the arguments of a pooling and work out where its windows stand."""
    checks.check_arrays(op, x=x)
    options = arguments.pool_options(op, x, pool_size, strides, padding)
    pool_size, strides, padding = options
    padding, out_size = place_windows(x.shape[1:3], *options)
    return PoolGeometry(pool_size, strides, padding, out_size)


def counted(op, x, g, count_include_pad):
    """How many cells each window's mean is over, shape (1, out_h, out_w, 1)."""
    cells = np.ones((1, *x.shape[1:3], 1), x.dtype)
    return _over_windows(
        np.add, padded(cells, g.padding, float(checks.flag(op, "count_include_pad", count_include_pad))), g
    )


def _over_windows(combine, x, g):
    """Combine the cells of every window two by two, down each of its columns first, then along what that gives.

    Windows that overlap share columns, and kernel_h + kernel_w steps are fewer than kernel_h · kernel_w.
    """
    (kh, kw), (sh, sw), (out_h, out_w) = g.pool_size, g.strides, g.out_size
    y = functools.reduce(combine, (x[:, stops(u, out_h, sh)] for u in range(kh)))  # (batch, out_h, width, c)
    columns = (runs_copied(y[:, :, stops(v, out_w, sw)]) for v in range(kw))
    y = functools.reduce(combine, columns)  # (batch, out_h, out_w, c)
    return y.copy() if np.may_share_memory(x, y) else y  # windows of one cell are still a view of x


def _cells_of_windows(g):
    """The slices (rows, columns) of every window's cell (0, 0), then of every window's cell (0, 1), and so on."""
    for u, v in np.ndindex(*g.pool_size):
        yield stops(u, g.out_size[0], g.strides[0]), stops(v, g.out_size[1], g.strides[1])
