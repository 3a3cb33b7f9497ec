"""Activations: those that a layer takes by name, and as layers of their own."""

from functools import partial

import numpy as np

from cnnlib import checks
from cnnlib.scratch.activation import elu, elu_backward, leaky_relu, leaky_relu_backward, relu, relu_backward
from cnnlib.scratch.gelu import gelu, gelu_backward
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.sigmoid import sigmoid, sigmoid_backward, tanh, tanh_backward
from cnnlib.scratch.softmax import log_softmax, log_softmax_backward, softmax, softmax_backward

FUNCTIONS = {
    "elu": (elu, elu_backward),
    "gelu": (gelu, gelu_backward),
    # Keras's "leaky_relu" slopes by 0.2, its LeakyReLU layer, as our function, by 0.3.
    "leaky_relu": (partial(leaky_relu, negative_slope=0.2), partial(leaky_relu_backward, negative_slope=0.2)),
    "log_softmax": (log_softmax, log_softmax_backward),
    "relu": (relu, relu_backward),
    "relu6": (partial(relu, max_value=6.0), partial(relu_backward, max_value=6.0)),
    "sigmoid": (sigmoid, sigmoid_backward),
    "softmax": (softmax, softmax_backward),
    "tanh": (tanh, tanh_backward),
}


# Keras takes the functions themselves too: `leaky_relu` then has the function's slope of 0.3.
BACKWARD = {f: backward for f, backward in FUNCTIONS.values() if not isinstance(f, partial)}
BACKWARD[leaky_relu] = leaky_relu_backward


class Nonlinearity:
    """An activation with its backward."""

    def __init__(self, name, forward, backward):
        self.name, self.forward, self.backward = name, forward, backward

    def __call__(self, x):
        return self.forward(x)


LINEAR = Nonlinearity("linear", lambda x: x, lambda d_out, x: d_out)


def get_activation(op, value):
    """An activation from Keras's name or from its function; None is "linear"."""
    if value is None or (isinstance(value, str) and value == "linear"):
        return LINEAR
    if isinstance(value, str) and value in FUNCTIONS:
        return Nonlinearity(value, *FUNCTIONS[value])
    if callable(value) and value in BACKWARD:
        return Nonlinearity(value.__name__, value, BACKWARD[value])
    fix = "; make a Layer of a function of your own, with its backward" if callable(value) else ""
    needs = f'None, "linear" or one of {", ".join(FUNCTIONS)}{fix}'
    raise ValueError(f"{op}: activation is {checks.shown(value)}, needs {needs}")


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
        return self.activation(x), x

    def backward(self, d_out, x):
        return self.activation.backward(d_out, x), {}


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

    def backward(self, d_out, x):
        if self.negative_slope == self.threshold == 0:
            return relu_backward(d_out, x, self.max_value), {}
        slope = np.where(x > self.threshold, 1.0, self.negative_slope).astype(x.dtype)
        if self.max_value is not None:
            slope[x >= self.max_value] = 0
        return d_out * slope, {}
