"""`cnnlib.from_keras`: every supported layer, every graph, and the name of what is not supported."""

import numpy as np
import pytest

import cnnlib
import cnnlib.tf as nn
import keras
from cnnlib import scratch
from cnnlib.conversion import supported_layers
from tests.scratch.layers.test_layers import CASES, EVERY_CASE
from tests.scratch.networks import branched, small
from tests.scratch.twins import RTOL, in_float64, keras_gradients, normal, randomize


def assert_same_network(model, x, dtype="float32"):
    randomize(model)
    network = cnnlib.from_keras(model)
    y, expected = network(x), model(x, training=False)
    y, expected = (list(a) if isinstance(a, (list, tuple)) else [a] for a in (y, expected))
    for a, b in zip(y, expected, strict=True):
        assert a.dtype == dtype and scratch.relative_error(a, np.asarray(b)) <= 10 * RTOL[dtype]
    return network


def test_every_layer_can_be_converted():
    assert set(supported_layers()) - {"InputLayer", "Model", "Sequential"} == set(CASES)


@pytest.mark.parametrize("name, arguments, shape", EVERY_CASE)
def test_a_model_of_one_layer(name, arguments, shape):
    several = isinstance(shape, list)
    inputs = [keras.Input(s[1:]) for s in (shape if several else [shape])]
    layer = getattr(nn, name)(**arguments)
    model = keras.Model(inputs if several else inputs[0], layer(inputs if several else inputs[0]))
    x = [normal(s, "float32", i) for i, s in enumerate(shape)] if several else normal(shape, "float32")
    network = assert_same_network(model, x)
    assert [layer.name for layer in network.layers] == [layer.name for layer in model.layers]


@pytest.mark.parametrize("build", [small, branched])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_whole_networks(build, dtype):
    model = in_float64(lambda: build(nn, dtype)) if dtype == "float64" else build(nn)
    x = [normal((3, *t.shape[1:]), dtype, i) for i, t in enumerate(model.inputs)]
    x = x if len(x) > 1 else x[0]
    network = assert_same_network(model, x, dtype)
    assert [layer.name for layer in network.layers] == [layer.name for layer in model.layers]
    y = network(x, training=True)
    d_out = [np.ones_like(a) for a in y] if isinstance(y, list) else np.ones_like(y)
    network.backward(d_out)
    _, _, expected = keras_gradients(model, x, d_out, training=True)
    for ours, theirs in zip(network.gradients, expected, strict=True):
        assert scratch.relative_error(ours, theirs) <= (1e-8 if dtype == "float64" else 1e-3)


@pytest.mark.parametrize("name", ["ResNet50", "MobileNet"])
def test_networks_of_keras_applications(name):
    """They name the channels' axis 3, and hold every kind of padding that Keras's networks have."""
    model = getattr(keras.applications, name)(
        weights=None, input_shape=(32, 32, 3), classes=10, classifier_activation=None
    )
    assert_same_network(model, normal((2, 32, 32, 3), "float32"))


def test_networks_within_networks_and_frozen_layers():
    inner = keras.Sequential([keras.Input((6, 6, 2)), keras.layers.Conv2D(3, 3), keras.layers.BatchNormalization()])
    inner.layers[0].trainable = False
    x = keras.Input((6, 6, 2))
    model = keras.Model([x], keras.layers.Flatten()(inner(x)))
    network = assert_same_network(model, [normal((2, 6, 6, 2), "float32")])
    assert [v.shape for v in network.trainable_variables] == [tuple(v.shape) for v in model.trainable_variables]


def test_channels_counted_from_the_front():
    layers = keras.layers
    model = sequential(layers.BatchNormalization(axis=3), layers.GroupNormalization(2, axis=3), layers.Flatten())
    assert_same_network(keras.Sequential([model, layers.BatchNormalization(axis=1)]), normal((2, 6, 6, 2), "float32"))


def test_training_given_to_the_network_outdoes_that_given_to_a_layer():
    base = keras.Sequential([keras.Input((6, 6, 2)), keras.layers.BatchNormalization()], name="base")
    inputs = keras.Input((6, 6, 2))
    model = keras.Model(inputs, base(inputs, training=False))
    x = normal((2, 6, 6, 2), "float32")
    network = assert_same_network(model, x)
    assert scratch.relative_error(network(x, training=True), np.array(model(x, training=True))) <= 1e-5


class Doubled(keras.layers.Layer):
    def call(self, x):
        return 2 * x


def sequential(*layers):
    return keras.Sequential([keras.Input((6, 6, 2)), *layers])


def with_operation():
    x = keras.Input((6, 6, 2))
    return keras.Model(x, x + 1.0)


class Subclassed(keras.Model):
    def call(self, x):
        return x


def subclassed():
    model = Subclassed(name="own")
    model(np.ones((1, 2), "float32"))
    return model


L = keras.layers
WRONG = {
    "a layer": (
        lambda: sequential(L.UpSampling2D(name="up")),
        "layer up (UpSampling2D) is not supported; supported are",
    ),
    "of one's own": (lambda: sequential(Doubled(name="mine")), "layer mine (Doubled) is not supported"),
    "an operation": (with_operation, "(Add) is not supported"),
    "layout": (
        lambda: sequential(L.GlobalAveragePooling2D(data_format="channels_first", name="pool")),
        "layer pool (GlobalAveragePooling2D) has data_format='channels_first', needs 'channels_last'",
    ),
    "regularizer": (
        lambda: sequential(L.Conv2D(2, 3, kernel_regularizer="l2", name="conv")),
        "layer conv (Conv2D) has kernel_regularizer=",
    ),
    "activation": (
        lambda: sequential(L.Conv2D(2, 3, activation="selu", name="conv")),
        "layer conv (Conv2D): Conv2D: activation is 'selu'",
    ),
    "axis": (
        lambda: sequential(L.BatchNormalization(axis=1, name="norm")),
        "norm (BatchNormalization): axis is 1, needs -1 or 3, the channels",
    ),
    "type": (
        lambda: sequential(L.Conv2D(2, 3, dtype="mixed_float16", name="conv")),
        "layer conv (Conv2D) computes in mixed",
    ),
    "within": (
        lambda: sequential(sequential(L.UpSampling2D(name="deep"))),
        "layer deep (UpSampling2D) is not supported",
    ),
    "not built": (lambda: keras.Sequential([L.Dense(2)], name="new"), "model new is not built"),
    "subclassed": (subclassed, "model own is a Subclassed, needs Sequential or functional"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_not_supported_is_named(case):
    make, words = WRONG[case]
    with pytest.raises(ValueError) as caught:
        cnnlib.from_keras(make())
    assert words in str(caught.value) and "\n" not in str(caught.value)
    with pytest.raises(TypeError, match="from_keras: model is a list, needs a Keras model"):
        cnnlib.from_keras([])
