"""The activations that a layer takes by name, each with its backward."""

from functools import partial

from cnnlib import checks
from cnnlib.scratch.activation import elu, elu_backward, leaky_relu, leaky_relu_backward, relu, relu_backward
from cnnlib.scratch.gelu import gelu, gelu_backward
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


def get_activation(op, value):
    """An activation from Keras's name or from its function; None and "linear" are none at all."""
    if value is None or (isinstance(value, str) and value == "linear"):
        return None
    if isinstance(value, str) and value in FUNCTIONS:
        return Nonlinearity(value, *FUNCTIONS[value])
    if callable(value) and value in BACKWARD:
        return Nonlinearity(value.__name__, value, BACKWARD[value])
    fix = "; make a Layer of a function of your own, with its backward" if callable(value) else ""
    needs = f'None, "linear" or one of {", ".join(FUNCTIONS)}{fix}'
    raise ValueError(f"{op}: activation is {checks.shown(value)}, needs {needs}")
