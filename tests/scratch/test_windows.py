"""Where windows stand, counted one by one."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlib import scratch
from cnnlib.arguments.windows import rate_within
from cnnlib.scratch.convolution import windows_of_conv2d
from cnnlib.scratch.depthwise import windows_of_depthwise
from cnnlib.scratch.separable import windows_of_separable
from cnnlib.scratch.transposed import windows_of_transpose
from cnnlib.scratch.windows import place_windows
from tests.ops import OPS
from tests.scratch.halves import HALVES

drawn = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@drawn
@given(st.data())
def test_output_size_counts_the_places_of_a_window(data):
    _, options = OPS["output_size"].draw(data.draw, None)
    n, k, stride, dilation = (options[name] for name in ("n", "kernel_size", "strides", "dilation_rate"))
    before, after = data.draw(st.tuples(st.integers(0, 3), st.integers(0, 3)))
    last_cell = (k - 1) * dilation
    places = [first for first in range(-before, n + after, stride) if first + last_cell < n + after]
    assert scratch.output_size(n, k, stride, (before, after), dilation) == len(places)


@drawn
@given(st.data())
def test_same_padding_keeps_one_window_for_each_stride(data):
    _, options = OPS["same_padding"].draw(data.draw, None)
    before, after = scratch.same_padding(**options)
    assert 0 <= after - before <= 1
    assert scratch.output_size(padding=(before, after), **options) == np.ceil(options["n"] / options["strides"])
    if before + after:  # and one cell less would be too few
        fewer = options | dict(padding=(before, after - 1))
        assert scratch.output_size(**fewer) < np.ceil(options["n"] / options["strides"])


@pytest.mark.parametrize("padding, size", [("valid", 3), ("same", 4), (1, 4), ((2, 0), 4), ((0, 3), 5)])
def test_padding_in_every_form(padding, size):
    """A kernel of 3 on 8 cells, two by two."""
    assert scratch.output_size(8, 3, strides=2, padding=padding) == size


def test_a_window_larger_than_the_input_stands_on_padding():
    assert scratch.output_size(5, 7, padding=1) == 1
    assert scratch.output_size(5, 8, padding=(3, 0)) == scratch.output_size(5, 8, padding=(0, 3)) == 1


def standing(data):
    """Windows as drawn, and the padded images of one channel that they stand on: each cell holds its own number."""
    arrays, options = OPS["conv2d"].draw(data.draw, np.ones)
    w, _ = windows_of_conv2d("conv2d", arrays["x"], arrays["kernel"], **options)
    cells = np.arange(1.0, np.prod(w.size) + 1).reshape(1, *w.size, 1)
    return w, cells, scratch.pad2d(cells, w.padding)


@drawn
@given(st.data())
def test_a_cell_is_the_same_however_it_is_found(data):
    """By its window's place, among all cells under its weight, in the view, and from the cell back to its windows."""
    w, cells, padded = standing(data)
    assert w.padded_size == padded.shape[1:3]
    view, found = w.view(padded), set()
    for i, j, u, v in np.ndindex(*w.out_size, *w.kernel_size):
        m, n = w.cell(i, j, u, v)
        on_image = 0 <= m < w.size[0] and 0 <= n < w.size[1]
        number = cells[0, m, n, 0] if on_image else 0
        assert view[0, i, j, u, v, 0] == padded[0][w.cells_under(u, v)][i, j, 0] == number
        if on_image:
            assert (u, v, i, j) in set(w.windows_on(m, n))
            found.add((m, n, u, v, i, j))
    assert found == {(m, n, *window) for m, n in np.ndindex(*w.size) for window in w.windows_on(m, n)}


@drawn
@given(st.data())
def test_adding_windows_up_is_the_adjoint_of_viewing_them(data):
    w, _, padded = standing(data)
    rng = np.random.default_rng(0)
    x, windows = rng.normal(size=padded.shape), rng.normal(size=(1, *w.out_size, *w.kernel_size, 1))
    added = w.add_to(np.zeros(x.shape), windows)
    assert (w.view(x) * windows).sum() == pytest.approx((x * added).sum(), abs=1e-10)


def test_a_windows_options_are_worked_out_once():
    w = place_windows((6, 7), (3, 2), (2, 3), "same", (1, 2))
    assert w == ((6, 7), (3, 2), (2, 3), ((0, 1), (1, 1)), (1, 2), (3, 3))
    assert place_windows((6, 7), (3, 2), (2, 3), "valid").padding == ((0, 0), (0, 0))
    assert w.padded_size == (7, 9)


def test_options_that_are_left_out_are_those_of_the_public_functions():
    x, kernel, pointwise = np.ones((1, 6, 7, 2)), np.ones((3, 2, 2, 2)), np.ones((1, 1, 4, 3))
    assert windows_of_conv2d("conv2d", x, kernel) == (place_windows((6, 7), (3, 2), (1, 1), "valid"), 1)
    calls = (
        (windows_of_depthwise, "depthwise_conv2d", x, kernel),
        (windows_of_separable, "separable_conv2d", x, kernel, pointwise),
    )
    for function, *arguments in calls:
        assert function(*arguments) == place_windows((6, 7), (3, 2), (1, 1), "valid")
    # 6 + 2 and 7 + 1 cells of output: from there, the convolution leads back to 6 and 7.
    assert windows_of_transpose("conv2d_transpose", x, kernel) == place_windows((8, 8), (3, 2), (1, 1), "valid")


