"""Dropout in TensorFlow, with a mask from NumPy's generator."""

import tensorflow as tf

from cnnlib import checks
from cnnlib.tf.gradients import gradients


def dropout(x, rate, rng):
    """Set each element to 0 with probability `rate`, and scale up the rest. See `cnnlib.scratch.dropout`.

    `tf.nn.dropout` does the same with a mask of its own. This one draws it from `rng`, so that one seed gives both
    halves the same numbers.

    Examples
    --------
    >>> import numpy as np
    >>> y, mask = dropout(tf.ones(5), rate=0.5, rng=np.random.default_rng(0))
    >>> print(y.numpy())
    [2. 0. 0. 0. 2.]
    """
    rate = checks.dropout_rate("dropout", rate)
    checks.check_generator("dropout", rng)
    mask = tf.constant(rng.random(x.shape) >= rate)
    return _masked(tf.convert_to_tensor(x), mask, rate), mask


def dropout_backward(d_out, mask, rate):
    """Gradient of the loss for `dropout`'s x. See `cnnlib.scratch.dropout_backward`.

    It is not given x, and need not be: `dropout` is linear, so its gradient is the same at every x, such as 0.
    """
    rate = checks.dropout_rate("dropout_backward", rate)
    return gradients(lambda x: _masked(x, mask, rate), [tf.zeros_like(d_out)], d_out)[0]


def _masked(x, mask, rate):
    return tf.where(mask, x / (1 - rate), tf.zeros_like(x))
