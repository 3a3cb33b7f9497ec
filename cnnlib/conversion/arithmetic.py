"""Arithmetic in a Keras model: operators on two tensors, as x + y, or on a tensor and a constant, as 2 * x."""

import numpy as np

from cnnlib import scratch
from cnnlib.scratch.layers.rescaling import fits_an_example
from cnnlib.scratch.layers.symbol import Symbol


class Unsupported(ValueError):
    """Says why a call of a known operation is not one of our layers."""


def scaled(x, scale, offset):
    """scale · x + offset, of numbers or of arrays that broadcast to an example, such as one number for each channel."""
    return scratch.Rescaling(_constant(scale, x), _constant(offset, x)), x


def _constant(array, x):
    """A number, or an array that broadcasts to an example of x."""
    array = np.asarray(array, "float64")
    if not fits_an_example(array.shape, x.shape):
        raise Unsupported(f"its constant has shape {array.shape}, needs a number, or what broadcasts to {x.shape[1:]}")
    return array.item() if array.size == 1 else array


def two(layer):
    """An operator on two tensors of the model."""

    def convert(x, y):
        for value in (x, y):
            if not isinstance(value, Symbol):
                raise Unsupported("one of its inputs is a constant, needs two tensors of the model")
        if len(x.shape) != len(y.shape):
            raise Unsupported(f"its inputs have shapes {x.shape} and {y.shape}, needs as many axes in both")
        return getattr(scratch, layer)(), [x, y]

    return convert


def add(x, y):
    if isinstance(x, Symbol) and isinstance(y, Symbol):
        return two("Add")(x, y)
    return scaled(x, 1.0, y) if isinstance(x, Symbol) else scaled(y, 1.0, x)


def subtract(x, y):
    if isinstance(x, Symbol) and isinstance(y, Symbol):
        return two("Subtract")(x, y)
    return scaled(x, 1.0, -y) if isinstance(x, Symbol) else scaled(y, -1.0, x)


def multiply(x, y):
    if isinstance(x, Symbol) and isinstance(y, Symbol):
        return two("Multiply")(x, y)
    return scaled(x, y, 0.0) if isinstance(x, Symbol) else scaled(y, x, 0.0)


def divide(x, y):
    if isinstance(y, Symbol):
        raise Unsupported("it divides by a tensor, needs a constant")
    return scaled(x, 1 / np.asarray(y, "float64"), 0.0)


def power(x, y):
    """The square."""
    if not isinstance(x, Symbol) or isinstance(y, Symbol) or y.ndim or y != 2:
        base, exponent = ("a tensor" if isinstance(value, Symbol) else value for value in (x, y))
        raise Unsupported(f"it raises {base} to the power {exponent}, needs a tensor to the power 2")
    return scratch.Multiply(), [x, x]


def maximum(x, y):
    """Of two tensors, or of a tensor and 0."""
    tensors = [value for value in (x, y) if isinstance(value, Symbol)]
    if len(tensors) == 2:
        return two("Maximum")(x, y)
    constant = y if isinstance(x, Symbol) else x
    if constant.ndim or constant != 0:
        raise Unsupported("one of its inputs is a constant other than 0, needs 0, or two tensors of the model")
    return scratch.ReLU(), tensors[0]


def clip(x, x_min, x_max):
    if x_min != 0:
        raise Unsupported(f"it clips from {x_min} on, needs 0")
    return scratch.ReLU(max_value=x_max), x
