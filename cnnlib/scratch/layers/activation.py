"""Activations as layers of their own."""

import numpy as np

from cnnlib import checks
from cnnlib.scratch.activation import relu, relu_backward
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.nonlinearity import get_activation


class Activation(Layer):
    """An activation by Keras's name, such as "tanh".

    Parameters
    ----------
    activation : str

    Examples
    --------
    >>> Activation("relu")(np.array([[-1.0, 2.0]]))
    array([[0., 2.]])
    """

    def __init__(self, activation, *, name=None):
        super().__init__(name=name)
        self.activation = get_activation("Activation", activation)

    def forward(self, x, training):
        checks.check_arrays(self.label, x=x)
        return x, None

    def differentiate(self, d_out, kept):
        return d_out, {}


class ReLU(Layer):
    """The larger of x and 0, as far as an upper limit if there is one: ReLU(max_value=6.0).

    Parameters
    ----------
    max_value : float, optional
    negative_slope : float
        Slope below the threshold.
    threshold : float
        Below it, and at it, the output is negative_slope · (x - threshold); above it, x.

    Examples
    --------
    >>> ReLU(max_value=6.0, negative_slope=0.5)(np.array([[-2.0, 3.0, 8.0]]))
    array([[-1.,  3.,  6.]])
    """

    def __init__(self, max_value=None, negative_slope=0.0, threshold=0.0, *, name=None):
        super().__init__(name=name)
        self.max_value = None if max_value is None else checks.real("ReLU", "max_value", max_value, minimum=0)
        self.negative_slope = checks.real("ReLU", "negative_slope", negative_slope, minimum=0)
        self.threshold = checks.real("ReLU", "threshold", threshold, minimum=0)

    def forward(self, x, training):
        checks.check_arrays(self.label, x=x)
        if self.negative_slope == self.threshold == 0:
            return relu(x, self.max_value), x
        y = np.where(x > self.threshold, x, self.negative_slope * (x - self.threshold))
        return (y if self.max_value is None else np.minimum(y, self.max_value)).astype(x.dtype, copy=False), x

    def differentiate(self, d_out, x):
        if self.negative_slope == self.threshold == 0:
            return relu_backward(d_out, x, self.max_value), {}
        slope = np.where(x > self.threshold, 1.0, self.negative_slope).astype(x.dtype)
        if self.max_value is not None:
            slope[x >= self.max_value] = 0
        return d_out * slope, {}
