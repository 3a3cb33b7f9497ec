"""Layer, instance and group normalization in TensorFlow: `keras.ops.layer_normalization`, `tf.nn.moments`."""

import keras
import tensorflow as tf

from cnnlib.tf.gradients import gradients


def layer_norm(x, gamma, beta, *, axis=-1, epsilon=1e-3):
    """Normalize each example on its own, over `axis`. See `cnnlib.scratch.layer_norm`.

    Examples
    --------
    >>> print(layer_norm(tf.constant([[1.0, 3.0]]), tf.ones(2), tf.zeros(2)).numpy().round(3))
    [[-1.  1.]]
    """
    axes = [axis] if isinstance(axis, int) else list(axis)
    axes = sorted(a % len(x.shape) for a in axes)  # Keras takes -1 for the first axis when it sorts them
    return keras.ops.layer_normalization(x, gamma, beta, axes, epsilon)


def layer_norm_backward(d_out, x, gamma, *, axis=-1, epsilon=1e-3):
    """Gradients of the loss for `layer_norm`'s x, gamma and beta. See `cnnlib.scratch.layer_norm_backward`."""
    return _gradients(layer_norm, d_out, x, gamma, axis=axis, epsilon=epsilon)


def instance_norm(x, gamma, beta, *, epsilon=1e-3):
    """Normalize each channel of each example on its own. See `cnnlib.scratch.instance_norm`.

    Examples
    --------
    >>> print(instance_norm(tf.constant([[[[1.0], [3.0]]]]), tf.ones(1), tf.zeros(1)).numpy().ravel().round(3))
    [-1.  1.]
    """
    mean, variance = tf.nn.moments(x, [1, 2], keepdims=True)
    return tf.nn.batch_normalization(x, mean, variance, beta, gamma, epsilon)


def instance_norm_backward(d_out, x, gamma, *, epsilon=1e-3):
    """Gradients of the loss for `instance_norm`'s x, gamma and beta. See `cnnlib.scratch.instance_norm_backward`."""
    return _gradients(instance_norm, d_out, x, gamma, epsilon=epsilon)


def group_norm(x, gamma, beta, *, groups, epsilon=1e-3):
    """Normalize each group of neighboring channels of each example on its own. See `cnnlib.scratch.group_norm`.

    What `keras.layers.GroupNormalization` does, without the layer.

    Examples
    --------
    >>> x = tf.constant([[1.0, 3.0, 10.0, 30.0]])
    >>> print(group_norm(x, tf.ones(4), tf.zeros(4), groups=2).numpy().round(3))
    [[-1.  1. -1.  1.]]
    """
    *outer, channels = x.shape
    grouped = tf.reshape(x, (*outer, groups, channels // groups))  # (batch, height, width, groups, of a group)
    mean, variance = tf.nn.moments(grouped, [*range(1, len(outer)), len(outer) + 1], keepdims=True)
    gamma, beta = (tf.reshape(a, grouped.shape[-2:]) for a in (gamma, beta))
    return tf.reshape(tf.nn.batch_normalization(grouped, mean, variance, beta, gamma, epsilon), x.shape)


def group_norm_backward(d_out, x, gamma, *, groups, epsilon=1e-3):
    """Gradients of the loss for `group_norm`'s x, gamma and beta. See `cnnlib.scratch.group_norm_backward`."""
    return _gradients(group_norm, d_out, x, gamma, groups=groups, epsilon=epsilon)


def _gradients(forward, d_out, x, gamma, **options):
    arrays = [x, gamma, tf.zeros_like(gamma)]
    return tuple(gradients(lambda *arrays: forward(*arrays, **options), arrays, d_out))
