"""What the merges do where numbers are equal, NaN or repeated."""

import numpy as np
import pytest
import tensorflow as tf

import cnnlib.tf
from cnnlib import scratch
from tests.scratch.twins import keras_gradients, normal

CHOOSING = pytest.mark.parametrize("name", ["Maximum", "Minimum"])


@CHOOSING
@pytest.mark.parametrize("n", [2, 3, 4])
def test_of_equal_numbers_the_first_has_the_gradient_as_in_tensorflow(name, n):
    rng = np.random.default_rng(n)
    x = [rng.integers(0, 3, (40, 5)).astype("float64") for _ in range(n)]
    x[-1][::7] = np.nan
    x[0][::5] = np.nan
    d_out = normal((40, 5), "float64")
    layer, theirs = getattr(scratch, name)(), getattr(cnnlib.tf, name)(dtype="float64")
    expected, expected_dx, _ = keras_gradients(theirs, x, d_out, training=False)
    np.testing.assert_array_equal(layer(x), expected)
    for ours, theirs in zip(layer.backward(d_out), expected_dx, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@CHOOSING
def test_a_gradient_goes_to_one_array_alone(name):
    x = [np.round(normal((50, 3), "float64", seed)) for seed in range(3)]
    layer = getattr(scratch, name)()
    layer(x)
    d_out = 1 + abs(normal((50, 3), "float64"))
    parts = layer.backward(d_out)
    assert np.array_equal(sum(parts), d_out) and ((np.array(parts) != 0).sum(axis=0) == 1).all()


def test_a_squeeze_and_excitation_block_trains():
    """A weight for each channel, of (batch, c) or of (batch, 1, 1, c), against its definition and TensorFlow."""
    x, weights = normal((2, 5, 4, 3), "float64"), normal((2, 3), "float64", 1)
    d_out = normal(x.shape, "float64", 2)
    for scales in (weights, weights[:, None, None]):
        layer = scratch.Multiply()
        assert np.array_equal(layer([x, scales]), x * weights[:, None, None])
        dx, dscales = layer.backward(d_out)
        assert np.array_equal(dx, d_out * weights[:, None, None]) and dscales.shape == scales.shape
        assert dscales.ravel() == pytest.approx((d_out * x).sum(axis=(1, 2)).ravel(), rel=1e-12)


@pytest.mark.parametrize("name", ["Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract"])
def test_the_gradients_are_those_of_finite_differences_where_all_are_repeated(name):
    x = [normal(shape, "float64", seed) for seed, shape in enumerate([(2, 4, 1, 3), (2, 3)])]
    layer = getattr(scratch, name)()
    d_out = normal(layer(x).shape, "float64", 7)
    for i, gradient in enumerate(layer.backward(d_out)):
        loss = lambda a: float((layer([*x[:i], a, *x[i + 1 :]]) * d_out).sum())  # noqa: B023, E731
        assert scratch.relative_error(gradient, scratch.numerical_gradient(loss, x[i])) <= 1e-6


def test_an_array_of_one_axis_meets_more():
    x = [normal((4,), "float32"), normal((4, 2, 3), "float32", 1)]
    assert np.array_equal(scratch.Add()(x), x[0][:, None, None] + x[1])
    assert np.array_equal(scratch.Add()(x), cnnlib.tf.Add()([tf.constant(a) for a in x]))
