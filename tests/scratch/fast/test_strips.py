"""Windows side by side as one wide window: the same numbers, infinities and NaN included."""

import numpy as np
import pytest

from cnnlib import scratch
from cnnlib.scratch.convolution import conv2d_windows_backward
from cnnlib.scratch.fast import im2col
from cnnlib.scratch.windows import place_windows


def strip_length(w, c_in, c_out, *factors, **moves):
    """How many windows are taken as one."""
    return len(im2col.cheapest_strips(np.ones((*w.kernel_size, c_in, c_out)), w, *factors, **moves).places)


def windows(size, k, stride=1, padding="same", dilation_rate=(1, 1)):
    return place_windows(size, (k, k), (stride, stride), padding, dilation_rate)


def test_few_channels_are_taken_several_windows_at_once_and_many_one_by_one():
    w = windows((28, 28), 5)
    assert strip_length(w, 1, 6) > 3
    assert 28 % strip_length(w, 1, 6) == 0
    assert strip_length(w, 64, 64) == 1
    assert strip_length(windows((28, 28), 5, dilation_rate=(1, 2)), 1, 6) == 1


@pytest.mark.parametrize("options", [{}, dict(moves=4)])
@pytest.mark.parametrize("k, stride", [(3, 1), (5, 2), (2, 3)])
@pytest.mark.parametrize("c_in, c_out", [(1, 6), (3, 16), (6, 16), (16, 8), (32, 32)])
def test_no_other_number_of_windows_costs_less(c_in, c_out, k, stride, options):
    """A strip of n windows moves k rows of numbers, each number once, and multiplies them by 16 columns at a time."""
    w = windows((9, 24 * stride), k, stride)
    costs, moves = {}, options.get("moves", 1)
    for n in (1, 2, 3, 4, 6, 8, 12, 24):
        numbers = k * ((n - 1) * stride + k) * c_in
        columns = 16 * np.ceil(n * c_out / 16)
        costs[n] = (moves * (im2col.ROW * k + im2col.NUMBER * numbers) + numbers * columns) / n
    assert costs[strip_length(w, c_in, c_out, **options)] == pytest.approx(min(costs.values()))


def test_a_strip_for_a_width_that_nobody_has_the_time_to_go_through():
    assert 1 < strip_length(windows((1, 10**12), 1, 1, "valid", (1, 1)), 1, 1) <= im2col.LONGEST


@pytest.mark.parametrize(
    "stride, padding, dilation_rate", [(1, "same", (1, 1)), (2, ((1, 1), (0, 2)), (1, 1)), (1, "same", (2, 1))]
)
def test_any_number_of_windows_at_once_gives_the_definitions_numbers(monkeypatch, stride, padding, dilation_rate):
    rng = np.random.default_rng(0)
    x, kernel = rng.normal(size=(3, 10, 12 * stride, 2)), rng.normal(size=(3, 3, 2, 16))
    w, numbers = windows(x.shape[1:3], 3, stride, padding, dilation_rate), set()
    options = dict(strides=stride, padding=padding, dilation_rate=dilation_rate)
    y, d_out = scratch.conv2d_naive(x, kernel, **options), rng.normal(size=(3, *w.out_size, 16))
    dx, dkernel, _ = conv2d_windows_backward(d_out, x, kernel, **options)
    for cost_of_a_row in (0, 50, 150, 300, 700, 3000, 10**5):  # the dearer a row, the longer a strip
        monkeypatch.setattr(im2col, "ROW", cost_of_a_row)
        numbers.add(strip_length(w, 2, 16))
        np.testing.assert_allclose(im2col.correlate(x, kernel, w), y, atol=1e-12)
        np.testing.assert_allclose(im2col.kernel_gradient(d_out, x, w), dkernel, atol=1e-11)
        for found, right in zip(im2col.gradients(d_out, x, kernel, w), (dx, dkernel), strict=True):
            np.testing.assert_allclose(found, right, atol=1e-11)
    assert {1, 12} < numbers


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
        assert strip_length(windows((28, 28), 5), 1, 6, x) == 1
