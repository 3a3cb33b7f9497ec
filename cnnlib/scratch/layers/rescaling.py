"""Layers that give the numbers of an input another scale."""

import math

from cnnlib import checks
from cnnlib.scratch.layers.layer import Layer


class Rescaling(Layer):
    """scale · x + offset, such as pixels from 0…255 to 0…1: Rescaling(1 / 255).

    Parameters
    ----------
    scale, offset : float

    Examples
    --------
    >>> import numpy as np
    >>> Rescaling(2.0, offset=-1.0)(np.array([[0.0, 0.5, 1.0]]))
    array([[-1.,  0.,  1.]])
    """

    pointwise = True

    def __init__(self, scale, offset=0.0, *, name=None):
        super().__init__(name=name)
        self.scale = checks.real("Rescaling", "scale", scale, minimum=-math.inf)
        self.offset = checks.real("Rescaling", "offset", offset, minimum=-math.inf)

    def forward(self, x, training):
        checks.check_arrays(self.label, x=x)
        return x * self.scale + self.offset, None

    def backward(self, d_out, kept):
        return d_out * self.scale, {}
