"""Every method gives the definition's numbers. Its chunks are in `test_chunks.py`, its memory in `test_memory.py`."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlib import scratch
from cnnlib.scratch import fast
from cnnlib.scratch.convolution import conv2d_weight_gradients, windows_of_conv2d
from cnnlib.scratch.fast import METHODS, ROUNDING, im2col, methods, product, winograd
from cnnlib.scratch.windows import place_windows
from tests.scratch.convolutions import drawn

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


@pytest.mark.parametrize("kernel_size, named", [((1, 1), "product"), ((1, 2), "im2col"), ((3, 1), "im2col")])
def test_the_product_is_taken_for_one_by_one_kernels_and_im2col_for_others(monkeypatch, kernel_size, named):
    for module, name in ((product, "product"), (im2col, "im2col")):
        for function in ("correlate", "gradients", "kernel_gradient"):
            monkeypatch.setattr(module, function, lambda *arrays, name=name: name)
    x, kernel = np.ones((1, 8, 8, 1)), np.ones((*kernel_size, 1, 8))
    w = place_windows((8, 8), kernel_size, (1, 1), "same")
    assert fast.convolve(x, kernel, w) == fast.kernel_gradient(x, x, w) == named
    assert fast.convolve_backward(x, x, kernel, w) == named  # 8 filters for one channel are not turned
    monkeypatch.setattr(methods, "turned", lambda *arrays: "turned")
    gradients = "product" if named == "product" else ("turned", "im2col")
    assert fast.convolve_backward(x, x, kernel[..., :2], w) == gradients


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


@pytest.mark.parametrize("matrices, times", [(winograd.F2, 2.25), (winograd.F4, 4.0)], ids=["F2", "F4"])
def test_winograd_multiplies_so_many_times_less(matrices, times):
    products, kernel, outputs = (matrix.shape[axis] for matrix, axis in zip(matrices, (0, 1, 0)))
    assert kernel == 3 and times == (outputs * kernel) ** 2 / products**2


def is_turned(w, batch, c_in, c_out):
    """Whether the gradient for x is a convolution with the kernel turned."""
    shapes = (batch, *w.out_size, c_out), (batch, *w.size, c_in), (*w.kernel_size, c_in, c_out)
    turning = mock.patch.object(methods, "turned", return_value="turned")
    adding = mock.patch.multiple(im2col, gradients=mock.DEFAULT, kernel_gradient=mock.DEFAULT)
    with turning as turned, adding:
        fast.convolve_backward(*(np.broadcast_to(1.0, shape) for shape in shapes), w)
    return turned.called


@pytest.mark.parametrize("padding", ["valid", "same", ((0, 2), (3, 1)), ((1, 0), (0, 4))])
@pytest.mark.parametrize("dilation_rate", [(1, 1), (2, 1)])
@pytest.mark.parametrize("c_in, c_out, wins", [(6, 4, True), (4, 24, False)])
def test_the_gradient_for_x_is_a_convolution_with_the_kernel_turned(c_in, c_out, wins, dilation_rate, padding):
    rng = np.random.default_rng(7)
    x, kernel = rng.normal(size=(3, 12, 11, c_in)), rng.normal(size=(3, 5, c_in, c_out))
    options = dict(padding=padding, dilation_rate=dilation_rate)
    d_out = rng.normal(size=scratch.conv2d(x, kernel, **options).shape)
    w, _ = windows_of_conv2d("conv2d", x, kernel, **options)
    dx, dkernel, _ = scratch.convolution.conv2d_windows_backward(d_out, x, kernel, **options)
    np.testing.assert_allclose(methods.turned(d_out, kernel, w), dx, atol=1e-11)
    # The other way, and the choice between them.
    assert is_turned(w, 3, c_in, c_out) == wins
    for by in (im2col.gradients, fast.convolve_backward):
        for gradient, wanted in zip(by(d_out, x, kernel, w), (dx, dkernel), strict=True):
            np.testing.assert_allclose(gradient, wanted, atol=1e-11)


@pytest.mark.parametrize("change", [dict(strides=2), dict(padding=((0, 0), (3, 0))), dict(padding=((0, 3), (0, 0)))])
def test_no_kernel_is_turned_with_strides_or_a_padding_beyond_its_reach(change):
    x, kernel, wins = np.ones((2, 9, 9, 8)), np.ones((3, 3, 8, 2)), []
    for options in (dict(padding=2), dict(padding=2) | change):
        wins.append(is_turned(windows_of_conv2d("conv2d", x, kernel, **options)[0], 2, 8, 2))
    assert wins == [True, False]


def test_turning_is_taken_up_to_as_many_filters_as_make_both_ways_copy_equally_much():
    """(cells + c_in) · c_out numbers against four times windows · c_in."""
    w = place_windows((2, 4), (3, 3), (1, 1), "same")
    assert is_turned(w, 1, 8, 16) and not is_turned(w, 1, 8, 17)
    w = place_windows((6, 20), (3, 3), (1, 1), "valid")  # 120 cells, 72 windows
    assert is_turned(w, 100, 8, 19) and not is_turned(w, 100, 8, 20)


def test_many_channels_out_of_few_are_not_turned_and_large_weights_count():
    w, _ = windows_of_conv2d("conv2d", np.ones((1, 8, 8, 8)), np.ones((3, 3, 8, 8)), padding="same")
    assert is_turned(w, 100, 8, 30) and not is_turned(w, 100, 8, 33)
    assert is_turned(w, 100, 512, 1800) and not is_turned(w, 1, 512, 1800)


@pytest.mark.parametrize("c", [1, 2, 8])
@pytest.mark.parametrize("kw, stride", [(1, 1), (2, 3), (3, 1), (3, 2), (5, 2), (4, 9)])
def test_rows_of_windows_add_up_as_windows_do(c, kw, stride):
    windows = np.random.default_rng(0).normal(size=(2, 4, 7, 3, kw, c))
    size = (3 * stride + 5, 6 * stride + kw)
    w = place_windows(size, (3, kw), (stride, stride), "valid", (2, 1))
    added = im2col.add_windows(np.ones((2, *size, c)), windows, w)
    np.testing.assert_allclose(added, w.add_to(np.ones((2, *size, c)), windows), atol=1e-12)


def test_the_gradient_for_the_kernel_alone_keeps_its_type_and_is_refused_in_conv2ds_name():
    x, kernel, d_out = np.ones((1, 5, 5, 2), np.float32), np.ones((3, 3, 2, 4), np.float32), np.ones((1, 3, 3, 4), "f4")
    w, _ = windows_of_conv2d("conv2d", x, kernel)
    assert im2col.kernel_gradient(d_out, x, w).dtype == np.float32
    options = dict(strides=1, padding="valid", dilation_rate=1, groups=1)
    with pytest.raises(ValueError, match="^conv2d_backward: d_out has shape"):
        conv2d_weight_gradients(d_out[:, 1:], x, kernel, **options)
    with pytest.raises(ValueError, match="^conv2d_backward: kernel has 1 input channel,"):
        conv2d_weight_gradients(d_out, x, kernel[:, :, :1], **options)
    by_group = conv2d_weight_gradients(d_out, x, kernel[:, :, :1], **options | dict(groups=2))
    assert [gradient.dtype for gradient in by_group] == ["float32"] * 2


@pytest.mark.parametrize("spoiled", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize(
    "method, cells", [("im2col", 9), ("sums", 9), ("winograd2", 16), ("winograd4", 64), ("fft", 10 * 10)]
)
def test_how_many_outputs_one_number_spoils(method, cells, spoiled):
    """Nine windows hold it; Winograd's methods spoil four tiles, and spectra the whole image, but no other image."""
    rng = np.random.default_rng(0)
    x, kernel = rng.normal(size=(2, 12, 12, 3)), rng.normal(size=(3, 3, 3, 4))
    x[0, 5, 5, 1] = spoiled
    with np.errstate(invalid="ignore"):
        y = scratch.conv2d(x, kernel, method=method)
    assert not np.isfinite(y[0, 3:6, 3:6]).any() and np.isfinite(y[1]).all()
    assert np.isnan(y).sum() + np.isinf(y).sum() == cells * 4


