"""Pooling in TensorFlow: `tf.nn.max_pool2d` and `tf.nn.avg_pool2d`."""

import math

import tensorflow as tf

from cnnlib import checks
from cnnlib.tf.gradients import gradients
from cnnlib.tf.padding import pad2d
from cnnlib.tf.windows import same_padding

MINUS_INFINITY, NAN = 0, 2  # and 1 is any other number


def max_pool2d(x, pool_size=2, strides=None, padding="valid"):
    """Keep the largest cell of every window, channel by channel. See `cnnlib.scratch.max_pool2d`.

    `tf.nn.max_pool2d` passes over NaN, and gives the lowest finite number for a window that holds nothing but −∞ or
    NaN. So what each window holds is pooled as well. A NumPy array is made a tensor first: `tf.nn.max_pool2d` itself
    would round it to float32.

    Examples
    --------
    >>> print(max_pool2d(tf.ones((2, 5, 5, 3)), pool_size=2, strides=1).shape)
    (2, 4, 4, 3)
    """
    pool_size, strides, word, sides = _options("max_pool2d", pool_size, strides, padding)
    x, padding = tf.convert_to_tensor(x), word.upper() if word else [[0, 0], *sides, [0, 0]]
    y, kind = (tf.nn.max_pool2d(a, pool_size, strides, padding) for a in (_without_nan(x), _kind(x)))
    y = tf.where(kind == MINUS_INFINITY, y - math.inf, y)
    return tf.where(kind == NAN, kind + math.nan, y)  # sums, which hand their gradient on as it is


def max_pool2d_backward(d_out, x, pool_size=2, strides=None, padding="valid"):
    """Gradient of the loss for `max_pool2d`'s x. See `cnnlib.scratch.max_pool2d_backward`."""
    return gradients(lambda x: max_pool2d(x, pool_size, strides, padding), [x], d_out)[0]


def _without_nan(x):
    return tf.where(tf.math.is_nan(x), tf.zeros_like(x), x)


@tf.custom_gradient
def _kind(x):
    """For each number, which of the three kinds it is. Its gradient is that of x itself, so NaN can receive one."""
    kind = tf.cast(x > -math.inf, x.dtype)
    return tf.where(tf.math.is_nan(x), NAN * tf.ones_like(x), kind), lambda d_kind: d_kind


def avg_pool2d(x, pool_size=2, strides=None, padding="valid", count_include_pad=False):
    """Take the mean of every window, channel by channel. See `cnnlib.scratch.avg_pool2d`.

    `tf.nn.avg_pool2d` takes the words alone, and leaves padding out of the mean. Where padding is to count, or is
    given in numbers, the cells are put there first, and counted by pooling an image of ones.

    Examples
    --------
    >>> y = avg_pool2d(tf.ones((1, 3, 3, 1)), pool_size=2, padding="same", count_include_pad=True)
    >>> print(y[0, :, :, 0].numpy())
    [[1.   0.5 ]
     [0.5  0.25]]
    """
    pool_size, strides, word, sides = _options("avg_pool2d", pool_size, strides, padding)
    checks.flag("avg_pool2d", "count_include_pad", count_include_pad)
    if word and not count_include_pad:
        return tf.nn.avg_pool2d(x, pool_size, strides, word.upper())
    if word == "same":
        sides = [same_padding(n, k, s) for n, k, s in zip(x.shape[1:3], pool_size, strides)]
    x = tf.convert_to_tensor(x)
    mean = tf.nn.avg_pool2d(pad2d(x, sides), pool_size, strides, "VALID")
    if count_include_pad:
        return mean
    return mean / tf.nn.avg_pool2d(pad2d(tf.ones_like(x), sides), pool_size, strides, "VALID")


def avg_pool2d_backward(d_out, x, pool_size=2, strides=None, padding="valid", count_include_pad=False):
    """Gradient of the loss for `avg_pool2d`'s x. See `cnnlib.scratch.avg_pool2d_backward`."""
    return gradients(lambda x: avg_pool2d(x, pool_size, strides, padding, count_include_pad), [x], d_out)[0]


def _options(op, pool_size, strides, padding):
    """Sizes as pairs, and padding as a word and None, or as None and numbers; "valid" is both."""
    pool_size = checks.pair(op, "pool_size", pool_size)
    strides = pool_size if strides is None else checks.pair(op, "strides", strides)
    word = checks.padding_word(op, padding)
    sides = checks.padding_pairs(op, 0 if word else padding)
    checks.check_pool_padding(op, sides, pool_size)
    return pool_size, strides, word, sides
