"""Pooling: each window of a feature map becomes one number, its largest or its mean; nothing is learned.

`max_pool2d_naive`, its backward and `avg_pool2d_naive` are the definitions; `max_pool2d` and `avg_pool2d` are those to
use. What makes them fast stands in `cnnlib.scratch.fast.pooling`. Tests hold both equal.
"""

from math import prod

import numpy as np

from cnnlib import arguments, checks
from cnnlib.scratch import fast
from cnnlib.scratch.padding import inside, padded
from cnnlib.scratch.windows import place_windows


def max_pool2d_naive(x, pool_size=2, strides=None, padding="valid"):
    """`max_pool2d` as its formula says it, from a view of all windows.

    Examples
    --------
    >>> max_pool2d_naive(np.arange(16.0).reshape(1, 4, 4, 1))[0, :, :, 0]
    array([[ 5.,  7.],
           [13., 15.]])
    """
    w = windows_of_pool("max_pool2d_naive", x, pool_size, strides, padding)
    windows = w.view(padded(x, w.padding, -np.inf))  # (batch, out_h, out_w, kh, kw, c)
    return windows.max(axis=(3, 4))


def max_pool2d_naive_backward(d_out, x, pool_size=2, strides=None, padding="valid"):
    """`max_pool2d_backward` as its formula says it: each window's gradient goes to its first maximum, row by row.

    Examples
    --------
    >>> x = np.array([[1.0, 5.0], [5.0, 2.0]])[None, :, :, None]
    >>> max_pool2d_naive_backward(np.full((1, 1, 1, 1), 3.0), x)[0, :, :, 0]
    array([[0., 3.],
           [0., 0.]])
    """
    op = "max_pool2d_naive_backward"
    w = windows_of_pool(op, x, pool_size, strides, padding)
    checks.check_gradient(op, d_out, x, (len(x), *w.out_size, x.shape[3]))
    windows = w.view(padded(x, w.padding, -np.inf))  # (batch, out_h, out_w, kh, kw, c)
    of_x = w.view(padded(np.ones_like(x), w.padding)) == 1  # and not of the padding
    largest = (windows == windows.max(axis=(3, 4), keepdims=True)) | np.isnan(windows)
    cells = (largest & of_x).reshape(*d_out.shape[:3], prod(w.kernel_size), x.shape[3])
    d_cells = np.zeros(cells.shape, x.dtype)  # (batch, out_h, out_w, kh · kw, c)
    first = cells.argmax(axis=3)[:, :, :, None]
    np.put_along_axis(d_cells, first, d_out[:, :, :, None], axis=3)
    dx = np.zeros((len(x), *w.padded_size, x.shape[3]), x.dtype)
    return inside(w.add_to(dx, d_cells.reshape(windows.shape)), w.padding)


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
    w = windows_of_pool("max_pool2d", x, pool_size, strides, padding)
    return fast.pooling.largest(x, w)


def max_pool2d_backward(d_out, x, pool_size=2, strides=None, padding="valid"):
    r"""Gradient of the loss for `max_pool2d`'s x; parameters and errors are those of `max_pool2d`.

    All of a window's gradient goes to its largest cell.

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
    w = windows_of_pool("max_pool2d_backward", x, pool_size, strides, padding)
    checks.check_gradient("max_pool2d_backward", d_out, x, (len(x), *w.out_size, x.shape[3]))
    return fast.pooling.to_first_maxima(d_out, x, w)


def avg_pool2d_naive(x, pool_size=2, strides=None, padding="valid", count_include_pad=False):
    """`avg_pool2d` as its formula says it, from a view of all windows.

    Examples
    --------
    >>> avg_pool2d_naive(np.arange(16.0).reshape(1, 4, 4, 1))[0, :, :, 0]
    array([[ 2.5,  4.5],
           [10.5, 12.5]])
    """
    w = windows_of_pool("avg_pool2d_naive", x, pool_size, strides, padding)
    checks.flag("avg_pool2d_naive", "count_include_pad", count_include_pad)
    counted = padded(np.ones_like(x), w.padding, float(count_include_pad))
    # (batch, out_h, out_w, [kh, kw], c)
    return w.view(padded(x, w.padding)).sum(axis=(3, 4)) / w.view(counted).sum(axis=(3, 4))


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
    w = windows_of_pool("avg_pool2d", x, pool_size, strides, padding)
    checks.flag("avg_pool2d", "count_include_pad", count_include_pad)
    sums = fast.pooling.over_windows(np.add, padded(x, w.padding), w)
    return sums / _counts(x, w, count_include_pad)


def avg_pool2d_backward(d_out, x, pool_size=2, strides=None, padding="valid", count_include_pad=False):
    r"""Gradient of the loss for `avg_pool2d`'s x; parameters and errors are those of `avg_pool2d`.

    Each counted cell of a window receives an equal share.

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
    w = windows_of_pool("avg_pool2d_backward", x, pool_size, strides, padding)
    checks.flag("avg_pool2d_backward", "count_include_pad", count_include_pad)
    checks.check_gradient("avg_pool2d_backward", d_out, x, (len(x), *w.out_size, x.shape[3]))
    each = d_out / _counts(x, w, count_include_pad)  # (batch, out_h, out_w, c)
    dx = np.zeros((len(x), *w.padded_size, x.shape[3]), x.dtype)
    for place in np.ndindex(*w.kernel_size):
        rows, columns = w.cells_under(*place)
        dx[:, rows, columns] += each
    return np.ascontiguousarray(inside(dx, w.padding))


def windows_of_pool(op, x, pool_size, strides, padding):
    """Check the arguments of a pooling and work out where its windows stand."""
    checks.check_arrays(op, x=x)
    return place_windows(x.shape[1:3], *arguments.pool_options(op, x, pool_size, strides, padding))


def _counts(x, w, count_include_pad):
    """How many cells each window's mean is over, shape (1, out_h, out_w, 1)."""
    cells = padded(np.ones((1, *w.size, 1), x.dtype), w.padding, float(count_include_pad))
    return fast.pooling.over_windows(np.add, cells, w)
