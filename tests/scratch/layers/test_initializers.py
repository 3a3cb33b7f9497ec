"""Every `…_initializer` of every layer makes its own weight and no other, as in Keras."""

import inspect

import keras
import numpy as np
import pytest

import cnnlib.tf
from cnnlib import scratch
from tests.scratch.layers.cases import CASES, LAYERS


def options_of(name):
    """The arguments of a layer that name initializers."""
    return [
        option for option in inspect.signature(getattr(scratch, name)).parameters if option.endswith("_initializer")
    ]


WITH_WEIGHTS = [name for name in LAYERS if options_of(name)]


def constant(value):
    return lambda shape, dtype: np.full(shape, value, dtype)


def built(nn, name, initializers):
    """The layer of the first case, which has all of its weights, made with these initializers."""
    arguments, shape = CASES[name][0]
    layer = getattr(nn, name)(**arguments, **initializers)
    layer(np.ones(shape, "float32"))
    return layer


@pytest.mark.parametrize("name", WITH_WEIGHTS)
def test_each_initializer_makes_the_weight_that_it_makes_in_keras(name):
    numbers = {option: 2.0 + i for i, option in enumerate(options_of(name))}
    ours = built(scratch, name, {option: constant(v) for option, v in numbers.items()}).get_weights()
    theirs = built(cnnlib.tf, name, {option: keras.initializers.Constant(v) for option, v in numbers.items()})
    assert sorted(w.flat[0] for w in ours) == sorted(numbers.values())  # each option one weight, each weight one option
    for w, expected in zip(ours, theirs.get_weights(), strict=True):
        assert np.array_equal(w, expected)


@pytest.mark.parametrize("name", WITH_WEIGHTS)
def test_a_layer_without_initializers_starts_as_keras_says(name):
    for w, expected in zip(
        built(scratch, name, {}).get_weights(), built(cnnlib.tf, name, {}).get_weights(), strict=True
    ):
        if np.ptp(expected) == 0:
            assert np.array_equal(w, expected)  # zeros or ones
        else:
            fan_in, fan_out = (np.prod(w.shape[:-2]) * n for n in w.shape[-2:])
            limit = np.sqrt(6 / (fan_in + fan_out))  # Glorot's, uniform
            assert limit / 2 < abs(w).max() <= limit and limit / 2 < abs(expected).max() <= limit


MADE = {  # what an initializer may give by mistake
    "shape": (lambda shape, dtype: np.ones(7, dtype), "gave shape (7,) of float32, needs shape"),
    "type": (lambda shape, dtype: np.ones(shape), "of float64, needs shape"),
    "list": (lambda shape, dtype: [1.0], "gave a list, needs shape"),
}


@pytest.mark.parametrize("case", MADE)
@pytest.mark.parametrize("name, option", [(name, option) for name in WITH_WEIGHTS for option in options_of(name)])
def test_an_initializer_that_gives_something_else_is_to_blame(name, option, case):
    initializer, words = MADE[case]
    with pytest.raises(ValueError) as caught:
        built(scratch, name, {option: initializer})
    assert str(caught.value).startswith(f"{name}: {option} gave ") and words in str(caught.value)


def test_the_class_of_an_initializer_stands_for_one():
    layer = scratch.Dense(3, kernel_initializer=scratch.Ones, bias_initializer=scratch.Zeros)
    assert np.array_equal(layer(np.ones((1, 2))), [[2.0, 2.0, 2.0]])
    with pytest.raises(ValueError, match="Dense: kernel_initializer is <class 'int'>, needs an initializer or one of"):
        scratch.Dense(3, kernel_initializer=int)(np.ones((1, 2)))


class OfNumber(scratch.Zeros):
    def __init__(self, number):
        self.number = number


def test_the_class_of_an_initializer_that_needs_arguments_does_not():
    words = r"^Dense: kernel_initializer is the class OfNumber, which needs arguments; make one: OfNumber\(…\)$"
    with pytest.raises(TypeError, match=words):
        scratch.Dense(2, kernel_initializer=OfNumber)(np.ones((1, 3)))


def test_what_an_initializer_made_from_ours_holds_is_copied():
    held = np.ones(2, np.float32)

    class Held(scratch.Zeros):
        def __call__(self, shape, dtype):
            return held

    layer = scratch.Dense(2, bias_initializer=Held())
    layer(np.ones((1, 3), np.float32))
    assert np.array_equal(layer.bias, held) and not np.shares_memory(layer.bias, held)


def test_training_leaves_what_an_initializer_gave_as_it_was():
    kernel = np.ones((2, 3))
    layers = [scratch.Dense(3, kernel_initializer=lambda shape, dtype: kernel) for _ in range(2)]
    for layer in layers:
        layer(np.ones((1, 2)))
        layer.kernel += 1
    assert (kernel == 1).all() and layers[0].kernel is not layers[1].kernel


@pytest.mark.parametrize("wrong", ["random", [1], np.ones((2, 2))])
@pytest.mark.parametrize("name, option", [(name, option) for name in WITH_WEIGHTS for option in options_of(name)])
def test_a_wrong_initializer_is_refused_by_its_own_name(name, option, wrong):
    with pytest.raises(ValueError) as caught:
        built(scratch, name, {option: wrong})
    shown = " ".join(repr(wrong).split())
    assert str(caught.value).startswith(f"{name}: {option} is {shown}, needs an initializer or one of zeros, ones")
