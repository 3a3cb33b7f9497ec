"""Depthwise convolution in TensorFlow: `tf.nn.depthwise_conv2d`."""

import functools

import tensorflow as tf

from cnnlib import arguments
from cnnlib.tf.convolution import spread_kernel, window_options
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import known_size, of_any_batch, tensors
from cnnlib.tf.windows import same_padding


def depthwise_conv2d(x, kernel, bias=None, *, strides=1, padding="valid", dilation_rate=1):
    """Convolve each channel with its own kernels, and add up no channels. See `cnnlib.scratch.depthwise_conv2d`.

    With strides and `dilations` together, `tf.nn.depthwise_conv2d` of TensorFlow 2.21 gives wrong numbers behind a
    warning; here the kernel is spread with zeros instead. On a CPU it refuses strides that differ; here every stop
    is computed then, and those between the asked ones are dropped. A NaN or an infinity in x spoils what meets it
    through these zeros, and the kernel's gradient by the stops that are dropped.

    Examples
    --------
    >>> y = depthwise_conv2d(tf.ones((2, 5, 5, 3)), tf.ones((3, 3, 3, 2)), strides=2, padding="same")
    >>> print(y.shape)
    (2, 3, 3, 6)
    """
    x, kernel, bias = tensors("depthwise_conv2d", x=x, kernel=kernel, bias=bias)
    arguments.check_depthwise("depthwise_conv2d", x, kernel, bias)
    options = window_options("depthwise_conv2d", x, kernel, strides, padding, dilation_rate)
    x, (sh, sw), padding, (dh, dw) = options
    kernel = spread_kernel(kernel, dh, dw)
    step = (1, sh, sw, 1) if sh == sw else (1, 1, 1, 1)
    if sh != sw and padding == "SAME":
        sides = [same_padding(n, k, s) for n, k, s in zip(known_size("depthwise_conv2d", x), kernel.shape, (sh, sw))]
        padding = [(0, 0), *sides, (0, 0)]
    y = of_any_batch(lambda x: tf.nn.depthwise_conv2d(x, kernel, step, padding), x)
    y = y if sh == sw else y[:, ::sh, ::sw]
    return y if bias is None else tf.nn.bias_add(y, bias)


def depthwise_conv2d_backward(d_out, x, kernel, *, strides=1, padding="valid", dilation_rate=1):
    """Gradients of the loss for x, kernel and bias. See `cnnlib.scratch.depthwise_conv2d_backward`."""
    x, kernel = tensors("depthwise_conv2d_backward", x=x, kernel=kernel)
    arguments.check_depthwise("depthwise_conv2d_backward", x, kernel, None)
    x, *_ = window_options("depthwise_conv2d_backward", x, kernel, strides, padding, dilation_rate)
    forward = functools.partial(depthwise_conv2d, strides=strides, padding=padding, dilation_rate=dilation_rate)
    bias = tf.zeros(kernel.shape[2] * kernel.shape[3], x.dtype)
    return tuple(gradients("depthwise_conv2d_backward", forward, [x, kernel, bias], d_out))
