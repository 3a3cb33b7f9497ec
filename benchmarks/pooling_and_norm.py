"""Pooling and normalizations, forward and backward, against TensorFlow's operations."""

import numpy as np

import cnnlib.tf  # (first: loads TensorFlow without its log lines)
import tensorflow as tf
from benchmarks.timing import compare
from cnnlib import scratch

SHAPES = {"LeNet": (64, 28, 28, 6), "small ResNet": (32, 32, 32, 64), "VGG": (8, 112, 112, 64)}
EPSILON = 1e-3
# Geometric means, forward with backward.
TARGETS = {"max_pool2d": 1.5, "avg_pool2d": 3.0, "batch_norm": 1.5, "layer_norm": 3.0, "local_response_norm": 3.0}


def arrays(shape, out_shape):
    rng = np.random.default_rng(0)
    return [rng.normal(size=s).astype(np.float32) for s in (shape, out_shape)]


def max_pool(shape):
    batch, h, w, c = shape
    x, d_out = arrays(shape, (batch, h // 2, w // 2, c))
    tf_x, tf_d_out = tf.constant(x), tf.constant(d_out)
    options = {"ksize": [1, 2, 2, 1], "strides": [1, 2, 2, 1], "padding": "VALID"}

    def theirs():
        y = tf.raw_ops.MaxPool(input=tf_x, **options)
        return tf.raw_ops.MaxPoolGrad(orig_input=tf_x, orig_output=y, grad=tf_d_out, **options).numpy()

    return lambda: (scratch.max_pool2d(x), scratch.max_pool2d_backward(d_out, x)), theirs


def avg_pool(shape):
    batch, h, w, c = shape
    x, d_out = arrays(shape, (batch, h // 2, w // 2, c))
    tf_x, tf_d_out = tf.constant(x), tf.constant(d_out)
    options = {"ksize": [1, 2, 2, 1], "strides": [1, 2, 2, 1], "padding": "VALID"}

    def theirs():
        tf.raw_ops.AvgPool(value=tf_x, **options).numpy()
        return tf.raw_ops.AvgPoolGrad(orig_input_shape=shape, grad=tf_d_out, **options).numpy()

    return lambda: (scratch.avg_pool2d(x), scratch.avg_pool2d_backward(d_out, x)), theirs


def batch_norm(shape):
    x, d_out = arrays(shape, shape)
    gamma, beta = np.ones(shape[-1], np.float32), np.zeros(shape[-1], np.float32)
    tf_x, tf_d_out, tf_gamma, tf_beta = map(tf.constant, (x, d_out, gamma, beta))
    nothing = tf.zeros(0)

    def ours():
        scratch.batch_norm(x, gamma, beta, epsilon=EPSILON)
        return scratch.batch_norm_backward(d_out, x, gamma, epsilon=EPSILON)

    def theirs():
        y = tf.raw_ops.FusedBatchNormV3(
            x=tf_x, scale=tf_gamma, offset=tf_beta, mean=nothing, variance=nothing, epsilon=EPSILON, is_training=True
        )
        return tf.raw_ops.FusedBatchNormGradV3(
            y_backprop=tf_d_out, x=tf_x, scale=tf_gamma, reserve_space_1=y.reserve_space_1,
            reserve_space_2=y.reserve_space_2, reserve_space_3=y.reserve_space_3, epsilon=EPSILON, is_training=True,
        ).x_backprop.numpy()  # fmt: skip

    return ours, theirs


def layer_norm(shape):
    x, d_out = arrays(shape, shape)
    gamma, beta = np.ones(shape[-1], np.float32), np.zeros(shape[-1], np.float32)
    tensors = map(tf.constant, (d_out, x, gamma))
    return _with_a_tape("layer_norm", (x, gamma, beta), (d_out, x, gamma), tensors)


def local_response_norm(shape):
    x, d_out = arrays(shape, shape)
    return _with_a_tape("local_response_norm", (x,), (d_out, x), map(tf.constant, (d_out, x)))


def _with_a_tape(op, forward, backward, tensors):
    """Where TensorFlow has no operation of its own for the backward pass, a compiled tape makes both."""
    theirs, tensors = tf.function(getattr(cnnlib.tf, f"{op}_backward")), list(tensors)

    def ours():
        getattr(scratch, op)(*forward)
        return getattr(scratch, f"{op}_backward")(*backward)

    return ours, lambda: [gradient.numpy() for gradient in tf.nest.flatten(theirs(*tensors))]


PAIRS = {
    "max_pool2d": max_pool,
    "avg_pool2d": avg_pool,
    "batch_norm": batch_norm,
    "layer_norm": layer_norm,
    "local_response_norm": local_response_norm,
}


def run():
    """{operation: {shape's name: Ratio}}."""
    return {op: {name: compare(*pair(shape)) for name, shape in SHAPES.items()} for op, pair in PAIRS.items()}
