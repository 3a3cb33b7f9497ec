"""Batch normalization's arithmetic in few passes: `normalization.normalize` is its definition, and tests hold both equal.

NumPy's mean over batch, height and width goes through memory channel by channel. Here a sum over places is a
product with a row of ones, and what is computed from a block of places is computed while it is in the cache.
"""

import numpy as np

from cnnlib.scratch.fast.threads import one_blas_thread

FLOATS = 2**16  # of a block


@one_blas_thread()
def normalize(x, gamma, beta, epsilon):
    """As `normalization.normalize` over all axes but the last; mean and variance have shape (c_in,)."""
    rows, fold = _as_rows(x)
    y, mean = np.empty_like(rows), _mean(rows, fold)
    wide_mean, rest, squares = fold.widen(mean), 0.0, 0.0
    for block in _blocks(rows):
        centered = np.subtract(rows[block], wide_mean, out=y[block])
        rest, squares = rest + _sum(centered), squares + _sum(centered * centered)
    rest, variance = _moments(rest, squares, fold, x)
    scale = gamma / np.sqrt(variance + epsilon)
    wide_scale, wide_shift = fold.widen(scale), fold.widen(beta - rest * scale)
    for block in _blocks(rows):
        y[block] *= wide_scale
        y[block] += wide_shift
    mean = np.where(np.isfinite(mean), mean + rest, mean)  # beside an infinite mean, what is left is NaN
    return y.reshape(x.shape), mean, variance


@one_blas_thread()
def normalize_backward(d_out, x, gamma, epsilon):
    """As `normalization.normalize_backward` over all axes but the last."""
    (rows, fold), d_rows = _as_rows(x), _as_rows(d_out)[0]
    mean = _mean(rows, fold)
    wide_mean, rest, squares, d_sum, d_centered = fold.widen(mean), 0.0, 0.0, 0.0, 0.0
    for block in _blocks(rows):
        centered = rows[block] - wide_mean
        d_sum, d_centered = d_sum + _sum(d_rows[block]), d_centered + _sum(d_rows[block] * centered)
        rest, squares = rest + _sum(centered), squares + _sum(np.square(centered, out=centered))
    rest, variance = _moments(rest, squares, fold, x)
    dbeta, inverse = fold.narrow(d_sum), 1 / np.sqrt(variance + epsilon)
    dgamma = (fold.narrow(d_centered) - rest * dbeta) * inverse
    # dx = gamma · inverse · (d_out − mean of d_out − x̂ · mean of d_out · x̂), with x̂ = (x − mean) · inverse
    of_d, of_x = gamma * inverse, -gamma * inverse**2 * dgamma / fold.places
    # Added to a large mean, `rest` would be rounded away; so it goes into the shift.
    shift = -of_d * dbeta / fold.places - of_x * rest
    wide_of_d, wide_of_x, wide_shift = map(fold.widen, (of_d, of_x, shift))
    dx = np.empty_like(rows)
    for block in _blocks(rows):
        centered = np.subtract(rows[block], wide_mean, out=dx[block])
        centered *= wide_of_x
        centered += wide_shift
        centered += d_rows[block] * wide_of_d
    return dx.reshape(x.shape), dgamma, dbeta


@one_blas_thread()
def channel_sums(x):
    """The sum of each channel over all places, ``x.sum(axis=(0, 1, 2))``, as a product with a row of ones."""
    return _sum(x.reshape(-1, x.shape[-1]))


def add_bias(y, bias):
    """``y += bias``, a number for each channel, in place; `y` is contiguous."""
    rows, fold = _as_rows(y)
    rows += fold.widen(bias)


class _Fold:
    """Some neighboring places in one row, so that rows of few channels are long enough to be worth a loop."""

    def __init__(self, places, channels, width=128):
        self.places, self.channels, self.n = places, channels, 1
        while places % (2 * self.n) == 0 and 2 * self.n * channels <= width:
            self.n *= 2

    def widen(self, of_channels):
        return np.tile(of_channels, self.n)

    def narrow(self, of_rows):
        return of_rows.reshape(self.n, self.channels).sum(axis=0)


def _as_rows(x):
    fold = _Fold(x.size // x.shape[-1], x.shape[-1])
    return x.reshape(-1, fold.n * x.shape[-1]), fold


def _blocks(rows):
    step = max(FLOATS // rows.shape[1], 1)
    return (slice(first, first + step) for first in range(0, len(rows), step))


def _sum(rows):
    return np.ones(len(rows), rows.dtype) @ rows


def _mean(rows, fold):
    return fold.narrow(sum(_sum(rows[block]) for block in _blocks(rows))) / fold.places


def _moments(rest, squares, fold, x):
    """What the first mean left over, and the variance: rounding alone could bring it below 0."""
    rest = fold.narrow(rest) / fold.places
    variance = np.maximum(fold.narrow(squares) / fold.places - rest * rest, 0)
    return rest.astype(x.dtype), variance.astype(x.dtype)
