"""Every layer against Keras's of the same name: arguments, defaults, order of weights, outputs, gradients."""

import inspect

import keras
import numpy as np
import pytest

import cnnlib.tf
from cnnlib import scratch
from cnnlib.scratch.layers.nonlinearity import FUNCTIONS
from tests.scratch.twins import RTOL, keras_gradients, normal, randomize

IMAGES, ROWS = (3, 7, 6, 4), (5, 6)
# Arguments and the shape of the input, or a list of shapes. Keras holds some constants in float32 even where it
# computes in float64, so those here are fractions that float32 can hold; of two activations they are not ours to choose.
FLOAT32_CONSTANTS = ({"activation": "gelu"}, {"activation": "leaky_relu"})
CASES = {
    "Activation": [(dict(activation=name), ROWS) for name in [*FUNCTIONS, "linear", None]],
    "Add": [({}, [IMAGES, IMAGES]), ({}, [ROWS] * 3)],
    "AveragePooling2D": [(dict(pool_size=2), IMAGES), (dict(pool_size=(3, 2), strides=2, padding="same"), IMAGES)],
    "BatchNormalization": [
        ({}, IMAGES),
        ({}, ROWS),
        (dict(momentum=0.5, epsilon=0.1, center=False), IMAGES),
        (dict(scale=False), IMAGES),
    ],
    "Concatenate": [({}, [IMAGES, (3, 7, 6, 1)]), (dict(axis=1), [IMAGES, (3, 2, 6, 4), IMAGES])],
    "Conv2D": [
        (dict(filters=5, kernel_size=3), IMAGES),
        (dict(filters=5, kernel_size=(3, 2), strides=(2, 1), padding="same", activation="relu"), IMAGES),
        (dict(filters=6, kernel_size=2, use_bias=False, activation="tanh"), IMAGES),
    ],
    "Conv2DTranspose": [
        (dict(filters=5, kernel_size=3), IMAGES),
        (dict(filters=5, kernel_size=3, strides=2, padding="same", output_padding=1, activation="relu"), IMAGES),
        (dict(filters=2, kernel_size=(2, 3), strides=(3, 2), use_bias=False), IMAGES),
    ],
    "Dense": [
        (dict(units=3), ROWS),
        (dict(units=3, use_bias=False), ROWS),
        (dict(units=7, activation="sigmoid"), ROWS),
    ],
    "DepthwiseConv2D": [
        (dict(kernel_size=3), IMAGES),
        (dict(kernel_size=3, strides=2, padding="same", depth_multiplier=2, activation="relu"), IMAGES),
        (dict(kernel_size=2, use_bias=False), IMAGES),
    ],
    "Dropout": [(dict(rate=0.0), IMAGES)],  # with a rate, the masks differ; tests below
    "Flatten": [({}, IMAGES), ({}, ROWS)],
    "GlobalAveragePooling2D": [({}, IMAGES), (dict(keepdims=True), IMAGES)],
    "GlobalMaxPooling2D": [({}, IMAGES), (dict(keepdims=True), IMAGES)],
    "GroupNormalization": [
        (dict(groups=2), IMAGES),
        (dict(groups=-1, epsilon=0.1), IMAGES),
        (dict(groups=1, center=False), IMAGES),
        (dict(groups=4, scale=False), IMAGES),
    ],
    "LayerNormalization": [
        ({}, IMAGES),
        ({}, ROWS),
        (dict(axis=(1, 2, 3)), IMAGES),
        (dict(epsilon=0.1, scale=False), IMAGES),
        (dict(center=False), ROWS),
    ],
    "LocalResponseNormalization": [
        ({}, IMAGES),
        (dict(depth_radius=1, bias=2.0, alpha=0.5, beta=0.75), IMAGES),
    ],
    "MaxPooling2D": [({}, IMAGES), (dict(pool_size=(3, 2), strides=2, padding="same"), IMAGES)],
    "ReLU": [
        ({}, IMAGES),
        (dict(max_value=0.75), IMAGES),
        (dict(max_value=6.0), IMAGES),
        (dict(negative_slope=0.25), IMAGES),
        (dict(max_value=1.0, negative_slope=0.5, threshold=0.25), IMAGES),
    ],
    "Rescaling": [(dict(scale=0.25), IMAGES), (dict(scale=2.0, offset=-1.0), ROWS)],
    "Reshape": [(dict(target_shape=(3, 2)), ROWS), (dict(target_shape=(-1, 4)), IMAGES)],
    "SeparableConv2D": [
        (dict(filters=5, kernel_size=3), IMAGES),
        (dict(filters=5, kernel_size=3, strides=2, padding="same", depth_multiplier=2, activation="relu"), IMAGES),
        (dict(filters=5, kernel_size=3, use_bias=False), IMAGES),
    ],
    "ZeroPadding2D": [({}, IMAGES), (dict(padding=((0, 1), (2, 3))), IMAGES)],
}
PUBLIC_CLASSES = [name for name in scratch.__all__ if inspect.isclass(getattr(scratch, name))]
LAYERS = [
    name
    for name in PUBLIC_CLASSES
    if issubclass(getattr(scratch, name), scratch.Layer)
    and name not in ("Layer", "InputLayer", "Model", "Sequential")  # nothing to compute; tests of networks
]
EVERY_CASE = [pytest.param(name, *case, id=f"{name}-{i}") for name in CASES for i, case in enumerate(CASES[name])]


def pair_of_layers(name, arguments, shape, dtype):
    """A Keras layer with drawn weights, ours with the same, and an input."""
    theirs = getattr(cnnlib.tf, name)(**arguments, dtype=dtype)
    ours = getattr(scratch, name)(**arguments)
    several = isinstance(shape, list)
    x = [normal(s, dtype, seed) for seed, s in enumerate(shape)] if several else normal(shape, dtype)
    theirs(x), ours(x)
    randomize(theirs)
    ours.set_weights(theirs.get_weights())
    return theirs, ours, x


