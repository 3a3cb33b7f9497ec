"""Softmax and its logarithm in TensorFlow."""

import tensorflow as tf

from cnnlib import checks
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import tensors


def softmax(x, axis=-1):
    """Turn scores into positive numbers that sum to 1 along an axis. See `cnnlib.scratch.softmax`.

    Beside a score of +∞ or NaN, `tf.nn.softmax` gives NaN throughout, or on processors where TensorFlow uses oneDNN,
    NaN for that score alone and 0 for the others.
    """
    x, axis = _checked("softmax", x, axis)
    return tf.nn.softmax(x, axis)


def softmax_backward(d_out, x, axis=-1):
    """Gradient of the loss for `softmax`'s x. See `cnnlib.scratch.softmax_backward`."""
    x, axis = _checked("softmax_backward", x, axis)
    return gradients("softmax_backward", lambda x: softmax(x, axis), [x], d_out)[0]


def log_softmax(x, axis=-1):
    """Logarithm of `softmax`. See `cnnlib.scratch.log_softmax`."""
    x, axis = _checked("log_softmax", x, axis)
    return tf.nn.log_softmax(x, axis)


def log_softmax_backward(d_out, x, axis=-1):
    """Gradient of the loss for `log_softmax`'s x. See `cnnlib.scratch.log_softmax_backward`."""
    x, axis = _checked("log_softmax_backward", x, axis)
    return gradients("log_softmax_backward", lambda x: log_softmax(x, axis), [x], d_out)[0]


def _checked(op, x, axis):
    (x,) = tensors(op, x=x)
    return x, checks.axis_of(op, axis, x)
