"""Dropout in TensorFlow, with a mask from NumPy's generator."""

import tensorflow as tf

from cnnlib import arguments, checks
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import tensors


def dropout(x, rate, rng):
    """Set each element to 0 with probability `rate`, and scale up the rest. See `cnnlib.scratch.dropout`.

    `tf.nn.dropout` does the same with a mask of its own. This one draws it from `rng`, so that one seed gives both
    halves the same numbers: by `tf.numpy_function`, or a `tf.function` would draw once and keep that mask for ever.

    Examples
    --------
    >>> import numpy as np
    >>> y, mask = dropout(tf.ones(5), rate=0.5, rng=np.random.default_rng(0))
    >>> print(y.numpy())
    [2. 0. 0. 0. 2.]
    """
    (x,) = tensors("dropout", x=x)
    rate = arguments.dropout_rate("dropout", rate)
    checks.check_generator("dropout", rng)
    mask = tf.numpy_function(lambda shape: rng.random(shape) >= rate, [tf.shape(x)], tf.bool)
    mask = tf.ensure_shape(mask, x.shape)
    return _masked(x, mask, rate), mask


def dropout_backward(d_out, mask, rate):
    """Gradient of the loss for `dropout`'s x. See `cnnlib.scratch.dropout_backward`.

    It is not given x, and need not be: `dropout` is linear, so its gradient is the same at every x, such as 0.
    """
    (d_out,) = tensors("dropout_backward", d_out=d_out)
    rate = arguments.dropout_rate("dropout_backward", rate)
    arguments.check_mask("dropout_backward", mask, d_out)
    return gradients("dropout_backward", lambda x: _masked(x, mask, rate), [tf.zeros_like(d_out)], d_out)[0]


def _masked(x, mask, rate):
    return tf.where(mask, x / (1 - rate), tf.zeros_like(x))
