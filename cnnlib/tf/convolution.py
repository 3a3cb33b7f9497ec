"""Convolution in TensorFlow: `tf.nn.conv2d`."""

import tensorflow as tf

from cnnlib import checks
from cnnlib.tf.gradients import gradients


def conv2d(x, kernel, bias=None, *, strides=1, padding="valid", dilation_rate=1, groups=1, method="auto"):
    """Lay every filter over every window of a batch of images. See `cnnlib.scratch.conv2d`.

    `tf.nn.conv2d` reads the number of groups off the shapes; it is an argument here so that both halves are called alike.
    So is `method`, which has to be "auto": TensorFlow chooses how to compute.

    Raises
    ------
    ValueError
        If `method` is another.

    Examples
    --------
    >>> y = conv2d(tf.ones((2, 5, 5, 3)), tf.ones((3, 3, 3, 4)), strides=3, padding="same")
    >>> print(y.shape)
    (2, 2, 2, 4)
    """
    if method != "auto":
        raise ValueError(f'conv2d: method is {method!r}, needs "auto": TensorFlow chooses how to compute')
    strides, dilation_rate = window_options("conv2d", strides, dilation_rate)
    check_groups("conv2d", x, kernel, groups)
    y = tf.nn.conv2d(x, kernel, strides, nn_padding("conv2d", padding), dilations=dilation_rate)
    return y if bias is None else tf.nn.bias_add(y, bias)


def conv2d_backward(d_out, x, kernel, *, strides=1, padding="valid", dilation_rate=1, groups=1):
    """Gradients of the loss for `conv2d`'s x, kernel and bias. See `cnnlib.scratch.conv2d_backward`.

    On a CPU, TensorFlow 2.21 has no gradient of `tf.nn.conv2d` with dilations or groups, but for float32 where
    oneDNN is in use. This one spreads the kernel with zeros and convolves each group on its own, which gives the
    same outputs.
    """
    strides, (dh, dw) = window_options("conv2d_backward", strides, dilation_rate)
    check_groups("conv2d_backward", x, kernel, groups)

    def forward(x, kernel, bias):
        spread = spread_kernel(kernel, dh, dw)
        parts = zip(tf.split(x, groups, axis=-1), tf.split(spread, groups, axis=-1))
        y = [tf.nn.conv2d(xg, kg, strides, nn_padding("conv2d_backward", padding)) for xg, kg in parts]
        return tf.nn.bias_add(tf.concat(y, axis=-1), bias)

    bias = tf.zeros(kernel.shape[3], x.dtype)
    return tuple(gradients(forward, [x, kernel, bias], d_out))


def spread_kernel(kernel, dh, dw):
    """The kernel with dh - 1 rows and dw - 1 columns of zeros between its weights."""
    kh, kw, c_in, c_out = kernel.shape
    apart = tf.pad(kernel[:, None, :, None], [[0, 0], [0, dh - 1], [0, 0], [0, dw - 1], [0, 0], [0, 0]])
    apart = tf.reshape(apart, (kh * dh, kw * dw, c_in, c_out))
    return apart[: (kh - 1) * dh + 1, : (kw - 1) * dw + 1]


def window_options(op, strides, dilation_rate):
    return checks.pair(op, "strides", strides), checks.pair(op, "dilation_rate", dilation_rate)


def nn_padding(op, padding):
    """`padding` as `tf.nn.conv2d` takes it: a word in capitals, or a pair for each of the four axes."""
    word = checks.padding_word(op, padding)
    return word.upper() if word else [[0, 0], *checks.padding_pairs(op, padding), [0, 0]]


def check_groups(op, x, kernel, groups):
    if x.shape[3] != kernel.shape[2] * groups:
        raise ValueError(
            f"{op}: kernel has {kernel.shape[2]} input channels and groups is {groups}, but x has {x.shape[3]} channels"
        )
