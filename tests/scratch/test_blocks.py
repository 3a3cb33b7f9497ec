"""Convolutions go in blocks of images, rows or filters that fit into some memory; the numbers do not change by it."""

import threading

import numpy as np
import pytest

from cnnlib import scratch
from cnnlib.scratch import methods
from cnnlib.scratch.convolution import conv2d_weight_gradients
from cnnlib.scratch.methods import fft, im2col, sums, winograd


@pytest.mark.parametrize("method", ["winograd2", "winograd4", "fft"])
def test_blocks_change_nothing(monkeypatch, method):
    rng = np.random.default_rng(2)
    x, kernel = rng.normal(size=(2, 25, 18, 3)), rng.normal(size=(3, 3, 3, 5))
    whole = scratch.conv2d(x, kernel, method=method)
    monkeypatch.setattr(winograd, "MEGABYTES", 0.005)
    monkeypatch.setattr(fft, "MEGABYTES", 0.02)
    np.testing.assert_allclose(scratch.conv2d(x, kernel, method=method), whole, atol=1e-12)


def test_fft_takes_as_many_filters_at_a_time_as_fit(monkeypatch):
    widths, rfft2 = [], np.fft.rfft2

    def watched(a, *sizes, **axes):
        widths.extend([a.shape[3]] if a.ndim == 4 else [])  # of the filters, not of an image
        return rfft2(a, *sizes, **axes)

    monkeypatch.setattr(np.fft, "rfft2", watched)
    a_filter = (
        6 * (9 // 2 + 1) * (2 + 2) * 2 * 8 / 1e6
    )  # two channels' spectra, a product and an output: two numbers each
    for fit, wanted in ((3.01, [3, 3, 1]), (2.99, [2, 2, 2, 1]), (0.5, [1] * 7)):
        monkeypatch.setattr(fft, "MEGABYTES", fit * a_filter)
        scratch.conv2d(np.ones((1, 6, 9, 2)), np.ones((3, 3, 2, 7)), method="fft")
        assert widths == wanted
        widths.clear()


def test_winograd_takes_as_many_filters_at_a_time_as_fit(monkeypatch):
    rng = np.random.default_rng(1)
    x, kernel = rng.normal(size=(1, 9, 9, 2)), rng.normal(size=(3, 3, 2, 7))
    widths, einsum = [], np.einsum

    def watched(how, g, filters, *others, **options):
        widths.append(filters.shape[3])
        return einsum(how, g, filters, *others, **options)

    monkeypatch.setattr(np, "einsum", watched)
    for fit, wanted in ((3.01, [3, 3, 1]), (2.99, [2, 2, 2, 1]), (0.5, [1] * 7)):
        monkeypatch.setattr(winograd, "FILTER_MEGABYTES", fit * 6 * 6 * 2 * 8 / 1e6)
        y = scratch.conv2d(x, kernel, method="winograd4")
        assert widths == wanted
        np.testing.assert_allclose(y, scratch.conv2d_naive(x, kernel), atol=1e-12)
        widths.clear()


def test_sums_take_as_many_rows_at_a_time_as_fit(monkeypatch):
    rng = np.random.default_rng(1)
    x, kernel = rng.normal(size=(2, 9, 9, 2)), rng.normal(size=(3, 3, 2, 5))
    blocks, ndindex = [], np.ndindex
    monkeypatch.setattr(np, "ndindex", lambda *shape: blocks.append(shape) or ndindex(*shape))
    for fit, wanted in ((0.5, 7), (1.01, 7), (1.99, 7), (2.99, 4), (3.01, 3), (100, 1)):  # of 7 rows, in each image
        monkeypatch.setattr(sums, "MEGABYTES", fit * 7 * 5 * 8 / 1e6)
        blocks.clear()
        y = scratch.conv2d(x, kernel, method="sums")
        assert blocks == [(3, 3)] * 2 * wanted
        np.testing.assert_allclose(y, scratch.conv2d_windows(x, kernel), atol=1e-12)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("k, strides", [(1, 1), (1, 2), (3, 1), (3, 2)])
def test_runs_of_images_change_nothing(monkeypatch, padding, k, strides):
    rng = np.random.default_rng(6)
    x, kernel, options = (
        rng.normal(size=(7, 9, 8, 3)),
        rng.normal(size=(k, k, 3, 4)),
        dict(strides=strides, padding=padding),
    )
    d_out = rng.normal(size=scratch.conv2d(x, kernel, **options).shape)

    def results():
        both = options | dict(dilation_rate=1, groups=1)
        y, gradients = scratch.conv2d(x, kernel, **options), scratch.conv2d_backward(d_out, x, kernel, **options)
        return [y, *gradients, *conv2d_weight_gradients(d_out, x, kernel, **both)]

    whole = results()
    megabytes = 3 * 11 * 10 * 3 * 8 / 1e6  # three padded images: runs of 3, 3 and 1, or of a few more
    monkeypatch.setattr(methods.runs, "__defaults__", (megabytes,))
    for a, b in zip(results(), whole, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-12)


def test_a_run_is_as_many_images_as_fit():
    g = scratch.convolution.window_geometry("conv2d", (8, 8), (3, 3), 1, "same", 1)
    x = np.ones((7, 8, 8, 5))
    image = 10 * 10 * 5 * 8 / 1e6
    kernel = np.ones((3, 3, 5, 2))
    assert [(run.start, run.stop) for run in methods.runs(x, kernel, g, 3 * image)] == [(0, 3), (3, 6), (6, 9)]
    assert [run.start for run in methods.runs(x, kernel, g, 3 * image - 1e-6)] == [0, 2, 4, 6]
    assert len(list(methods.runs(x, kernel, g, image / 2))) == 7 and len(list(methods.runs(x, kernel, g))) == 1
    assert [run.start for run in methods.runs(x, np.ones((3, 3, 5, 15)), g, 3 * image)] == list(range(7))


def test_winograd_takes_as_many_rows_of_tiles_at_a_time_as_fit(monkeypatch):
    rows, tiles = [], winograd._tiles
    monkeypatch.setattr(winograd, "_tiles", lambda *given: rows.append(given[1]) or tiles(*given))
    x, kernel = np.ones((1, 16, 10, 3)), np.ones((3, 3, 3, 2))  # 14 rows of outputs, 7 of tiles; 4 tiles in each
    a_row = 4 * 4**2 * 3 * 8 / 1e6
    for fit, wanted in ((3.01, [3, 3, 1]), (2.99, [2, 2, 2, 1]), (0.5, [1] * 7), (50, [7])):
        monkeypatch.setattr(winograd, "MEGABYTES", fit * a_row)
        scratch.conv2d(x, kernel, method="winograd2")
        assert rows == wanted
        rows.clear()


def test_the_memory_of_a_block_is_used_again():
    im2col._memory.clear()
    first = im2col._buffer(np.ones((4, 5)))
    assert first.shape == (20,) and first.dtype == np.float64
    for windows in (np.ones((4, 5)), np.ones(3, np.float32)):
        again = im2col._buffer(windows)
        assert np.shares_memory(again, first) and again.shape == (windows.size,) and again.dtype == windows.dtype
    assert not np.shares_memory(im2col._buffer(np.ones(21)), first)


@pytest.mark.parametrize("shape", [(2, 5, 40, 2), (2, 9, 9, 8)])
def test_unfolded_windows_are_rows_of_a_matrix(shape):
    x = np.random.default_rng(0).normal(size=shape)
    windows = scratch.sliding_windows(x, 3)
    matrix, as_windows = im2col.unfolded(windows)
    np.testing.assert_array_equal(matrix, windows.reshape(-1, 9 * shape[-1]))
    np.testing.assert_array_equal(as_windows, windows)
    assert np.shares_memory(matrix, as_windows) and not np.shares_memory(matrix, x)


def test_threads_do_not_share_the_memory_of_a_block():
    rng = np.random.default_rng(3)
    x, kernel = rng.normal(size=(4, 20, 20, 8)), rng.normal(size=(3, 3, 8, 8))
    wanted = scratch.conv2d(x, kernel)
    results = []

    def work():
        results.extend(np.array_equal(scratch.conv2d(x, kernel), wanted) for _ in range(50))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 200 and all(results)
