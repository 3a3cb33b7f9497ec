"""Mish in TensorFlow."""

import tensorflow as tf

from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import tensors


def mish(x):
    """Multiply each number by the tanh of its softplus. See `cnnlib.scratch.mish`.

    Examples
    --------
    >>> print(mish(tf.constant([-1.0, 0.0, 1.0])).numpy().round(4))
    [-0.3034  0.      0.8651]
    """
    (x,) = tensors("mish", x=x)
    return tf.keras.activations.mish(x)


def mish_backward(d_out, x):
    """Gradient of the loss for `mish`'s x. See `cnnlib.scratch.mish_backward`."""
    (x,) = tensors("mish_backward", x=x)
    return gradients("mish_backward", mish, [x], d_out)[0]
