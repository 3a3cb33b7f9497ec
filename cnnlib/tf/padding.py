"""Padding in TensorFlow: `tf.pad`."""

import tensorflow as tf

from cnnlib import checks, pairs
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import images


def pad2d(x, padding, value=0.0):
    """Put cells around each image. See `cnnlib.scratch.pad2d`.

    Examples
    --------
    >>> print(pad2d(tf.ones((1, 1, 2, 1)), ((0, 1), (2, 0)), value=7.0)[0, :, :, 0].numpy())
    [[7. 7. 1. 1.]
     [7. 7. 7. 7.]]
    """
    x = images("pad2d", x)
    rows, columns = pairs.padding_pairs("pad2d", padding)
    return tf.pad(x, [[0, 0], rows, columns, [0, 0]], constant_values=checks.number("pad2d", "value", value))


def pad2d_backward(d_out, x, padding):
    """Gradient of the loss for `pad2d`'s x. See `cnnlib.scratch.pad2d_backward`."""
    x = images("pad2d_backward", x)
    sides = pairs.padding_pairs("pad2d_backward", padding)
    return gradients("pad2d_backward", lambda x: pad2d(x, sides), [x], d_out)[0]
