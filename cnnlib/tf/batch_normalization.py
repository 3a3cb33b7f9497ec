"""Batch normalization in TensorFlow: `tf.nn.moments` and `tf.nn.batch_normalization`."""

import tensorflow as tf

from cnnlib.tf.gradients import gradients


def batch_norm(x, gamma, beta, *, epsilon=1e-3):
    """Normalize each channel over the batch and all cells, as in training. See `cnnlib.scratch.batch_norm`.

    Examples
    --------
    >>> y, mean, variance = batch_norm(tf.constant([[1.0], [3.0]]), tf.ones(1), tf.zeros(1))
    >>> print(mean.numpy(), variance.numpy())
    [2.] [1.]
    """
    mean, variance = tf.nn.moments(x, list(range(len(x.shape) - 1)))
    return tf.nn.batch_normalization(x, mean, variance, beta, gamma, epsilon), mean, variance


def batch_norm_backward(d_out, x, gamma, *, epsilon=1e-3):
    """Gradients of the loss for `batch_norm`'s x, gamma and beta. See `cnnlib.scratch.batch_norm_backward`."""
    arrays = [x, gamma, tf.zeros_like(gamma)]
    return tuple(gradients(lambda *arrays: batch_norm(*arrays, epsilon=epsilon)[0], arrays, d_out))


def batch_norm_inference(x, gamma, beta, mean, variance, *, epsilon=1e-3):
    """Normalize each channel by a given mean and variance. See `cnnlib.scratch.batch_norm_inference`."""
    return tf.nn.batch_normalization(x, mean, variance, beta, gamma, epsilon)


def batch_norm_inference_backward(d_out, x, gamma, mean, variance, *, epsilon=1e-3):
    """Gradients for x, gamma, beta, mean and variance. See `cnnlib.scratch.batch_norm_inference_backward`."""
    arrays = [x, gamma, tf.zeros_like(gamma), mean, variance]
    return tuple(gradients(lambda *arrays: batch_norm_inference(*arrays, epsilon=epsilon), arrays, d_out))
