"""Group and instance normalization in TensorFlow: `tf.nn.moments` and `tf.nn.batch_normalization`."""

import functools

import tensorflow as tf

from cnnlib import arguments
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import tensors


def instance_norm(x, gamma, beta, *, epsilon=1e-3):
    """Normalize each channel of each example on its own. See `cnnlib.scratch.instance_norm`.

    In float32 it is as far off as `batch_norm`.

    Examples
    --------
    >>> print(instance_norm(tf.constant([[[[1.0], [3.0]]]]), tf.ones(1), tf.zeros(1)).numpy().ravel().round(3))
    [-1.  1.]
    """
    x, gamma, beta = tensors("instance_norm", x=x, gamma=gamma, beta=beta)
    axes, epsilon = arguments.instance_norm_options("instance_norm", x, epsilon, gamma=gamma, beta=beta)
    mean, variance = tf.nn.moments(x, axes, keepdims=True)
    return tf.nn.batch_normalization(x, mean, variance, beta, gamma, epsilon)


def instance_norm_backward(d_out, x, gamma, *, epsilon=1e-3):
    """Gradients of the loss for `instance_norm`'s x, gamma and beta. See `cnnlib.scratch.instance_norm_backward`."""
    x, gamma = tensors("instance_norm_backward", x=x, gamma=gamma)
    _, epsilon = arguments.instance_norm_options("instance_norm_backward", x, epsilon, gamma=gamma)
    arrays, forward = [x, gamma, tf.zeros_like(gamma)], functools.partial(instance_norm, epsilon=epsilon)
    return tuple(gradients("instance_norm_backward", forward, arrays, d_out))


def group_norm(x, gamma, beta, *, groups, epsilon=1e-3):
    """Normalize each group of neighboring channels of each example on its own. See `cnnlib.scratch.group_norm`.

    What `keras.layers.GroupNormalization` does, without the layer. In float32 it is as far off as `batch_norm`.

    Examples
    --------
    >>> x = tf.constant([[1.0, 3.0, 10.0, 30.0]])
    >>> print(group_norm(x, tf.ones(4), tf.zeros(4), groups=2).numpy().round(3))
    [[-1.  1. -1.  1.]]
    """
    x, gamma, beta = tensors("group_norm", x=x, gamma=gamma, beta=beta)
    groups, axes, epsilon = arguments.group_norm_options("group_norm", x, groups, epsilon, gamma=gamma, beta=beta)
    split = [groups, x.shape[-1] // groups]
    grouped = tf.reshape(x, tf.concat([tf.shape(x)[:-1], split], 0))  # (batch, height, width, groups, of a group)
    mean, variance = tf.nn.moments(grouped, axes, keepdims=True)
    gamma, beta = tf.reshape(gamma, split), tf.reshape(beta, split)
    return tf.reshape(tf.nn.batch_normalization(grouped, mean, variance, beta, gamma, epsilon), tf.shape(x))


def group_norm_backward(d_out, x, gamma, *, groups, epsilon=1e-3):
    """Gradients of the loss for `group_norm`'s x, gamma and beta. See `cnnlib.scratch.group_norm_backward`."""
    x, gamma = tensors("group_norm_backward", x=x, gamma=gamma)
    groups, _, epsilon = arguments.group_norm_options("group_norm_backward", x, groups, epsilon, gamma=gamma)
    arrays, forward = [x, gamma, tf.zeros_like(gamma)], functools.partial(group_norm, groups=groups, epsilon=epsilon)
    return tuple(gradients("group_norm_backward", forward, arrays, d_out))
