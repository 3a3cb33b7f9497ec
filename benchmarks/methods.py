"""Each method of `conv2d` against TensorFlow's convolution: over channels at 3×3, and over sizes of the kernel."""

import tracemalloc
from functools import partial

import numpy as np
import tensorflow as tf

import cnnlib.tf  # noqa: F401  (first: loads TensorFlow without its log lines)
from benchmarks.timing import compare_all
from cnnlib import scratch
from cnnlib.scratch.fast import METHODS, threads

CHANNELS = (1, 8, 32, 128)  # in and out, of eight images of 32×32, kernel 3×3
KERNELS = (1, 3, 5, 9, 15)  # at 16 channels
FITS = {"product": {1}, "winograd2": {3}, "winograd4": {3}}
TARGETS = {}


def arrays(channels, k):
    rng = np.random.default_rng(0)
    return [rng.normal(size=s).astype(np.float32) for s in ((8, 32, 32, channels), (k, k, channels, channels))]


def against_tensorflow(channels, k):
    """{method: Ratio}, of those that can do it, all in one run."""
    x, kernel = arrays(channels, k)
    tf_x, tf_kernel = tf.constant(x), tf.constant(kernel)
    ways = {
        method: partial(scratch.conv2d, x, kernel, padding="same", method=method)
        for method in METHODS
        if k in FITS.get(method, {k})
    }
    return compare_all(ways, lambda: tf.nn.conv2d(tf_x, tf_kernel, 1, "SAME").numpy(), seconds=3)


def megabytes(method, channels=64, k=3):
    """The most that one call holds beside its input and output, in millions of bytes."""
    x, kernel = arrays(channels, k)
    y = scratch.conv2d(x, kernel, padding="same", method=method)
    threads.forget()  # what is kept from earlier calls counts
    tracemalloc.start()
    try:
        scratch.conv2d(x, kernel, padding="same", method=method)
        return (tracemalloc.get_traced_memory()[1] - y.nbytes) / 1e6
    finally:
        tracemalloc.stop()


def run():
    """{operation: {shape's name: Ratio}}."""
    results = {}
    for c in CHANNELS:
        for method, ratio in against_tensorflow(c, 3).items():
            results.setdefault(f"{method}, 3×3", {})[f"{c} channels"] = ratio
    for k in KERNELS:
        for method, ratio in against_tensorflow(16, k).items():
            results.setdefault(f"{method}, 16 channels", {})[f"{k}×{k}"] = ratio
    return results
