"""Convolutions against TensorFlow, forward and backward: conv2d on eight usual shapes, depthwise on three."""

import numpy as np

import cnnlib.tf  # noqa: F401  (first: loads TensorFlow without its log lines)
import tensorflow as tf
from benchmarks.timing import compare
from cnnlib import scratch

# (batch, height and width, channels in, channels out, kernel, stride), "same" padding
SHAPES = {
    "LeNet, first": (64, 28, 1, 6, 5, 1),
    "LeNet, second": (64, 14, 6, 16, 5, 1),
    "small ResNet": (32, 32, 64, 64, 3, 1),
    "VGG": (8, 56, 64, 128, 3, 1),
    "ResNet, first": (4, 112, 3, 64, 7, 2),
    "ResNet, striding": (16, 28, 128, 128, 3, 2),
    "bottleneck, 1×1": (16, 28, 256, 64, 1, 1),
    "late layer": (8, 14, 256, 256, 3, 1),
}
# (batch, height and width, channels, stride), 3×3, "same" padding
DEPTHWISE = {
    "MobileNet, early": (8, 112, 32, 1),
    "MobileNet, striding": (8, 56, 128, 2),
    "MobileNet, late": (16, 14, 512, 1),
}
TARGETS = {"conv2d": 1.1, "conv2d_backward": 1.2, "depthwise_conv2d": 2.0}  # geometric means
WORST = {"conv2d": 2.0, "conv2d_backward": 2.0}  # of any shape


def arrays(batch, n, c_in, c_out, k, stride):
    rng = np.random.default_rng(0)
    x, kernel = (rng.normal(size=shape).astype(np.float32) for shape in ((batch, n, n, c_in), (k, k, c_in, c_out)))
    d_out = rng.normal(size=scratch.conv2d(x, kernel, strides=stride, padding="same").shape).astype(np.float32)
    return x, kernel, d_out


def cases():
    """(operation, shape's name, ours, TensorFlow's) for each pair of runs."""
    for name, shape in SHAPES.items():
        x, kernel, d_out = arrays(*shape)
        options = {"strides": shape[-1], "padding": "same"}
        as_tensors = [tf.constant(a) for a in (x, kernel, d_out)]
        yield "conv2d", name, *_forward(x, kernel, options, as_tensors)
        yield "conv2d_backward", name, *_backward(x, kernel, d_out, options, as_tensors)


def _forward(x, kernel, options, tensors):
    tf_x, tf_kernel, _ = tensors
    return (
        lambda: scratch.conv2d(x, kernel, **options),
        lambda: tf.nn.conv2d(tf_x, tf_kernel, options["strides"], "SAME").numpy(),
    )


def _backward(x, kernel, d_out, options, tensors):
    """TensorFlow's two gradient operations alone: a tape would run the forward again."""
    tf_x, tf_kernel, tf_d_out = tensors
    strides = [1, options["strides"], options["strides"], 1]

    def theirs():
        tf.raw_ops.Conv2DBackpropInput(
            input_sizes=x.shape, filter=tf_kernel, out_backprop=tf_d_out, strides=strides, padding="SAME"
        ).numpy()
        tf.raw_ops.Conv2DBackpropFilter(
            input=tf_x, filter_sizes=kernel.shape, out_backprop=tf_d_out, strides=strides, padding="SAME"
        ).numpy()

    return lambda: scratch.conv2d_backward(d_out, x, kernel, **options), theirs


def depthwise(batch, n, c, stride):
    rng = np.random.default_rng(0)
    x, kernel = (rng.normal(size=s).astype(np.float32) for s in ((batch, n, n, c), (3, 3, c, 1)))
    tf_x, tf_kernel = tf.constant(x), tf.constant(kernel)
    return (
        lambda: scratch.depthwise_conv2d(x, kernel, strides=stride, padding="same"),
        lambda: tf.nn.depthwise_conv2d(tf_x, tf_kernel, [1, stride, stride, 1], "SAME").numpy(),
    )


def depthwise_backward(batch, n, c, stride):
    rng = np.random.default_rng(0)
    x, kernel, d_out = (
        rng.normal(size=s).astype(np.float32)
        for s in ((batch, n, n, c), (3, 3, c, 1), (batch, n // stride, n // stride, c))
    )
    tf_x, tf_kernel, tf_d_out = map(tf.constant, (x, kernel, d_out))
    options = {"out_backprop": tf_d_out, "strides": [1, stride, stride, 1], "padding": "SAME"}

    def theirs():
        tf.raw_ops.DepthwiseConv2dNativeBackpropInput(input_sizes=x.shape, filter=tf_kernel, **options).numpy()
        tf.raw_ops.DepthwiseConv2dNativeBackpropFilter(input=tf_x, filter_sizes=kernel.shape, **options).numpy()

    return lambda: scratch.depthwise_conv2d_backward(d_out, x, kernel, strides=stride, padding="same"), theirs


def run():
    """{operation: {shape's name: Ratio}}."""
    results = {}
    for op, name, ours, theirs in cases():
        results.setdefault(op, {})[name] = compare(ours, theirs)
    for op, pair in (("depthwise_conv2d", depthwise), ("depthwise_conv2d_backward", depthwise_backward)):
        results[op] = {name: compare(*pair(*shape)) for name, shape in DEPTHWISE.items()}
    return results
