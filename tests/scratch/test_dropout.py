"""Dropout: one seed, one mask in both halves; the statistics are those of `tf.nn.dropout`."""

import numpy as np
import pytest
import tensorflow as tf

import cnnlib.tf
from cnnlib import scratch

HALVES = pytest.mark.parametrize("half", [scratch, cnnlib.tf])


@HALVES
@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_statistics_and_scale_are_those_of_tensorflow(half, rate):
    x = np.full(100_000, 3.0, np.float32)
    y, mask = map(np.asarray, half.dropout(x, rate, np.random.default_rng(0)))
    theirs = tf.nn.dropout(x, rate, seed=0).numpy()
    kept, kept_by_theirs = (y != 0).mean(), (theirs != 0).mean()
    deviation = np.sqrt(rate * (1 - rate) / x.size)
    assert abs(kept - (1 - rate)) < 4 * deviation and abs(kept_by_theirs - (1 - rate)) < 4 * deviation
    np.testing.assert_array_equal(mask, y != 0)
    np.testing.assert_allclose(y[mask], theirs[theirs != 0][0], rtol=1e-6)
    assert y.mean() == pytest.approx(3, abs=4 * 3 * deviation / (1 - rate))


@HALVES
def test_one_seed_drops_the_same_elements_in_both_types_and_another_seed_others(half):
    masks = [
        np.asarray(half.dropout(np.ones(50, dtype), 0.5, np.random.default_rng(seed))[1])
        for dtype, seed in [("float32", 1), ("float64", 1), ("float64", 2)]
    ]
    assert (masks[0] == masks[1]).all() and (masks[1] != masks[2]).any()


@HALVES
def test_a_generator_moves_on(half):
    rng, x = np.random.default_rng(0), np.ones(50)
    first, second = (np.asarray(half.dropout(x, 0.5, rng)[1]) for _ in range(2))
    assert (first != second).any()


@HALVES
def test_rate_0_keeps_everything(half):
    x = np.random.default_rng(0).normal(size=20)
    y, mask = half.dropout(x, 0, np.random.default_rng(0))
    np.testing.assert_array_equal(y, x)
    assert np.asarray(mask).all()


@HALVES
def test_what_is_dropped_is_zero_whatever_it_was(half):
    x = np.full(50, np.inf)
    y, mask = map(np.asarray, half.dropout(x, 0.5, np.random.default_rng(0)))
    assert (y[~mask] == 0).all() and np.isinf(y[mask]).all()
    dx = np.asarray(half.dropout_backward(x, mask, 0.5))
    assert (dx[~mask] == 0).all() and np.isinf(dx[mask]).all()


@pytest.mark.parametrize(
    "arguments, exception, words",
    [
        (([1.0], np.array([True]), 0.5), TypeError, "d_out is a list"),
        ((np.ones(1), np.ones(1), 0.5), TypeError, "mask holds float64, needs bool"),
        ((np.ones(1), [True], 0.5), TypeError, "mask is a list, needs an array of bool"),
        ((np.ones(2), np.array([True]), 0.5), ValueError, "d_out has shape (2,), needs (1,)"),
        ((np.ones(1), np.array([True]), 1), ValueError, "rate is 1, needs a number of at least 0 and below 1, such as 0.5"),
    ],
)
def test_backward_refuses(arguments, exception, words):
    with pytest.raises(exception) as caught:
        scratch.dropout_backward(*arguments)
    assert str(caught.value).startswith("dropout_backward: ") and words in str(caught.value)


def test_a_seed_is_no_generator():
    with pytest.raises(TypeError, match=r"rng is 7, needs a generator; make one: np.random.default_rng\(seed\)"):
        scratch.dropout(np.ones(2), 0.5, 7)


def test_a_rate_of_float64_does_not_widen_float32():
    y, mask = scratch.dropout(np.ones(9, np.float32), np.float64(0.5), np.random.default_rng(0))
    assert y.dtype == scratch.dropout_backward(y, mask, np.float64(0.5)).dtype == np.float32
