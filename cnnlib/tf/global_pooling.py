"""Global pooling in TensorFlow: a mean, and a max pool with a window as large as the image."""

import tensorflow as tf

from cnnlib.tf.gradients import gradients
from cnnlib.tf.pooling import max_pool2d
from cnnlib.tf.tensors import images, known_size


def global_avg_pool2d(x):
    """Take the mean of every feature map. See `cnnlib.scratch.global_avg_pool2d`.

    Examples
    --------
    >>> print(global_avg_pool2d(tf.constant([[[[1.0], [2.0], [6.0]]]])).numpy())
    [[3.]]
    """
    x = images("global_avg_pool2d", x)
    return tf.reduce_mean(x, axis=(1, 2))


def global_avg_pool2d_backward(d_out, x):
    """Gradient of the loss for `global_avg_pool2d`'s x. See `cnnlib.scratch.global_avg_pool2d_backward`."""
    x = images("global_avg_pool2d_backward", x)
    return gradients("global_avg_pool2d_backward", global_avg_pool2d, [x], d_out)[0]


def global_max_pool2d(x):
    """Keep the largest cell of every feature map. See `cnnlib.scratch.global_max_pool2d`.

    `tf.reduce_max`, which Keras's GlobalMaxPooling2D calls, gives the same numbers, but its gradient is split
    evenly among equal maxima. A max pool's goes to the first, whatever the window.

    Examples
    --------
    >>> print(global_max_pool2d(tf.constant([[[[1.0], [2.0], [6.0]]]])).numpy())
    [[6.]]
    """
    x = images("global_max_pool2d", x)
    return max_pool2d(x, known_size("global_max_pool2d", x), 1)[:, 0, 0]


def global_max_pool2d_backward(d_out, x):
    """Gradient of the loss for `global_max_pool2d`'s x. See `cnnlib.scratch.global_max_pool2d_backward`."""
    x = images("global_max_pool2d_backward", x)
    return gradients("global_max_pool2d_backward", global_max_pool2d, [x], d_out)[0]
