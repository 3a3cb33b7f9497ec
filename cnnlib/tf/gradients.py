"""Every backward function of this half: GradientTape over the forward."""

import tensorflow as tf


def gradients(forward, arrays, d_out):
    """Gradients of the loss for each of `arrays`, from `d_out`, its gradient for ``forward(*arrays)``.

    Parameters
    ----------
    forward : callable
    arrays : sequence of tensors or ndarrays
    d_out : tensor or ndarray, shape of ``forward(*arrays)``

    Returns
    -------
    list of tensors, shaped as `arrays`
    """
    arrays = [tf.convert_to_tensor(a) for a in arrays]
    with tf.GradientTape() as tape:
        tape.watch(arrays)
        y = forward(*arrays)
    return tape.gradient(y, arrays, output_gradients=tf.convert_to_tensor(d_out))
