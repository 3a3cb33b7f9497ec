"""Padding in TensorFlow: `tf.pad`."""

import tensorflow as tf

from cnnlib import checks, pairs
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import tensors


def pad2d(x, padding, value=0.0):
    """Put cells around each image. See `cnnlib.scratch.pad2d`."""
    (x,) = tensors("pad2d", x=x)
    checks.check_rank("pad2d", "x", x)
    rows, columns = pairs.padding_pairs("pad2d", padding)
    return tf.pad(x, [[0, 0], rows, columns, [0, 0]], constant_values=checks.number("pad2d", "value", value))


def pad2d_backward(d_out, x, padding):
    """Gradient of the loss for `pad2d`'s x. See `cnnlib.scratch.pad2d_backward`."""
    (x,) = tensors("pad2d_backward", x=x)
    checks.check_rank("pad2d_backward", "x", x)
    sides = pairs.padding_pairs("pad2d_backward", padding)
    return gradients("pad2d_backward", lambda x: pad2d(x, sides), [x], d_out)[0]
