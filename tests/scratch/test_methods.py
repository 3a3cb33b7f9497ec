"""Every method of a convolution gives the definition's numbers; `test_memory.py` bounds what they hold."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlib import scratch
from cnnlib.scratch import methods
from cnnlib.scratch.convolution import conv2d_weight_gradients
from cnnlib.scratch.methods import METHODS, ROUNDING, fft, im2col, sums, winograd
from cnnlib.scratch.windows import add_windows
from tests.scratch.test_convolution import drawn

few = settings(max_examples=40, deadline=None, derandomize=True, database=None)

KERNELS = {"product": [(1, 1)], "winograd2": [(3, 3)], "winograd4": [(3, 3)]}
PAIRS = [(method, size) for method in METHODS for size in KERNELS.get(method, [(1, 1), (3, 3), (2, 5)])]


@pytest.mark.parametrize("method, kernel_size", PAIRS)
@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("padding", ["valid", "same", ((0, 2), (3, 1))])
@pytest.mark.parametrize("size", [(5, 5), (6, 13), (11, 32)])
def test_a_method_is_the_definition(method, kernel_size, groups, padding, size):
    rng = np.random.default_rng(0)
    x, kernel, bias = (rng.normal(size=s) for s in ((3, *size, 4), (*kernel_size, 4 // groups, 6), (6,)))
    options = dict(padding=padding, groups=groups)
    y = scratch.conv2d(x, kernel, bias, method=method, **options)
    np.testing.assert_allclose(y, scratch.conv2d_naive(x, kernel, bias, **options), atol=1e-11)


@pytest.mark.parametrize("method", ["im2col", "sums"])
@few
@given(st.data())
def test_a_method_for_all_takes_all_options(method, data):
    arrays, options = drawn(data)
    y = scratch.conv2d(**arrays, **options, method=method)
    np.testing.assert_allclose(y, scratch.conv2d_naive(**arrays, **options), atol=1e-11)


@pytest.mark.parametrize(
    "change, needs",
    [
        (
            dict(method="product"),
            "method is 'product', which needs a 1×1 kernel, but kernel is 3×3; \"im2col\" takes any",
        ),
        (dict(method="product", kernel=np.ones((3, 2, 3, 4))), "which needs a 1×1 kernel, but kernel is 3×2"),
        (dict(method="winograd2", kernel=np.ones((3, 2, 3, 4))), "which needs a 3×3 kernel, but kernel is 3×2"),
        (dict(method="winograd4", strides=(1, 2)), "which needs strides 1, but strides is (1, 2)"),
        (dict(method="fft", strides=2), "which needs strides 1, but strides is (2, 2)"),
        (dict(method="fft", dilation_rate=(2, 1)), "which needs dilation_rate 1, but dilation_rate is (2, 1)"),
        (dict(method="fast"), "method is 'fast', needs one of auto, im2col, product, sums, winograd2, winograd4, fft"),
        (dict(method=2), "method is 2, needs one of auto, im2col"),
    ],
)
def test_a_method_refuses_what_it_cannot_do(change, needs):
    with pytest.raises(ValueError) as caught:
        scratch.conv2d(**dict(x=np.ones((1, 8, 8, 3)), kernel=np.ones((3, 3, 3, 4))) | change)
    assert str(caught.value).startswith("conv2d: method is ") and needs in str(caught.value)


def test_auto_is_the_product_for_one_by_one_kernels_and_im2col_for_others():
    g = scratch.convolution.window_geometry("conv2d", (8, 8), (1, 1), 1, "same", 1)
    assert methods.named("conv2d", "auto", (1, 1), g) is METHODS["product"]
    assert methods.named("conv2d", "auto", (1, 2), g) is METHODS["im2col"]
    assert methods.named("conv2d", "auto", (3, 3), g) is METHODS["im2col"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("channels, size", [(1, 3), (64, 3), (512, 3), (16, 9), (64, 15)])
@pytest.mark.parametrize("brightness", [0, 200])
def test_a_method_keeps_float32_and_rounds_within_its_bound(method, channels, size, brightness):
    """Filters of mean 0 on a bright picture give small outputs of large numbers."""
    k = KERNELS.get(method, [(size, size)])[0][0]
    rng = np.random.default_rng(1)
    x, kernel = rng.normal(size=(1, 24, 24, channels)) + brightness, rng.normal(size=(k, k, channels, 4))
    kernel -= kernel.mean((0, 1)) if k > 1 else 0
    x, kernel = x.astype(np.float32), kernel.astype(np.float32)
    exact, magnitudes = (scratch.conv2d_windows(*(f(a.astype(float)) for a in (x, kernel))) for f in (np.array, abs))
    y = scratch.conv2d(x, kernel, method=method)
    assert y.dtype == np.float32
    assert abs(y - exact).max() < ROUNDING[method] * magnitudes.max()


@pytest.mark.parametrize("method", METHODS)
def test_an_empty_batch_and_one_image(method):
    k = 1 if method == "product" else 3
    kernel = np.ones((k, k, 3, 4))
    assert scratch.conv2d(np.ones((0, 6, 6, 3)), kernel, method=method).shape == (0, 7 - k, 7 - k, 4)
    np.testing.assert_allclose(scratch.conv2d(np.ones((1, 6, 6, 3)), kernel, method=method), 3 * k * k)


def test_winograd_multiplies_so_many_times_less():
    for (b_t, g, a_t), m in ((winograd.F2, 2), (winograd.F4, 4)):
        assert b_t.shape == (m + 2, m + 2) and g.shape == (m + 2, 3) and a_t.shape == (m, m + 2)
    assert 9 * 2**2 / 4**2 == 2.25 and 9 * 4**2 / 6**2 == 4.0


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
    for rows in (0.5, 1, 2.99, 3.01, 100):
        monkeypatch.setattr(sums, "MEGABYTES", rows * 7 * 5 * 8 / 1e6)
        np.testing.assert_allclose(
            scratch.conv2d(x, kernel, method="sums"), scratch.conv2d_naive(x, kernel), atol=1e-12
        )


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


@pytest.mark.parametrize("padding", ["valid", "same", ((0, 2), (3, 1)), ((1, 0), (0, 4))])
@pytest.mark.parametrize("dilation_rate", [(1, 1), (2, 1)])
@pytest.mark.parametrize("c_in, c_out, wins", [(6, 4, True), (4, 16, False)])
def test_the_gradient_for_x_is_a_convolution_with_the_kernel_turned(c_in, c_out, wins, dilation_rate, padding):
    rng = np.random.default_rng(7)
    x, kernel = rng.normal(size=(3, 12, 11, c_in)), rng.normal(size=(3, 5, c_in, c_out))
    options = dict(padding=padding, dilation_rate=dilation_rate)
    d_out = rng.normal(size=scratch.conv2d(x, kernel, **options).shape)
    g = scratch.convolution.window_geometry("conv2d", x.shape[1:3], kernel.shape[:2], 1, padding, dilation_rate)
    dx, dkernel, _ = scratch.convolution.conv2d_windows_backward(d_out, x, kernel, **options)
    found = np.empty_like(dx)
    methods.turned(d_out, kernel, g, found)
    np.testing.assert_allclose(found, dx, atol=1e-11)
    # The other way, and the choice between them.
    assert methods._turning_wins(d_out, x, kernel, g) == wins
    chosen = np.zeros_like(dx), np.zeros_like(dkernel)
    methods.correlate_backward(d_out, x, kernel, g, *chosen)
    for gradient, wanted in zip(chosen, (dx, dkernel), strict=True):
        np.testing.assert_allclose(gradient, wanted, atol=1e-11)


@pytest.mark.parametrize("change", [dict(strides=2), dict(padding=((0, 0), (3, 0))), dict(padding=((0, 3), (0, 0)))])
def test_no_kernel_is_turned_with_strides_or_a_padding_beyond_its_reach(change):
    x, kernel = np.ones((2, 9, 9, 8)), np.ones((3, 3, 8, 2))
    options = dict(strides=1, padding=2, dilation_rate=1)
    wins = []
    for o in (options, options | change):
        g = scratch.convolution.window_geometry("conv2d", (9, 9), (3, 3), **o)
        wins.append(methods._turning_wins(scratch.conv2d(x, kernel, **o), x, kernel, g))
    assert wins == [True, False]


def test_a_run_is_as_many_images_as_fit():
    g = scratch.convolution.window_geometry("conv2d", (8, 8), (3, 3), 1, "same", 1)
    x = np.ones((7, 8, 8, 5))
    image = 10 * 10 * 5 * 8 / 1e6
    kernel = np.ones((3, 3, 5, 2))
    assert [(run.start, run.stop) for run in methods.runs(x, kernel, g, 3 * image)] == [(0, 3), (3, 6), (6, 9)]
    assert [run.start for run in methods.runs(x, kernel, g, 3 * image - 1e-6)] == [0, 2, 4, 6]
    assert len(list(methods.runs(x, kernel, g, image / 2))) == 7 and len(list(methods.runs(x, kernel, g))) == 1
    assert [run.start for run in methods.runs(x, np.ones((3, 3, 5, 15)), g, 3 * image)] == list(range(7))


@pytest.mark.parametrize("c", [1, 2, 8])
@pytest.mark.parametrize("kw, stride", [(1, 1), (2, 3), (3, 1), (3, 2), (5, 2), (4, 9)])
def test_rows_of_windows_add_up_as_windows_do(c, kw, stride):
    windows, options = np.random.default_rng(0).normal(size=(2, 4, 7, 3, kw, c)), ((stride, stride), (2, 1))
    shape = (2, 3 * stride + 5, 6 * stride + kw, c)
    added = im2col._add_rows_of_windows(np.ones(shape), windows, *options)
    np.testing.assert_allclose(added, add_windows(np.ones(shape), windows, *options), atol=1e-12)


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


def test_the_gradient_for_the_kernel_alone_keeps_its_type_and_is_refused_in_conv2ds_name():
    x, kernel, d_out = np.ones((1, 5, 5, 2), np.float32), np.ones((3, 3, 2, 4), np.float32), np.ones((1, 3, 3, 4), "f4")
    g = scratch.convolution.window_geometry("conv2d", (5, 5), (3, 3), 1, "valid", 1)
    assert im2col.kernel_gradient(d_out, x, kernel, g).dtype == np.float32
    options = dict(strides=1, padding="valid", dilation_rate=1, groups=1)
    with pytest.raises(ValueError, match="^conv2d_backward: d_out has shape"):
        conv2d_weight_gradients(d_out[:, 1:], x, kernel, **options)


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
