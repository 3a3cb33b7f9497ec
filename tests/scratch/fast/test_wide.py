"""Windows side by side as one wide window: the same numbers, infinities and nan included."""

import numpy as np
import pytest

from cnnlib import scratch
from cnnlib.scratch.convolution import conv2d_windows_backward
from cnnlib.scratch.fast import im2col, wide
from cnnlib.scratch.geometry import window_geometry


def geometry(size, k, stride=1, padding="same", dilation_rate=1):
    return window_geometry("conv2d", size, (k, k), stride, padding, dilation_rate)


def test_few_channels_are_taken_several_windows_at_once_and_many_one_by_one():
    g = geometry((28, 28), 5)
    assert wide.side_by_side((5, 5, 1, 6), g).n > 3
    assert wide.side_by_side((5, 5, 64, 64), g).n == 1
    assert wide.side_by_side((5, 5, 1, 6), geometry((28, 28), 5, dilation_rate=2)).n == 1
    assert 28 % wide.side_by_side((5, 5, 1, 6), g).n == 0


@pytest.mark.parametrize("n", [1, 2, 3, 6, 12])
@pytest.mark.parametrize("stride, padding, dilation_rate", [(1, "same", 1), (2, ((1, 1), (0, 2)), 1), (1, "same", (2, 1))])
def test_any_number_of_windows_at_once_gives_the_definitions_numbers(monkeypatch, n, stride, padding, dilation_rate):
    rng = np.random.default_rng(0)
    x, kernel = rng.normal(size=(3, 10, 12 * stride, 2)), rng.normal(size=(3, 3, 2, 4))
    g = geometry(x.shape[1:3], 3, stride, padding, dilation_rate)
    monkeypatch.setattr(wide, "_cost", lambda shape, g, count, moves: abs(count - n))
    assert g.out_size[1] == 12 and wide.side_by_side(kernel.shape, g).n == n
    options = dict(strides=stride, padding=padding, dilation_rate=dilation_rate)
    np.testing.assert_allclose(im2col.correlate(x, kernel, g), scratch.conv2d_naive(x, kernel, **options), atol=1e-12)
    d_out = rng.normal(size=(3, *g.out_size, 4))
    dx, dkernel, _ = conv2d_windows_backward(d_out, x, kernel, **options)
    np.testing.assert_allclose(im2col.kernel_gradient(d_out, x, kernel.shape, g), dkernel, atol=1e-11)
    for found, right in zip(im2col.correlate_backward(d_out, x, kernel, g), (dx, dkernel), strict=True):
        np.testing.assert_allclose(found, right, atol=1e-11)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_spoils_only_the_outputs_whose_window_holds_it(value):
    x, kernel = np.ones((2, 28, 28, 1)), np.ones((5, 5, 1, 6))
    x[0, 14, 10, 0] = value
    y = scratch.conv2d(x, kernel, padding="same")
    np.testing.assert_array_equal(y, scratch.conv2d_naive(x, kernel, padding="same"))
    assert (~np.isfinite(y)).sum() == 25 * 6
    d_out = np.ones((2, 28, 28, 6))
    d_out[0, 14, 10, 0] = value
    dx = scratch.conv2d_backward(d_out, np.ones(x.shape), kernel, padding="same")[0]
    assert (~np.isfinite(dx)).sum() == 25


def test_large_finite_numbers_are_no_cause_for_a_warning():
    x = np.full((1, 28, 28, 1), 3e38, np.float32)
    with np.errstate(all="raise"):
        assert wide.side_by_side((5, 5, 1, 6), geometry((28, 28), 5), x).n == 1
