"""Softplus in TensorFlow."""

import tensorflow as tf

from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import tensors


def softplus(x):
    """Logarithm of 1 + e^x. See `cnnlib.scratch.softplus`.

    Examples
    --------
    >>> print(softplus(tf.constant([-1.0, 0.0, 1.0])).numpy().round(4))
    [0.3133 0.6931 1.3133]
    """
    (x,) = tensors("softplus", x=x)
    return tf.nn.softplus(x)


def softplus_backward(d_out, x):
    """Gradient of the loss for `softplus`'s x. See `cnnlib.scratch.softplus_backward`."""
    (x,) = tensors("softplus_backward", x=x)
    return gradients("softplus_backward", softplus, [x], d_out)[0]
