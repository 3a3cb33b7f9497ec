"""Where windows stand in a single column, the strides differ and there is one channel, `tf.nn.conv2d` goes wrong."""

import numpy as np
import pytest

import cnnlib.tf
from cnnlib import scratch
from tests.scratch.twins import normal


def assert_equal(ours, theirs):
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("strides", [(1, 2), (1, 3), (2, 1), (2, 3)])
@pytest.mark.parametrize("padding", ["valid", "same", ((0, 1), (1, 0))])
@pytest.mark.parametrize("width", [1, 2, 3])
@pytest.mark.parametrize("c_out", [1, 2])
def test_convolutions_of_one_channel(strides, padding, width, c_out):
    x, kernel = normal((2, 5, width, 1), "float32"), normal((2, min(width, 2), 1, c_out), "float32")
    options = dict(strides=strides, padding=padding)
    y = scratch.conv2d(x, kernel, **options)
    assert_equal([y], [cnnlib.tf.conv2d(x, kernel, **options)])
    d_out = normal(y.shape, "float32")
    halves = [half.conv2d_backward(d_out, x, kernel, **options) for half in (scratch, cnnlib.tf)]
    assert_equal(*halves)


@pytest.mark.parametrize("strides", [(1, 2), (1, 3), (2, 1)])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_transposed_convolutions_to_one_channel(strides, padding):
    x, kernel = normal((2, 4, 1, 3), "float32"), normal((1, 3, 1, 3), "float32")
    options = dict(strides=strides, padding=padding)
    y = scratch.conv2d_transpose(x, kernel, **options)
    assert_equal([y], [cnnlib.tf.conv2d_transpose(x, kernel, **options)])
    d_out = normal(y.shape, "float32")
    halves = [half.conv2d_transpose_backward(d_out, x, kernel, **options) for half in (scratch, cnnlib.tf)]
    assert_equal(*halves)
