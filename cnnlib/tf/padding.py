"""Padding in TensorFlow: `tf.pad`."""

import tensorflow as tf

from cnnlib import checks, pairs
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import images


def pad2d(x, padding, value=0.0):
    """Put cells around each image. See `cnnlib.scratch.pad2d`."""
    x = images("pad2d", x)
    rows, columns = pairs.padding_pairs("pad2d", padding)
    return tf.pad(x, [[0, 0], rows, columns, [0, 0]], constant_values=checks.number("pad2d", "value", value))


def pad2d_backward(d_out, x, padding):
    """Gradient of the loss for `pad2d`'s x. See `cnnlib.scratch.pad2d_backward`."""
    x = images("pad2d_backward", x)
    sides = pairs.padding_pairs("pad2d_backward", padding)
    return gradients("pad2d_backward", lambda x: pad2d(x, sides), [x], d_out)[0]
