"""Exponential linear units in TensorFlow."""

import tensorflow as tf

from cnnlib import checks
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import tensors


def elu(x, alpha=1.0):
    """Exponential linear unit. See `cnnlib.scratch.elu`.

    Examples
    --------
    >>> print(elu(tf.constant([-1.0, 0.0, 2.0])).numpy().round(4))
    [-0.6321  0.      2.    ]
    """
    (x,) = tensors("elu", x=x)
    return tf.keras.activations.elu(x, alpha=checks.coefficient("elu", "alpha", alpha))


def elu_backward(d_out, x, alpha=1.0):
    """Gradient of the loss for `elu`'s x. See `cnnlib.scratch.elu_backward`."""
    (x,) = tensors("elu_backward", x=x)
    alpha = checks.coefficient("elu_backward", "alpha", alpha)
    return gradients("elu_backward", lambda x: elu(x, alpha), [x], d_out)[0]


def selu(x):
    """Scaled exponential linear unit. See `cnnlib.scratch.selu`.

    `tf.nn.selu` is the usual call, but it computes e^x − 1 as it stands: just below 0, where e^x rounds to 1, its
    gradient is that of the positive side.

    Examples
    --------
    >>> print(selu(tf.constant([-1.0, 0.0, 1.0])).numpy().round(4))
    [-1.1113  0.      1.0507]
    """
    (x,) = tensors("selu", x=x)
    return 1.0507009873554805 * tf.where(x < 0, 1.6732632423543772 * tf.nn.elu(x), x)


def selu_backward(d_out, x):
    """Gradient of the loss for `selu`'s x. See `cnnlib.scratch.selu_backward`."""
    (x,) = tensors("selu_backward", x=x)
    return gradients("selu_backward", selu, [x], d_out)[0]
