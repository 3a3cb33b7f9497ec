"""Sums over all places of each channel, and numbers added to each channel, in long rows.

NumPy's loops over the last axis alone are slow where channels are few, and its sum over batch, height and width walks
through memory channel by channel. So some neighboring places share a row, and a sum over rows is a product with ones.
"""

import numpy as np

from cnnlib.scratch.fast.threads import one_blas_thread

WIDTH = 128  # numbers that a row holds at most, unless the channels alone are more


@one_blas_thread()
def channel_sums(x):
    """The sum of each channel over all places: ``x.sum(axis=(0, 1, 2))``, whatever the number of axes."""
    return row_sum(x.reshape(-1, x.shape[-1]))


def add_bias(y, bias):
    """``y += bias``, a number for each channel, in place; `y` is contiguous."""
    rows = long_rows(y)
    rows += tiled(bias, rows)


def long_rows(x):
    """x as a matrix, with n neighboring places in each row: (places / n, n · c_in).

    >>> long_rows(np.zeros((1, 8, 8, 3))).shape
    (2, 96)
    """
    places, channels = x.size // x.shape[-1], x.shape[-1]
    n = 1
    while places % (2 * n) == 0 and 2 * n * channels <= WIDTH:
        n *= 2
    return x.reshape(-1, n * channels)


def tiled(values, rows):
    """A number for each channel, repeated for each place of a row: shape (n · c_in,).

    >>> tiled(np.array([1.0, 2.0]), np.zeros((1, 6)))
    array([1., 2., 1., 2., 1., 2.])
    """
    return np.tile(values, rows.shape[1] // len(values))


def row_sum(rows):
    """The sum of the rows of a matrix, as a product with a row of ones."""
    return np.ones(len(rows), rows.dtype) @ rows


def over_places(sums, channels):
    """The sums of each channel, from those of each column of the long rows.

    >>> over_places(np.array([1.0, 2.0, 3.0, 4.0]), channels=2)
    array([4., 6.])
    """
    return sums.reshape(-1, channels).sum(axis=0)
