"""Local response normalization in TensorFlow: `tf.nn.local_response_normalization`."""

import tensorflow as tf

from cnnlib import arguments
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import images


def local_response_norm(x, *, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5):
    """Divide each number by a power of the squares of the channels around it. See `cnnlib.scratch.local_response_norm`.

    TensorFlow has it for float16 and float32, and not for float64: for all but float32 the formula is written out, the
    sum over neighbors as a product with a band of ones.

    Examples
    --------
    >>> print(local_response_norm(tf.ones((1, 1, 1, 3)), depth_radius=1, bias=2.0).numpy().ravel().round(3))
    [0.5   0.447 0.5  ]
    """
    x, options = _checked("local_response_norm", x, depth_radius, bias, alpha, beta)
    return normalize(x, *options)


def normalize(x, depth_radius, bias, alpha, beta):
    """`local_response_norm` of checked arguments, and of any floating-point type, as layers need it."""
    channels = x.shape[3]
    reach = min(depth_radius, channels - 1)  # there are no more; TensorFlow holds the radius in 32 bits
    if x.dtype == tf.float32:
        return tf.nn.local_response_normalization(x, reach, bias, alpha, beta)
    band = tf.linalg.band_part(tf.ones((channels, channels), x.dtype), reach, reach)
    return x / (bias + alpha * (tf.square(x) @ band)) ** beta


def local_response_norm_backward(d_out, x, *, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5):
    """Gradient of the loss for `local_response_norm`'s x. See `cnnlib.scratch.local_response_norm_backward`."""
    x, options = _checked("local_response_norm_backward", x, depth_radius, bias, alpha, beta)
    return gradients("local_response_norm_backward", lambda x: normalize(x, *options), [x], d_out)[0]


def _checked(op, x, *options):
    return images(op, x), arguments.local_response_options(op, *options)
