"""Sigmoid and tanh in TensorFlow."""

import tensorflow as tf

from cnnlib.tf.gradients import gradients


def sigmoid(x):
    """Squeeze every number into (0, 1). See `cnnlib.scratch.sigmoid`."""
    return tf.nn.sigmoid(x)


def sigmoid_backward(d_out, x):
    """Gradient of the loss for `sigmoid`'s x. See `cnnlib.scratch.sigmoid_backward`."""
    return gradients(sigmoid, [x], d_out)[0]


def tanh(x):
    """Squeeze every number into (−1, 1). See `cnnlib.scratch.tanh`."""
    return tf.nn.tanh(x)


def tanh_backward(d_out, x):
    """Gradient of the loss for `tanh`'s x. See `cnnlib.scratch.tanh_backward`."""
    return gradients(tanh, [x], d_out)[0]
