"""Separable convolution in TensorFlow: a depthwise step, then `tf.nn.conv2d` with a 1×1 kernel."""

import functools

import tensorflow as tf

from cnnlib import arguments
from cnnlib.tf.convolution import window_options
from cnnlib.tf.depthwise import depthwise_conv2d
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import of_any_batch, tensors


def separable_conv2d(x, depthwise_kernel, pointwise_kernel, bias=None, *, strides=1, padding="valid", dilation_rate=1):
    """Convolve each channel on its own, then mix the channels cell by cell. See `cnnlib.scratch.separable_conv2d`.

    Two steps rather than `tf.nn.separable_conv2d`, which shares the limits of `tf.nn.depthwise_conv2d`.

    Examples
    --------
    >>> y = separable_conv2d(tf.ones((2, 5, 5, 3)), tf.ones((3, 3, 3, 1)), tf.ones((1, 1, 3, 4)))
    >>> print(y.shape)
    (2, 3, 3, 4)
    """
    arrays = dict(x=x, depthwise_kernel=depthwise_kernel, pointwise_kernel=pointwise_kernel, bias=bias)
    options = dict(strides=strides, padding=padding, dilation_rate=dilation_rate)
    x, depthwise_kernel, pointwise_kernel, bias = _checked("separable_conv2d", arrays, **options)
    y = depthwise_conv2d(x, depthwise_kernel, **options)
    y = of_any_batch(lambda y: tf.nn.conv2d(y, pointwise_kernel, 1, "VALID"), y)
    return y if bias is None else tf.nn.bias_add(y, bias)


def separable_conv2d_backward(
    d_out, x, depthwise_kernel, pointwise_kernel, *, strides=1, padding="valid", dilation_rate=1
):
    """Gradients of the loss for x, both kernels and bias. See `cnnlib.scratch.separable_conv2d_backward`."""
    options = dict(strides=strides, padding=padding, dilation_rate=dilation_rate)
    arrays = dict(x=x, depthwise_kernel=depthwise_kernel, pointwise_kernel=pointwise_kernel, bias=None)
    *arrays, _ = _checked("separable_conv2d_backward", arrays, **options)
    arrays.append(tf.zeros(pointwise_kernel.shape[3], arrays[0].dtype))
    forward = functools.partial(separable_conv2d, **options)
    return tuple(gradients("separable_conv2d_backward", forward, arrays, d_out))


def _checked(op, arrays, strides, padding, dilation_rate):
    """The arrays as tensors."""
    x, depthwise_kernel, *others = tensors(op, **arrays)
    arguments.check_separable(op, x, depthwise_kernel, *others)
    x, *_ = window_options(op, x, depthwise_kernel, strides, padding, dilation_rate)
    return x, depthwise_kernel, *others