@pytest.mark.parametrize("kernel_size", [2, 3, 4, 5])
@pytest.mark.parametrize("strides", [1, 2, 3, 7])
def test_a_rate_is_cut_off_where_no_number_changes(kernel_size, strides):
    """Beside the cut, and past it, each cell under each weight is the one that the whole rate gives."""
    for n in range(1, 8):
        for rate in range(1, 5 * n + 2):
            (before, _), k = scratch.same_padding(n, kernel_size, strides, rate), np.arange(kernel_size)
            windows = np.arange(0, n, strides)[:, None]
            near = rate_within(rate, n, kernel_size)
            cells = windows + k * rate - before
            cut = windows + k * near - scratch.same_padding(n, kernel_size, strides, near)[0]
            on_image, on_image_cut = (np.where((c >= 0) & (c < n), c, -1) for c in (cells, cut))
            assert np.array_equal(on_image, on_image_cut), (n, rate)


def test_a_rate_is_cut_off_at_the_image_and_keeps_the_parity_that_an_even_kernel_needs():
    rates = {n: rate_within(10**12, 5, n) for n in (1, 2, 3, 4)}
    assert rates == {1: 1, 2: 10, 3: 5, 4: 10} and rate_within(10**12 + 1, 5, 2) == 11
    assert [rate_within(10**12, None, n) for n in (1, 2, 3, None)] == [1, 2**30, 2**29, 2**29]
    assert [rate_within(4, n, 3) for n in (3, 4, 5)] == [3, 4, 4]
    x, kernel = np.zeros((1, 5, 7, 1)), np.zeros((3, 2, 1, 1))
    w, _ = windows_of_conv2d("conv2d", x, kernel, strides=10**12, padding="same", dilation_rate=10**12)
    assert (w.strides, w.dilation_rate, w.out_size) == ((5, 7), (5, 14), (1, 1))


KERNELS = {"conv2d": [(3, 2, 2, 4)], "depthwise_conv2d": [(3, 2, 2, 2)], "separable_conv2d": [(3, 2, 2, 2), (1, 1, 4, 3)]}


@HALVES
@pytest.mark.parametrize("op", KERNELS)
@pytest.mark.parametrize("rate", [5, 6, (12, 7), 18])
def test_padding_in_numbers_makes_room_for_a_rate_above_the_image(half, op, rate):
    """As in the pyramid of DeepLab, whose rates are its paddings. Zeros put around the image by hand say what is right."""
    rng = np.random.default_rng(0)
    x, kernels = rng.normal(size=(2, 5, 6, 2)), [rng.normal(size=shape) for shape in KERNELS[op]]
    convolve, backward = getattr(half, op), getattr(half, f"{op}_backward")
    padded, options = scratch.pad2d(x, rate), {"strides": (2, 1), "dilation_rate": rate}
    needed = np.asarray(convolve(padded, *kernels, **options))
    y = np.asarray(convolve(x, *kernels, padding=rate, **options))
    np.testing.assert_allclose(y, needed, rtol=1e-9, atol=1e-9)
    rates = rate if isinstance(rate, tuple) else (rate, rate)
    spans = zip((5, 6), (3, 2), (2, 1), rates)
    assert y.shape[1:3] == tuple(scratch.output_size(n, k, s, (d, d), d) for n, k, s, d in spans)
    d_out = rng.normal(size=y.shape)
    dx, *d_kernels = backward(d_out, x, *kernels, padding=rate, **options)
    d_padded, *needed = backward(d_out, padded, *kernels, **options)
    for got, right in zip([dx, *d_kernels], [scratch.pad2d_backward(np.asarray(d_padded), x, rate), *needed]):
        np.testing.assert_allclose(got, right, rtol=1e-9, atol=1e-9)


def test_no_memory_is_taken_for_weights_past_the_image():
    x, kernel = np.ones((1, 5, 5, 3), "float32"), np.ones((3, 3, 3, 4), "float32")
    tracemalloc.start()
    y = scratch.conv2d(x, kernel, padding="same", dilation_rate=3000)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (y == 3).all() and most < 1e6


def test_small_integers_do_not_wrap_around():
    """np.uint8(6) - np.uint8(7) is 255."""
    small = np.uint8
    assert scratch.same_padding(small(6), small(1), small(2)) == (0, 0)
    assert scratch.same_padding(small(6), small(5), small(100), small(100)) == (197, 198)
    assert scratch.output_size(np.int8(100), np.int8(3), padding=20) == 138
    assert scratch.output_size(small(250), small(3), small(100), (small(200), small(200)), small(100)) == 5
    with pytest.raises(ValueError, match="^output_size: kernel spans 401 cells, but n is 250; needs a smaller kernel"):
        scratch.output_size(small(250), small(5), dilation_rate=small(100))


@pytest.mark.parametrize("kernel_size, cut", [(1, 1), (3, 2**29), (2, 2**30)])
def test_where_the_size_is_not_known_a_rate_keeps_to_32_bits(kernel_size, cut):
    assert repr(rate_within(2**40, None, kernel_size)) == str(cut)
