"""The fast normalization gives its definition's numbers."""

import numpy as np
import pytest

from cnnlib import scratch
from cnnlib.scratch import channelwise, layouts, normalization


@pytest.mark.parametrize("shape", [(3, 4, 4, 6), (7, 5, 3, 1), (2, 64, 64, 3), (1, 1, 1, 2), (5, 4), (40, 3, 3, 300)])
@pytest.mark.parametrize("offset", [0, 1e4])
def test_channelwise_normalization_is_its_definition(monkeypatch, shape, offset):
    monkeypatch.setattr(channelwise, "FLOATS", 2**9)
    rng = np.random.default_rng(4)
    x, d_out, gamma, beta = (
        offset + rng.normal(size=shape),
        *(rng.normal(size=s) for s in (shape, shape[-1], shape[-1])),
    )
    layout = layouts.batch_layout("batch_norm", x, gamma=gamma, beta=beta)
    for fast, plain in (
        (
            channelwise.normalize(x, gamma, beta, 1e-3),
            normalization.normalize(x, gamma, beta, layout, 1e-3),
        ),
        (
            channelwise.normalize_backward(d_out, x, gamma, 1e-3),
            normalization.normalize_backward(d_out, x, gamma, layout, 1e-3),
        ),
    ):
        for a, b in zip(fast, plain, strict=True):
            np.testing.assert_allclose(a, b.reshape(a.shape), rtol=1e-9, atol=1e-9)


def test_a_variance_is_never_below_0():
    x = np.full((7, 3, 3, 5), np.float32(0.1))
    y, mean, variance = scratch.batch_norm(x, np.ones(5, np.float32), np.zeros(5, np.float32))
    assert (variance >= 0).all() and (variance < 1e-12).all() and abs(y).max() < 1e-5 and variance.dtype == np.float32


def test_a_first_mean_that_is_off_is_put_right(monkeypatch):
    """Rounding can move the mean of large numbers; here it is moved by half on purpose."""
    rng = np.random.default_rng(5)
    x, d_out, gamma = rng.normal(size=(4, 3, 3, 2)), rng.normal(size=(4, 3, 3, 2)), rng.normal(size=2)
    wanted = channelwise.normalize(x, gamma, gamma, 1e-3), channelwise.normalize_backward(d_out, x, gamma, 1e-3)
    first_mean = channelwise._mean
    monkeypatch.setattr(channelwise, "_mean", lambda rows, fold: first_mean(rows, fold) + 0.5)
    moved = channelwise.normalize(x, gamma, gamma, 1e-3), channelwise.normalize_backward(d_out, x, gamma, 1e-3)
    for one, other in zip(wanted, moved, strict=True):
        for a, b in zip(one, other, strict=True):
            np.testing.assert_allclose(a, b, atol=1e-12)
