"""Symbols have no numbers: whoever computes with them is told which layer to call."""

import re

import numpy as np
import pytest

import cnnlib.tf
from cnnlib import scratch
from cnnlib.scratch.layers.activation import FUNCTIONS
from cnnlib.scratch.layers.symbol import ACTIVATIONS, LAYERS, OF_ONE, OF_TWO
from tests.ops import OPS

X = scratch.Input((4, 4, 3))
Y = scratch.ReLU()(X)
ARITHMETIC = {
    "x + y": (lambda: X + Y, "+", "Add()([x, y])"),
    "sum": (lambda: sum([X, Y]), "+", "Add()([x, y])"),
    "x - y": (lambda: X - Y, "-", "Subtract()([x, y])"),
    "x * y": (lambda: X * Y, "*", "Multiply()([x, y])"),
    "x + 1": (lambda: X + 1, "+", "Rescaling(1.0, offset=…)(x)"),
    "1 - x": (lambda: 1 - X, "-", "Rescaling(…, offset=…)(x)"),
    "-x": (lambda: -X, "-", "Rescaling(…, offset=…)(x)"),
    "2 * x": (lambda: 2 * X, "*", "Rescaling(…)(x)"),
    "a number of NumPy": (lambda: np.float32(2) * X, "*", "Rescaling(…)(x)"),
    "an array": (lambda: np.ones(3) * X, "*", "Rescaling(…)(x)"),
    "x / 2": (lambda: X / 2, "/", "Rescaling(1 / …)(x)"),
    "x ** 2": (lambda: X**2, "**", "Multiply()([x, x]) for a square"),
    "x @ w": (lambda: X @ np.ones((3, 2)), "@", "Dense(…)(x)"),
    "np.add": (lambda: np.add(X, Y), "+", "Add()([x, y])"),
    "np.maximum": (lambda: np.maximum(X, Y), "maximum", "Maximum()([x, y])"),
    "np.maximum of 0": (lambda: np.maximum(X, 0), "maximum", "ReLU()(x)"),
    "np.tanh": (lambda: np.tanh(X), "tanh", 'Activation("tanh")(x)'),
    "np.exp": (lambda: np.exp(X), "exp", "a layer on it"),
    "np.concatenate": (lambda: np.concatenate([X, Y]), "concatenate", "Concatenate()([x, y])"),
    "np.mean": (lambda: np.mean(X, axis=(1, 2)), "mean", "GlobalAveragePooling2D()(x)"),
}


@pytest.mark.parametrize("case", ARITHMETIC)
def test_arithmetic_with_symbols_is_refused_with_the_layer_to_call(case):
    calculate, name, layer = ARITHMETIC[case]
    message = f"{name} is not defined for a Symbol, which has no numbers; call {layer}"
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        calculate()


@pytest.mark.parametrize("divide", [lambda: 2 / X, lambda: X / Y, lambda: np.divide(2, X)])
def test_no_layer_divides_by_a_symbol(divide):
    message = "/ is not defined for a Symbol, which has no numbers; no layer divides by one"
    with pytest.raises(TypeError, match=f"^{message}$"):
        divide()


@pytest.mark.parametrize("half", [scratch, cnnlib.tf])
@pytest.mark.parametrize("name", [name for name, op in OPS.items() if "x" in op.example[0]])
def test_functions_name_the_layer_to_call_on_a_symbol(name, half):
    arrays, options = OPS[name].example
    layer = f'Activation("{name}")(x)' if name in ACTIVATIONS else f"{LAYERS[name]}(…)(x)" if name in LAYERS else None
    message = f"{name}: x is a Symbol, which has no numbers, needs an array; call {layer or 'a layer on it'}"
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        OPS[name].call(getattr(half, name), arrays | {"x": X}, options)


def test_the_layers_that_are_named_are_there():
    named = {*LAYERS.values(), *re.findall(r"(\w+)\(", " ".join([*OF_ONE.values(), *OF_TWO.values()]))}
    assert all(issubclass(getattr(scratch, name), scratch.Layer) for name in named)
    assert {name for name in FUNCTIONS if hasattr(scratch, name)} <= {*ACTIVATIONS, *LAYERS}
    assert all(isinstance(scratch.Activation(name), scratch.Layer) for name in ACTIVATIONS)
