"""At the prompt: how layers, symbols and networks print, and the attributes that Keras's have."""

import copy
import inspect
import pickle

import numpy as np
import pytest

import cnnlib.tf
from cnnlib import scratch
from cnnlib.scratch import (
    Activation,
    BatchNormalization,
    Conv2D,
    Conv2DTranspose,
    Dense,
    Dropout,
    Flatten,
    HeNormal,
    Input,
    MaxPooling2D,
    Model,
    Reshape,
    Sequential,
    ZeroPadding2D,
    relu,
)
from tests.scratch.layers.cases import CASES, DILATED_TRANSPOSED

ALL = [(name, case[0]) for name in CASES for case in CASES[name]]
ALL += [("Conv2DTranspose", arguments) for arguments in DILATED_TRANSPOSED]


@pytest.mark.parametrize("name, arguments", ALL)
def test_a_layer_prints_as_the_call_that_makes_it_again(name, arguments):
    layer = getattr(scratch, name)(**arguments)
    text = repr(layer)
    again = eval(text, {each: getattr(scratch, each) for each in scratch.__all__})
    assert text.startswith(f"{name}(") and repr(again) == text and type(again) is type(layer)
    for argument in arguments:
        a, b = getattr(again, argument), getattr(layer, argument)
        assert getattr(a, "name", a) == getattr(b, "name", b)


def test_arguments_are_printed_as_they_were_given():
    assert repr(scratch.RandomRotation(0.1)) == "RandomRotation(0.1)" and repr(scratch.Normalization()) == "Normalization()"
    assert repr(scratch.HeNormal()) == "HeNormal()" and repr(scratch.HeNormal(3)) == "HeNormal(seed=3)"
    assert repr(scratch.Dense(2, activation=scratch.ReLU(6.0))) == "Dense(2, activation=ReLU(max_value=6.0))"


@pytest.mark.parametrize("name, arguments, shape", [(name, *case) for name in CASES for case in CASES[name]])
def test_a_layer_prints_after_its_first_call_as_before(name, arguments, shape):
    layer = getattr(scratch, name)(**arguments)
    text = repr(layer)
    layer([np.ones(one) for one in shape] if isinstance(shape, list) else np.ones(shape))
    assert repr(layer) == text


@pytest.mark.parametrize("name, arguments", ALL)
def test_no_attribute_of_a_layer_prints_an_address(name, arguments):
    layer = getattr(scratch, name)(**arguments)
    for attribute, value in vars(layer).items():
        if attribute != "rng":  # NumPy's own
            assert " at 0x" not in repr(value), attribute


def test_an_activation_is_shown_by_its_name():
    shown = [repr(scratch.Dense(2, a).activation) for a in (None, "relu", "swish", scratch.gelu, scratch.ReLU(6.0))]
    names = ["linear", "relu", "silu", "gelu", "ReLU(max_value=6.0)"]
    assert shown == [f"<activation {name}>" for name in names]


def test_a_layer_may_be_an_activation():
    x, layer = np.array([[-1.0, 2.0, 9.0]]), scratch.Dense(3, activation=scratch.ReLU(6.0, 0.5), kernel_initializer=eye)
    np.testing.assert_array_equal(layer(x), [[-0.5, 2, 6]])
    np.testing.assert_array_equal(layer.backward(np.ones((1, 3))), [[0.5, 1, 0]])
    np.testing.assert_array_equal(scratch.Activation(scratch.LeakyReLU(0.25))(x), [[-0.25, 2, 9]])


def eye(shape, dtype):
    return np.eye(*shape, dtype=dtype)


def test_only_what_differs_from_the_defaults_is_printed():
    for layer, text in [
        (Conv2D(32, 3, padding="same", name="stem"), 'Conv2D(32, 3, padding="same", name="stem")'),
        (Conv2D(32, (3, 5), (2, 2), activation="relu"), 'Conv2D(32, (3, 5), strides=2, activation="relu")'),
        (Conv2D(4, 1, kernel_initializer=HeNormal), "Conv2D(4, 1, kernel_initializer=HeNormal)"),
        (Dense(2, relu), "Dense(2, activation=relu)"),
        (Dense(2, None, use_bias=False), "Dense(2, use_bias=False)"),
        (MaxPooling2D(), "MaxPooling2D()"),
        (MaxPooling2D(3, strides=2), "MaxPooling2D(pool_size=3, strides=2)"),
        (MaxPooling2D(3), "MaxPooling2D(pool_size=3)"),
        (ZeroPadding2D(), "ZeroPadding2D()"),
        (ZeroPadding2D(((1, 0), (2, 2))), "ZeroPadding2D(padding=((1, 0), (2, 2)))"),
        (Reshape((7, 7)), "Reshape((7, 7))"),
        (Dropout(0.5), "Dropout(0.5)"),
        (Dropout(0.5, seed=3), "Dropout(0.5, seed=3)"),
        (Activation("leaky_relu"), 'Activation("leaky_relu")'),
        (Activation(scratch.leaky_relu), "Activation(leaky_relu)"),  # another slope than by its name
        (BatchNormalization(), "BatchNormalization()"),
        (Conv2DTranspose(2, 3, output_padding=(0, 1)), "Conv2DTranspose(2, 3, output_padding=(0, 1))"),
        (Input((3, 3, 1)).node.layer, "InputLayer((3, 3, 1))"),
        (Input((3,), dtype="float64", name="x").node.layer, 'InputLayer((3,), dtype="float64", name="x")'),
    ]:
        assert repr(layer) == text


