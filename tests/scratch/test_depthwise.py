"""Depthwise and separable convolution against the definition, and the arithmetic of their cost."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlib import scratch
from cnnlib.scratch.depthwise import (
    depthwise_conv2d_windows,
    depthwise_conv2d_windows_backward,
    windows_of_depthwise,
)
from cnnlib.scratch.fast import depthwise
from tests.ops import OPS

short = settings(max_examples=40, deadline=None, derandomize=True, database=None)


def drawn(data, name):
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    return OPS[name].draw(data.draw, lambda shape: rng.normal(size=shape))


def as_grouped(kernel):
    """The kernel with which conv2d, one group a channel, does the same."""
    return kernel.reshape(*kernel.shape[:2], 1, -1)


@short
@given(st.data())
def test_depthwise_is_a_convolution_with_one_group_a_channel(data):
    arrays, options = drawn(data, "depthwise_conv2d")
    x, kernel, bias = arrays.values()
    y = scratch.conv2d_naive(x, as_grouped(kernel), bias, groups=x.shape[3], **options)
    for by in (scratch.depthwise_conv2d, depthwise_conv2d_windows):
        np.testing.assert_allclose(by(x, kernel, bias, **options), y, rtol=1e-12, atol=1e-12)


def test_the_forms_in_one_line_take_the_same_arguments():
    rng = np.random.default_rng(0)
    x, kernel, d_out = rng.normal(size=(2, 6, 6, 2)), rng.normal(size=(3, 3, 2, 1)), rng.normal(size=(2, 4, 4, 2))
    np.testing.assert_allclose(depthwise_conv2d_windows(x, kernel), scratch.depthwise_conv2d(x, kernel), atol=1e-12)
    ours, theirs = (f(d_out, x, kernel) for f in (depthwise_conv2d_windows_backward, scratch.depthwise_conv2d_backward))
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-12)
    assert depthwise_conv2d_windows(x[:0], kernel).shape == (0, 4, 4, 2)
    dx, dkernel, dbias = depthwise_conv2d_windows_backward(d_out[:0], x[:0], kernel)
    assert dx.shape == (0, 6, 6, 2) and not dkernel.any() and not dbias.any()
    with pytest.raises(ValueError, match=r"^depthwise_conv2d_windows: bias has shape \(3,\)"):
        depthwise_conv2d_windows(x, kernel, np.ones(3))
    with pytest.raises(ValueError, match="^depthwise_conv2d_windows_backward: kernel has kernels for 1 channel"):
        depthwise_conv2d_windows_backward(d_out, x, kernel[:, :, :1])
    with pytest.raises(ValueError, match="^depthwise_conv2d_windows_backward: d_out has shape"):
        depthwise_conv2d_windows_backward(d_out[:1], x, kernel)


@short
@given(st.data())
def test_in_the_phases_the_cells_under_a_weight_lie_side_by_side(data):
    arrays, options = drawn(data, "depthwise_conv2d")
    w = windows_of_depthwise("depthwise_conv2d", arrays["x"], arrays["kernel"], **options)
    phases, image = depthwise.phases_of(arrays["kernel"], w), arrays["x"][0]
    assert phases.shape[3:] == arrays["kernel"].shape[2:]
    split = np.zeros(phases.shape)
    for columns, place in phases.columns:
        split[place] = image[:, columns, :, None]
    padded = scratch.pad2d(image[None], w.padding)[0]
    for (u, v), (p, rows, columns) in phases.under.items():
        assert columns.step is None  # side by side
        for of_kernel in np.moveaxis(split[p, rows, columns], 3, 0):
            np.testing.assert_array_equal(of_kernel, padded[w.cells_under(u, v)])


@short
@given(st.data())
def test_depthwise_gradients_are_those_of_one_group_a_channel(data):
    arrays, options = drawn(data, "depthwise_conv2d")
    x, kernel, _ = arrays.values()
    d_out = np.random.default_rng(1).normal(size=scratch.depthwise_conv2d(x, kernel, **options).shape)
    wanted = scratch.conv2d_backward(d_out, x, as_grouped(kernel), groups=x.shape[3], **options)
    for backward in (scratch.depthwise_conv2d_backward, depthwise_conv2d_windows_backward):
        for a, b in zip(backward(d_out, x, kernel, **options), wanted, strict=True):
            np.testing.assert_allclose(a.ravel(), b.ravel(), rtol=1e-12, atol=1e-12)


@short
@given(st.data())
def test_separable_is_a_convolution_with_the_product_of_the_kernels(data):
    arrays, options = drawn(data, "separable_conv2d")
    x, depthwise, pointwise, bias = arrays.values()
    factors = pointwise.reshape(*depthwise.shape[2:], -1)  # (c_in, multiplier, c_out)
    kernel = np.einsum("uvcq,cqo->uvco", depthwise, factors)
    y = scratch.conv2d_naive(x, kernel, bias, **options)
    np.testing.assert_allclose(scratch.separable_conv2d(*arrays.values(), **options), y, rtol=1e-12, atol=1e-12)


def test_output_channels_are_ordered_by_input_channel():
    x, kernel = np.array([1.0, 10.0]).reshape(1, 1, 1, 2), np.array([1.0, 2.0, 3.0, 4.0]).reshape(1, 1, 2, 2)
    assert scratch.depthwise_conv2d(x, kernel).ravel().tolist() == [1, 2, 30, 40]


@pytest.mark.parametrize("name", ["depthwise_conv2d", "separable_conv2d"])
def test_an_empty_batch_gives_an_empty_output_and_gradients_of_zero(name):
    arrays, options = OPS[name].example
    x, *rest = arrays.values()
    y = getattr(scratch, name)(x[:0], *rest, **options)
    assert y.shape == (0, *getattr(scratch, name)(x, *rest, **options).shape[1:])
    dx, *gradients = getattr(scratch, name + "_backward")(y, x[:0], *rest[:-1], **options)
    assert dx.shape == x[:0].shape and all(not gradient.any() for gradient in gradients)