def assert_close(ours, theirs, dtype, rtol):
    ours = list(ours) if isinstance(ours, (list, tuple)) else [ours]
    theirs = list(theirs) if isinstance(theirs, (list, tuple)) else [theirs]
    assert [a.shape for a in ours] == [a.shape for a in theirs]
    for a, b in zip(ours, theirs):
        assert a.dtype == dtype
        assert scratch.relative_error(a, b) <= rtol


def test_every_layer_has_its_cases():
    assert set(LAYERS) == set(CASES)


@pytest.mark.parametrize("name", PUBLIC_CLASSES)
def test_arguments_and_defaults_are_those_of_keras(name):
    if name == "Model":
        return  # keras.Model takes whatever comes
    ours = dict(inspect.signature(getattr(scratch, name)).parameters)
    ours.pop("name", None)  # in Keras's **kwargs
    theirs = inspect.signature(getattr(cnnlib.tf, name).__init__).parameters
    assert_prefix(ours, list(theirs.values())[1:])


@pytest.mark.parametrize("method", ["compile", "fit", "evaluate", "predict", "summary", "save_weights", "load_weights"])
def test_methods_are_called_as_in_keras(method):
    ours = dict(inspect.signature(getattr(scratch.Model, method)).parameters)
    theirs = inspect.signature(getattr(keras.Model, method)).parameters
    assert_prefix({k: v for k, v in ours.items() if k != "self"}, list(theirs.values())[1:])


def assert_prefix(ours, theirs):
    """Ours are Keras's, with Keras's defaults; those that may be given by position stand in Keras's places."""
    by_name = {parameter.name: parameter for parameter in theirs}
    for place, (name, parameter) in enumerate(ours.items()):
        assert name in by_name, name
        if parameter.default is not parameter.empty:
            assert parameter.default == by_name[name].default, name
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            assert theirs[place].name == name


@pytest.mark.parametrize("name, arguments, shape", EVERY_CASE)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("training", [False, True])
def test_outputs_gradients_and_weights_agree_with_keras(name, arguments, shape, dtype, training):
    theirs, ours, x = pair_of_layers(name, arguments, shape, dtype)
    rtol = max(RTOL[dtype], 1e-7 if arguments in FLOAT32_CONSTANTS else 0)
    assert [w.shape for w in ours.get_weights()] == [w.shape for w in theirs.get_weights()]
    y = ours(x, training=training)
    d_out = normal(y.shape, dtype, seed=9)
    dx = ours.backward(d_out)
    expected, expected_dx, expected_gradients = keras_gradients(theirs, x, d_out, training)
    assert_close(y, expected, dtype, rtol)
    assert_close(dx, expected_dx, dtype, 10 * rtol)
    assert_close(ours.gradients, expected_gradients, dtype, 10 * rtol)
    assert_close(ours.get_weights(), theirs.get_weights(), dtype, rtol)  # moving statistics
    assert ours.count_params() == theirs.count_params()


@pytest.mark.parametrize("name", [name for name in LAYERS if name not in ("Activation", "Add", "Concatenate")])
def test_symbols_have_the_shapes_of_keras(name):
    for arguments, shape in CASES[name]:
        ours = getattr(scratch, name)(**arguments)(scratch.Input(shape[1:]))
        theirs = getattr(cnnlib.tf, name)(**arguments)(keras.Input(shape[1:]))
        assert ours.shape == tuple(theirs.shape)


def test_a_frozen_layer_keeps_its_weights_and_batch_norm_its_statistics():
    layer, x = scratch.BatchNormalization(), normal(IMAGES, "float64")
    layer(x)
    before = layer.get_weights()
    layer.trainable = False
    y = layer(x, training=True)
    assert layer.trainable_variables == []
    assert np.array_equal(y, layer(x))
    layer.backward(np.ones_like(y))
    assert layer.gradients == []
    assert all(np.array_equal(a, b) for a, b in zip(before, layer.get_weights()))


def test_dropout_drops_in_training_alone_and_sends_gradients_where_it_kept():
    x = np.ones((40, 50))
    layer = scratch.Dropout(0.25, seed=3)
    assert layer(x) is x and layer.backward(x) is x
    y = layer(x, training=True)
    assert np.array_equal(layer.backward(x), y)  # of ones: the mask, scaled
    assert 0.7 < (y != 0).mean() < 0.8
    assert not np.array_equal(y, layer(x, training=True))  # a new mask each time
    assert np.array_equal(y, scratch.Dropout(0.25, seed=3)(x, training=True))


def test_weights_may_be_set_only_if_they_fit_and_are_copied():
    layer = scratch.Dense(2)
    layer(np.ones((1, 3)))
    before = layer.get_weights()
    kernel, bias = np.ones((3, 2)), np.ones(2)
    for wrong, exception, words in [
        ([kernel], ValueError, "weights has 1 arrays, needs 2"),
        ([kernel, np.ones(3)], ValueError, "weights[1] has shape (3,), needs (2,)"),
        ([kernel.astype("float32"), bias], TypeError, "weights[0] holds float32, but the weight it replaces holds"),
    ]:
        with pytest.raises(exception) as caught:
            layer.set_weights(wrong)
        assert words in str(caught.value)
        assert all(np.array_equal(a, b) for a, b in zip(before, layer.get_weights()))
    layer.set_weights([kernel, bias])
    kernel[:] = 7
    layer.get_weights()[0][:] = 7
    assert (layer.kernel == 1).all()
