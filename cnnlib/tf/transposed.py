"""Transposed convolution in TensorFlow: `keras.ops.conv_transpose`."""

import functools

import keras
import tensorflow as tf

from cnnlib import arguments, pairs
from cnnlib.tf.convolution import spread_kernel
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import of_any_batch, tensors


def conv2d_transpose(x, kernel, bias=None, *, strides=1, padding="valid", output_padding=None, dilation_rate=1):
    """Paint the kernel, scaled by each input cell, onto a larger output. See `cnnlib.scratch.conv2d_transpose`.

    On a CPU, TensorFlow 2.21 dilates no transposed convolution; here the kernel is spread with zeros instead, through
    which a NaN or an infinity in x spoils more cells than it reaches.
    Keras takes no padding in numbers; here that many cells are cropped from the "valid" output. A 1×1 kernel that
    strides paints cells that do not meet, so zeros are put between them: with oneDNN, the gradient of TensorFlow 2.21
    would write outside its memory there.

    Examples
    --------
    >>> print(conv2d_transpose(tf.ones((2, 5, 5, 3)), tf.ones((3, 3, 4, 3)), strides=2, padding="same").shape)
    (2, 10, 10, 4)
    """
    op, options = "conv2d_transpose", (strides, padding, output_padding, dilation_rate)
    x, kernel, bias, rates = _checked(op, x, kernel, bias, *options)
    kernel = spread_kernel(kernel, *rates)
    word = pairs.padding_word(op, padding)
    strides, added = pairs.pair(op, "strides", strides), output_padding
    added = None if added is None else pairs.pair(op, "output_padding", added, minimum=0)
    one_cell = tuple(kernel.shape[:2]) == (1, 1) and max(strides) > 1
    paint, c_out = _paint_apart if one_cell else keras.ops.conv_transpose, kernel.shape[2]
    if c_out == 1 and strides[0] == 1 < strides[1]:  # the gradient is a convolution: see `not_of_one_channel`
        kernel = tf.pad(kernel, [[0, 0], [0, 0], [0, 1], [0, 0]])
    y = of_any_batch(lambda x: paint(x, kernel, strides, word or "valid", added), x)[..., :c_out]
    if word is None:
        (top, bottom), (left, right) = pairs.padding_pairs(op, padding)
        y = y[:, top : -bottom or None, left : -right or None]
    return y if bias is None else tf.nn.bias_add(y, bias)


def _paint_apart(x, kernel, strides, padding, output_padding):
    """`keras.ops.conv_transpose` for a 1×1 kernel; "same" and "valid" are then the same."""
    y = tf.nn.conv2d(x, tf.transpose(kernel, (0, 1, 3, 2)), 1, "VALID")  # (batch, height, width, c_out)
    (_, height, width, c), (sh, sw) = tf.unstack(tf.shape(y)), strides
    y = tf.pad(y[:, :, None, :, None], [[0, 0], [0, 0], [0, sh - 1], [0, 0], [0, sw - 1], [0, 0]])
    y = tf.reshape(y, (-1, height * sh, width * sw, c))
    more = (sh - 1, sw - 1) if output_padding is None else output_padding
    return y[:, : (height - 1) * sh + 1 + more[0], : (width - 1) * sw + 1 + more[1]]


def conv2d_transpose_backward(d_out, x, kernel, *, strides=1, padding="valid", output_padding=None, dilation_rate=1):
    """Gradients of the loss for x, kernel and bias. See `cnnlib.scratch.conv2d_transpose_backward`."""
    options = dict(strides=strides, padding=padding, output_padding=output_padding, dilation_rate=dilation_rate)
    x, kernel, *_ = _checked("conv2d_transpose_backward", x, kernel, None, *options.values())
    arrays, forward = [x, kernel, tf.zeros(kernel.shape[2], x.dtype)], functools.partial(conv2d_transpose, **options)
    return tuple(gradients("conv2d_transpose_backward", forward, arrays, d_out))


def _checked(op, x, kernel, bias, *options):
    """The arrays as tensors, and the dilation rates, cut off at the output's size."""
    x, kernel, bias = tensors(op, x=x, kernel=kernel, bias=bias)
    arguments.check_transposed(op, x, kernel, bias)
    (strides, padding, _, dilation_rate), sizes = options, kernel.shape[:2]
    size = arguments.transposed_size(op, x.shape[1:3], sizes, *options)
    *_, rates = arguments.window_options(op, size, sizes, strides, padding, dilation_rate)
    return x, kernel, bias, rates
