"""Calls with which TensorFlow's own operations write outside their memory, which may end the process some calls later."""

import subprocess
import sys

# The gradient for a 1×1 kernel that strides, of few channels: with oneDNN, TensorFlow 2.21 spoils the heap here.
CODE = """
import numpy as np

import cnnlib.tf as half

x = np.ones((1, 18, 20, 2), "float32")
for f, shape in (("conv2d", (1, 1, 2, 2)), ("conv2d_transpose", (1, 1, 2, 2)), ("depthwise_conv2d", (1, 1, 2, 1))):
    kernel = np.ones(shape, "float32")
    for _ in range(30):
        for strides in (2, (2, 1), (1, 2)):
            y = getattr(half, f)(x, kernel, strides=strides)
            d_out = np.ones(y.shape, "float32")
            dx, dkernel, dbias = getattr(half, f + "_backward")(d_out, x, kernel, strides=strides)
    met = 360 if f == "conv2d_transpose" else 180  # cells at which the kernel stops, or which it paints from
    assert (dkernel.numpy() == met).all() and dx.numpy().sum() == met * kernel[0, 0].size, f
"""


def test_a_kernel_of_one_cell_that_strides():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
