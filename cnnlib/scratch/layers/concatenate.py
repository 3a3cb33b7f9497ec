"""Concatenate: arrays one after the other along an axis."""

import numpy as np

from cnnlib import checks
from cnnlib.scratch.layers.field import EVERYTHING, POINTWISE
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.merge import check_list
from cnnlib.scratch.layers.verbs import shapes_of


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
        check_list(self.label, input_shape)
        first, rank = input_shape[0], len(input_shape[0])
        if not -rank < self.axis < rank:  # -rank is the batch
            needs = f"an axis of x[0] {first} other than the batch"
            raise ValueError(f"{self.label}: axis is {self.axis}, needs {needs}")
        axis = self.axis % rank
        for i, shape in enumerate(input_shape):
            needed = list(first)
            if len(shape) == rank:
                needed[axis] = shape[axis]  # free to differ along the axis
            if len(shape) != rank or any(map(checks.differ, shape, needed)):
                because = f"the shape of x[0], but for axis {self.axis}"
                raise ValueError(f"{self.label}: x[{i}] has shape {shape}, needs {tuple(needed)} ({because})")
        sizes = [shape[axis] for shape in input_shape]
        return (*first[:axis], None if None in sizes else sum(sizes), *first[axis + 1 :])

    def receptive_field(self, input_shape):
        return POINTWISE if self.axis in (-1, len(input_shape[0]) - 1) else EVERYTHING

    def forward(self, x, training):
        self.compute_output_shape(shapes_of(x))  # refuses what does not fit
        return np.concatenate(x, axis=self.axis), [array.shape[self.axis] for array in x]

    def backward(self, d_out, sizes):
        return np.split(d_out, np.cumsum(sizes)[:-1], axis=self.axis), {}
