"""Batch normalization in few passes over memory: what `batch_norm_naive` and its backward give, for checked arguments.

A block of rows is worked on while it is in the cache. In float32 the mean of large numbers is inexact, so the residual,
the mean of x − mean, is taken as well and subtracted.
"""

import numpy as np

from cnnlib.scratch.fast.channels import long_rows, over_places, row_sum, tiled
from cnnlib.scratch.fast.chunks import chunks
from cnnlib.scratch.fast.threads import one_blas_thread

MEGABYTES = 0.3  # of a block of rows


@one_blas_thread()
def normalize_channels(x, gamma, beta, epsilon):
    """y, mean and variance, as `batch_norm_naive` gives them."""
    rows, channels, places = long_rows(x), len(gamma), x.size // len(gamma)
    blocks, y = chunks(len(rows), rows[:1].nbytes, MEGABYTES), np.empty_like(rows)
    mean = over_places(sum(row_sum(rows[block]) for block in blocks), channels) / places
    row_of_means, residuals, squares = tiled(mean, rows), 0.0, 0.0
    for block in blocks:
        centered = np.subtract(rows[block], row_of_means, out=y[block])
        residuals, squares = residuals + row_sum(centered), squares + row_sum(centered * centered)
    residual = over_places(residuals, channels) / places
    variance = _variance(over_places(squares, channels) / places, residual)
    scale = gamma / np.sqrt(variance + epsilon)
    row_of_scales, row_of_shifts = tiled(scale, rows), tiled(beta - residual * scale, rows)
    for block in blocks:
        y[block] *= row_of_scales
        y[block] += row_of_shifts
    mean = np.where(np.isfinite(mean), mean + residual, mean)  # the residual of an infinite mean is NaN
    return y.reshape(x.shape), mean, variance


@one_blas_thread()
def normalize_channels_backward(d_out, x, gamma, epsilon):
    """dx, dgamma and dbeta, as `batch_norm_naive_backward` gives them."""
    rows, d_rows, channels, places = long_rows(x), long_rows(d_out), len(gamma), x.size // len(gamma)
    blocks, dx = chunks(len(rows), rows[:1].nbytes, MEGABYTES), np.empty_like(rows)
    mean = over_places(sum(row_sum(rows[block]) for block in blocks), channels) / places
    row_of_means, residuals, squares, d_sums, products = tiled(mean, rows), 0.0, 0.0, 0.0, 0.0
    for block in blocks:
        centered = rows[block] - row_of_means
        d_sums, products = d_sums + row_sum(d_rows[block]), products + row_sum(d_rows[block] * centered)
        residuals, squares = residuals + row_sum(centered), squares + row_sum(np.square(centered, out=centered))
    residual = over_places(residuals, channels) / places
    variance = _variance(over_places(squares, channels) / places, residual)
    dbeta, inverse = over_places(d_sums, channels), 1 / np.sqrt(variance + epsilon)
    dgamma = (over_places(products, channels) - residual * dbeta) * inverse
    # dx = γ · inverse · (∂y − dbeta / places − x̂ · dgamma / places), with x̂ = (x − mean − residual) · inverse, is one
    # number of the channel times ∂y, another times x − mean, and a third. Added to a large mean, the residual is lost.
    d_factor, x_factor = gamma * inverse, -gamma * inverse**2 * dgamma / places
    shift = -d_factor * dbeta / places - x_factor * residual
    row_of_d_factors, row_of_x_factors, row_of_shifts = (tiled(a, rows) for a in (d_factor, x_factor, shift))
    for block in blocks:
        centered = np.subtract(rows[block], row_of_means, out=dx[block])
        centered *= row_of_x_factors
        centered += row_of_shifts
        centered += d_rows[block] * row_of_d_factors
    return dx.reshape(x.shape), dgamma, dbeta


def _variance(mean_of_squares, residual):
    """The variance of x − mean, whose own mean is the residual."""
    residual = np.where(np.isinf(mean_of_squares), 0, residual)  # where squares overflow: ∞ − ∞ would be NaN
    return np.maximum(mean_of_squares - residual**2, 0)  # not below 0, by rounding
