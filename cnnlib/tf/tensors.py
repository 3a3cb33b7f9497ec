"""What every function of this half does first with its arrays, and how one is run on an empty batch."""

import keras
import tensorflow as tf

from cnnlib import arguments, checks, wording


def tensors(op, like=None, **arrays):
    """The arrays as tensors; refused is what does not hold float32 or float64, or not the first one's type.

    Parameters
    ----------
    op : str
        The name of the public function, for messages.
    like : (name, type), optional
        An array checked before, whose type the others need.
    **arrays : tensor, variable or ndarray
        By the names of the arguments. Symbols of Keras stay what they are; a bias may be None, and stays so.

    Returns
    -------
    list of tensors, in the order given
    """
    for name, array in arrays.items():
        if isinstance(array, (tf.RaggedTensor, tf.SparseTensor, tf.IndexedSlices)):
            raise TypeError(f"{op}: {name} is {wording.a_type(array)}, needs a tensor with a number in every place")
    checks.check_floats(op, like, **arrays)
    return [a if a is None or isinstance(a, keras.KerasTensor) else tf.convert_to_tensor(a) for a in arrays.values()]


def images(op, x):
    """A batch of images as a tensor; refused is whatever is not one."""
    (x,) = tensors(op, x=x)
    checks.check_rank(op, "x", x)
    return x


def of_any_batch(f, x):
    """``f(x)``, of an empty batch too: there oneDNN gives an output of its input's shape, or ends the process.

    Where x has no example, f gets one of zeros, and its output is cut off.
    """
    if x.shape[0] or isinstance(x, keras.KerasTensor):
        return f(x)
    shape = tf.shape(x)
    lacking = tf.cast(shape[:1] == 0, tf.int32)
    zeros = tf.zeros(tf.concat([lacking, shape[1:]], 0), x.dtype)
    return f(tf.concat([x, zeros], 0))[: shape[0]]


def wide_enough(op, x, kernel_size, dilation_rate=(1, 1), padding="valid", name="kernel"):
    """x; where its height or width is unknown, the graph refuses it, as it runs, if a window spans more.

    TensorFlow's own operations need not: they give nothing, numbers from anywhere, or end the process.
    """
    size = x.shape[1:3]
    if None not in tuple(size) or isinstance(x, keras.KerasTensor):
        return x
    least = arguments.least_sizes(op, size, kernel_size, dilation_rate, padding, name)
    sizes = zip(tf.unstack(tf.shape(x)[1:3]), least)
    assertions = [tf.debugging.assert_greater_equal(n, needed, refusal) for n, (needed, refusal) in sizes]
    with tf.control_dependencies(assertions):
        return tf.identity(x)


def of_equal_shape(array, shape, needed, refusal):
    """array; the graph refuses it, as it runs, if `shape` is not `needed`, two tensors of sizes: it might broadcast."""
    with tf.control_dependencies([tf.debugging.assert_equal(tf.size(shape), tf.size(needed), refusal)]):
        shape = tf.identity(shape)
    with tf.control_dependencies([tf.debugging.assert_equal(shape, needed, refusal)]):
        return tf.identity(array)


def known_size(op, x):
    """Height and width of x, where they are needed before there are numbers."""
    size = tuple(x.shape[1:3])
    if None in size:
        raise ValueError(f"{op}: x has shape {tuple(x.shape)}, needs a height and a width that are known")
    return size
