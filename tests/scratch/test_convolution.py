"""The fast form of a convolution is the definition, whatever its blocks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlib import explain, scratch
from cnnlib.scratch import convolution
from tests.ops.convolution import OPS
from tests.scratch.convolutions import drawn

few = settings(max_examples=40, deadline=None, derandomize=True, database=None)


@few
@given(st.data())
def test_conv2d_is_its_definition(data):
    arrays, options = drawn(data)
    fast, naive = scratch.conv2d(**arrays, **options), scratch.conv2d_naive(**arrays, **options)
    np.testing.assert_allclose(fast, naive, atol=1e-12)


@few
@given(st.data())
def test_conv2d_windows_is_the_definition(data):
    arrays, options = drawn(data)
    if options.pop("groups") == 1:
        windows, naive = scratch.conv2d_windows(**arrays, **options), scratch.conv2d_naive(**arrays, **options)
        np.testing.assert_allclose(windows, naive, atol=1e-12)


@few
@given(st.data())
def test_conv2d_backward_is_its_definition(data):
    arrays, options = drawn(data)
    if options.pop("groups") == 1:
        x, kernel = arrays["x"], arrays["kernel"]
        d_out = np.random.default_rng(1).normal(size=scratch.conv2d(x, kernel, **options).shape)
        fast = scratch.conv2d_backward(d_out, x, kernel, **options)
        for a, b in zip(fast, convolution.conv2d_windows_backward(d_out, x, kernel, **options), strict=True):
            np.testing.assert_allclose(a, b, atol=1e-11)


def test_the_backward_by_windows_is_called_and_refuses_as_conv2d_backward_does():
    rng = np.random.default_rng(0)
    x, kernel, d_out = (rng.normal(size=shape) for shape in ((2, 5, 5, 3), (3, 3, 3, 4), (2, 3, 3, 4)))
    plain = convolution.conv2d_windows_backward(d_out, x, kernel)  # options left out
    for a, b in zip(plain, scratch.conv2d_backward(d_out, x, kernel), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-12)
    with pytest.raises(ValueError, match="^conv2d_windows_backward: d_out has shape"):
        convolution.conv2d_windows_backward(d_out[:1], x, kernel)
    with pytest.raises(ValueError, match="^conv2d_windows_backward: kernel has 4 input channels"):
        convolution.conv2d_windows_backward(d_out, x, np.ones((3, 3, 4, 4)))


@pytest.mark.parametrize("definition", [scratch.conv2d_naive, scratch.conv2d_windows])
def test_a_definition_is_called_and_refuses_as_conv2d_does(definition):
    rng = np.random.default_rng(0)
    x, kernel, bias = (rng.normal(size=shape).astype(np.float32) for shape in ((2, 5, 5, 3), (3, 3, 3, 4), (4,)))
    for arguments in ((x, kernel), (x, kernel, bias)):  # options left out
        y = definition(*arguments)
        assert y.dtype == np.float32
        np.testing.assert_allclose(y, scratch.conv2d(*arguments), rtol=1e-5, atol=1e-5)
    arrays, _ = OPS["conv2d"].example
    for changes, exception, words in OPS["conv2d"].wrong.values():
        if "groups" in changes and definition is scratch.conv2d_windows:
            continue  # it has none
        with pytest.raises(exception) as caught:
            definition(**arrays | changes)
        assert str(caught.value).startswith(f"{definition.__name__}: ") and words in str(caught.value)


@pytest.mark.parametrize("whole", [np.int8, np.uint8])
def test_the_number_of_groups_may_be_one_of_numpys_that_few_bits_hold(whole):
    """180 channels do not fit into an int8, nor 300 into a uint8."""
    rng = np.random.default_rng(0)
    for c_in in (180, 300):
        x, kernel, d_out = (rng.normal(size=shape) for shape in ((1, 2, 2, c_in), (1, 1, c_in // 3, 3), (1, 2, 2, 3)))
        expected = scratch.conv2d(x, kernel, groups=3)
        for f in (scratch.conv2d, scratch.conv2d_naive):
            np.testing.assert_allclose(f(x, kernel, groups=whole(3)), expected, rtol=1e-12, atol=1e-12)
        for a, b in zip(*(scratch.conv2d_backward(d_out, x, kernel, groups=n) for n in (3, whole(3)))):
            np.testing.assert_array_equal(a, b)
        terms = explain(scratch.conv2d, x, kernel, groups=whole(3), at=(0, 1, 1, 2))
        assert terms.value == pytest.approx(expected[0, 1, 1, 2])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_an_empty_batch_gives_an_empty_output(dtype):
    x, kernel = np.ones((0, 5, 5, 3), dtype), np.ones((3, 3, 3, 4), dtype)
    y = scratch.conv2d(x, kernel)
    assert y.shape == (0, 3, 3, 4) and y.dtype == dtype
    dx, dkernel, dbias = scratch.conv2d_backward(y, x, kernel)
    assert dx.shape == x.shape and not dkernel.any() and not dbias.any()


def test_the_odd_cell_of_same_padding_goes_after():
    assert scratch.same_padding(6, kernel_size=3, strides=2) == (0, 1)
    assert scratch.same_padding(5, kernel_size=4) == (1, 2)
    x = np.zeros((1, 6, 6, 1))
    x[0, 0, 0, 0] = 1
    kernel = np.arange(9.0).reshape(3, 3, 1, 1)
    assert scratch.conv2d(x, kernel, strides=2, padding="same")[0, 0, 0, 0] == 0  # the corner meets weight (0, 0)


def test_windows_are_a_view_that_cannot_be_written_to():
    x = np.arange(25.0).reshape(1, 5, 5, 1)
    windows = scratch.sliding_windows(x, 3)
    assert np.shares_memory(windows, x)
    with pytest.raises(ValueError, match="read-only"):
        windows[0] = 0


@few
@given(st.data())
def test_weight_gradients_alone_are_those_of_the_whole_backward(data):
    arrays, options = drawn(data)
    x, kernel = arrays["x"], arrays["kernel"]
    y = scratch.conv2d(x, kernel, **options)
    d_out = np.random.default_rng(0).normal(size=y.shape)
    _, dkernel, dbias = scratch.conv2d_backward(d_out, x, kernel, **options)
    all_options = dict(strides=1, padding="valid", dilation_rate=1, groups=1) | options
    alone = convolution.conv2d_weight_gradients(d_out, x, kernel, **all_options)
    np.testing.assert_allclose(alone[0], dkernel, atol=1e-11)  # windows may be taken in other numbers at once
    assert np.array_equal(alone[1], dbias)


def test_weight_gradients_of_float32_are_float32():
    x, kernel, d_out = (np.ones(shape, np.float32) for shape in ((2, 5, 5, 3), (3, 3, 3, 4), (2, 3, 3, 4)))
    options = dict(strides=1, padding="valid", dilation_rate=1, groups=1)
    for gradient in convolution.conv2d_weight_gradients(d_out, x, kernel, **options):
        assert gradient.dtype == np.float32
