"""SiLU and its cheap form in TensorFlow."""

import tensorflow as tf

from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import tensors


def silu(x):
    """Sigmoid linear unit, or swish. See `cnnlib.scratch.silu`.

    Examples
    --------
    >>> print(silu(tf.constant([-1.0, 0.0, 1.0])).numpy().round(4))
    [-0.2689  0.      0.7311]
    """
    (x,) = tensors("silu", x=x)
    return tf.nn.silu(x)


def silu_backward(d_out, x):
    """Gradient of the loss for `silu`'s x. See `cnnlib.scratch.silu_backward`."""
    (x,) = tensors("silu_backward", x=x)
    return gradients("silu_backward", silu, [x], d_out)[0]


def hard_silu(x):
    """SiLU with `hard_sigmoid` as its gate. See `cnnlib.scratch.hard_silu`.

    Examples
    --------
    >>> print(hard_silu(tf.constant([-1.5, 0.0, 4.0])).numpy())
    [-0.375  0.     4.   ]
    """
    (x,) = tensors("hard_silu", x=x)
    return tf.keras.activations.hard_silu(x)


def hard_silu_backward(d_out, x):
    """Gradient of the loss for `hard_silu`'s x. See `cnnlib.scratch.hard_silu_backward`."""
    (x,) = tensors("hard_silu_backward", x=x)
    return gradients("hard_silu_backward", hard_silu, [x], d_out)[0]