@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("k, strides, c_out", [(1, 1, 4), (1, 2, 4), (3, 1, 4), (3, 1, 40), (3, 2, 4)])
def test_float32_stays_float32_forward_and_backward(k, strides, c_out, groups):
    x, kernel = np.ones((2, 6, 7, 4), np.float32), np.ones((k, k, 4 // groups, c_out), np.float32)
    options = dict(strides=strides, groups=groups, padding="same")
    y = scratch.conv2d(x, kernel, **options)
    gradients = scratch.conv2d_backward(y, x, kernel, **options)
    weights = conv2d_weight_gradients(y, x, kernel, dilation_rate=1, **options)
    kernel = kernel[:, :, :1].repeat(4, axis=2)
    y_depthwise = scratch.depthwise_conv2d(x, kernel, strides=strides)
    of_depthwise = scratch.depthwise_conv2d_backward(y_depthwise, x, kernel, strides=strides)
    assert {a.dtype for a in (y, *gradients, *weights, y_depthwise, *of_depthwise)} == {np.dtype(np.float32)}


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
@pytest.mark.parametrize("spoiled", ["d_out", "x", "kernel"])
@pytest.mark.parametrize("c_in, c_out", [(6, 4), (4, 24)])  # turned, if all is finite, and added up
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_gradients_are_finite_where_those_of_the_definition_are(spoiled, wrong, c_in, c_out, padding):
    rng = np.random.default_rng(8)
    x, kernel = rng.normal(size=(2, 7, 8, c_in)), rng.normal(size=(3, 3, c_in, c_out))
    d_out = rng.normal(size=scratch.conv2d(x, kernel, padding=padding).shape)
    {"d_out": d_out, "x": x, "kernel": kernel}[spoiled][1, 1, 2, 3] = wrong
    with np.errstate(invalid="ignore"):
        ours = scratch.conv2d_backward(d_out, x, kernel, padding=padding)
        defined = scratch.convolution.conv2d_windows_backward(d_out, x, kernel, padding=padding)
    for gradient, wanted in zip(ours, defined, strict=True):
        assert np.array_equal(np.isfinite(gradient), np.isfinite(wanted))
