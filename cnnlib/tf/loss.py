"""Losses in TensorFlow."""

import tensorflow as tf

from cnnlib import arguments, checks
from cnnlib.tf.gradients import gradients
from cnnlib.tf.tensors import of_equal_shape, tensors


def softmax_cross_entropy(logits, labels, *, label_smoothing=0.0):
    """Mean over a batch of −log of the right class's probability. See `cnnlib.scratch.softmax_cross_entropy`.

    `tf.keras.losses.SparseCategoricalCrossentropy` takes integers as they are, but smooths no labels;
    `CategoricalCrossentropy` smooths rows, but gives NaN where a class is ruled out by a logit of −∞. So this is the
    formula. `tf.one_hot` would make a row of zeros of a label that is not a class.

    Examples
    --------
    >>> print(softmax_cross_entropy(tf.constant([[1000.0, -1000.0]]), tf.constant([1])).numpy())
    2000.0
    """
    logits, labels, smoothing = _checked("softmax_cross_entropy", logits, labels, label_smoothing)
    classes = logits.shape[-1]
    if len(labels.shape) < len(logits.shape):
        labels = tf.gather(tf.eye(classes, dtype=logits.dtype), tf.cast(labels, tf.int64))
    targets = (1 - smoothing) * labels + smoothing / classes
    costs = tf.math.multiply_no_nan(-tf.nn.log_softmax(logits), targets)  # 0 · ∞ is 0
    return tf.reduce_mean(tf.reduce_sum(costs, axis=-1))


def softmax_cross_entropy_backward(logits, labels, *, label_smoothing=0.0):
    """Gradient of `softmax_cross_entropy` for the logits. See `cnnlib.scratch.softmax_cross_entropy_backward`."""
    op = "softmax_cross_entropy_backward"
    logits, labels, smoothing = _checked(op, logits, labels, label_smoothing)
    one = tf.ones((), logits.dtype)
    return gradients(op, lambda z: softmax_cross_entropy(z, labels, label_smoothing=smoothing), [logits], one)[0]


def binary_cross_entropy(logits, targets):
    """Mean of −log of the probability of the right yes or no. See `cnnlib.scratch.binary_cross_entropy`.

    Examples
    --------
    >>> print(binary_cross_entropy(tf.zeros((2, 1)), tf.ones((2, 1))).numpy().round(4))
    0.6931
    """
    logits, targets = _of_one_shape("binary_cross_entropy", arguments.check_binary, logits=logits, targets=targets)
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=targets, logits=logits))


def binary_cross_entropy_backward(logits, targets):
    """Gradient of `binary_cross_entropy` for the logits. See `cnnlib.scratch.binary_cross_entropy_backward`."""
    op = "binary_cross_entropy_backward"
    logits, targets = _of_one_shape(op, arguments.check_binary, logits=logits, targets=targets)
    one = tf.ones((), logits.dtype)
    return gradients(op, lambda z: binary_cross_entropy(z, targets), [logits], one)[0]


def mean_squared_error(y, target):
    """Mean of the squared differences, over all elements. See `cnnlib.scratch.mean_squared_error`.

    `tf.keras.losses.MeanSquaredError` gives the same, in float32 whatever the type of its arguments.

    Examples
    --------
    >>> print(mean_squared_error(tf.constant([1.0, 2.0]), tf.constant([1.0, 4.0])).numpy())
    2.0
    """
    y, target = _of_one_shape("mean_squared_error", arguments.check_target, y=y, target=target)
    return tf.reduce_mean(tf.math.squared_difference(y, target))


def mean_squared_error_backward(y, target):
    """Gradient of `mean_squared_error` for y. See `cnnlib.scratch.mean_squared_error_backward`."""
    y, target = _of_one_shape("mean_squared_error_backward", arguments.check_target, y=y, target=target)
    one = tf.ones((), y.dtype)
    return gradients("mean_squared_error_backward", lambda y: mean_squared_error(y, target), [y], one)[0]


def _checked(op, logits, labels, label_smoothing):
    (logits,) = tensors(op, logits=logits)
    labels = tf.convert_to_tensor(labels) if isinstance(labels, tf.Variable) else labels  # in a graph without numbers
    arguments.check_logits(op, logits, labels)
    labels = tf.convert_to_tensor(labels)
    if not tf.executing_eagerly():
        refusal = f"{op}: labels has another number of rows than logits, needs a label for each row of logits"
        rows = len(logits.shape) - 1
        labels = of_equal_shape(labels, tf.shape(labels)[:rows], tf.shape(logits)[:rows], refusal)
    return logits, labels, checks.real(op, "label_smoothing", label_smoothing, minimum=0, maximum=1)


def _of_one_shape(op, check, **pair):
    """Two tensors of one shape, which a graph compares as it runs."""
    y, target = tensors(op, **pair)
    check(op, y, target)
    if not tf.executing_eagerly():
        first, second = pair
        refusal = f"{op}: {second} has another shape than {first}, needs the shape of {first}"
        target = of_equal_shape(target, tf.shape(target), tf.shape(y), refusal)
    return y, target
