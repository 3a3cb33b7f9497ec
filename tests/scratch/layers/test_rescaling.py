"""Normalization by statistics of its own: given, found, set, saved."""

import keras
import numpy as np
import pytest

import cnnlib.tf
from cnnlib import scratch
from tests.scratch.twins import normal

X = 3 + 2 * normal((30, 4, 5, 3), "float32") * np.array([1, 10, 100], "float32")


@pytest.mark.parametrize("axis", [-1, 3, (1, 3), None, (3, 1, 2)])
def test_adapt_finds_what_keras_finds(axis):
    ours, theirs = scratch.Normalization(axis), cnnlib.tf.Normalization(axis)
    ours.adapt(X), theirs.adapt(X)
    for a, b in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        assert a.shape == b.shape and a.dtype == b.dtype and np.allclose(a, b, rtol=1e-4)
    assert np.allclose(ours(X), theirs(X), atol=1e-5)
    y = ours(X)
    shared = tuple(a for a in range(4) if a not in ((axis % 4,) if isinstance(axis, int) else axis or ()))
    assert abs(y.mean(axis=shared)).max() < 1e-5 and abs(y.std(axis=shared) - 1).max() < 1e-5


def test_its_weights_are_not_trained_and_are_set_and_saved_with_the_others(tmp_path):
    def network():
        layers = [scratch.Normalization(), scratch.Flatten(), scratch.Dense(2)]
        return scratch.Sequential([scratch.Input((4, 5, 3)), *layers])

    one, other = network(), network()
    one.layers[0].adapt(X)
    assert [v.shape for v in one.trainable_variables] == [(60, 2), (2,)] and one.count_params() == 3 + 3 + 1 + 122
    other.set_weights(one.get_weights())
    assert np.array_equal(one(X), other(X))
    one.save_weights(tmp_path / "weights.npz")
    third = network()
    third.load_weights(tmp_path / "weights.npz")
    assert np.array_equal(one(X), third(X))
    theirs = keras.Sequential([keras.Input((4, 5, 3)), keras.layers.Normalization(), keras.layers.Flatten()])
    theirs.layers[0].adapt(X)
    ours = scratch.Sequential(network().layers[:2])
    ours(X)
    ours.set_weights(theirs.get_weights())  # Keras's count is an integer, and so is ours
    assert np.allclose(ours(X), theirs(X), atol=1e-5)


@pytest.mark.parametrize(
    "count, words",
    [
        (np.zeros((), "float32"), "weights[2] holds float32, but the weight it replaces holds int64"),
        (0, "weights[2] is an int, but the weight it replaces holds int64; give both the same type"),
    ],
)
def test_a_count_of_another_type_is_refused(count, words):
    layer = scratch.Normalization()
    layer(X)
    with pytest.raises(TypeError) as caught:
        layer.set_weights([*layer.get_weights()[:2], count])
    assert words in str(caught.value)


def test_another_number_of_channels_is_refused_after_building():
    layer = scratch.Normalization()
    layer.adapt(X)
    for call in (layer, layer.adapt):
        with pytest.raises(ValueError) as caught:
            call(X[..., :2])
        built = "but the layer was built for 3 places along axis 3; needs as many"
        assert str(caught.value) == f"Normalization: x has shape (30, 4, 5, 2), {built}"


def test_any_height_and_width():
    layer = scratch.Normalization(mean=[0.0, 1.0, 2.0], variance=[1.0, 4.0, 9.0])
    assert layer(X).shape == X.shape and layer(X[:, 1:, :2]).shape == (30, 3, 2, 3)
    assert layer.weights == [] and layer.count_params() == 0


def test_numbers_given_as_whole_ones_or_numpys_change_no_type():
    for scale in (2, np.float64(2.0), np.array([2, 2, 2]), [np.float64(2.0)] * 3, np.array(2.0)):
        layer = scratch.Rescaling(scale)
        y = layer(X)
        assert y.dtype == "float32" and np.array_equal(y, 2 * X) and layer.backward(y).dtype == "float32"
