"""Batch normalization in TensorFlow: `tf.nn.moments` and `tf.nn.batch_normalization`."""

import tensorflow as tf

from cnnlib import arguments
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import tensors


def batch_norm(x, gamma, beta, *, epsilon=1e-3):
    """Normalize each channel over the batch and all cells, as in training. See `cnnlib.scratch.batch_norm`.

    In float32, an output is off by about 5e-7 times the ratio of the mean to the spread: by 5e-4 where the mean is a
    thousand times the spread. `cnnlib.scratch` takes the mean off before it scales, and is off by 1e-6 there.

    Examples
    --------
    >>> y, mean, variance = batch_norm(tf.constant([[1.0], [3.0]]), tf.ones(1), tf.zeros(1))
    >>> print(mean.numpy(), variance.numpy())
    [2.] [1.]
    """
    x, gamma, beta = tensors("batch_norm", x=x, gamma=gamma, beta=beta)
    axes, epsilon = arguments.batch_norm_options("batch_norm", x, epsilon, gamma=gamma, beta=beta)
    mean, variance = tf.nn.moments(x, axes)
    return tf.nn.batch_normalization(x, mean, variance, beta, gamma, epsilon), mean, variance


def batch_norm_backward(d_out, x, gamma, *, epsilon=1e-3):
    """Gradients of the loss for `batch_norm`'s x, gamma and beta. See `cnnlib.scratch.batch_norm_backward`."""
    x, gamma = tensors("batch_norm_backward", x=x, gamma=gamma)
    _, epsilon = arguments.batch_norm_options("batch_norm_backward", x, epsilon, gamma=gamma)
    arrays = [x, gamma, tf.zeros_like(gamma)]
    return tuple(gradients("batch_norm_backward", lambda *a: batch_norm(*a, epsilon=epsilon)[0], arrays, d_out))


def batch_norm_inference(x, gamma, beta, mean, variance, *, epsilon=1e-3):
    """Normalize each channel by a given mean and variance. See `cnnlib.scratch.batch_norm_inference`.

    Examples
    --------
    >>> one = tf.ones(1)
    >>> print(batch_norm_inference(tf.constant([[3.0]]), one, one, one, 4 * one, epsilon=1e-9).numpy())
    [[2.]]
    """
    arrays = dict(x=x, gamma=gamma, beta=beta, mean=mean, variance=variance)
    (x, gamma, beta, mean, variance), epsilon = _checked("batch_norm_inference", epsilon, **arrays)
    return tf.nn.batch_normalization(x, mean, variance, beta, gamma, epsilon)


def batch_norm_inference_backward(d_out, x, gamma, mean, variance, *, epsilon=1e-3):
    """Gradients for x, gamma, beta, mean and variance. See `cnnlib.scratch.batch_norm_inference_backward`."""
    op, arrays = "batch_norm_inference_backward", dict(x=x, gamma=gamma, mean=mean, variance=variance)
    (x, gamma, mean, variance), epsilon = _checked(op, epsilon, **arrays)
    arrays = [x, gamma, tf.zeros_like(gamma), mean, variance]
    return tuple(gradients(op, lambda *arrays: batch_norm_inference(*arrays, epsilon=epsilon), arrays, d_out))


def _checked(op, epsilon, **arrays):
    """The arrays as tensors, and epsilon."""
    arrays = dict(zip(arrays, tensors(op, **arrays)))
    epsilon = arguments.batch_norm_inference_options(op, epsilon=epsilon, **arrays)
    if not tf.executing_eagerly():
        arrays["variance"] = _not_negative(op, arrays["variance"])
    return arrays.values(), epsilon


def _not_negative(op, variance):
    """The variance; the graph refuses it, as it runs, if it holds a number below 0."""
    refusal = f"{op}: variance holds a number below 0, needs numbers of at least 0 (it is a mean of squares)"
    with tf.control_dependencies([tf.debugging.assert_equal(tf.reduce_any(variance < 0), False, refusal)]):
        return tf.identity(variance)
