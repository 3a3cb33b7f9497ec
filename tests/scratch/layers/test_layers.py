"""Every layer against Keras's of the same name: arguments, defaults, order of weights, outputs, gradients."""

import inspect

import keras
import numpy as np
import pytest

import cnnlib.tf
from cnnlib import scratch
from tests.scratch.layers.cases import (
    CASES,
    DILATED_TRANSPOSED,
    EVERY_CASE,
    FLOAT32_CONSTANTS,
    FLOAT32_PLACES,
    IMAGES,
    LAYERS,
    PUBLIC_CLASSES,
)
from tests.scratch.twins import RTOL, keras_gradients, normal, randomize


def pair_of_layers(name, arguments, shape, dtype):
    """A Keras layer with drawn weights, ours with the same, and an input that nobody may write to."""
    theirs = getattr(cnnlib.tf, name)(**arguments, dtype=dtype)
    ours = getattr(scratch, name)(**arguments)
    several = isinstance(shape, list)
    x = [kept(normal(s, dtype, seed)) for seed, s in enumerate(shape)] if several else kept(normal(shape, dtype))
    theirs(x), ours(x)
    randomize(theirs)
    if name == "Normalization":
        theirs.set_weights([abs(w) for w in theirs.get_weights()])  # a variance is no less than 0
        theirs.finalize_state()  # Keras computes with a copy of its weights
    ours.set_weights(theirs.get_weights())
    return theirs, ours, x


def kept(array):
    """The array, which raises an error from now on where something writes to it."""
    array.flags.writeable = False
    return array


def assert_close(ours, theirs, dtype, rtol):
    ours = list(ours) if isinstance(ours, (list, tuple)) else [ours]
    theirs = list(theirs) if isinstance(theirs, (list, tuple)) else [theirs]
    assert [a.shape for a in ours] == [a.shape for a in theirs]
    for a, b in zip(ours, theirs):
        if b.dtype.kind == "i":  # a count
            assert a.dtype == b.dtype and np.array_equal(a, b)
            continue
        assert a.dtype == dtype
        assert scratch.relative_error(a, b) <= rtol


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
    if name == "RandomFlip" and training:
        return  # nothing makes its draw certain: test_augmentation.py
    theirs, ours, x = pair_of_layers(name, arguments, shape, dtype)
    rtol = max(RTOL["float32" if name in FLOAT32_PLACES else dtype], 1e-7 if arguments in FLOAT32_CONSTANTS else 0)
    assert [w.shape for w in ours.get_weights()] == [w.shape for w in theirs.get_weights()]
    y = ours(x, training=training)
    d_out = kept(normal(y.shape, dtype, seed=9))
    dx = ours.backward(d_out)
    expected, expected_dx, expected_gradients = keras_gradients(theirs, x, d_out, training)
    assert_close(y, expected, dtype, rtol)
    assert_close(dx, expected_dx, dtype, 10 * rtol)
    assert_close(ours.gradients, expected_gradients, dtype, 10 * rtol)
    assert_close(ours.get_weights(), theirs.get_weights(), dtype, rtol)  # moving statistics
    assert ours.count_params() == theirs.count_params()


@pytest.mark.parametrize("arguments", DILATED_TRANSPOSED)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_dilated_transposed_convolution_is_that_of_keras_with_a_spread_kernel(arguments, dtype):
    ours, x = scratch.Conv2DTranspose(**arguments, kernel_initializer="he_normal"), kept(normal(IMAGES, dtype))
    y = ours(x)
    d_out = kept(normal(y.shape, dtype, seed=9))
    dx = ours.backward(d_out)
    # In Keras the kernel has rows and columns of zeros between its own.
    (dh, dw), (kh, kw, *channels) = ours.options["dilation_rate"], ours.kernel.shape
    spread = np.zeros(((kh - 1) * dh + 1, (kw - 1) * dw + 1, *channels), dtype)
    spread[::dh, ::dw] = ours.kernel
    theirs = cnnlib.tf.Conv2DTranspose(**(arguments | dict(kernel_size=spread.shape[:2], dilation_rate=1)), dtype=dtype)
    theirs.build(IMAGES)
    theirs.set_weights([spread, *ours.get_weights()[1:]])
    expected, expected_dx, (dkernel, *dbias) = keras_gradients(theirs, x, d_out, False)
    assert_close(y, expected, dtype, RTOL[dtype])
    assert_close(dx, expected_dx, dtype, 10 * RTOL[dtype])
    assert_close(ours.gradients, [dkernel[::dh, ::dw], *dbias], dtype, 10 * RTOL[dtype])
    symbol = cnnlib.tf.Conv2DTranspose(**arguments)(keras.Input(IMAGES[1:]))
    assert scratch.Conv2DTranspose(**arguments)(scratch.Input(IMAGES[1:])).shape == tuple(symbol.shape)


# Keras's RandomCrop has a symbol of the part's shape, and gives the whole picture at inference.
@pytest.mark.parametrize("name", [name for name in LAYERS if name not in ("Activation", "RandomCrop")])
def test_symbols_have_the_shapes_of_keras(name):
    for arguments, shape in CASES[name]:
        ours, theirs = (
            getattr(half, name)(**arguments)(
                [half.Input(s[1:]) for s in shape] if isinstance(shape, list) else half.Input(shape[1:])
            )
            for half in (scratch, cnnlib.tf)
        )
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


@pytest.mark.parametrize(
    "noise_shape, shared", [((None, 1, 1, 1), (1, 2, 3)), ([40, None, 1, None], (2,)), ((1, 1, 1, 5), (0, 1, 2))]
)
def test_dropout_of_a_shape_is_shared_along_the_other_axes(noise_shape, shared):
    x = np.ones((40, 3, 2, 5))
    layer = scratch.Dropout(0.5, noise_shape, seed=3)
    assert layer(x) is x
    y = layer(x, training=True)
    assert set(y.ravel()) == {0, 2}
    assert np.array_equal(y, np.broadcast_to(y.max(axis=shared, keepdims=True), x.shape))
    assert np.array_equal(layer.backward(3 * x), 3 * y)


def test_weights_may_be_set_only_if_they_fit_and_are_copied():
    layer = scratch.Dense(2)
    layer(np.ones((1, 3)))
    before = layer.get_weights()
    kernel, bias = np.ones((3, 2)), np.ones(2)
    for wrong, exception, words in [
        ([kernel], ValueError, "weights has 1 array, needs 2"),
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
