"""Operators and functions of keras.ops are measured as the layers that `from_keras` makes of them."""

import keras
import pytest

from cnnlib import from_keras, measure
from tests.conversion.models import OPERATIONS, model_of, shapes_of

L = keras.layers
# What these see is not known.
UNKNOWN = {"resize, nearest", "transpose", "moveaxis", "moveaxis, several", "swapaxes", "expand_dims", "squeeze an axis"}


def measured(network):
    """The table as text, or the words of the refusal."""
    try:
        return str(measure(network))
    except ValueError as error:
        return str(error)


@pytest.mark.parametrize("case", OPERATIONS)
def test_an_operation_is_measured_as_its_layer(case):
    build, _ = OPERATIONS[case]
    model = model_of(build, *shapes_of(build))
    assert measured(model) == measured(from_keras(model))
    if case not in UNKNOWN:
        measure(model)


def gate(x):
    """Squeeze-and-excitation, the sums and products written as operators."""
    weights = keras.ops.sigmoid(L.Dense(4)(keras.ops.mean(x, axis=(1, 2), keepdims=True)))
    return keras.ops.relu(x * weights + x)


def within_twice(x):
    part = model_of(lambda x: keras.ops.maximum(L.Conv2D(4, 3, padding="same")(x), 0.5 * x), (6, 6, 4))
    return part(part(x))


@pytest.mark.parametrize("build", [gate, within_twice])
def test_a_model_with_operators_is_measured_as_the_network_that_it_becomes(build):
    model = model_of(lambda x: L.MaxPooling2D()(build(L.Conv2D(4, 3, padding="same")(x))), (6, 6, 4))
    ours, theirs = measure(from_keras(model)), measure(model)
    assert str(theirs) == str(ours)
    assert list(theirs) == list(ours) and theirs.peak == ours.peak and theirs.macs == ours.macs > 0
    assert theirs.params == model.count_params()


def test_what_an_operator_makes_is_counted_and_what_it_passes_on_is_not():
    table = measure(model_of(lambda x: keras.ops.reshape(x + 1, (-1, 8)), (2, 4)))
    assert [(row.kind, row.activations) for row in table] == [("InputLayer", 8), ("Rescaling", 8), ("Reshape", 0)]
