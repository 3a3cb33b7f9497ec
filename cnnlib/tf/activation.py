"""Activations in TensorFlow: `tf.nn` and `tf.keras.activations`."""

import tensorflow as tf

from cnnlib import checks
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import tensors


def relu(x, max_value=None):
    """Rectified linear unit. See `cnnlib.scratch.relu`.

    `tf.keras.activations.relu` takes `max_value` too, but at x = max_value its gradient depends on the number:
    0 for 6, where it calls `tf.nn.relu6`, and 1 for any other. Here it is 0.

    Examples
    --------
    >>> print(relu(tf.constant([-1.0, 2.0, 9.0]), max_value=6).numpy())
    [0. 2. 6.]
    """
    x, max_value = _checked("relu", x, max_value=max_value)
    y = tf.nn.relu(x)
    return y if max_value is None else tf.where(y >= max_value, tf.cast(max_value, y.dtype), y)


def relu_backward(d_out, x, max_value=None):
    """Gradient of the loss for `relu`'s x. See `cnnlib.scratch.relu_backward`."""
    x, max_value = _checked("relu_backward", x, max_value=max_value)
    return gradients("relu_backward", lambda x: relu(x, max_value), [x], d_out)[0]


def leaky_relu(x, negative_slope=0.3):
    """ReLU that lets a share of what is negative through. See `cnnlib.scratch.leaky_relu`.

    `tf.nn.leaky_relu` is the usual call, but it keeps the slope in float32, which is 1e-8 off for a float64 input.
    """
    x, negative_slope = _checked("leaky_relu", x, negative_slope=negative_slope)
    return tf.where(x > 0, x, negative_slope * x)


def leaky_relu_backward(d_out, x, negative_slope=0.3):
    """Gradient of the loss for `leaky_relu`'s x. See `cnnlib.scratch.leaky_relu_backward`."""
    x, negative_slope = _checked("leaky_relu_backward", x, negative_slope=negative_slope)
    return gradients("leaky_relu_backward", lambda x: leaky_relu(x, negative_slope), [x], d_out)[0]


def elu(x, alpha=1.0):
    """Exponential linear unit. See `cnnlib.scratch.elu`."""
    x, alpha = _checked("elu", x, alpha=alpha)
    return tf.keras.activations.elu(x, alpha=alpha)


def elu_backward(d_out, x, alpha=1.0):
    """Gradient of the loss for `elu`'s x. See `cnnlib.scratch.elu_backward`."""
    x, alpha = _checked("elu_backward", x, alpha=alpha)
    return gradients("elu_backward", lambda x: elu(x, alpha), [x], d_out)[0]


def _checked(op, x, **option):
    """x as a tensor, and the option as Python's own number of at least 0, or None."""
    ((name, value),) = option.items()
    (x,) = tensors(op, x=x)
    return x, None if name == "max_value" and value is None else checks.real(op, name, value, minimum=0)
