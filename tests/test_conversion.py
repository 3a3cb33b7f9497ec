"""`cnnlib.from_keras`: every supported layer, every graph, and the name of what is not supported."""

import keras
import numpy as np
import pytest

import cnnlib
import cnnlib.tf as nn
from cnnlib import scratch
from cnnlib.conversion import known_activations, supported_layers
from cnnlib.scratch.layers.activation import FUNCTIONS
from tests.scratch.layers.test_layers import CASES, EVERY_CASE
from tests.scratch.networks import branched, small
from tests.scratch.twins import RTOL, in_float64, keras_gradients, normal, randomize

L = keras.layers


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
    inner = keras.Sequential([keras.Input((6, 6, 2)), L.Conv2D(3, 3), L.BatchNormalization()])
    inner.layers[0].trainable = False
    x = keras.Input((6, 6, 2))
    model = keras.Model([x], L.Flatten()(inner(x)))
    network = assert_same_network(model, [normal((2, 6, 6, 2), "float32")])
    assert [v.shape for v in network.trainable_variables] == [tuple(v.shape) for v in model.trainable_variables]


def test_channels_counted_from_the_front():
    model = within(L.BatchNormalization(axis=3), L.GroupNormalization(2, axis=3), L.Flatten())
    assert_same_network(keras.Sequential([model, L.BatchNormalization(axis=1)]), normal((2, 6, 6, 2), "float32"))


def test_training_given_to_the_network_overrides_that_given_to_a_layer():
    base = keras.Sequential([keras.Input((6, 6, 2)), L.BatchNormalization()], name="base")
    inputs = keras.Input((6, 6, 2))
    model = keras.Model(inputs, base(inputs, training=False))
    x = normal((2, 6, 6, 2), "float32")
    network = assert_same_network(model, x)
    assert scratch.relative_error(network(x, training=True), np.array(model(x, training=True))) <= 1e-5


ACTIVATIONS = [(name, i) for name, functions in known_activations().items() for i in range(len(functions))]


@pytest.mark.parametrize("name, i", ACTIVATIONS)
def test_an_activation_is_known_by_its_function(name, i):
    function, x = known_activations()[name][i], np.linspace(-7, 7, 400, dtype="float32").reshape(-1, 4)
    network = cnnlib.from_keras(keras.Sequential([keras.Input((4,)), L.Activation(function)]))
    assert abs(network(x) - np.array(function(x))).max() <= 2e-6  # gelu by tanh is 5e-4 off
    assert getattr(network.layers[0].activation, "name", "linear") == name


def test_every_activation_is_known():
    assert set(known_activations()) == {"linear", *FUNCTIONS}


def shared_by_two():
    shared, x = L.Dense(4), keras.Input((20,))
    one = keras.Sequential([keras.Input((20,)), shared, L.ReLU()])
    other = keras.Sequential([keras.Input((20,)), L.Rescaling(0.5), shared])
    return keras.Model(x, L.Add()([one(x), other(x)]))


def test_a_layer_shared_by_networks_within_is_one_layer():
    model, x = shared_by_two(), normal((3, 20), "float32")
    network = assert_same_network(model, x)
    assert network.count_params() == model.count_params() == 84
    assert [v.shape for v in network.trainable_variables] == [(20, 4), (4,)]
    y = network(x, training=True)
    network.backward(np.ones_like(y))
    _, _, expected = keras_gradients(model, x, np.ones_like(y), training=True)
    for ours, theirs in zip(network.gradients, expected, strict=True):
        assert scratch.relative_error(ours, theirs) <= 1e-5


def model_of(build, *shapes):
    inputs = [keras.Input(shape) for shape in shapes or [(6, 6, 2)]]
    return keras.Model(inputs if len(inputs) > 1 else inputs[0], build(*inputs))


def within(*layers, shape=(6, 6, 2)):
    return keras.Sequential([keras.Input(shape), *layers])


def called_twice(x):
    network = within(L.Conv2D(2, 3, padding="same"))
    return [network(network(x)), network(x)]


def one_layer_twice():
    dense = L.Dense(4)
    return within(dense, dense, shape=(4,))


def other_input():
    a, b = keras.Input((4,)), keras.Input((3,))
    return keras.Model([a, b], L.Dense(2)(b))


class OwnTraining(keras.Model):
    def train_step(self, data):
        raise NotImplementedError


def own_training():
    x = keras.Input((4,))
    return OwnTraining(x, L.Dense(2)(x))


RIGHT = {
    "a keyword": lambda: model_of(lambda x: L.Dense(2)(inputs=x), (4,)),
    "a list of one": lambda: model_of(lambda x: [L.Dense(2)(x)], (4,)),
    "a tuple": lambda: model_of(lambda x: (L.Dense(2)(x), L.Flatten()(x)), (4,)),
    "an output twice": lambda: model_of(lambda x: [L.Dense(2, name="a")(x)] * 2, (4,)),
    "the input as output": lambda: model_of(lambda x: [x, L.Dense(2)(x)], (4,)),
    "an input that leads nowhere": other_input,
    "a network called twice": lambda: model_of(called_twice),
    "a layer twice in a row": one_layer_twice,
    "a network of any size": lambda: model_of(
        lambda x: within(L.Conv2D(3, 3), L.GlobalMaxPooling2D(), shape=(None, None, 2))(x)
    ),
    "a network of several inputs": lambda: model_of(
        lambda x: model_of(lambda a, b: [L.Add()([a, b]), L.Dense(2)(a)], (4,), (4,))([x, x]), (4,)
    ),
    "a network on a list of one": lambda: model_of(
        lambda x: keras.Model([a := keras.Input((4,))], L.Dense(2)(a))(x), (4,)
    ),
    "a network without Input": lambda: model_of(lambda x: keras.Sequential([L.Dense(3)])(x), (4,)),
    "a batch of one size": lambda: keras.Model(x := keras.Input(batch_shape=(3, 4)), L.Dense(2)(x)),
    "dense on rows of rows": lambda: within(L.Dense(2, activation="relu"), L.Dense(3), shape=(5, 4)),
    "dense on each cell": lambda: within(L.Dense(3), L.Flatten(), L.Dense(2), shape=(4, 4, 4)),
    "norms of rows of rows": lambda: within(
        L.BatchNormalization(), L.LayerNormalization(), L.LayerNormalization(axis=(1, 2)), shape=(5, 4)
    ),
    "groups of rows of rows": lambda: within(L.GroupNormalization(2), shape=(5, 4)),
    "axes in another order": lambda: within(L.LayerNormalization(axis=(3, 1)), shape=(4, 4, 4)),
    "training of its own": own_training,
}


@pytest.mark.parametrize("case", RIGHT)
def test_unusual_models_are_converted(case):
    model = RIGHT[case]()
    x = [normal((3, *tensor.shape[1:]), "float32", i) for i, tensor in enumerate(model.inputs)]
    network = assert_same_network(model, x if len(x) > 1 else x[0])
    assert network.count_params() == model.count_params()
    assert isinstance(network(x if len(x) > 1 else x[0]), list) == (len(model.outputs) > 1)  # as Keras


def test_a_model_that_was_saved_and_loaded(tmp_path):
    layers = [L.Conv2D(3, 3, activation="gelu"), L.BatchNormalization(), L.Flatten(), L.Dense(3, activation="elu")]
    within(*layers).save(tmp_path / "model.keras")
    assert_same_network(keras.models.load_model(tmp_path / "model.keras"), normal((2, 6, 6, 2), "float32"))
