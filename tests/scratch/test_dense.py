"""Dense layers at their edges."""

import numpy as np
import pytest

from cnnlib import scratch
from tests.scratch.halves import HALVES


@HALVES
def test_no_bias_is_a_bias_of_zero(half):
    x, kernel = np.random.default_rng(0).normal(size=(2, 3, 4))[:, :, :3]
    np.testing.assert_array_equal(half.dense(x, kernel), half.dense(x, kernel, np.zeros(3)))
    np.testing.assert_allclose(half.dense(x, kernel), x @ kernel, rtol=1e-12)


@HALVES
@pytest.mark.parametrize("places", [(), (4,)])
def test_an_empty_batch_gives_an_empty_batch_and_no_gradient(half, places):
    x, kernel = np.ones((0, *places, 3)), np.ones((3, 2))
    assert half.dense(x, kernel).shape == (0, *places, 2)
    dx, dkernel, dbias = map(np.asarray, half.dense_backward(np.ones((0, *places, 2)), x, kernel))
    assert dx.shape == x.shape and not dkernel.any() and not dbias.any()


def test_without_a_known_place_only_the_kernel_is_named():
    with pytest.raises(ValueError, match=r"but x has 28 along its last axis \(x \(64, 28, 28\), kernel \(6, 10\)\)$"):
        scratch.dense(np.ones((64, 28, 28)), np.ones((6, 10)))


@HALVES
@pytest.mark.parametrize("shape", [(2, 5, 3), (2, 4, 5, 3), (2, 1, 2, 4, 3)])
def test_every_place_has_the_output_of_its_own_row(half, shape):
    rng = np.random.default_rng(0)
    x, kernel, bias = (rng.normal(size=s) for s in (shape, (3, 4), (4,)))
    d_out = rng.normal(size=(*shape[:-1], 4))
    rows, d_rows = x.reshape(-1, 3), d_out.reshape(-1, 4)
    y = np.asarray(half.dense(x, kernel, bias))
    assert y.shape == d_out.shape
    np.testing.assert_allclose(y.reshape(-1, 4), rows @ kernel + bias, rtol=1e-12)
    dx, dkernel, dbias = map(np.asarray, half.dense_backward(d_out, x, kernel))
    assert dx.shape == x.shape
    expected = d_rows @ kernel.T, rows.T @ d_rows, d_rows.sum(axis=0)
    for a, b in zip((dx.reshape(-1, 3), dkernel, dbias), expected):
        np.testing.assert_allclose(a, b, rtol=1e-12)


def test_the_fix_in_the_message_works():
    x, kernel = np.ones((64, 28, 28)), np.ones((784, 10))
    with pytest.raises(ValueError, match=r"flatten it to \(64, 784\): x.reshape\(len\(x\), -1\)"):
        scratch.dense(x, kernel)
    assert scratch.dense(x.reshape(len(x), -1), kernel).shape == (64, 10)


def test_backward_refuses_what_forward_refuses():
    with pytest.raises(TypeError, match="^dense_backward: x is a list"):
        scratch.dense_backward(np.ones((1, 1)), [[1.0]], np.ones((1, 1)))
    with pytest.raises(ValueError, match="^dense_backward: kernel takes 3 inputs, but x has 2"):
        scratch.dense_backward(np.ones((1, 1)), np.ones((1, 2)), np.ones((3, 1)))
