"""Windows in TensorFlow: output sizes, what "same" adds, patches."""

import tensorflow as tf

from cnnlib import checks
from cnnlib.tf.gradients import gradients


def output_size(n, kernel_size, strides=1, padding="valid", dilation_rate=1):
    """Count the places at which a kernel can stop along one axis, by asking `tf.nn.convolution`.

    See `cnnlib.scratch.output_size`.

    Examples
    --------
    >>> output_size(5, kernel_size=3, strides=3, padding="same")
    2
    """
    x = tf.zeros((1, n, 1))
    if checks.padding_word("output_size", padding) is None:
        x, padding = tf.pad(x, [[0, 0], checks.pair("output_size", "padding", padding, minimum=0), [0, 0]]), "valid"
    kernel = tf.zeros(((kernel_size - 1) * dilation_rate + 1, 1, 1))  # as long as the dilated one
    return tf.nn.convolution(x, kernel, strides, padding.upper()).shape[1]


def same_padding(n, kernel_size, strides=1, dilation_rate=1):
    """Cells that "same" adds before and after one axis, read off TensorFlow's own windows.

    On an input of ones, the gradient of one output for the kernel is 1 at each weight that stands on
    the input and 0 at each that stands on padding. The first window shows the cells before, the last those after.
    See `cnnlib.scratch.same_padding`.

    Examples
    --------
    >>> same_padding(6, kernel_size=3, strides=2)
    (0, 1)
    """
    kernel = tf.zeros(((kernel_size - 1) * dilation_rate + 1, 1, 1))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(kernel)
        y = tf.nn.convolution(tf.ones((1, n, 1)), kernel, strides, "SAME")
        first, last = y[0, 0, 0], y[0, -1, 0]
    on_input = [tf.reshape(tape.gradient(cell, kernel), [-1]).numpy() for cell in (first, last)]
    return int(on_input[0].argmax()), int(on_input[1][::-1].argmax())


def sliding_windows(x, kernel_size, strides=1, dilation_rate=1):
    """Every window of every image. See `cnnlib.scratch.sliding_windows`."""
    kh, kw = checks.pair("sliding_windows", "kernel_size", kernel_size)
    sh, sw = checks.pair("sliding_windows", "strides", strides)
    dh, dw = checks.pair("sliding_windows", "dilation_rate", dilation_rate)
    patches = tf.image.extract_patches(x, [1, kh, kw, 1], [1, sh, sw, 1], [1, dh, dw, 1], "VALID")
    return tf.reshape(patches, (*patches.shape[:3], kh, kw, x.shape[3]))  # (batch, out_h, out_w, kh, kw, c)


def sliding_windows_backward(d_out, x, kernel_size, strides=1, dilation_rate=1):
    """Gradient of the loss for `sliding_windows`'s x. See `cnnlib.scratch.sliding_windows_backward`."""
    return gradients(lambda x: sliding_windows(x, kernel_size, strides, dilation_rate), [x], d_out)[0]
