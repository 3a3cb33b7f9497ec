"""Layer normalization in TensorFlow: `keras.ops.layer_normalization`."""

import functools

import keras
import tensorflow as tf

from cnnlib import arguments
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import tensors


def layer_norm(x, gamma, beta, *, axis=-1, epsilon=1e-3):
    """Normalize each example on its own, over `axis`. See `cnnlib.scratch.layer_norm`.

    In float32 it is as far off as `batch_norm`.

    Examples
    --------
    >>> print(layer_norm(tf.constant([[1.0, 3.0]]), tf.ones(2), tf.zeros(2)).numpy().round(3))
    [[-1.  1.]]
    """
    x, gamma, beta = tensors("layer_norm", x=x, gamma=gamma, beta=beta)
    axes, epsilon = arguments.layer_norm_options("layer_norm", x, axis, epsilon, gamma=gamma, beta=beta)
    return keras.ops.layer_normalization(x, gamma, beta, axes, epsilon)  # Keras takes no axis from the back with others


def layer_norm_backward(d_out, x, gamma, *, axis=-1, epsilon=1e-3):
    """Gradients of the loss for `layer_norm`'s x, gamma and beta. See `cnnlib.scratch.layer_norm_backward`."""
    x, gamma = tensors("layer_norm_backward", x=x, gamma=gamma)
    axes, epsilon = arguments.layer_norm_options("layer_norm_backward", x, axis, epsilon, gamma=gamma)
    arrays, forward = [x, gamma, tf.zeros_like(gamma)], functools.partial(layer_norm, axis=axes, epsilon=epsilon)
    return tuple(gradients("layer_norm_backward", forward, arrays, d_out))
