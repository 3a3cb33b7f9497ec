"""Resizing in TensorFlow: `tf.image.resize`."""

import tensorflow as tf

from cnnlib import arguments
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import images


def upsample2d(x, size=2, interpolation="nearest"):
    """Make each image a whole number of times as high and as wide. See `cnnlib.scratch.upsample2d`.

    Examples
    --------
    >>> print(upsample2d(tf.constant([[[[1.0], [2.0]]]]))[0, :, :, 0].numpy())
    [[1. 1. 2. 2.]
     [1. 1. 2. 2.]]
    """
    x, size, interpolation = _checked("upsample2d", x, size, interpolation)
    rows, columns = (k * (tf.shape(x)[axis] if n is None else n) for axis, n, k in zip((1, 2), x.shape[1:3], size))
    if interpolation == "bilinear" and x.dtype == tf.float64:  # tf.image.resize computes in float32 whatever it gets
        return tf.einsum("oi,pj,bijc->bopc", _weights(x, 1, rows), _weights(x, 2, columns), x)
    return tf.image.resize(x, (rows, columns), interpolation)


def upsample2d_backward(d_out, x, size=2, interpolation="nearest"):
    """Gradient of the loss for `upsample2d`'s x. See `cnnlib.scratch.upsample2d_backward`."""
    x, size, interpolation = _checked("upsample2d_backward", x, size, interpolation)
    return gradients("upsample2d_backward", lambda x: upsample2d(x, size, interpolation), [x], d_out)[0]


def _checked(op, x, size, interpolation):
    return images(op, x), *arguments.upsampling_options(op, size, interpolation)


def _weights(x, axis, n_out):
    """(n_out, n): how much of each cell of x an output cell takes, which falls with the distance of their middles."""
    n = tf.shape(x)[axis]
    middles = (tf.range(n_out, dtype=x.dtype) + 0.5) * tf.cast(n / n_out, x.dtype) - 0.5
    inside = tf.clip_by_value(middles, 0, tf.cast(n - 1, x.dtype))
    return tf.nn.relu(1 - tf.abs(inside[:, None] - tf.range(n, dtype=x.dtype)))
