"""tanh in TensorFlow."""

import tensorflow as tf

from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import tensors


def tanh(x):
    """Squeeze every number into (−1, 1). See `cnnlib.scratch.tanh`.

    Examples
    --------
    >>> print(tanh(tf.constant([-1.0, 0.0, 1.0])).numpy().round(4))
    [-0.7616  0.      0.7616]
    """
    (x,) = tensors("tanh", x=x)
    return tf.nn.tanh(x)


def tanh_backward(d_out, x):
    """Gradient of the loss for `tanh`'s x. See `cnnlib.scratch.tanh_backward`."""
    (x,) = tensors("tanh_backward", x=x)
    return gradients("tanh_backward", tanh, [x], d_out)[0]
