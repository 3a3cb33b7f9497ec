"""A batch's windows are cut into blocks of some megabytes; the numbers do not change by it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlib import scratch
from cnnlib.scratch import fast
from cnnlib.scratch.convolution import conv2d_weight_gradients
from cnnlib.scratch.fast import blocks, depthwise, fft, sums, winograd
from cnnlib.scratch.geometry import window_geometry

few = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@few
@given(st.data())
def test_blocks_cover_every_window_once_and_fit_into_their_size(data):
    batch, height, width, c, k = (data.draw(st.integers(1, n)) for n in (9, 12, 9, 3, 4))
    if k > min(height, width):
        return
    x, g = np.ones((batch, height, width, c)), window_geometry("conv2d", (height, width), (k, k), 1, "valid", 1)
    row = g.out_size[1] * k * k * c * 8 / 1e6
    megabytes = data.draw(st.floats(0.5, 60)) * row
    seen = np.zeros((batch, g.out_size[0]), int)
    for block in blocks.blocks(x, (k, k), g, megabytes):
        seen[block] += 1
        assert seen[block].size * row <= max(megabytes, row) * (1 + 1e-9)
    assert (seen == 1).all()


@pytest.mark.parametrize("megabytes, images", [(0.001, 1), (3.01, 3), (2.99, 2), (100, 7)])
def test_a_block_is_as_many_whole_images_as_fit(megabytes, images):
    g = window_geometry("conv2d", (8, 8), (3, 3), 1, "same", 1)
    an_image = 8 * 8 * 9 * 5 * 8 / 1e6
    first, rows = blocks.blocks(np.ones((7, 8, 8, 5)), (3, 3), g, megabytes * an_image)[0]
    assert first == slice(0, images) and rows == slice(0, 1 if megabytes < 1 else 8)


def test_what_is_small_is_not_cut_and_what_is_not_has_a_block_for_every_part():
    g = window_geometry("conv2d", (8, 8), (3, 3), 1, "same", 1)
    assert len(blocks.blocks(np.ones((2, 8, 8, 1)), (3, 3), g)) == 1
    large = np.ones((64, 8, 8, 64), np.float32)  # 9.4 MB of windows
    assert len(blocks.blocks(large, (3, 3), g)) >= blocks.PARTS


@pytest.mark.parametrize("n", [0, 1, 7, 8, 9, 100])
def test_a_list_is_cut_into_runs_of_nearly_one_length(n):
    items = list(range(n))
    runs = blocks.cut(items, 8)
    assert sum(runs, []) == items and len(runs) == min(n, 8)
    assert not n or max(map(len, runs)) - min(map(len, runs)) <= 1
    assert [run for part in blocks.cut(range(n), 8) for run in items[part]] == items


@few
@given(st.data())
def test_a_blocks_windows_are_those_of_the_padded_images(data):
    height, width = (data.draw(st.integers(4, 9)) for _ in range(2))
    k, strides, dilation_rate = ((data.draw(st.integers(1, n)), data.draw(st.integers(1, n))) for n in (3, 3, 2))
    padding = tuple((data.draw(st.integers(0, 3)), data.draw(st.integers(0, 3))) for _ in range(2))
    span = [(n - 1) * d + 1 for n, d in zip(k, dilation_rate)]
    if any(s > n + sum(p) for s, n, p in zip(span, (height, width), padding)):
        return
    x = np.random.default_rng(0).normal(size=(3, 2, height, width)).transpose(0, 2, 3, 1)  # not NHWC in memory
    g = window_geometry("conv2d", (height, width), k, strides, padding, dilation_rate)
    wanted = scratch.sliding_windows(scratch.pad2d(x, padding), k, strides, dilation_rate)
    first = data.draw(st.integers(0, g.out_size[0] - 1))
    block = slice(1, 3), slice(first, data.draw(st.integers(first + 1, g.out_size[0])))
    matrix, as_windows = blocks.unfolded(x, k, g, block)
    np.testing.assert_array_equal(as_windows, wanted[block])
    np.testing.assert_array_equal(matrix, wanted[block].reshape(-1, k[0] * k[1] * 2))
    assert np.shares_memory(matrix, as_windows) and not np.shares_memory(matrix, x)
    np.testing.assert_array_equal(blocks.windows(x, k, g, block), wanted[block])


@pytest.mark.parametrize("groups", [1, 3])
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("k, strides", [(1, 1), (1, 2), (3, 1), (3, 2)])
def test_small_blocks_change_nothing(monkeypatch, padding, k, strides, groups):
    rng = np.random.default_rng(6)
    x, kernel = rng.normal(size=(7, 9, 8, 3)), rng.normal(size=(k, k, 3 // groups, 6))
    options = dict(strides=strides, padding=padding, groups=groups)
    d_out = rng.normal(size=scratch.conv2d(x, kernel, **options).shape)

    def results():
        y, gradients = scratch.conv2d(x, kernel, **options), scratch.conv2d_backward(d_out, x, kernel, **options)
        return [y, *gradients, *conv2d_weight_gradients(d_out, x, kernel, dilation_rate=1, **options)]

    whole = results()
    monkeypatch.setattr(blocks, "MEGABYTES", 0.005)
    monkeypatch.setattr(blocks, "SMALLEST", 0.001)
    monkeypatch.setattr(fast, "MEGABYTES", 0.004)
    for a, b in zip(results(), whole, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-12)


@pytest.mark.parametrize("method, module", [("winograd2", winograd), ("winograd4", winograd), ("fft", fft), ("sums", sums)])
@pytest.mark.parametrize("megabytes", [0.0001, 0.004, 0.02])
def test_small_parts_of_a_method_change_nothing(monkeypatch, method, module, megabytes):
    rng = np.random.default_rng(2)
    x, kernel = rng.normal(size=(2, 25, 18, 3)), rng.normal(size=(3, 3, 3, 7))
    whole = scratch.conv2d(x, kernel, method=method)
    monkeypatch.setattr(module, "MEGABYTES", megabytes)
    monkeypatch.setattr(winograd, "FILTER_MEGABYTES", megabytes)
    np.testing.assert_allclose(scratch.conv2d(x, kernel, method=method), whole, atol=1e-12)


@pytest.mark.parametrize("stride", [1, 2])
def test_few_rows_at_a_time_of_a_depthwise_convolution_change_nothing(monkeypatch, stride):
    rng = np.random.default_rng(4)
    x, kernel = rng.normal(size=(3, 12, 9, 4)), rng.normal(size=(3, 3, 4, 2))
    y = scratch.depthwise_conv2d(x, kernel, strides=stride)
    gradients = scratch.depthwise_conv2d_backward(y, x, kernel, strides=stride)
    monkeypatch.setattr(depthwise, "MEGABYTES", 0.0001)
    np.testing.assert_allclose(scratch.depthwise_conv2d(x, kernel, strides=stride), y, atol=1e-12)
    for a, b in zip(scratch.depthwise_conv2d_backward(y, x, kernel, strides=stride), gradients, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-11)
