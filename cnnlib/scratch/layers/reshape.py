"""Layers that give an example another shape: flat, any, or with a border of zeros."""

import math

import numpy as np

from cnnlib import checks
from cnnlib.scratch.layers.field import EVERYTHING, POINTWISE, Window, sizes_of_windows
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.padding import pad2d, pad2d_backward


class _Reshaping(Layer):
    """What the two share: the same numbers in another shape, none of them new."""

    makes_numbers = False

    def receptive_field(self, input_shape):
        """The same, unless the map has another height or width: then anything may come from anywhere."""
        return POINTWISE if self.compute_output_shape(input_shape)[1:3] == tuple(input_shape[1:3]) else EVERYTHING

    def multiply_accumulates(self, input_shape):
        return 0

    def backward(self, d_out, shape):
        return d_out.reshape(shape), {}


class Flatten(_Reshaping):
    """All numbers of an example in one row.

    Examples
    --------
    >>> Flatten()(np.ones((2, 3, 3, 4))).shape
    (2, 36)
    """

    def compute_output_shape(self, input_shape):
        batch, *sizes = input_shape
        return (batch, None if None in sizes else math.prod(sizes))

    def forward(self, x, training):
        checks.check_arrays(self.label, x=x)
        return x.reshape(len(x), math.prod(x.shape[1:])), x.shape


class Reshape(_Reshaping):
    """The numbers of an example in another shape.

    Parameters
    ----------
    target_shape : tuple of int
        Without the batch; one axis may be -1, for whatever is left.

    Examples
    --------
    >>> Reshape((2, -1))(np.ones((5, 6))).shape
    (5, 2, 3)
    """

    def __init__(self, target_shape, *, name=None):
        super().__init__(name=name)
        if not isinstance(target_shape, (tuple, list, np.ndarray)):
            raise TypeError(
                f"Reshape: target_shape is {target_shape!r}, needs a tuple without the batch, such as (28, 28, 1)"
            )
        self.target_shape = tuple(checks.whole("Reshape", "target_shape", n, minimum=-1) for n in target_shape)
        if 0 in self.target_shape or self.target_shape.count(-1) > 1:
            raise ValueError(f"Reshape: target_shape is {self.target_shape}, needs no 0, and -1 for one axis at most")

    def compute_output_shape(self, input_shape):
        batch, *sizes = input_shape
        target = list(self.target_shape)
        if None in sizes:
            return (batch, *(None if n == -1 else n for n in target))
        n = math.prod(sizes)
        if target.count(-1) == 1:
            target[target.index(-1)] = n // -math.prod(target)
        if math.prod(target) != n or min(target, default=1) < 1:
            raise ValueError(f"{self.label}: target_shape is {self.target_shape}, but an example of x has {n} numbers")
        return (batch, *target)

    def forward(self, x, training):
        checks.check_arrays(self.label, x=x)
        return x.reshape(len(x), *self.compute_output_shape(x.shape)[1:]), x.shape


class ZeroPadding2D(Layer):
    """`cnnlib.scratch.pad2d` with zeros.

    Parameters
    ----------
    padding : int, (rows, columns) or ((top, bottom), (left, right))

    Examples
    --------
    >>> ZeroPadding2D(((0, 1), (2, 2)))(np.ones((1, 3, 3, 1))).shape
    (1, 4, 7, 1)
    """

    def __init__(self, padding=(1, 1), *, name=None):
        super().__init__(name=name)
        self.padding = checks.padding_pairs("ZeroPadding2D", padding)

    def compute_output_shape(self, input_shape):
        batch, *size, c = input_shape
        return (batch, *sizes_of_windows(size, self.receptive_field(input_shape)), c)

    def receptive_field(self, input_shape):
        return Window((1, 1), padding=self.padding)

    def multiply_accumulates(self, input_shape):
        return 0

    def forward(self, x, training):
        return pad2d(x, self.padding), x

    def backward(self, d_out, x):
        return pad2d_backward(d_out, x, self.padding), {}
