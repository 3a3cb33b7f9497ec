"""Pooling without a copy of the windows: the cells of all windows are combined at once, one place after the other."""

import functools

import numpy as np

from cnnlib.scratch.fast.chunks import chunks
from cnnlib.scratch.fast.memory import copy_rows
from cnnlib.scratch.fast.threads import share
from cnnlib.scratch.padding import inside, padded

MEGABYTES = 1  # of images at a time


def largest(x, w):
    """The largest cell of every window, as `max_pool2d_naive` gives it."""
    y = np.empty((len(x), *w.out_size, x.shape[3]), x.dtype)

    def fill(images):
        y[images] = over_windows(np.maximum, padded(x[images], w.padding, -np.inf), w)

    share(fill, chunks(len(x), x[:1].nbytes, MEGABYTES))
    return y


def to_first_maxima(d_out, x, w):
    """The gradient for x: each window's goes to its first maximum, as `max_pool2d_naive_backward` gives it."""
    dx = np.empty(x.shape, x.dtype)

    def fill(images):
        dx[images] = _hand_back(d_out[images], x[images], w)

    share(fill, chunks(len(x), x[:1].nbytes, MEGABYTES))
    return dx


def _hand_back(d_out, x, w):
    """Hand each window's gradient to its first maximum, place by place of the windows."""
    y = over_windows(np.maximum, padded(x, w.padding, -np.inf), w)
    cells = padded(x, w.padding, np.nan)  # NaN equals nothing, so no window finds its maximum in the padding
    nans = padded(np.isnan(x), w.padding, False) if np.isnan(y).any() else None
    # A product is faster than a choice, but of a gradient that is infinite or NaN it leaves NaN in the other cells.
    masked = np.multiply if np.isfinite(d_out).all() else lambda d_out, mask: np.where(mask, d_out, 0)
    dx, waiting = np.zeros(cells.shape, x.dtype), np.ones(y.shape, bool)  # waiting: windows without a maximum so far
    apart = all(stride >= size for stride, size in zip(w.strides, w.kernel_size))
    for place in np.ndindex(*w.kernel_size):
        rows, columns = w.cells_under(*place)
        is_first = copy_rows(cells[:, rows, columns]) == y  # (batch, out_h, out_w, c)
        if nans is not None:
            is_first |= nans[:, rows, columns]
        is_first &= waiting
        waiting ^= is_first
        if apart:  # no other window has these cells
            copy_rows(masked(d_out, is_first), out=dx[:, rows, columns])
        else:
            dx[:, rows, columns] += masked(d_out, is_first)
    return inside(dx, w.padding)


def over_windows(combine, x, w):
    """Combine the cells of every window two by two, down each of its columns first, then along what that gives.

    Windows that overlap share columns, and kernel_h + kernel_w steps are fewer than kernel_h · kernel_w.
    """
    (kh, kw), (sh, sw), (out_h, out_w) = w.kernel_size, w.strides, w.out_size
    rows = (x[:, u : u + sh * out_h : sh] for u in range(kh))
    y = functools.reduce(combine, rows)  # (batch, out_h, width, c)
    columns = (copy_rows(y[:, :, v : v + sw * out_w : sw]) for v in range(kw))
    return functools.reduce(combine, columns)  # (batch, out_h, out_w, c)
