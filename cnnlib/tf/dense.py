"""Dense layer in TensorFlow: `tf.matmul` and `tf.nn.bias_add`."""

import tensorflow as tf

from cnnlib.tf.gradients import gradients


def dense(x, kernel, bias=None):
    """Apply a dense layer. See `cnnlib.scratch.dense`.

    Examples
    --------
    >>> print(dense(tf.ones((2, 3)), tf.ones((3, 1)), tf.ones(1)).numpy())
    [[4.]
     [4.]]
    """
    y = tf.matmul(x, kernel)
    return y if bias is None else tf.nn.bias_add(y, bias)


def dense_backward(d_out, x, kernel):
    """Gradients of the loss for `dense`'s x, kernel and bias. See `cnnlib.scratch.dense_backward`."""
    bias = tf.zeros(kernel.shape[1], x.dtype)
    return tuple(gradients(dense, [x, kernel, bias], d_out))
