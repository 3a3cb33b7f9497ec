"""The activations that a layer takes by name, each with its backward."""

import functools

from cnnlib.scratch import activation as functions


class Nonlinearity:
    """A function of `cnnlib.scratch.activation` with its backward and its options."""

    def __init__(self, name, **options):
        self.name = name
        self.forward = functools.partial(getattr(functions, name), **options)
        self.backward = functools.partial(getattr(functions, f"{name}_backward"), **options)

    def __call__(self, x):
        return self.forward(x)


NAMES = ("elu", "gelu", "leaky_relu", "log_softmax", "relu", "sigmoid", "softmax", "tanh")
# Keras's "leaky_relu" slopes by 0.2, its LeakyReLU layer, as our function, by 0.3.
OPTIONS = {"leaky_relu": {"negative_slope": 0.2}}


def get_activation(op, value):
    """An activation from Keras's name or from the function; None and "linear" are none at all."""
    if value is None or value == "linear":
        return None
    if value in NAMES:
        return Nonlinearity(value, **OPTIONS.get(value, {}))
    name = getattr(value, "__name__", None)
    if name in NAMES and value is getattr(functions, name):
        return Nonlinearity(name)
    raise ValueError(
        f"{op}: activation is {value!r}, needs None, a function of cnnlib.scratch or one of {', '.join(NAMES)}"
    )
