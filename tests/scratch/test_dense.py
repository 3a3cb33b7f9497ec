"""Dense layers at their edges."""

import numpy as np
import pytest

import cnnlib.tf
from cnnlib import scratch


def test_no_bias_is_a_bias_of_zero():
    x, kernel = np.random.default_rng(0).normal(size=(2, 3, 4))[:, :, :3]
    np.testing.assert_array_equal(scratch.dense(x, kernel), scratch.dense(x, kernel, np.zeros(3)))
    np.testing.assert_allclose(cnnlib.tf.dense(x, kernel), scratch.dense(x, kernel), rtol=1e-12)


def test_an_empty_batch_gives_an_empty_batch_and_no_gradient():
    x, kernel = np.ones((0, 3)), np.ones((3, 2))
    assert scratch.dense(x, kernel).shape == cnnlib.tf.dense(x, kernel).shape == (0, 2)
    dx, dkernel, dbias = scratch.dense_backward(np.ones((0, 2)), x, kernel)
    assert dx.shape == (0, 3) and not dkernel.any() and not dbias.any()


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
