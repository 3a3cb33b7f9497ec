"""GELU in TensorFlow."""

import math

import tensorflow as tf

from cnnlib import checks
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import tensors


def gelu(x, approximate=False):
    """Gaussian error linear unit. See `cnnlib.scratch.gelu`.

    `tf.nn.gelu` is the usual call, but it rounds √½ and 0.044715 to float32, which is 5e-9 off for a float64 input.

    Examples
    --------
    >>> print(gelu(tf.constant([-1.0, 0.0, 1.0])).numpy().round(4))
    [-0.1587  0.      0.8413]
    """
    (x,) = tensors("gelu", x=x)
    if checks.flag("gelu", "approximate", approximate):
        return x * tf.sigmoid(2 * math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))
    return x * (tf.math.erfc(-x / math.sqrt(2)) / 2)


def gelu_backward(d_out, x, approximate=False):
    """Gradient of the loss for `gelu`'s x. See `cnnlib.scratch.gelu_backward`."""
    (x,) = tensors("gelu_backward", x=x)
    checks.flag("gelu_backward", "approximate", approximate)
    return gradients("gelu_backward", lambda x: gelu(x, approximate), [x], d_out)[0]
