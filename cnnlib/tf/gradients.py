"""Every backward function of this half: GradientTape over the forward."""

import tensorflow as tf

from cnnlib import checks
from cnnlib.tf.tensors import of_equal_shape, tensors


def gradients(op, forward, arrays, d_out):
    """Gradients of the loss for each of `arrays`, from `d_out`, its gradient for ``forward(*arrays)``.

    Of an empty output they are 0: TensorFlow's own fail there for some operations, and are NaN for others.

    Parameters
    ----------
    op : str
        The name of the backward function, for messages.
    forward : callable
    arrays : sequence of tensors
        The first of them is the one that messages call x.
    d_out : tensor or ndarray, shape of ``forward(*arrays)``

    Returns
    -------
    list of tensors, shaped as `arrays`
    """
    (d_out,) = tensors(op, like=("x", checks.dtype_name(arrays[0])), d_out=d_out)
    with tf.GradientTape() as tape:
        tape.watch(arrays)
        y = forward(*arrays)
    checks.check_gradient_shape(op, d_out, y.shape)
    if not checks.unknown(y.shape) and 0 in y.shape:
        return [tf.zeros_like(array) for array in arrays]
    if not tf.executing_eagerly():
        refusal = f"{op}: d_out has another shape than the output of {op.removesuffix('_backward')}, needs its shape"
        d_out = of_equal_shape(d_out, tf.shape(d_out), tf.shape(y), refusal)
    return tape.gradient(y, arrays, output_gradients=d_out)
