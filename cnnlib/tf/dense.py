"""Dense layer in TensorFlow: `tf.matmul` and `tf.nn.bias_add`."""

import tensorflow as tf

from cnnlib import arguments
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import tensors


def dense(x, kernel, bias=None):
    """Apply a dense layer to the last axis. See `cnnlib.scratch.dense`.

    Examples
    --------
    >>> print(dense(tf.ones((2, 3)), tf.ones((3, 1)), tf.ones(1)).numpy())
    [[4.]
     [4.]]
    """
    x, kernel, bias = tensors("dense", x=x, kernel=kernel, bias=bias)
    arguments.check_dense("dense", x, kernel, bias)
    y = tf.matmul(x, kernel)
    return y if bias is None else tf.nn.bias_add(y, bias)


def dense_backward(d_out, x, kernel):
    """Gradients of the loss for `dense`'s x, kernel and bias. See `cnnlib.scratch.dense_backward`."""
    x, kernel = tensors("dense_backward", x=x, kernel=kernel)
    arguments.check_dense("dense_backward", x, kernel)
    bias = tf.zeros(kernel.shape[1], x.dtype)
    return tuple(gradients("dense_backward", dense, [x, kernel, bias], d_out))
