"""Separable convolution in TensorFlow: a depthwise step, then `tf.nn.conv2d` with a 1×1 kernel."""

import tensorflow as tf

from cnnlib.tf.depthwise import depthwise_conv2d
from cnnlib.tf.gradients import gradients


def separable_conv2d(x, depthwise_kernel, pointwise_kernel, bias=None, *, strides=1, padding="valid", dilation_rate=1):
    """Convolve each channel on its own, then mix the channels cell by cell. See `cnnlib.scratch.separable_conv2d`.

    Two steps rather than `tf.nn.separable_conv2d`, which shares the limits of `tf.nn.depthwise_conv2d`.

    Examples
    --------
    >>> y = separable_conv2d(tf.ones((2, 5, 5, 3)), tf.ones((3, 3, 3, 1)), tf.ones((1, 1, 3, 4)))
    >>> print(y.shape)
    (2, 3, 3, 4)
    """
    y = depthwise_conv2d(x, depthwise_kernel, strides=strides, padding=padding, dilation_rate=dilation_rate)
    y = tf.nn.conv2d(y, pointwise_kernel, 1, "VALID")
    return y if bias is None else tf.nn.bias_add(y, bias)


def separable_conv2d_backward(
    d_out, x, depthwise_kernel, pointwise_kernel, *, strides=1, padding="valid", dilation_rate=1
):
    """Gradients of the loss for x, both kernels and bias. See `cnnlib.scratch.separable_conv2d_backward`."""
    options = dict(strides=strides, padding=padding, dilation_rate=dilation_rate)
    arrays = [x, depthwise_kernel, pointwise_kernel, tf.zeros(pointwise_kernel.shape[3], x.dtype)]
    return tuple(gradients(lambda *arrays: separable_conv2d(*arrays, **options), arrays, d_out))
