"""Convolution in TensorFlow: `tf.nn.conv2d`."""

import tensorflow as tf

from cnnlib import arguments, wording
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import of_any_batch, tensors, wide_enough


def conv2d(x, kernel, bias=None, *, strides=1, padding="valid", dilation_rate=1, groups=1, method="auto"):
    """Lay every filter over every window of a batch of images. See `cnnlib.scratch.conv2d`.

    `tf.nn.conv2d` reads the number of groups off the shapes; it is an argument here so that both halves are called
    alike. So is `method`, which has to be "auto": TensorFlow chooses how to compute. Where a 1×1 kernel strides, the
    cells that it stops at are taken out first: with oneDNN, the gradient of TensorFlow 2.21 would write outside its
    memory there. Where strides differ, x of one channel may get a second, of zeros: see `not_of_one_channel`.

    Raises
    ------
    ValueError, TypeError
        As `cnnlib.scratch.conv2d`, and if `method` is another.

    Examples
    --------
    >>> y = conv2d(tf.ones((2, 5, 5, 3)), tf.ones((3, 3, 3, 4)), strides=3, padding="same")
    >>> print(y.shape)
    (2, 2, 2, 4)
    """
    if not isinstance(method, str) or method != "auto":
        raise ValueError(f'conv2d: method is {wording.shown(method)}, needs "auto": TensorFlow chooses how to compute')
    x, kernel, bias = tensors("conv2d", x=x, kernel=kernel, bias=bias)
    arguments.check_conv2d("conv2d", x, kernel, bias, groups)
    x, strides, padding, dilation_rate = window_options("conv2d", x, kernel, strides, padding, dilation_rate)
    x, strides, padding = stops_of_one_cell(x, kernel, strides, padding)
    x, kernel = not_of_one_channel(x, kernel, strides)
    y = of_any_batch(lambda x: tf.nn.conv2d(x, kernel, strides, padding, dilations=dilation_rate), x)
    return y if bias is None else tf.nn.bias_add(y, bias)


def conv2d_backward(d_out, x, kernel, *, strides=1, padding="valid", dilation_rate=1, groups=1):
    """Gradients of the loss for `conv2d`'s x, kernel and bias. See `cnnlib.scratch.conv2d_backward`.

    On a CPU, TensorFlow 2.21 has no gradient of `tf.nn.conv2d` with dilations or groups, but for float32 where
    oneDNN is in use. This one spreads the kernel with zeros and convolves each group on its own, which gives the
    same outputs.
    """
    x, kernel = tensors("conv2d_backward", x=x, kernel=kernel)
    groups = arguments.check_conv2d("conv2d_backward", x, kernel, None, groups)
    options = window_options("conv2d_backward", x, kernel, strides, padding, dilation_rate)
    x, strides, padding, (dh, dw) = options

    def forward(x, kernel, bias):
        spread = spread_kernel(kernel, dh, dw)
        stops, steps, sides = stops_of_one_cell(x, kernel, strides, padding)
        parts = zip(tf.split(stops, groups, axis=-1), tf.split(spread, groups, axis=-1))
        y = [of_any_batch(lambda xg: tf.nn.conv2d(xg, kg, steps, sides), xg) for xg, kg in parts]
        return tf.nn.bias_add(tf.concat(y, axis=-1), bias)

    bias = tf.zeros(kernel.shape[3], x.dtype)
    return tuple(gradients("conv2d_backward", forward, [x, kernel, bias], d_out))


def stops_of_one_cell(x, kernel, strides, padding):
    """x, strides and padding for `tf.nn.conv2d`: for a 1×1 kernel, x holds the cells at which it stops, no others."""
    if tuple(kernel.shape[:2]) != (1, 1) or max(strides) == 1:
        return x, strides, padding
    x = x if isinstance(padding, str) else tf.pad(x, padding)  # "same" adds nothing to a single cell
    return x[:, :: strides[0], :: strides[1]], (1, 1), "VALID"


def not_of_one_channel(x, kernel, strides):
    """x and kernel, with a second channel of zeros where strides are 1 down and more across.

    With oneDNN, TensorFlow 2.21 reads other cells than it should there if x has one channel and the output one column.
    """
    if x.shape[3] != 1 or strides[0] > 1 or strides[1] == 1:
        return x, kernel
    return tf.pad(x, [[0, 0], [0, 0], [0, 0], [0, 1]]), tf.pad(kernel, [[0, 0], [0, 0], [0, 1], [0, 0]])


def spread_kernel(kernel, dh, dw):
    """The kernel with dh - 1 rows and dw - 1 columns of zeros between its weights."""
    kh, kw, c_in, c_out = kernel.shape
    apart = tf.pad(kernel[:, None, :, None], [[0, 0], [0, dh - 1], [0, 0], [0, dw - 1], [0, 0], [0, 0]])
    apart = tf.reshape(apart, (kh * dh, kw * dw, c_in, c_out))
    return apart[: arguments.kernel_span(kh, dh), : arguments.kernel_span(kw, dw)]


def window_options(op, x, kernel, strides, padding, dilation_rate):
    """x, and the options as `tf.nn.conv2d` takes them: padding in capitals, or as a pair for each of the four axes."""
    options = arguments.window_options(op, x.shape[1:3], kernel.shape[:2], strides, padding, dilation_rate)
    strides, padding, dilation_rate = options
    x = wide_enough(op, x, kernel.shape[:2], dilation_rate, padding)
    padding = padding.upper() if isinstance(padding, str) else [[0, 0], *padding, [0, 0]]
    return x, strides, padding, dilation_rate
