"""Padding in TensorFlow: `tf.pad`."""

import tensorflow as tf

from cnnlib import checks
from cnnlib.tf.gradients import gradients


def pad2d(x, padding, value=0.0):
    """Put cells around each image. See `cnnlib.scratch.pad2d`."""
    rows, columns = checks.padding_pairs("pad2d", padding)
    return tf.pad(x, [[0, 0], rows, columns, [0, 0]], constant_values=checks.number("pad2d", "value", value))


def pad2d_backward(d_out, x, padding):
    """Gradient of the loss for `pad2d`'s x. See `cnnlib.scratch.pad2d_backward`."""
    return gradients(lambda x: pad2d(x, padding), [x], d_out)[0]
