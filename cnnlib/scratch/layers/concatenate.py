"""Concatenate: arrays one after the other along an axis."""

import numpy as np

from cnnlib import checks
from cnnlib.scratch.layers.field import EVERYTHING, POINTWISE
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.merge import check_list


class Concatenate(Layer):
    """Arrays one after the other along an axis, by default the channels: Inception's branches.

    Parameters
    ----------
    axis : int

    Examples
    --------
    >>> layer = Concatenate()
    >>> layer([np.array([[1.0, 2.0]]), np.array([[3.0]])])
    array([[1., 2., 3.]])
    >>> layer.backward(np.array([[5.0, 6.0, 7.0]]))
    [array([[5., 6.]]), array([[7.]])]
    """

    multiplies = False

    def __init__(self, axis=-1, *, name=None):
        super().__init__(name=name)
        self.axis = checks.whole("Concatenate", "axis", axis)
        if axis == 0:
            raise ValueError(f"Concatenate: axis is {axis!r}, needs an axis other than 0, that of the batch")

    def compute_output_shape(self, input_shape):
        shape, axis = list(input_shape[0]), self.axis
        sizes = [shape[axis] for shape in input_shape]
        shape[axis] = None if None in sizes else sum(sizes)
        return tuple(shape)

    def receptive_field(self, input_shape):
        return POINTWISE if self.axis in (-1, len(input_shape[0]) - 1) else EVERYTHING

    def forward(self, x, training):
        check_list(self.label, x)
        rank = x[0].ndim
        if not -rank < self.axis < rank:  # -rank is the batch
            raise ValueError(
                f"{self.label}: axis is {self.axis}, needs an axis of x[0] {x[0].shape} other than the batch"
            )
        axis = self.axis % rank
        for i, array in enumerate(x):
            needed = list(x[0].shape)
            if array.ndim == rank:
                needed[axis] = array.shape[axis]  # free to differ along the axis
            because = f"the shape of x[0], but for axis {self.axis}"
            checks.check_shape(self.label, f"x[{i}]", array, needed, because)
        return np.concatenate(x, axis=self.axis), [array.shape[self.axis] for array in x]

    def backward(self, d_out, sizes):
        return np.split(d_out, np.cumsum(sizes)[:-1], axis=self.axis), {}
