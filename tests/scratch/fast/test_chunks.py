"""Work is cut into chunks of some megabytes; the numbers do not change by it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlib import scratch
from cnnlib.scratch.convolution import conv2d_weight_gradients, conv2d_windows_backward, windows_of_conv2d
from cnnlib.scratch.depthwise import depthwise_conv2d_windows, depthwise_conv2d_windows_backward
from cnnlib.scratch.fast import METHODS, chunks, im2col, methods

few = settings(max_examples=60, deadline=None, derandomize=True, database=None)
# A megabyte of so many bytes cuts the small arrays of these tests into many chunks.
small_chunks = pytest.mark.parametrize("megabyte", [40, 1_000, 12_000])


@few
@given(st.integers(0, 300), st.integers(0, 10**6), st.floats(0.001, 40))
def test_chunks_cover_all_once_are_at_most_so_large_and_as_few_and_equal_as_can_be(n, item_bytes, megabytes):
    cut = chunks.chunks(n, item_bytes, megabytes)
    assert [i for chunk in cut for i in range(n)[chunk]] == list(range(n))
    lengths = [chunk.stop - chunk.start for chunk in cut]
    assert all(length == 1 or length * item_bytes <= megabytes * 10**6 for length in lengths)
    if len(cut) > 1:
        assert max(lengths) - min(lengths) <= 1
        fewer = -(-n // (len(cut) - 1))  # the longest of one chunk less
        assert fewer * item_bytes > megabytes * 10**6


def test_items_of_one_byte_and_of_none_are_cut_too():
    assert chunks.chunks(4, 1, 2e-6) == [slice(0, 2), slice(2, 4)] and chunks.chunks(4, 0, 4e-6) == [slice(0, 4)]


@few
@given(st.integers(0, 100), st.integers(1, 20))
def test_parts_cover_all_once_and_are_as_many_as_asked_for(n, count):
    cut = chunks.parts(n, count)
    assert [i for part in cut for i in range(n)[part]] == list(range(n)) and len(cut) == min(n, count)
    lengths = [part.stop - part.start for part in cut]
    assert not n or max(lengths) - min(lengths) <= 1
    assert chunks.parts(n) == chunks.parts(n, chunks.PARTS)


@few
@given(st.data())
def test_blocks_cover_every_window_once_and_fit_into_their_size(data):
    batch, height, width, c, k = (data.draw(st.integers(1, n)) for n in (20, 30, 30, 40, 3))
    x, kernel = np.empty((batch, height + k, width + k, c)), np.empty((k, k, c, 1))
    w, _ = windows_of_conv2d("conv2d", x, kernel)
    of_images, of_rows = chunks.blocks(x, w)
    seen = np.zeros((batch, w.out_size[0]), int)
    row_megabytes = w.out_size[1] * kernel.nbytes / 1e6
    for images in of_images:
        for rows in of_rows:
            seen[images, rows] += 1
            cells = seen[images, rows]
            assert cells.size == 1 or cells.size * row_megabytes <= chunks.LARGEST_BLOCK
            assert len(cells) == 1 or cells.shape[1] == w.out_size[0]  # rows of one image, or whole images
    assert (seen == 1).all()


def test_what_is_small_is_not_cut_and_what_is_not_has_a_block_for_every_part():
    def count(x):
        w, _ = windows_of_conv2d("conv2d", x, np.ones((3, 3, x.shape[3], 1), x.dtype))
        of_images, of_rows = chunks.blocks(x, w)
        return len(of_images) * len(of_rows)

    assert count(np.ones((2, 8, 8, 1))) == 1
    assert count(np.ones((64, 10, 10, 64), np.float32)) >= chunks.PARTS  # 9.4 MB of windows
    assert count(np.ones((1, 98, 98, 32), np.float32)) >= chunks.PARTS  # 11 MB, of one image


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
    w, _ = windows_of_conv2d("conv2d", x, np.ones((*k, 2, 1)), None, strides, padding, dilation_rate)
    wanted = scratch.sliding_windows(scratch.pad2d(x, padding), k, strides, dilation_rate)
    first = data.draw(st.integers(0, w.out_size[0] - 1))
    block = slice(1, 3), slice(first, data.draw(st.integers(first + 1, w.out_size[0])))
    windows = im2col.unfolded(x, w, block)
    np.testing.assert_array_equal(windows, wanted[block])
    assert windows.flags.c_contiguous and not np.shares_memory(windows, x)


@pytest.mark.parametrize("rows", [slice(0, 1), slice(0, 5), slice(4, 5)])
def test_rows_of_padding_above_and_below_a_wide_image_are_zeros(rows):
    x = np.random.default_rng(0).normal(size=(1, 3, 20, 2))
    w, _ = windows_of_conv2d("conv2d", x, np.ones((3, 3, 2, 1)), None, 1, ((2, 2), (0, 0)))
    wanted = scratch.sliding_windows(scratch.pad2d(x, ((2, 2), (0, 0))), 3)[:, rows]
    np.testing.assert_array_equal(im2col.unfolded(x, w, (slice(0, 1), rows)), wanted)


@small_chunks
@pytest.mark.parametrize("groups_of_channels", [1, 3])
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("k, strides", [(1, 1), (1, 2), (3, 1), (3, (1, 2)), (3, (2, 1))])
def test_small_chunks_give_the_definitions_numbers(monkeypatch, megabyte, padding, k, strides, groups_of_channels):
    monkeypatch.setattr(chunks, "MEGABYTE", megabyte)
    rng = np.random.default_rng(6)
    x, kernel = rng.normal(size=(7, 9, 8, 3)), rng.normal(size=(k, k, 3 // groups_of_channels, 6))
    options = dict(strides=strides, padding=padding)
    each = zip(np.split(x, groups_of_channels, 3), np.split(kernel, groups_of_channels, 3))
    y = np.concatenate([scratch.conv2d_windows(*arrays, **options) for arrays in each], axis=3)
    d_out, wanted = rng.normal(size=y.shape), []
    for arrays in zip(*(np.split(a, groups_of_channels, 3) for a in (d_out, x, kernel))):
        wanted.append(conv2d_windows_backward(*arrays, **options))
    wanted = [np.concatenate(parts, axis=-1) for parts in zip(*wanted)]
    options["groups"] = groups_of_channels
    np.testing.assert_allclose(scratch.conv2d(x, kernel, **options), y, atol=1e-12)
    found = scratch.conv2d_backward(d_out, x, kernel, **options)
    found += conv2d_weight_gradients(d_out, x, kernel, dilation_rate=1, **options)
    for ours, right in zip(found, wanted + wanted[1:], strict=True):
        np.testing.assert_allclose(ours, right, atol=1e-12)


@small_chunks
@pytest.mark.parametrize("method", [name for name in METHODS if name != "product"])
def test_small_chunks_of_a_method_give_the_definitions_numbers(monkeypatch, method, megabyte):
    rng = np.random.default_rng(2)
    x, kernel = rng.normal(size=(2, 25, 18, 3)), rng.normal(size=(3, 3, 3, 7))
    monkeypatch.setattr(chunks, "MEGABYTE", megabyte)
    y = scratch.conv2d(x, kernel, padding=1, method=method)
    np.testing.assert_allclose(y, scratch.conv2d_windows(x, kernel, padding=1), atol=1e-12)


@small_chunks
@pytest.mark.parametrize("strides", [1, 2, (3, 2)])
def test_small_chunks_of_a_depthwise_convolution_give_the_definitions_numbers(monkeypatch, strides, megabyte):
    rng = np.random.default_rng(4)
    x, kernel = rng.normal(size=(3, 12, 9, 4)), rng.normal(size=(3, 3, 4, 2))
    options = dict(strides=strides, padding="same")
    y = depthwise_conv2d_windows(x, kernel, **options)
    d_out = rng.normal(size=y.shape)
    wanted = depthwise_conv2d_windows_backward(d_out, x, kernel, **options)
    monkeypatch.setattr(chunks, "MEGABYTE", megabyte)
    np.testing.assert_allclose(scratch.depthwise_conv2d(x, kernel, **options), y, atol=1e-12)
    for ours, right in zip(scratch.depthwise_conv2d_backward(d_out, x, kernel, **options), wanted, strict=True):
        np.testing.assert_allclose(ours, right, atol=1e-12)


@small_chunks
@pytest.mark.parametrize("strides, padding", [(2, "valid"), (1, "same")])
def test_small_chunks_of_a_pooling_change_nothing(monkeypatch, strides, padding, megabyte):
    x = np.random.default_rng(3).normal(size=(5, 8, 7, 3))
    y = scratch.max_pool2d(x, 2, strides, padding)
    dx = scratch.max_pool2d_backward(y, x, 2, strides, padding)
    monkeypatch.setattr(chunks, "MEGABYTE", megabyte)
    np.testing.assert_array_equal(scratch.max_pool2d(x, 2, strides, padding), y)
    np.testing.assert_array_equal(scratch.max_pool2d_backward(y, x, 2, strides, padding), dx)


@pytest.mark.parametrize("c_in, c_out", [(2, 40), (40, 2)])
def test_a_groups_images_are_as_many_as_fit_into_the_size_of_the_larger_array(monkeypatch, c_in, c_out):
    monkeypatch.setattr(chunks, "MEGABYTE", 100)
    x, kernel, d_out = np.ones((5, 4, 4, c_in)), np.ones((3, 3, c_in // 2, c_out)), np.ones((5, 2, 2, c_out))
    batches = []
    for x_part, d_part, filters in methods.by_group(2, (x, d_out), kernel):
        batches.append(len(x_part))
        assert x_part.shape[3] == c_in // 2 and d_part.shape[3] == c_out // 2
        assert np.shares_memory(x_part, x) and np.shares_memory(d_part, d_out) and np.shares_memory(filters, kernel)
        assert len(d_part) == len(x_part) and filters.shape[3] == c_out // 2
    # Of a group, an output has 640 bytes and an input 2,560, and the other of the two less: of 1,600 that is 2 or 1.
    assert batches == [1, 2, 2] * 2 if c_out > c_in else batches == [1] * 5 * 2
