"""What chapter 17 says of one core: how fast it runs the layers of three networks, beside what it can do at best.

In a process of its own with one thread: `python -m benchmarks.one_core` prints what it measured, as JSON.
"""

import json
import os
import subprocess
import sys
from functools import partial

import numpy as np

from benchmarks import ONE_THREAD
from benchmarks.machine import best, gflops, gigabytes_a_second


def calls():
    """(kind, operation, its options, shapes of input, kernel and output) of every layer that multiplies, each once."""
    from cnnlib import nets, scratch

    operations = {"Conv2D": scratch.conv2d, "DepthwiseConv2D": scratch.depthwise_conv2d, "Dense": scratch.dense}
    networks = {"VGG-16": (nets.vgg16, 1), "MobileNet": (nets.mobilenet, 1), "LeNet": (nets.lenet5, 64)}
    found = []
    for network, (build, batch) in networks.items():
        for layer in build(scratch).layers:
            if (op := operations.get(type(layer).__name__)) is not None:
                x, y = ((batch, *end.shape[1:]) for end in (layer.input, layer.output))
                kind = kind_of(network, op.__name__, layer.kernel.shape)
                found.append((kind, op, getattr(layer, "options", {}), (x, layer.kernel.shape, y)))
    found.append(("dense, 64 pictures", scratch.dense, {}, ((64, 4096), (4096, 4096), (64, 4096))))
    return [call for i, call in enumerate(found) if call not in found[:i]]


def kind_of(network, operation, kernel_shape):
    """The name of a layer's kind in the figure."""
    if network == "LeNet":
        return network
    if operation == "dense":
        return "VGG, MobileNet: dense"
    size = "depthwise" if operation == "depthwise_conv2d" else f"{kernel_shape[0]}×{kernel_shape[1]}"
    return f"{network}, {size}"


def seconds_of(op, options, shapes):
    x, kernel = (np.ones(shape, np.float32) for shape in shapes[:2])
    assert op(x, kernel, **options).shape == shapes[2]
    return best(partial(op, x, kernel, **options), seconds=0.3)


def turning():
    """The time of `conv2d_backward` by the turned kernel, as a share of that by adding up windows."""
    from benchmarks.timing import compare
    from cnnlib.scratch.convolution import windows_of_conv2d
    from cnnlib.scratch.fast import im2col, methods

    rng = np.random.default_rng(0)
    shapes = (8, 32, 32, 16), (5, 5, 16, 16), (8, 32, 32, 16)
    x, kernel, d_out = (rng.standard_normal(shape, dtype=np.float32) for shape in shapes)
    w, _ = windows_of_conv2d("conv2d", x, kernel, padding="same")

    def by_turning():
        methods.turned(d_out, kernel, w), im2col.kernel_gradient(d_out, x, w)

    return compare(by_turning, lambda: im2col.gradients(d_out, x, kernel, w)).ratio


def measure():
    """What a core can do at best, and how long each layer takes."""
    a, b = np.random.default_rng(0).normal(size=(2, 100_000)).astype(np.float32)
    return {
        "gflops": gflops(),
        "gigabytes a second": gigabytes_a_second(),
        "gflops of a dot product": 2 * a.size / best(lambda: a @ b) / 1e9,
        "turning / adding": turning(),
        "layers": [
            {"kind": kind, "shapes": shapes, "seconds": seconds_of(op, options, shapes)}
            for kind, op, options, shapes in calls()
        ],
    }


def run():
    command = [sys.executable, "-m", "benchmarks.one_core"]
    done = subprocess.run(command, env=os.environ | ONE_THREAD, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


if __name__ == "__main__":
    print(json.dumps(measure()))
