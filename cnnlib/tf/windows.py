"""Windows in TensorFlow: output sizes, what "same" adds, patches."""

import numpy as np
import tensorflow as tf

from cnnlib import arguments
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import of_any_batch, tensors, wide_enough


def output_size(n, kernel_size, strides=1, padding="valid", dilation_rate=1):
    """Count the places at which a kernel can stop along one axis, by asking `tf.nn.convolution`.

    See `cnnlib.scratch.output_size`.

    Examples
    --------
    >>> output_size(5, kernel_size=3, strides=3, padding="same")
    2
    """
    options = arguments.axis_options("output_size", n, kernel_size, strides, padding, dilation_rate)
    n, kernel_size, strides, padding, dilation_rate = options
    arguments.check_axis_fits("output_size", n, kernel_size, padding, dilation_rate)
    if padding == "same":
        dilation_rate = arguments.rate_within(dilation_rate, n, kernel_size)
    x, strides = tf.zeros((1, n, 1)), min(strides, 2**31 - 1)  # TensorFlow holds it in 32 bits
    if not isinstance(padding, str):
        x, padding = tf.pad(x, [[0, 0], padding, [0, 0]]), "valid"
    kernel = tf.zeros((arguments.kernel_span(kernel_size, dilation_rate), 1, 1))  # as long as the dilated one
    return tf.nn.convolution(x, kernel, strides, padding.upper()).shape[1]


def same_padding(n, kernel_size, strides=1, dilation_rate=1):
    """Cells that "same" adds before and after one axis, read off TensorFlow's own windows.

    On an input of ones, a filter of ones counts the weights that stand on the input, not on padding, and a filter of
    0, 1, 2, … adds up their places. The first window shows the cells before, the last those after.
    See `cnnlib.scratch.same_padding`.

    Examples
    --------
    >>> same_padding(6, kernel_size=3, strides=2)
    (0, 1)
    """
    options = arguments.axis_options("same_padding", n, kernel_size, strides, "same", dilation_rate)
    n, kernel_size, strides, _, far = options
    dilation_rate = arguments.rate_within(far, n, kernel_size)
    farther = (kernel_size - 1) * (far - dilation_rate) // 2  # cells by which the first and last weight lie farther out
    places = np.arange(float(arguments.kernel_span(kernel_size, dilation_rate)))
    filters = np.stack([np.ones_like(places), places], axis=-1)[:, None]  # (kernel, c_in, c_out)
    with tf.init_scope():  # at once, even where a graph is being built
        y = tf.nn.convolution(np.ones((1, n, 1)), filters, min(strides, n), "SAME").numpy()
    count, total = y[0, [0, -1]].T  # of the first window and the last
    before, after = total / count - (count - 1) / 2, len(places) - total / count - (count + 1) / 2
    return int(before[0]) + farther, int(after[1]) + farther


def sliding_windows(x, kernel_size, strides=1, dilation_rate=1):
    """Every window of every image. See `cnnlib.scratch.sliding_windows`.

    Examples
    --------
    >>> print(sliding_windows(tf.ones((1, 5, 5, 3)), 3, strides=2).shape)
    (1, 2, 2, 3, 3, 3)
    """
    x, (kh, kw), (sh, sw), (dh, dw) = _checked("sliding_windows", x, kernel_size, strides, dilation_rate)
    sizes = [1, kh, kw, 1], [1, sh, sw, 1], [1, dh, dw, 1]
    patches = of_any_batch(lambda x: tf.image.extract_patches(x, *sizes, "VALID"), x)
    shape = tf.concat([tf.shape(patches)[:3], [kh, kw, x.shape[3]]], 0)  # (batch, out_h, out_w, kh, kw, c)
    return tf.reshape(patches, shape)


def sliding_windows_backward(d_out, x, kernel_size, strides=1, dilation_rate=1):
    """Gradient of the loss for `sliding_windows`'s x. See `cnnlib.scratch.sliding_windows_backward`."""
    x, *options = _checked("sliding_windows_backward", x, kernel_size, strides, dilation_rate)
    return gradients("sliding_windows_backward", lambda x: sliding_windows(x, *options), [x], d_out)[0]


def _checked(op, x, kernel_size, strides, dilation_rate):
    """x as a tensor, and the options as pairs."""
    (x,) = tensors(op, x=x)
    kernel_size, strides, dilation_rate = arguments.sliding_options(op, x, kernel_size, strides, dilation_rate)
    x = wide_enough(op, x, kernel_size, dilation_rate, None, "kernel_size")
    return x, kernel_size, strides, dilation_rate
