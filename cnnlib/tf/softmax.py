"""Softmax and its logarithm in TensorFlow."""

import tensorflow as tf

from cnnlib.tf.gradients import gradients


def softmax(x, axis=-1):
    """Turn scores into positive numbers that sum to 1 along an axis. See `cnnlib.scratch.softmax`.

    Beside a score of +∞ or NaN, `tf.nn.softmax` gives NaN throughout, or on processors where TensorFlow uses oneDNN,
    NaN for that score alone and 0 for the others.
    """
    return tf.nn.softmax(x, axis)


def softmax_backward(d_out, x, axis=-1):
    """Gradient of the loss for `softmax`'s x. See `cnnlib.scratch.softmax_backward`."""
    return gradients(lambda x: softmax(x, axis), [x], d_out)[0]


def log_softmax(x, axis=-1):
    """Logarithm of `softmax`. See `cnnlib.scratch.log_softmax`."""
    return tf.nn.log_softmax(x, axis)


def log_softmax_backward(d_out, x, axis=-1):
    """Gradient of the loss for `log_softmax`'s x. See `cnnlib.scratch.log_softmax_backward`."""
    return gradients(lambda x: log_softmax(x, axis), [x], d_out)[0]
