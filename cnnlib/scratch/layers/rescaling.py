"""Rescaling: numbers times a constant, plus a constant, which training does not change."""

import math

import numpy as np

from cnnlib import checks, wording
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.verbs import check_one


class Rescaling(Layer):
    """scale · x + offset, such as pixels from 0…255 to 0…1: Rescaling(1 / 255).

    Parameters
    ----------
    scale, offset : float, or array or list of float
        One for all, or what broadcasts to an example, such as one for each channel.

    Examples
    --------
    >>> import numpy as np
    >>> Rescaling(2.0, offset=-1.0)(np.array([[0.0, 0.5, 1.0]]))
    array([[-1.,  0.,  1.]])
    >>> Rescaling([1.0, 10.0, 100.0])(np.array([[1.0, 2.0, 3.0]]))
    array([[  1.,  20., 300.]])
    """

    pointwise = True

    def __init__(self, scale, offset=0.0, *, name=None):
        super().__init__(name=name)
        self.scale = checked_numbers("Rescaling", "scale", scale)
        self.offset = checked_numbers("Rescaling", "offset", offset)

    def forward(self, x, training):
        check_one(self.label, x)
        return x * self._fitting("scale", x) + self._fitting("offset", x), None

    def backward(self, d_out, kept):
        return d_out * self._fitting("scale", d_out), {}

    def _fitting(self, name, x):
        """The numbers in x's type, if they broadcast to its shape."""
        numbers = np.array(getattr(self, name), x.dtype)
        if not fits_an_example(numbers.shape, x.shape):
            needs = "needs one number, or what broadcasts to an example, such as one for each channel"
            raise ValueError(f"{self.label}: {name} has shape {numbers.shape}, but x has shape {x.shape}; {needs}")
        return numbers


def fits_an_example(shape, x_shape):
    """Whether an array of a shape broadcasts to one of x_shape, whatever the batch: 1 for each axis, or as x has."""
    return len(shape) <= len(x_shape) and all(m in (1, n) for n, m in zip((1, *x_shape[1:])[::-1], shape[::-1]))


def checked_numbers(op, name, value):
    """A float, or a list of floats (of lists, for more axes) from a list or an array."""
    checks.refuse_tensors(op, **{name: value})
    if not isinstance(value, (list, tuple, np.ndarray)):
        return checks.coefficient(op, name, value, minimum=-math.inf)
    try:
        numbers = np.array(value)
    except ValueError:  # lists of different lengths
        numbers = np.array(None)
    if numbers.dtype.kind not in "iuf" or not np.isfinite(numbers).all():
        raise TypeError(f"{op}: {name} is {wording.shown(value)}, needs a number, or an array of finite numbers")
    for extreme in (numbers.min(initial=0), numbers.max(initial=0)):
        checks.coefficient(op, f"a number in {name}", extreme, minimum=-math.inf)
    return numbers.astype("float64").tolist()
