"""conv2d against others that compute on arrays of NumPy: numpy-ml's layer, scipy.signal.

`make bench` puts both into .cache/bench. numpy-ml 0.1.2 is of 2020 and asks for a name that Python has since moved.
"""

import collections
import collections.abc
import pathlib
import sys
import warnings

import numpy as np

from benchmarks.timing import compare
from cnnlib import scratch

FOLDER = pathlib.Path(__file__).parents[1] / ".cache" / "bench"
# (batch, height and width, channels in, channels out, kernel), "same" padding
SHAPES = {"LeNet, first": (64, 28, 1, 6, 5), "LeNet, second": (64, 14, 6, 16, 5), "small ResNet": (8, 32, 64, 64, 3)}
TARGETS = {"conv2d / numpy-ml": 0.05, "conv2d_backward / numpy-ml": 0.05}


def arrays(batch, n, c_in, c_out, k):
    rng = np.random.default_rng(0)
    return [rng.normal(size=s).astype(np.float32) for s in ((batch, n, n, c_in), (k, k, c_in, c_out))]


def numpy_ml(shape):
    """Pairs (ours, theirs), forward and backward; their layer keeps what its backward needs."""
    from numpy_ml.neural_nets.layers import Conv2D

    x, kernel = arrays(*shape)
    layer = Conv2D(out_ch=shape[3], kernel_shape=(shape[4],) * 2, pad="same", stride=1)
    layer.forward(x, retain_derived=False)  # makes the weights
    layer.parameters["W"], d_out = kernel, scratch.conv2d(x, kernel, padding="same")
    np.testing.assert_allclose(layer.forward(x), d_out, atol=1e-3)  # and keeps x, for the backward
    forward = (
        lambda: scratch.conv2d(x, kernel, padding="same"),
        lambda: layer.forward(x, retain_derived=False),
    )

    backward = (
        lambda: scratch.conv2d_backward(d_out, x, kernel, padding="same"),
        lambda: layer.backward(d_out, retain_grads=False),
    )
    dx = backward[1]()  # theirs; the layer still holds the x of the calls before
    np.testing.assert_allclose(dx, backward[0]()[0], atol=2e-6 * abs(dx).max())
    return forward, backward


def scipy_signal(shape):
    from scipy import signal

    x, kernel = arrays(*shape)
    flipped = kernel[::-1, ::-1, ::-1]

    def theirs():
        for image in x:
            for o in range(kernel.shape[3]):
                signal.convolve(np.pad(image, ((shape[4] // 2,) * 2,) * 2 + ((0, 0),)), flipped[..., o], "valid")

    return lambda: scratch.conv2d(x, kernel, padding="same"), theirs


def run():
    """{operation: {shape's name: Ratio}}."""
    sys.path.append(str(FOLDER))
    collections.Hashable = collections.abc.Hashable
    warnings.filterwarnings("ignore", module="numpy_ml")
    results = {"conv2d / numpy-ml": {}, "conv2d_backward / numpy-ml": {}, "conv2d / scipy.signal": {}}
    for name, shape in SHAPES.items():
        forward, backward = numpy_ml(shape)
        results["conv2d / numpy-ml"][name] = compare(*forward, least=5)
        results["conv2d_backward / numpy-ml"][name] = compare(*backward, least=5)
        results["conv2d / scipy.signal"][name] = compare(*scipy_signal(shape), least=3)
    return results
