"""A layer that does nothing."""

from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.verbs import check_one


class Identity(Layer):
    """The input itself, such as where a branch of a network has nothing to do.

    Examples
    --------
    >>> import numpy as np
    >>> Identity()(np.array([[1.0, 2.0]]))
    array([[1., 2.]])
    """

    pointwise, makes_numbers = True, False

    def forward(self, x, training):
        check_one(self.label, x)
        return x, None

    def backward(self, d_out, kept):
        return d_out, {}
