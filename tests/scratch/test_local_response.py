"""Local response normalization against its sum written as loops, and at its edges."""

import numpy as np
import pytest

from cnnlib import scratch


def by_the_formula(x, radius, bias, alpha, beta):
    y = np.empty_like(x)
    for *cell, c in np.ndindex(*x.shape):
        around = x[(*cell, slice(max(0, c - radius), c + radius + 1))]
        y[(*cell, c)] = x[(*cell, c)] / (bias + alpha * (around**2).sum()) ** beta
    return y


@pytest.mark.parametrize("radius", [0, 1, 2, 9])
@pytest.mark.parametrize("beta", [0.0, 0.75, 1.0])
def test_it_is_the_formula(radius, beta):
    x = np.random.default_rng(0).normal(size=(2, 2, 3, 6))
    ours = scratch.local_response_norm(x, depth_radius=radius, bias=0.5, alpha=0.1, beta=beta)
    np.testing.assert_allclose(ours, by_the_formula(x, radius, 0.5, 0.1, beta), rtol=1e-12)


def test_a_channel_beyond_the_radius_changes_nothing():
    x = np.ones((1, 1, 1, 5))
    changed = x.copy()
    changed[..., 4] = 100.0
    y, y_changed = (scratch.local_response_norm(a, depth_radius=2) for a in (x, changed))
    np.testing.assert_array_equal(y[..., :2], y_changed[..., :2])
    assert (y_changed[..., 2:4] < y[..., 2:4]).all()


def test_zeros_stay_zeros_and_pass_the_gradient_through_the_bias():
    x = np.zeros((1, 2, 2, 3))
    assert not scratch.local_response_norm(x, bias=4.0).any()
    np.testing.assert_array_equal(scratch.local_response_norm_backward(np.ones_like(x), x, bias=4.0), 0.5)


def test_options_of_numpy_leave_float32():
    x, number = np.ones((1, 2, 2, 3), np.float32), np.float64(0.5)
    options = dict(bias=number, alpha=number, beta=number)
    assert scratch.local_response_norm(x, **options).dtype == np.float32
    assert scratch.local_response_norm_backward(x, x, **options).dtype == np.float32


def test_an_empty_batch_gives_an_empty_output():
    x = np.ones((0, 2, 2, 3))
    assert scratch.local_response_norm(x).shape == scratch.local_response_norm_backward(x, x).shape == x.shape


def test_by_default_five_channels_to_either_side_count():
    x = np.random.default_rng(1).normal(size=(1, 2, 1, 13))
    np.testing.assert_allclose(scratch.local_response_norm(x), by_the_formula(x, 5, 1.0, 1.0, 0.5), rtol=1e-12)
    explicit = dict(depth_radius=5, bias=1.0, alpha=1.0, beta=0.5)
    ours, named = (scratch.local_response_norm_backward(x[..., ::-1], x, **options) for options in ({}, explicit))
    np.testing.assert_array_equal(ours, named)
