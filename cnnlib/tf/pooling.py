"""Pooling in TensorFlow: `tf.nn.max_pool2d` and `tf.nn.avg_pool2d`."""

import math

import tensorflow as tf

from cnnlib import arguments, checks
from cnnlib.tf.gradients import gradients
from cnnlib.tf.padding import pad2d
from cnnlib.tf.tensors import known_size, of_any_batch, tensors, wide_enough
from cnnlib.tf.windows import same_padding

MINUS_INFINITY, NAN = 0, 2  # and 1 is any other number


def max_pool2d(x, pool_size=2, strides=None, padding="valid"):
    """Keep the largest cell of every window, channel by channel. See `cnnlib.scratch.max_pool2d`.

    `tf.nn.max_pool2d` passes over NaN, and gives the lowest finite number for a window that holds nothing but −∞ or
    NaN. So what each window holds is pooled as well.

    Examples
    --------
    >>> print(max_pool2d(tf.ones((2, 5, 5, 3)), pool_size=2, strides=1).shape)
    (2, 4, 4, 3)
    """
    x, pool_size, strides, padding = _checked("max_pool2d", x, pool_size, strides, padding)
    padding = padding.upper() if isinstance(padding, str) else [[0, 0], *padding, [0, 0]]

    def pooled(x):
        return of_any_batch(lambda x: tf.nn.max_pool2d(x, pool_size, strides, padding), x)

    y, kind = pooled(_without_nan(x)), pooled(_kind(x))
    y = tf.where(kind == MINUS_INFINITY, y - math.inf, y)
    return tf.where(kind == NAN, kind + math.nan, y)  # sums, which hand their gradient on as it is


def max_pool2d_backward(d_out, x, pool_size=2, strides=None, padding="valid"):
    """Gradient of the loss for `max_pool2d`'s x. See `cnnlib.scratch.max_pool2d_backward`."""
    x, *options = _checked("max_pool2d_backward", x, pool_size, strides, padding)
    return gradients("max_pool2d_backward", lambda x: max_pool2d(x, *options), [x], d_out)[0]


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
    x, pool_size, strides, sides = _checked("avg_pool2d", x, pool_size, strides, padding)
    checks.flag("avg_pool2d", "count_include_pad", count_include_pad)

    def means(x, word="VALID"):
        return of_any_batch(lambda x: tf.nn.avg_pool2d(x, pool_size, strides, word), x)

    if isinstance(sides, str) and not count_include_pad:
        return means(x, sides.upper())
    if sides == "valid":
        sides = 0
    elif sides == "same":
        sides = [same_padding(n, k, s) for n, k, s in zip(known_size("avg_pool2d", x), pool_size, strides)]
    mean = means(pad2d(x, sides))
    return mean if count_include_pad else mean / means(pad2d(tf.ones_like(x), sides))


def avg_pool2d_backward(d_out, x, pool_size=2, strides=None, padding="valid", count_include_pad=False):
    """Gradient of the loss for `avg_pool2d`'s x. See `cnnlib.scratch.avg_pool2d_backward`."""
    x, *options = _checked("avg_pool2d_backward", x, pool_size, strides, padding)
    options.append(checks.flag("avg_pool2d_backward", "count_include_pad", count_include_pad))
    return gradients("avg_pool2d_backward", lambda x: avg_pool2d(x, *options), [x], d_out)[0]


def _checked(op, x, pool_size, strides, padding):
    """x as a tensor, sizes as pairs, padding as a word or as ((top, bottom), (left, right))."""
    (x,) = tensors(op, x=x)
    pool_size, strides, padding = arguments.pool_options(op, x, pool_size, strides, padding)
    return wide_enough(op, x, pool_size, padding=padding, name="pool_size"), pool_size, strides, padding
