"""Pooling against its definition, at ties, in padding, and where it must refuse."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlib import scratch
from cnnlib.scratch.pooling import windows_of_pool
from tests.ops import OPS
from tests.scratch.halves import HALVES

drawn = settings(max_examples=60, deadline=None, derandomize=True, database=None)
X = np.array([[1.0, -1, 0], [-1, -2, 2], [1, 2, -2]])[None, :, :, None]


def drawn_pool(data, name="max_pool2d"):
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    arrays, options = OPS[name].draw(data.draw, lambda shape: rng.normal(size=shape))
    x = arrays["x"]
    w = windows_of_pool(name, x, **{key: options[key] for key in ("pool_size", "strides", "padding")})
    return x, options, w


def windows(x, w, value):
    """Every window, by its definition: (batch, out_h, out_w, kh, kw, c)."""
    return scratch.sliding_windows(scratch.pad2d(x, w.padding, value), w.kernel_size, w.strides)


@drawn
@given(st.data())
def test_max_pool2d_is_the_maximum_of_each_window(data):
    x, options, w = drawn_pool(data)
    y = windows(x, w, -np.inf).max(axis=(3, 4))
    np.testing.assert_array_equal(scratch.max_pool2d(x, **options), y)
    np.testing.assert_array_equal(scratch.max_pool2d_naive(x, **options), y)


@drawn
@given(st.data())
def test_avg_pool2d_is_the_mean_of_each_window(data):
    x, options, w = drawn_pool(data, "avg_pool2d")
    expected = np.nanmean(windows(x, w, 0.0 if options["count_include_pad"] else np.nan), axis=(3, 4))
    for pool in (scratch.avg_pool2d, scratch.avg_pool2d_naive):
        np.testing.assert_allclose(pool(x, **options), expected, rtol=1e-13, atol=1e-15)


@drawn
@given(st.data())
def test_each_window_hands_its_gradient_to_its_first_maximum(data):
    x, options, w = drawn_pool(data)
    x = np.round(x)  # ties in every draw
    stacked = windows(x, w, -np.inf).transpose(0, 1, 2, 5, 3, 4).reshape(len(x), *w.out_size, x.shape[3], -1)
    d_out = np.random.default_rng(0).normal(size=stacked.shape[:-1])
    d_windows = (np.arange(stacked.shape[-1]) == stacked.argmax(axis=-1)[..., None]) * d_out[..., None]
    d_windows = d_windows.reshape(*d_out.shape, *w.kernel_size).transpose(0, 1, 2, 4, 5, 3)
    padded = scratch.pad2d(x, w.padding)
    dx = scratch.sliding_windows_backward(d_windows, padded, w.kernel_size, w.strides)
    expected = scratch.pad2d_backward(dx, x, w.padding)
    for backward in (scratch.max_pool2d_backward, scratch.max_pool2d_naive_backward):
        np.testing.assert_allclose(backward(d_out, x, **options), expected, rtol=1e-12, atol=1e-14)


def test_the_definition_has_the_defaults_and_the_messages_of_the_fast_form():
    np.testing.assert_array_equal(scratch.max_pool2d_naive(X), scratch.max_pool2d(X))
    d_out = np.ones_like(scratch.max_pool2d(X), np.float32)
    x = X.astype(np.float32)
    dx = scratch.max_pool2d_naive_backward(d_out, x)
    np.testing.assert_array_equal(dx, scratch.max_pool2d_backward(d_out, x), strict=True)
    same = [pool(x, padding="same") for pool in (scratch.avg_pool2d_naive, scratch.avg_pool2d)]
    np.testing.assert_allclose(*same, rtol=1e-6, strict=True)
    with pytest.raises(TypeError, match="^avg_pool2d_naive: count_include_pad is 1, needs True or False"):
        scratch.avg_pool2d_naive(x, count_include_pad=1)
    calls = scratch.max_pool2d_naive, scratch.avg_pool2d_naive, lambda *x: scratch.max_pool2d_naive_backward(d_out, *x)
    for call in calls:
        with pytest.raises(ValueError, match=r"^(max|avg)_pool2d_naive(_backward)?: pool_size is 0"):
            call(x, 0)
    for backward in (scratch.max_pool2d_backward, scratch.max_pool2d_naive_backward):
        assert backward(d_out[:0], x[:0]).shape == (0, *x.shape[1:])
    with pytest.raises(ValueError, match="^max_pool2d_naive_backward: d_out has shape"):
        scratch.max_pool2d_naive_backward(d_out[:, :0], x)


def test_the_first_window_of_the_article():
    assert scratch.max_pool2d(X, 2, 1)[0, 0, 0, 0] == 1
    assert scratch.avg_pool2d(X, 2, 1)[0, 0, 0, 0] == (1 - 1 - 1 - 2) / 4


@HALVES
def test_max_pads_with_less_than_anything(half):
    y = half.max_pool2d(-np.ones((1, 3, 3, 1)), 2, padding="same")
    np.testing.assert_array_equal(y, -np.ones((1, 2, 2, 1)))


@HALVES
def test_ties_go_to_the_first_cell_and_overlapping_windows_add_up(half):
    dx = half.max_pool2d_backward(np.ones((1, 2, 2, 1)), np.zeros((1, 3, 3, 1)), 2, 1)
    np.testing.assert_array_equal(np.asarray(dx)[0, :, :, 0], [[1, 1, 0], [1, 1, 0], [0, 0, 0]])
    x = np.array([[0.0, 0, 0], [0, 9, 0], [0, 0, 0]])[None, :, :, None]
    dx = half.max_pool2d_backward(np.array([1.0, 2, 3, 4]).reshape(1, 2, 2, 1), x, 2, 1)
    np.testing.assert_array_equal(np.asarray(dx)[0, :, :, 0], [[0, 0, 0], [0, 10, 0], [0, 0, 0]])


@HALVES
def test_an_image_of_minus_infinity_still_receives_its_gradient(half):
    x = np.full((1, 3, 3, 1), -np.inf)
    dx = half.max_pool2d_backward(np.ones((1, 2, 2, 1)), x, 2, padding=((1, 0), (1, 0)))
    np.testing.assert_array_equal(np.asarray(dx)[0, :, :, 0], [[1, 1, 0], [1, 1, 0], [0, 0, 0]])


@HALVES
def test_the_mean_leaves_padding_out_unless_it_is_to_count(half):
    x = np.ones((1, 3, 3, 1))
    for padding in ("same", ((0, 1), (0, 1))):
        np.testing.assert_array_equal(half.avg_pool2d(x, 2, padding=padding), np.ones((1, 2, 2, 1)))
        counted = np.asarray(half.avg_pool2d(x, 2, padding=padding, count_include_pad=True))
        np.testing.assert_array_equal(counted[0, :, :, 0], [[1, 0.5], [0.5, 0.25]])


@HALVES
def test_each_counted_cell_receives_its_share(half):
    d_out, x = np.ones((1, 2, 2, 1)), np.ones((1, 3, 3, 1))
    dx = half.avg_pool2d_backward(d_out, x, 2, padding="same")  # windows of 4, 2, 2 and 1 cells
    np.testing.assert_array_equal(np.asarray(dx)[0, :, :, 0], [[0.25, 0.25, 0.5], [0.25, 0.25, 0.5], [0.5, 0.5, 1]])
    dx = half.avg_pool2d_backward(d_out, x, 2, padding="same", count_include_pad=True)
    np.testing.assert_array_equal(dx, np.full(x.shape, 0.25))


@HALVES
def test_a_window_on_padding_alone_is_refused(half):
    for name in ("max_pool2d", "avg_pool2d"):
        with pytest.raises(
            ValueError, match=f"{name}: padding adds 2 cells on one side of height, but pool_size spans"
        ):
            getattr(half, name)(np.ones((1, 5, 5, 1)), 2, padding=((2, 0), (0, 0)))


@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d"])
def test_windows_of_one_cell_give_a_copy(name):
    x = np.arange(9.0).reshape(1, 3, 3, 1)
    y = getattr(scratch, name)(x, pool_size=1)
    np.testing.assert_array_equal(y, x)
    assert not np.may_share_memory(x, y)


@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d", "global_avg_pool2d", "global_max_pool2d"])
@HALVES
def test_an_empty_batch_gives_an_empty_batch(name, half):
    x = np.ones((0, 4, 4, 3), np.float32)
    y = np.asarray(getattr(half, name)(x))
    assert y.shape == (0, 3) if name.startswith("global") else y.shape == (0, 2, 2, 3)
    assert y.dtype == np.float32
    assert getattr(half, name + "_backward")(y, x).shape == x.shape


@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d", "global_avg_pool2d", "global_max_pool2d"])
def test_backward_refuses_what_forward_refuses(name):
    backward = getattr(scratch, name + "_backward")
    with pytest.raises(TypeError, match=f"^{name}_backward: x is a list"):
        backward(np.ones((1, 2, 2, 1)), [1.0])
    with pytest.raises(ValueError, match=f"^{name}_backward: x has rank 3"):
        backward(np.ones((1, 2, 2, 1)), np.ones((4, 4, 1)))
    with pytest.raises(TypeError, match=f"^{name}_backward: d_out is a list"):
        backward([1.0], np.ones((1, 4, 4, 1)))


@HALVES
def test_the_global_maximum_hands_its_gradient_to_the_first(half):
    x = np.array([[1.0, 5], [5, 2]])[None, :, :, None]
    dx = np.asarray(half.global_max_pool2d_backward(np.array([[3.0]]), x))
    np.testing.assert_array_equal(dx[0, :, :, 0], [[0, 3], [0, 0]])


def test_the_global_mean_of_a_large_image_keeps_its_digits_in_float32():
    x = 1e4 + np.random.default_rng(0).normal(size=(1, 512, 512, 2))
    exact = x.astype(np.float32).astype(np.float64).mean(axis=(1, 2))
    np.testing.assert_allclose(scratch.global_avg_pool2d(x.astype(np.float32)), exact, rtol=2e-6)


def test_views_that_are_not_contiguous_are_pooled_alike():
    x = np.random.default_rng(0).normal(size=(4, 6, 6, 3))
    view, same = x[::2, ::-1].transpose(0, 2, 1, 3), x[::2, ::-1].transpose(0, 2, 1, 3).copy()
    for name in ("max_pool2d", "avg_pool2d", "global_avg_pool2d", "global_max_pool2d"):
        y = getattr(scratch, name)(same)
        np.testing.assert_array_equal(getattr(scratch, name)(view), y)
        backward = getattr(scratch, name + "_backward")
        np.testing.assert_array_equal(backward(y, view), backward(y, same))


NAN, INF = np.nan, np.inf
# A window, and the place of the cell that receives its gradient.
HARD_WINDOWS = [
    ([1, NAN, 0, 2], 1),
    ([NAN, 1, 2, 0], 0),
    ([3, 1, 2, NAN], 3),
    ([0, NAN, NAN, 9], 1),
    ([INF, 1, NAN, INF], 2),
    ([-INF, NAN, 0, 0], 1),
    ([NAN, NAN, NAN, NAN], 0),
    ([1, INF, INF, 0], 1),
    ([-INF, -INF, -INF, -INF], 0),
    ([5, 7, 7, 5], 1),
    ([0, 0, 0, 0], 0),
]


@HALVES
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("channels", [1, 16])
@pytest.mark.parametrize("cells, largest", HARD_WINDOWS)
def test_nan_is_the_largest_and_the_first_of_the_largest_has_the_gradient(half, cells, largest, channels, dtype):
    x = np.repeat(np.array(cells, dtype).reshape(1, 2, 2, 1), channels, axis=3)
    wanted = np.zeros(x.shape, dtype)
    wanted[0, largest // 2, largest % 2] = 3
    d_out = np.full((1, 1, 1, channels), 3, dtype)
    for options in (dict(pool_size=2), dict(pool_size=2, strides=1), dict(pool_size=3, padding=((1, 0), (0, 1)))):
        np.testing.assert_array_equal(half.max_pool2d(x, **options), np.max(x, axis=(1, 2), keepdims=True))
        np.testing.assert_array_equal(half.max_pool2d_backward(d_out, x, **options), wanted, strict=True)
        if half is scratch:
            np.testing.assert_array_equal(scratch.max_pool2d_naive(x, **options), half.max_pool2d(x, **options))
            naive = scratch.max_pool2d_naive_backward(d_out, x, **options)
            np.testing.assert_array_equal(naive, wanted, strict=True)
    np.testing.assert_array_equal(half.global_max_pool2d(x), np.max(x, axis=(1, 2)))
    np.testing.assert_array_equal(half.global_max_pool2d_backward(d_out[:, 0, 0], x), wanted)


@HALVES
def test_a_nan_is_found_by_each_window_that_holds_it(half):
    x = np.arange(25.0).reshape(1, 5, 5, 1)
    x[0, 2, 2] = x[0, 2, 3] = NAN
    y = np.asarray(half.max_pool2d(x, 3, 1, "same"))[0, :, :, 0]
    assert np.isnan(y[1:4, 1:5]).all() and np.isfinite(y[[0, 4]]).all() and np.isfinite(y[:, 0]).all()
    dx = np.asarray(half.max_pool2d_backward(np.ones((1, 5, 5, 1)), x, 3, 1, "same"))[0, :, :, 0]
    assert dx[2, 2] == 9 and dx[2, 3] == 3 and dx.sum() == 25


@HALVES
def test_an_infinite_gradient_spoils_no_other_cell(half):
    x = np.arange(16.0).reshape(1, 4, 4, 1)  # the last cell of each window is the largest
    for strides, size in ((2, 2), (1, 3)):
        d_out = np.ones((1, size, size, 1))
        d_out[0, 0, 0], d_out[0, 1, 1] = INF, NAN
        dx = np.asarray(half.max_pool2d_backward(d_out, x, 2, strides))
        wanted = np.zeros(x.shape)
        wanted[:, 1::strides, 1::strides] = d_out
        np.testing.assert_array_equal(dx, wanted)
