"""Softmax and its logarithm in TensorFlow."""

import tensorflow as tf

from cnnlib import arguments
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import tensors


def softmax(x, axis=-1):
    """Turn scores into positive numbers that sum to 1 along an axis. See `cnnlib.scratch.softmax`.

    Beside a score of +∞ or NaN, `tf.nn.softmax` gives NaN throughout, or on processors where TensorFlow uses oneDNN,
    NaN for that score alone and 0 for the others.

    Examples
    --------
    >>> print(softmax(tf.constant([0.0, 0.0])).numpy())
    [0.5 0.5]
    """
    x, axis = _checked("softmax", x, axis)
    if isinstance(axis, tuple):  # which `tf.nn.softmax` does not take
        return tf.exp(_log_softmax(x, axis))
    return tf.nn.softmax(x, axis)


def softmax_backward(d_out, x, axis=-1):
    """Gradient of the loss for `softmax`'s x. See `cnnlib.scratch.softmax_backward`."""
    x, axis = _checked("softmax_backward", x, axis)
    return gradients("softmax_backward", lambda x: softmax(x, axis), [x], d_out)[0]


def log_softmax(x, axis=-1):
    """Logarithm of `softmax`. See `cnnlib.scratch.log_softmax`.

    Examples
    --------
    >>> print(log_softmax(tf.constant([0.0, 0.0])).numpy().round(4))
    [-0.6931 -0.6931]
    """
    x, axis = _checked("log_softmax", x, axis)
    if isinstance(axis, tuple):
        return _log_softmax(x, axis)
    return tf.nn.log_softmax(x, axis)


def log_softmax_backward(d_out, x, axis=-1):
    """Gradient of the loss for `log_softmax`'s x. See `cnnlib.scratch.log_softmax_backward`."""
    x, axis = _checked("log_softmax_backward", x, axis)
    return gradients("log_softmax_backward", lambda x: log_softmax(x, axis), [x], d_out)[0]


def _log_softmax(x, axes):
    """Over several axes. `tf.reduce_logsumexp` is shorter, but of a score of +∞ it makes others −∞, and not NaN."""
    below = x - tf.stop_gradient(tf.reduce_max(x, axes, keepdims=True))
    return below - tf.math.log(tf.reduce_sum(tf.exp(below), axes, keepdims=True))


def _checked(op, x, axis):
    (x,) = tensors(op, x=x)
    return x, arguments.softmax_axis(op, axis, x)
