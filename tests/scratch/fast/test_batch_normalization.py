"""The fast batch normalization gives its definition's numbers."""

import numpy as np
import pytest

from cnnlib import scratch
from cnnlib.scratch.fast import batch_normalization, channels

SHAPES = [(3, 4, 4, 6), (7, 5, 3, 1), (2, 64, 64, 3), (1, 1, 1, 2), (5, 4), (6, 9, 5), (40, 3, 3, 300)]
rng = np.random.default_rng(4)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("offset", [0, 1e4])
def test_batch_norm_is_its_definition(monkeypatch, shape, offset):
    monkeypatch.setattr(batch_normalization, "MEGABYTES", 0.004)  # so that there are several blocks
    x, d_out = offset + rng.normal(size=shape), rng.normal(size=shape)
    gamma, beta = rng.normal(size=shape[-1]), rng.normal(size=shape[-1])
    for fast, plain in (
        (scratch.batch_norm(x, gamma, beta, epsilon=0.01), scratch.batch_norm_naive(x, gamma, beta, epsilon=0.01)),
        (
            scratch.batch_norm_backward(d_out, x, gamma, epsilon=0.01),
            scratch.batch_norm_naive_backward(d_out, x, gamma, epsilon=0.01),
        ),
    ):
        for a, b in zip(fast, plain, strict=True):
            assert a.shape == b.shape and a.dtype == b.dtype
            np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-9)


def test_where_squares_overflow_it_is_its_definition_too():
    x, d_out, one = np.float32([[1e30, 1], [2e30, 3]]), np.float32([[1, 3], [2, 1]]), np.ones(2, np.float32)
    with np.errstate(over="ignore"):
        for fast, plain in (
            (scratch.batch_norm(x, one, one), scratch.batch_norm_naive(x, one, one)),
            (scratch.batch_norm_backward(d_out, x, one), scratch.batch_norm_naive_backward(d_out, x, one)),
        ):
            for a, b in zip(fast, plain, strict=True):
                np.testing.assert_allclose(a, b, rtol=1e-3)
    assert np.isinf(scratch.batch_norm(x, one, one)[2][0])


def test_the_definition_takes_the_same_default():
    x, one = rng.normal(size=(3, 2)), np.ones(2)
    for fast, plain in zip(scratch.batch_norm(x, one, one), scratch.batch_norm_naive(x, one, one)):
        np.testing.assert_allclose(fast, plain, rtol=1e-12)
    for fast, plain in zip(scratch.batch_norm_backward(x, x, one), scratch.batch_norm_naive_backward(x, x, one)):
        np.testing.assert_allclose(fast, plain, atol=1e-12)


X, ONES, THREE, FLOAT32 = np.ones((3, 2)), np.ones(2), np.ones(3), np.ones(2, np.float32)
FORWARD, BACKWARD = [X, ONES, ONES], [X, X, ONES]  # x, gamma, beta; d_out, x, gamma


@pytest.mark.parametrize(
    "name, arrays, place, wrong, words",
    [
        *(
            (name, arrays, place, wrong, words)
            for name, arrays, place, key in (
                ("batch_norm_naive", FORWARD, 1, "gamma"),
                ("batch_norm_naive", FORWARD, 2, "beta"),
                ("batch_norm_naive_backward", BACKWARD, 2, "gamma"),
            )
            for wrong, words in (
                (THREE, rf"{key} has shape \(3,\), needs \(2,\)"),
                (FLOAT32, f"{key} holds float32, but x holds float64"),
            )
        ),
        ("batch_norm_naive", FORWARD, 0, [[1.0]], "x is a list"),
        ("batch_norm_naive_backward", BACKWARD, 1, [[1.0]], "x is a list"),
        ("batch_norm_naive_backward", BACKWARD, 0, X[:1], r"d_out has shape \(1, 2\), needs \(3, 2\)"),
    ],
)
def test_the_definition_refuses_in_its_own_name(name, arrays, place, wrong, words):
    spoiled = [wrong if i == place else array for i, array in enumerate(arrays)]
    with pytest.raises((ValueError, TypeError), match=f"^{name}: {words}"):
        getattr(scratch, name)(*spoiled)
    with pytest.raises(ValueError, match=f"^{name}: epsilon is 0"):
        getattr(scratch, name)(*arrays, epsilon=0)


def test_a_variance_is_never_below_0():
    x = np.full((7, 3, 3, 5), np.float32(0.1))
    y, mean, variance = scratch.batch_norm(x, np.ones(5, np.float32), np.zeros(5, np.float32))
    assert (variance >= 0).all() and (variance < 1e-12).all() and abs(y).max() < 1e-5 and variance.dtype == np.float32


def test_the_residual_mean_is_subtracted(monkeypatch):
    """Rounding can move the mean of large numbers; here it is moved by half on purpose."""
    x, d_out, gamma = rng.normal(size=(4, 3, 3, 2)), rng.normal(size=(4, 3, 3, 2)), rng.normal(size=2)

    def results():
        return *scratch.batch_norm(x, gamma, gamma), *scratch.batch_norm_backward(d_out, x, gamma)

    def mean_is_off(sums, channels):  # the mean is the first of three sums, and in the backward of five
        called.append(channels)
        return over_places(sums, channels) + (18 if len(called) in (1, 4) else 0)  # half of the 36 places

    wanted, over_places, called = results(), batch_normalization.over_places, []
    monkeypatch.setattr(batch_normalization, "over_places", mean_is_off)
    for a, b in zip(wanted, results(), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-12)
    assert len(called) == 3 + 5


@pytest.mark.parametrize("shape", [*SHAPES, (0, 4, 4, 3), (2, 0, 3)])
def test_channel_sums_and_bias_are_those_of_numpy(shape):
    x, bias = rng.normal(size=shape), rng.normal(size=shape[-1])
    np.testing.assert_allclose(channels.channel_sums(x), x.sum(axis=tuple(range(x.ndim - 1))), rtol=1e-9, atol=1e-12)
    y = x.copy()
    channels.add_bias(y, bias)
    np.testing.assert_array_equal(y, x + bias)
