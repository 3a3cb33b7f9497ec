"""Layers that move the numbers of an example into another shape or order, and change none."""

import math

import numpy as np

from cnnlib import checks, wording
from cnnlib.scratch.layers.field import EVERYTHING, POINTWISE, Permuted
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.verbs import check_one


class _Reshaping(Layer):
    """What the two share: the same numbers in another shape, none of them new."""

    multiplies = makes_numbers = False

    def receptive_field(self, input_shape):
        """The same, unless the map has another height or width: then anything may come from anywhere."""
        made = self.compute_output_shape(input_shape)
        return POINTWISE if len(made) > 3 and made[1:3] == tuple(input_shape[1:3]) else EVERYTHING

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
        check_one(self.label, input_shape)
        batch, *sizes = input_shape
        return (batch, None if None in sizes else math.prod(sizes))

    def forward(self, x, training):
        check_one(self.label, x)
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
        if not checks.is_sequence(target_shape):
            needs = "needs a tuple without the batch, such as (28, 28, 1)"
            raise TypeError(f"Reshape: target_shape is {wording.shown(target_shape)}, {needs}")
        self.target_shape = tuple(checks.whole("Reshape", "target_shape", n, minimum=-1) for n in target_shape)
        if 0 in self.target_shape or self.target_shape.count(-1) > 1:
            raise ValueError(f"Reshape: target_shape is {self.target_shape}, needs no 0, and -1 for one axis at most")

    def compute_output_shape(self, input_shape):
        check_one(self.label, input_shape)
        batch, *sizes = input_shape
        target = list(self.target_shape)
        if None in sizes:
            return (batch, *(None if n == -1 else n for n in target))
        n = math.prod(sizes)
        if target.count(-1) == 1:
            target[target.index(-1)] = n // -math.prod(target)
        if math.prod(target) != n or min(target, default=1) < 1:
            has = wording.plural(n, "number")
            raise ValueError(f"{self.label}: target_shape is {self.target_shape}, but an example of x has {has}")
        return (batch, *target)

    def forward(self, x, training):
        check_one(self.label, x)
        return x.reshape(len(x), *self.compute_output_shape(x.shape)[1:]), x.shape


class Permute(Layer):
    """The axes of an example in another order.

    Parameters
    ----------
    dims : tuple of int
        Which axis of the input each axis of the output is, counted from 1, since the batch is axis 0 and stays.

    Examples
    --------
    >>> Permute((3, 1, 2))(np.ones((2, 5, 6, 4))).shape
    (2, 4, 5, 6)
    """

    multiplies = makes_numbers = False

    def __init__(self, dims, *, name=None):
        super().__init__(name=name)
        if not isinstance(dims, (tuple, list)):
            raise TypeError(f"Permute: dims is {wording.shown(dims)}, needs a tuple of integers, such as (2, 1, 3)")
        self.dims = tuple(checks.whole("Permute", "dims", axis) for axis in dims)
        if not self.dims or sorted(self.dims) != [*range(1, len(self.dims) + 1)]:
            raise ValueError(f"Permute: dims is {self.dims}, needs each axis from 1 on once, such as (2, 1, 3)")

    def compute_output_shape(self, input_shape):
        check_one(self.label, input_shape)
        rank = len(self.dims) + 1
        if len(input_shape) != rank:
            has = f"x has rank {len(input_shape)} (shape {input_shape})"
            raise ValueError(f"{self.label}: dims is {self.dims}, but {has}; needs rank {rank}, the batch included")
        return tuple(input_shape[axis] for axis in (0, *self.dims))

    def receptive_field(self, input_shape):
        return Permuted(self.dims)

    def forward(self, x, training):
        check_one(self.label, x)
        self.compute_output_shape(x.shape)  # refuses another rank
        return x.transpose(0, *self.dims), None

    def backward(self, d_out, kept):
        return d_out.transpose(0, *(np.argsort(self.dims) + 1)), {}