def test_a_layer_of_ones_own_prints_what_it_knows():
    class Scale(scratch.Layer):
        def __init__(self, factor, power=1, *, name=None):
            super().__init__(name=name)
            self.power = power

    assert repr(Scale(3.0, power=2, name="mine")) == 'Scale(…, power=2, name="mine")'


@pytest.mark.parametrize("name, arguments", ALL)
def test_help_shows_how_a_verb_is_called(name, arguments):
    layer = getattr(scratch, name)(**arguments)
    assert str(inspect.signature(layer.forward)) == "(x, training=False)"
    assert str(inspect.signature(layer.backward)) == "(d_out, kept=what the last call kept, input_gradient=True)"
    with pytest.raises(TypeError, match=r"^backward: d_out is missing; backward takes d_out, kept, input_gradient$"):
        layer.backward()


def test_no_signature_shows_an_address():
    for name in scratch.__all__:
        made = getattr(scratch, name)
        for _, function in [(name, made), *inspect.getmembers(made)]:
            if inspect.isfunction(function):
                assert " at 0x" not in str(inspect.signature(function)), function


def test_symbols_and_networks_say_their_shapes():
    x = Input((28, 28, 1))
    y = Dense(10, name="scores")(Flatten()(x))
    assert repr(x) == "<Symbol (None, 28, 28, 1) float32>"
    assert repr(y) == "<Symbol (None, 10) float32 of scores (Dense)>"
    network = Model(x, y, name="flat")
    assert repr(network) == "<Model flat: 3 layers, (None, 28, 28, 1) → (None, 10), 7,850 parameters>"
    assert repr(Sequential([Dense(3)])) == "<Sequential sequential: 1 layer, not built>"
    pair = Model([a := Input((2,)), b := Input((3,))], [Dense(1)(a), b])
    assert repr(pair) == "<Model model: 3 layers, (None, 2), (None, 3) → (None, 1), (None, 3), 3 parameters>"


@pytest.mark.parametrize("name, arguments", ALL)
def test_a_layer_has_the_attributes_of_keras(name, arguments):
    if (name, arguments) in [("Conv2DTranspose", case) for case in DILATED_TRANSPOSED]:
        return
    if name in ("LocalResponseNormalization", "Normalization"):
        return  # Keras has none; Keras's holds mean and variance under other names
    ours, theirs = getattr(scratch, name)(**arguments), getattr(cnnlib.tf, name)(**arguments)
    for argument in inspect.signature(type(ours)).parameters:
        if argument.endswith("_initializer") or argument in ("name", "seed"):
            continue
        a, b = getattr(ours, argument), getattr(theirs, argument)
        if argument == "activation":
            assert a.name == b.__name__
        else:
            as_tuple = lambda v: tuple(v) if isinstance(v, (list, tuple)) else np.array(v).tolist()  # noqa: E731
            assert as_tuple(a) == as_tuple(b if not isinstance(b, np.ndarray) else b.tolist()), argument


def test_a_changed_attribute_is_used():
    layer, x = Conv2D(1, 1, kernel_initializer="ones"), np.ones((1, 4, 4, 1))
    layer.strides = (2, 2)
    assert layer(x).shape == (1, 2, 2, 1) and layer.backward(np.ones((1, 2, 2, 1))).sum() == 4


def test_a_network_may_go_on_from_another_s_output():
    base = Sequential([Input((6, 6, 1)), Conv2D(2, 3), Flatten()])
    network = Model(base.input, Dense(2)(base.output))
    assert base.input is base.inputs[0] and base.output is base.outputs[0]
    assert network.layers[1] is base.layers[0] and network.output.shape == (None, 2)
    assert base.layers[0].input is base.input and base.layers[0].output is base.layers[1].input
    x = np.ones((2, 6, 6, 1), np.float32)
    assert np.array_equal(network(x), network.layers[-1](base(x)))
    a, b = Input((2,)), Input((2,))
    joined = Model([a, b], [scratch.Add(name="sum")([a, b])])
    assert joined.input == [a, b] and isinstance(joined.output, list) and joined.get_layer("sum").input == [a, b]
    unbuilt = Sequential([Dense(2)])
    for end in ("input", "output"):
        with pytest.raises(ValueError, match=f"^{end}: the network is not built; call it on an array, or begin"):
            getattr(unbuilt, end)
        with pytest.raises(ValueError, match=f"^Dense: {end} needs one call of the layer on a symbol"):
            getattr(Dense(2), end)


def test_pictures_of_another_type_get_the_fix():
    network = Sequential([Input((4, 4, 1)), Flatten(), Dense(2)])
    with pytest.raises(TypeError, match=r"x holds float64, but the network holds float32; .*: x.astype\(np.float32\)$"):
        network.predict(np.arange(32).reshape(2, 4, 4, 1) / 255, verbose=0)


def test_copies_and_pickles_are_whole():
    network = Sequential([Input((6, 6, 1)), Conv2D(2, 3, activation="relu"), Flatten(), Dense(2)])
    x = np.ones((1, 6, 6, 1), np.float32)
    y = network(x)
    for twin in (copy.deepcopy(network), pickle.loads(pickle.dumps(network))):
        assert repr(twin) == repr(network) and np.array_equal(twin(x), y)
        assert np.array_equal(twin.backward(y), network.backward(y))
