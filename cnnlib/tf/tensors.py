"""What every function of this half does first with its arrays, and how one is run on an empty batch."""

import keras
import tensorflow as tf

from cnnlib import checks


def tensors(op, like=None, **arrays):
    """The arrays as tensors; refused is what does not hold float32 or float64, or not the first one's type.

    Parameters
    ----------
    op : str
        The name of the public function, for messages.
    like : (name, type), optional
        An array checked before, whose type the others need.
    **arrays : tensor, variable, ndarray or None
        By the names of the arguments. Symbols of Keras stay what they are, None stays None.

    Returns
    -------
    list of tensors, in the order given
    """
    given = {name: array for name, array in arrays.items() if array is not None}
    checks.check_floats(op, like, **given)
    return [a if a is None or isinstance(a, keras.KerasTensor) else tf.convert_to_tensor(a) for a in arrays.values()]


def of_any_batch(f, x):
    """``f(x)``, of an empty batch too: oneDNN gives an empty output the shape of its input.

    Where x has no example, f gets one of zeros, and its output is cut off.
    """
    if x.shape[0]:
        return f(x)
    batch = tf.shape(x)[0]
    lacking = tf.cast(batch == 0, tf.int32)
    return f(tf.pad(x, [[0, lacking], [0, 0], [0, 0], [0, 0]]))[:batch]
