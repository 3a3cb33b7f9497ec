"""Sigmoid and its cheap form in TensorFlow."""

import tensorflow as tf

from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import tensors


def sigmoid(x):
    """Squeeze every number into (0, 1). See `cnnlib.scratch.sigmoid`.

    Examples
    --------
    >>> print(sigmoid(tf.constant([-1.0, 0.0, 1.0])).numpy().round(4))
    [0.2689 0.5    0.7311]
    """
    (x,) = tensors("sigmoid", x=x)
    return tf.nn.sigmoid(x)


def sigmoid_backward(d_out, x):
    """Gradient of the loss for `sigmoid`'s x. See `cnnlib.scratch.sigmoid_backward`."""
    (x,) = tensors("sigmoid_backward", x=x)
    return gradients("sigmoid_backward", sigmoid, [x], d_out)[0]


def hard_sigmoid(x):
    """Sigmoid's shape from three straight lines. See `cnnlib.scratch.hard_sigmoid`.

    Examples
    --------
    >>> print(hard_sigmoid(tf.constant([-4.0, -1.5, 0.0, 4.0])).numpy())
    [0.   0.25 0.5  1.  ]
    """
    (x,) = tensors("hard_sigmoid", x=x)
    return tf.keras.activations.hard_sigmoid(x)


def hard_sigmoid_backward(d_out, x):
    """Gradient of the loss for `hard_sigmoid`'s x. See `cnnlib.scratch.hard_sigmoid_backward`."""
    (x,) = tensors("hard_sigmoid_backward", x=x)
    return gradients("hard_sigmoid_backward", hard_sigmoid, [x], d_out)[0]
