"""Transposed convolution is the adjoint of convolution, with the sizes that Keras gives."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlib import scratch
from tests.ops import OPS
from tests.scratch.halves import HALVES

short = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@short
@given(st.data())
def test_it_is_the_adjoint_of_conv2d(data):
    """⟨conv2d(a), b⟩ = ⟨a, conv2d_transpose(b)⟩, for every a and b."""
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    arrays, options = OPS["conv2d_transpose"].draw(data.draw, lambda shape: rng.normal(size=shape))
    b, kernel, _ = arrays.values()
    painted = scratch.conv2d_transpose(b, kernel, **options)
    a = rng.normal(size=painted.shape)
    del options["output_padding"]  # conv2d reads the size off a
    y = scratch.conv2d_naive(a, kernel, **options)
    assert y.shape == b.shape
    assert (y * b).sum() == pytest.approx((a * painted).sum(), rel=1e-10, abs=1e-10)


@short
@given(st.data())
def test_it_is_what_conv2d_does_to_go_back(data):
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    arrays, options = OPS["conv2d"].draw(data.draw, lambda shape: rng.normal(size=shape))
    x, kernel, _ = arrays.values()
    if options.pop("groups") > 1:
        return
    d_out = rng.normal(size=scratch.conv2d(x, kernel, **options).shape)
    dx = scratch.conv2d_backward(d_out, x, kernel, **options)[0]
    # Of the sizes that lead to d_out's, the one of x.
    for output_padding in itertools.product(range(4), repeat=2):
        try:
            y = scratch.conv2d_transpose(d_out, kernel, output_padding=output_padding, **options)
        except ValueError:
            continue
        if y.shape == x.shape:
            np.testing.assert_allclose(y, dx, rtol=1e-12, atol=1e-12)
            return
    raise AssertionError("no output padding gives x's size")


@HALVES
@pytest.mark.parametrize("rate", [5, 6, 9])
def test_cells_that_padding_takes_away_are_cut_off_the_whole(half, rate):
    """Where the rate is above the output's size, too."""
    rng = np.random.default_rng(0)
    x, kernel = rng.normal(size=(2, 4, 3, 2)), rng.normal(size=(3, 2, 4, 2))
    whole = np.asarray(half.conv2d_transpose(x, kernel, strides=2, dilation_rate=rate))
    y = half.conv2d_transpose(x, kernel, strides=2, dilation_rate=rate, padding=((rate, rate), (2, 3)))
    np.testing.assert_allclose(y, whole[:, rate:-rate, 2:-3], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("output_padding", [None, 1])
@pytest.mark.parametrize("kernel_size, strides", [(3, 2), (2, 2), (2, 3), (5, 2), (4, 3), ((3, 2), (2, 4))])
def test_it_is_the_layer_of_keras(padding, output_padding, kernel_size, strides, keras):
    layer = keras.layers.Conv2DTranspose(
        4, kernel_size, strides, padding, output_padding=output_padding, bias_initializer="random_normal"
    )
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 3)).astype(np.float32)
    expected = layer(x).numpy()
    ours = scratch.conv2d_transpose(
        x, *layer.get_weights(), strides=strides, padding=padding, output_padding=output_padding
    )
    assert ours.shape == expected.shape
    np.testing.assert_allclose(ours, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("strides, cells", [(1, 5), (2, 7), (3, 9), (4, 12)])
def test_a_stride_longer_than_the_kernel_leaves_cells_that_nothing_paints(strides, cells):
    y = scratch.conv2d_transpose(np.ones((1, 3, 3, 1)), np.ones((3, 3, 1, 1)), strides=strides)
    assert y.shape == (1, cells, cells, 1)
    painted = {1: 25, 2: 49, 3: 81, 4: 81}[strides]
    assert np.count_nonzero(y) == painted and y.sum() == 81


def test_padding_in_numbers_is_cut_off():
    x, kernel = np.arange(1.0, 10).reshape(1, 3, 3, 1), np.arange(1.0, 10).reshape(3, 3, 1, 1)
    whole = scratch.conv2d_transpose(x, kernel, strides=2)
    cut = scratch.conv2d_transpose(x, kernel, strides=2, padding=((1, 0), (0, 2)))
    np.testing.assert_array_equal(cut, whole[:, 1:, :-2])


def test_an_empty_batch_gives_an_empty_output_and_gradients_of_zero():
    arrays, options = OPS["conv2d_transpose"].example
    x, kernel, bias = arrays.values()
    y = scratch.conv2d_transpose(x[:0], kernel, bias, **options)
    assert y.shape == (0, 11, 11, 4)
    dx, dkernel, dbias = scratch.conv2d_transpose_backward(y, x[:0], kernel, **options)
    assert dx.shape == x[:0].shape and not dkernel.any() and not dbias.any()


@HALVES
@pytest.mark.parametrize("channels", [1, 2])
def test_nan_times_a_weight_of_0_is_nan(half, channels):
    x, kernel = np.ones((1, 2, 2, channels)), np.zeros((2, 2, channels, channels))
    x[0, 0, 0] = np.nan
    y = np.asarray(half.conv2d_transpose(x, kernel))
    assert np.isnan(y[0, :2, :2]).all() and not y[0, 2].any() and not y[0, :, 2].any()
