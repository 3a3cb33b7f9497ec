"""Losses in TensorFlow."""

import tensorflow as tf

from cnnlib import checks
from cnnlib.tf.gradients import gradients


def softmax_cross_entropy(logits, labels, *, label_smoothing=0.0):
    """Mean over a batch of the surprise at each label. See `cnnlib.scratch.softmax_cross_entropy`.

    `tf.keras.losses.SparseCategoricalCrossentropy` takes integers as they are, but smooths no labels;
    `CategoricalCrossentropy` smooths rows, but gives NaN where a class is ruled out by a logit of −∞. So this is the
    formula. `tf.one_hot` makes a row of zeros of a label that is no class: labels are checked.

    Examples
    --------
    >>> print(softmax_cross_entropy(tf.constant([[1000.0, -1000.0]]), tf.constant([1])).numpy())
    2000.0
    """
    checks.check_labels("softmax_cross_entropy", labels, logits)
    rows = tf.one_hot(labels, logits.shape[1], dtype=logits.dtype) if len(labels.shape) == 1 else labels
    targets = (1 - label_smoothing) * rows + label_smoothing / logits.shape[1]
    costs = tf.math.multiply_no_nan(-tf.nn.log_softmax(logits), targets)  # 0 · ∞ is 0
    return tf.reduce_mean(tf.reduce_sum(costs, axis=1))


def softmax_cross_entropy_backward(logits, labels, *, label_smoothing=0.0):
    """Gradient of `softmax_cross_entropy` for the logits. See `cnnlib.scratch.softmax_cross_entropy_backward`."""
    one = tf.ones((), logits.dtype)
    return gradients(lambda z: softmax_cross_entropy(z, labels, label_smoothing=label_smoothing), [logits], one)[0]


def mean_squared_error(y, target):
    """Mean of the squared differences, over all elements. See `cnnlib.scratch.mean_squared_error`.

    `tf.keras.losses.MeanSquaredError` gives the same, in float32 whatever the type of its arguments.
    """
    return tf.reduce_mean(tf.math.squared_difference(y, target))


def mean_squared_error_backward(y, target):
    """Gradient of `mean_squared_error` for y. See `cnnlib.scratch.mean_squared_error_backward`."""
    return gradients(lambda y: mean_squared_error(y, target), [y], tf.ones((), y.dtype))[0]
