"""The same weights and numbers in NumPy and in Keras."""

import keras
import numpy as np
import tensorflow as tf

import cnnlib.tf  # loads TensorFlow without its log lines
from cnnlib import scratch

RTOL = {"float32": 2e-5, "float64": 1e-11}


def normal(shape, dtype, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


def randomize(keras_layer, seed=1):
    """Give a Keras layer or model other weights than its first ones: kernels for its fan-in, vectors all positive,
    since variances must be."""
    rng = np.random.default_rng(seed)

    def drawn(w):
        if w.ndim == 1:
            return rng.uniform(0.2, 0.8, w.shape)
        return rng.normal(size=w.shape) / np.sqrt(np.prod(w.shape[:-1]))

    keras_layer.set_weights([drawn(w).astype(w.dtype) for w in keras_layer.get_weights()])


def keras_gradients(model, x, d_out, training):
    """Outputs, gradients for the inputs, gradients for the trainable variables; x, outputs, d_out: arrays or lists."""
    x = tf.nest.map_structure(tf.convert_to_tensor, x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = model(x, training=training)
    variables = [v.value for v in model.trainable_variables]
    d_out = tf.nest.map_structure(tf.convert_to_tensor, d_out)
    dx, dvariables = tape.gradient(y, (x, variables), output_gradients=d_out)
    numpy = lambda t: tf.nest.map_structure(lambda a: a.numpy(), t)  # noqa: E731
    return numpy(y), numpy(dx), numpy(dvariables)


def in_float64(function):
    """Run a test with Keras in float64, its learning rates too."""
    _set_float("float64")
    try:
        return function()
    finally:
        _set_float("float32")


def _set_float(dtype):
    keras.config.set_floatx(dtype)
    keras.config.set_dtype_policy(dtype)


def pair(build, dtype):
    """The network in both halves, with the weights of Keras's."""
    theirs = in_float64(lambda: build(cnnlib.tf, dtype)) if dtype == "float64" else build(cnnlib.tf)
    randomize(theirs)
    ours = build(scratch, dtype)
    ours.set_weights(theirs.get_weights())
    return ours, theirs


def close(ours, theirs, rtol):
    ours, theirs = (a if isinstance(a, list) else [a] for a in (ours, theirs))
    assert [a.shape for a in ours] == [a.shape for a in theirs]
    return all(scratch.relative_error(a, b) <= rtol for a, b in zip(ours, theirs))
