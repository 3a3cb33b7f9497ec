"""Forty small models that Hypothesis draws of the layers that `from_keras` knows: outputs and gradients are Keras's."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import cnnlib.tf as nn
from cnnlib import from_keras
from tests.scratch.layers.cases import CASES
from tests.scratch.twins import keras_gradients, normal, randomize

L = keras.layers
# Each layer on one input, by the rank of what it takes: its name, and arguments. Of RandomCrop Keras says another shape
# than what comes out in inference, with which it cannot go on itself.
STEPS = {4: [], 2: []}
for _name, _cases in CASES.items():
    for _arguments, _shape in _cases:
        if isinstance(_shape, tuple) and len(_shape) in STEPS and _name != "RandomCrop":
            STEPS[len(_shape)].append((_name, _arguments))
MERGES = [name for name in ("Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply") if name in CASES]


class Drawing:
    """A Keras model that grows by what Hypothesis draws. A layer that does not take the shape is passed by."""

    def __init__(self, data):
        self.data = data

    def one_of(self, values):
        return self.data.draw(st.sampled_from(values))

    def layer(self, x):
        """The next layer on x, or x where Keras refuses or nothing would be left of it."""
        if len(x.shape) not in STEPS:
            return L.Flatten()(x)
        name, arguments = self.one_of(STEPS[len(x.shape)])
        layer = getattr(nn, name)(**arguments)
        try:
            layer(np.zeros((1, *x.shape[1:]), "float32"))  # of symbols Keras takes some that it refuses as arrays
            y = layer(x)
        except (ValueError, TypeError, tf.errors.InvalidArgumentError):
            return x
        return y if 0 < np.prod(y.shape[1:]) <= 4000 else x

    def chain(self, x):
        for _ in range(self.one_of([1, 2, 3])):
            x = self.layer(x)
        return x

    def sequential(self, x):
        return self.chain(self.chain(x))

    def branched(self, x):
        x = self.chain(x)
        a, b = self.chain(x), self.chain(x)
        if a.shape == b.shape:
            return self.chain(self.merge(a, b))
        return self.merge(L.Dense(3)(L.Flatten()(a)), L.Dense(3)(L.Flatten()(b)))

    def merge(self, a, b):
        if self.one_of([True, False]):
            return getattr(nn, self.one_of(MERGES))()([a, b])
        return a + 0.5 * b if "Multiply" not in CASES else self.one_of([a + 0.5 * b, a * b, 1 - a - b])

    def nested(self, x):
        """A network within, on two tensors, so that it is shared as a whole; one of two outputs."""
        inner = keras.Input(x.shape[1:])
        y = self.chain(inner)
        network = keras.Model(inner, [y, L.Flatten()(y)] if self.one_of([True, False]) else y)
        a, b = network(x), network(L.Rescaling(0.5)(x))
        a, b = (one[0] if isinstance(one, list) else one for one in (a, b))
        return self.chain(self.merge(a, b))

    def shared(self, x):
        """A layer called twice in the network, and once in a network within."""
        layer = L.Conv2D(x.shape[-1], 3, padding="same") if len(x.shape) == 4 else L.Dense(x.shape[-1])
        within = keras.Sequential([keras.Input(x.shape[1:]), L.Rescaling(0.5), layer])
        return self.chain(self.merge(layer(layer(x)), within(x)))


def assert_same(ours, theirs, rtol):
    """But for rounding: of a bias before a normalization, the gradient is 0."""
    floor = 1e-5 * max(abs(b).max() for b in theirs)
    for a, b in zip(ours, theirs, strict=True):
        assert abs(a - b).max() <= rtol * abs(b).max() + floor


@pytest.mark.parametrize("kind", ["sequential", "branched", "nested", "shared"])
@given(data=st.data())
@settings(max_examples=10, derandomize=True, deadline=None, phases=[Phase.generate])
def test_a_drawn_model(kind, data):
    drawing, x = Drawing(data), keras.Input((7, 6, 4))
    model = keras.Model(x, getattr(drawing, kind)(x))
    randomize(model)
    network, array = from_keras(model), normal((2, 7, 6, 4), "float32")
    y = network(array)
    d_out = normal(y.shape, "float32", seed=5)
    dx = network.backward(d_out)
    expected, expected_dx, expected_gradients = keras_gradients(model, array, d_out, training=False)
    assert_same([y], [expected], 1e-4)
    assert_same([dx, *network.gradients], [expected_dx, *expected_gradients], 1e-3)
    assert len(network.weights) == len(model.weights)  # each shared one once


def test_every_layer_can_be_drawn():
    """But for those of several inputs, which `merge` draws, and of other ranks."""
    of_one_input = {name for name, cases in CASES.items() if isinstance(cases[0][1], tuple)}
    assert {name for steps in STEPS.values() for name, _ in steps} == of_one_input - {"RandomCrop"}
