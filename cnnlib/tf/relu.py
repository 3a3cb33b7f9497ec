"""ReLU and its leaky relatives in TensorFlow."""

import tensorflow as tf

from cnnlib import arguments, checks
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import tensors


def relu(x, max_value=None, negative_slope=0.0, threshold=0.0):
    """Rectified linear unit. See `cnnlib.scratch.relu`.

    `tf.keras.activations.relu` takes the same options, but where there is no derivative, its gradient depends on them:
    at max_value it is 0 for 6, where it calls `tf.nn.relu6`, and 1 for any other. Here it is 0.

    Examples
    --------
    >>> print(relu(tf.constant([-1.0, 2.0, 9.0]), max_value=6).numpy())
    [0. 2. 6.]
    """
    (x,) = tensors("relu", x=x)
    max_value, slope, threshold = arguments.relu_options("relu", max_value, negative_slope, threshold)
    y = tf.nn.relu(x)
    if max_value is not None:
        y = tf.where(y >= max_value, tf.cast(max_value, y.dtype), y)
    if threshold:
        y *= tf.cast(x > threshold, y.dtype)
    return tf.where(x > threshold, y, slope * (x - threshold)) if slope else y


def relu_backward(d_out, x, max_value=None, negative_slope=0.0, threshold=0.0):
    """Gradient of the loss for `relu`'s x. See `cnnlib.scratch.relu_backward`."""
    (x,) = tensors("relu_backward", x=x)
    options = arguments.relu_options("relu_backward", max_value, negative_slope, threshold)
    return gradients("relu_backward", lambda x: relu(x, *options), [x], d_out)[0]


def leaky_relu(x, negative_slope=0.3):
    """ReLU that lets a share of what is negative through. See `cnnlib.scratch.leaky_relu`.

    `tf.nn.leaky_relu` is the usual call, but it keeps the slope in float32, which is 1e-8 off for a float64 input.

    Examples
    --------
    >>> print(leaky_relu(tf.constant([-2.0, 0.0, 2.0]), 0.5).numpy())
    [-1.  0.  2.]
    """
    (x,) = tensors("leaky_relu", x=x)
    return tf.where(x > 0, x, checks.coefficient("leaky_relu", "negative_slope", negative_slope) * x)


def leaky_relu_backward(d_out, x, negative_slope=0.3):
    """Gradient of the loss for `leaky_relu`'s x. See `cnnlib.scratch.leaky_relu_backward`."""
    (x,) = tensors("leaky_relu_backward", x=x)
    slope = checks.coefficient("leaky_relu_backward", "negative_slope", negative_slope)
    return gradients("leaky_relu_backward", lambda x: leaky_relu(x, slope), [x], d_out)[0]


def prelu(x, alpha):
    """Parametric ReLU. See `cnnlib.scratch.prelu`.

    Examples
    --------
    >>> print(prelu(tf.constant([[-2.0, -2.0, 3.0]]), tf.constant([0.5, 0.25, 0.5])).numpy())
    [[-1.  -0.5  3. ]]
    """
    x, alpha = tensors("prelu", x=x, alpha=alpha)
    arguments.check_prelu("prelu", x, alpha)
    return tf.nn.relu(x) - alpha * tf.nn.relu(-x)


def prelu_backward(d_out, x, alpha):
    """Gradients of the loss for `prelu`'s x and alpha. See `cnnlib.scratch.prelu_backward`."""
    x, alpha = tensors("prelu_backward", x=x, alpha=alpha)
    arguments.check_prelu("prelu_backward", x, alpha)
    return tuple(gradients("prelu_backward", prelu, [x, alpha], d_out))
