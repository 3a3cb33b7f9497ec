"""Activations at their corners, at ±1000, and against the calls that TensorFlow's users make."""

import math

import numpy as np
import pytest
import tensorflow as tf

import cnnlib.tf
from cnnlib import explain, scratch
from cnnlib.scratch.gelu import normal_cdf, normal_cdf_naive

NAMES = ["relu", "leaky_relu", "elu", "selu", "gelu", "sigmoid", "hard_sigmoid", "tanh", "softmax", "log_softmax"]
NAMES += ["silu", "hard_silu", "mish", "softplus"]
EXTREME = [-1e4, -1000.0, -100.0, -20.0, -3.0, -1e-5, -1e-30, -0.0, 0.0, 1e-30, 1e-5, 3.0, 20.0, 100.0, 1000.0, 1e4]
HALVES = pytest.mark.parametrize("half", [scratch, cnnlib.tf])
both_types = pytest.mark.parametrize("dtype", ["float32", "float64"])


@both_types
@pytest.mark.parametrize("name, options", [(name, {}) for name in NAMES] + [("gelu", {"approximate": True})])
def test_extreme_inputs_give_finite_outputs_and_gradients(name, options, dtype):
    x = np.array(EXTREME, dtype)
    d_out = np.ones_like(x)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        y, dx = getattr(scratch, name)(x, **options), getattr(scratch, name + "_backward")(d_out, x, **options)
    assert np.isfinite(y).all() and np.isfinite(dx).all() and y.dtype == dx.dtype == dtype
    twin, twin_backward = getattr(cnnlib.tf, name), getattr(cnnlib.tf, name + "_backward")
    np.testing.assert_allclose(y, twin(x, **options), rtol=2e-5, atol=1e-6)
    np.testing.assert_allclose(dx, twin_backward(d_out, x, **options), rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_not_a_number_is_not_hidden(name):
    x = np.array([1.0, np.nan, 2.0])
    assert np.isnan(getattr(scratch, name)(x)[1])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", [(), (0,), (0, 3)])
def test_any_shape_is_kept(name, shape):
    if "softmax" in name and shape in ((), (0,)):
        with pytest.raises(ValueError, match=f"^{name}: (axis|x)"):
            getattr(scratch, name)(np.ones(shape))
        return
    assert np.shape(getattr(scratch, name)(np.ones(shape))) == shape


@pytest.mark.parametrize("name", NAMES)
def test_backward_refuses_a_list(name):
    with pytest.raises(TypeError, match=f"^{name}_backward: x is a list"):
        getattr(scratch, name + "_backward")(np.ones(2), [1.0, 2.0])


@HALVES
def test_gradients_at_the_corners(half):
    one = np.ones(1)
    assert half.relu_backward(one, np.zeros(1)) == 0
    for top in (3, 6):
        assert half.relu_backward(one, np.full(1, float(top)), top) == 0
    for at, slope in [(2, 0.5), (2.5, 1), (3, 0)]:
        assert half.relu_backward(one, np.full(1, float(at)), 3, 0.5, 2) == slope
    assert half.relu_backward(one, np.ones(1), 1, 0.5, 2) == 0.5  # x is at max_value, and below the threshold
    for zero in (np.zeros(1), -np.zeros(1)):
        assert half.leaky_relu_backward(one, zero, 0.1) == 0.1
        assert half.elu_backward(one, zero, 2.0) == 2
        assert float(half.selu_backward(one, zero)[0]) == pytest.approx(1.0507009873554805, rel=1e-15)
        assert [float(np.squeeze(d)) for d in half.prelu_backward(one, zero, np.array(0.1))] == [0, 0]
    for name, slopes in [("hard_sigmoid", (0, 0)), ("hard_silu", (0, 1))]:
        assert [float(getattr(half, f"{name}_backward")(one, at * one)[0]) for at in (-3.0, 3.0)] == list(slopes)


@both_types
def test_beside_a_corner_the_slope_is_that_of_the_formula(dtype):
    one = np.ones(1, dtype)
    inside = np.nextafter(3 * one, 0 * one)  # x + 3 is rounded to 6
    assert scratch.hard_sigmoid_backward(one, inside) == one / 6
    assert abs(scratch.hard_silu_backward(one, inside) - 1.5) < 1e-6
    for backward in (scratch.hard_sigmoid_backward, scratch.hard_silu_backward):
        explained = explain(backward, one, inside, at=(0,))
        assert explained.computed() == pytest.approx(explained.value, rel=1e-6)


def test_relu_with_a_negative_slope_is_leaky_relu_and_takes_max_value_second():
    x = np.linspace(-3, 9, 25)
    np.testing.assert_array_equal(scratch.relu(x, negative_slope=0.3), scratch.leaky_relu(x))
    np.testing.assert_array_equal(scratch.relu(x, 6), np.clip(x, 0, 6))
    one = np.ones_like(x)
    np.testing.assert_array_equal(
        scratch.relu_backward(one, x, negative_slope=0.3), scratch.leaky_relu_backward(one, x)
    )


@both_types
def test_relu_with_every_option_is_that_of_keras(dtype):
    x = np.concatenate([np.linspace(-3, 9, 25), [1e4, -1e4, 1e38, -1e38, np.inf, -np.inf]]).astype(dtype)
    for max_value in (None, 0.0, 1.5, 6.0):
        for negative_slope in (0.0, 0.25):
            for threshold in (0.0, 2.0):
                options = dict(max_value=max_value, negative_slope=negative_slope, threshold=threshold)
                ours, theirs = scratch.relu(x, **options), tf.keras.activations.relu(x, **options)
                np.testing.assert_allclose(ours, theirs, rtol=1e-6)
                assert ours.dtype == dtype


@both_types
def test_selu_keeps_the_mean_and_variance_of_normal_numbers(dtype):
    y = scratch.selu(np.random.default_rng(0).normal(size=1_000_000).astype(dtype))
    assert abs(y.mean()) < 0.005 and abs(y.var() - 1) < 0.005


@HALVES
def test_prelu_s_slopes_are_those_of_their_places(half):
    x, d_out = np.full((2, 2, 3, 2), -1.0), np.ones((2, 2, 3, 2))
    channels, cells = np.array([[[0.5, 2.0]]]), np.arange(6.0).reshape(2, 3, 1)
    np.testing.assert_array_equal(half.prelu(x, channels)[1, 1, 2], [-0.5, -2])
    np.testing.assert_array_equal(half.prelu(x, cells)[1, 1, 2], [-5, -5])
    for alpha, shared in ((channels, 12), (cells, 4), (np.ones((2, 3, 2)), 2), (np.ones((1, 1, 1)), 24)):
        dx, dalpha = half.prelu_backward(d_out, x, alpha)
        np.testing.assert_array_equal(dx, np.broadcast_to(alpha, x.shape))
        np.testing.assert_array_equal(dalpha, np.full(alpha.shape, -shared))


@both_types
def test_both_halves_of_prelu_agree_on_hard_numbers(dtype):
    x, alpha = np.array([HARD], dtype), np.linspace(0, 2, len(HARD), dtype=dtype)
    d_out = np.ones_like(x)
    with np.errstate(all="ignore"):
        ours = [scratch.prelu(x, alpha), *scratch.prelu_backward(d_out, x, alpha)]
    theirs = [cnnlib.tf.prelu(x, alpha), *cnnlib.tf.prelu_backward(d_out, x, alpha)]
    for a, b in zip(ours, theirs):
        np.testing.assert_allclose(a, b, rtol=1e-6)
        assert a.dtype == dtype


def test_defaults_are_those_of_keras():
    x = np.linspace(-3, 9, 25, dtype=np.float32)
    keras = tf.keras.activations
    for ours, theirs in [
        (scratch.relu(x), keras.relu(x)),
        (scratch.relu(x, 6), keras.relu6(x)),
        (scratch.leaky_relu(x), tf.keras.layers.LeakyReLU()(x)),
        (scratch.elu(x), keras.elu(x)),
        (scratch.selu(x), keras.selu(x)),
        (scratch.silu(x), keras.silu(x)),
        (scratch.hard_silu(x), keras.hard_silu(x)),
        (scratch.hard_sigmoid(x), keras.hard_sigmoid(x)),
        (scratch.softplus(x), keras.softplus(x)),
        (scratch.mish(x), keras.mish(x)),
        (scratch.gelu(x), keras.gelu(x)),
        (scratch.sigmoid(x), keras.sigmoid(x)),
        (scratch.tanh(x), keras.tanh(x)),
        (scratch.softmax(x[None]), keras.softmax(x[None])),
        (scratch.log_softmax(x[None]), keras.log_softmax(tf.constant(x[None]))),
    ]:
        np.testing.assert_allclose(ours, theirs, rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("approximate", [False, True])
def test_gelu_is_tensorflow_s_but_for_the_constants_that_it_rounds(approximate):
    x = np.linspace(-10, 10, 2001)
    np.testing.assert_allclose(scratch.gelu(x, approximate), tf.nn.gelu(x, approximate=approximate), atol=2e-8)


def test_gelu_and_its_approximation_are_as_near_as_stated():
    x = np.linspace(-10, 10, 20001)
    assert 4e-4 < np.abs(scratch.gelu(x) - scratch.gelu(x, approximate=True)).max() < 5e-4


@both_types
def test_the_table_of_the_normal_distribution_gives_its_definition(dtype):
    x = np.concatenate([np.linspace(-9.5, 9.5, 100_003), np.arange(-9, 9, 1 / 1024)]).astype(dtype)
    assert np.abs(normal_cdf(x) - normal_cdf_naive(x)).max() <= np.finfo(dtype).eps
    tail = (x > -8.99) & (x < 0)  # the relative error is small as well, down to the end of the table
    np.testing.assert_allclose(
        normal_cdf(x)[tail], normal_cdf_naive(x)[tail], rtol=max(1e-12, 60 * np.finfo(dtype).eps)
    )


def test_the_normal_distribution_at_its_ends():
    x = np.array([-np.inf, -1e300, -9.0, 0.0, 9.0, 1e300, np.inf])
    np.testing.assert_array_equal(normal_cdf(x), [0, 0, 0, 0.5, 1, 1, 1])
    assert normal_cdf_naive(np.array([1.0]))[0] == math.erfc(-1 / math.sqrt(2)) / 2


@pytest.mark.parametrize("shape", [(1,), (1, 3), (3, 1)])
def test_softmax_of_one_class_is_one_and_does_not_move(shape):
    x, axis = np.random.default_rng(0).normal(size=shape), shape.index(1)
    np.testing.assert_array_equal(scratch.softmax(x, axis), np.ones(shape))
    np.testing.assert_array_equal(scratch.log_softmax(x, axis), np.zeros(shape))
    for name in ("softmax", "log_softmax"):
        np.testing.assert_array_equal(getattr(scratch, name + "_backward")(x, x, axis), np.zeros(shape))


@both_types
def test_softmax_sums_to_one_and_does_not_see_a_common_offset(dtype):
    x = np.random.default_rng(0).normal(size=(5, 1000)).astype(dtype)
    np.testing.assert_allclose(scratch.softmax(x).sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_array_equal(scratch.softmax(np.round(x) + 1024), scratch.softmax(np.round(x)))


def test_log_softmax_stays_finite_where_the_probability_is_zero():
    x = np.array([1000.0, 0.0, -1000.0])
    np.testing.assert_array_equal(scratch.softmax(x), [1, 0, 0])
    np.testing.assert_array_equal(scratch.log_softmax(x), [0, -1000, -2000])


def test_an_option_of_float64_does_not_widen_float32():
    x, d_out = np.ones(3, np.float32), np.ones(3, np.float32)
    for name, option in [
        *(("relu", option) for option in ("max_value", "negative_slope", "threshold")),
        ("leaky_relu", "negative_slope"),
        ("elu", "alpha"),
    ]:
        option = {option: np.float64(0.5)}
        assert getattr(scratch, name)(x, **option).dtype == np.float32
        assert getattr(scratch, name + "_backward")(d_out, x, **option).dtype == np.float32


HARD = [math.nan, math.inf, -math.inf, 1e38, -1e38, 1e4, -1e4, 100.0, -100.0, 0.0, -0.0]
WITH_OPTIONS = [(name, {}) for name in NAMES] + [
    ("relu", {"max_value": 6}),
    ("relu", {"max_value": 0}),
    ("relu", {"negative_slope": 0.5}),
    ("relu", {"threshold": 1}),
    ("relu", {"max_value": 6, "negative_slope": 0.5, "threshold": 1}),
    ("leaky_relu", {"negative_slope": 0}),
    ("elu", {"alpha": 0.5}),
    ("gelu", {"approximate": True}),
]


@both_types
@pytest.mark.parametrize("name, options", WITH_OPTIONS)
def test_both_halves_give_one_answer_for_nan_and_infinities(name, options, dtype):
    """Softmax sees each number beside two others. TensorFlow's may keep NaN to itself: `cnnlib.tf.softmax` says so."""
    x = np.array(HARD, dtype)
    if "softmax" in name:
        x = np.array([[1, 2, -math.inf], [-1e4, 1e4, 0]], dtype)
    d_out = np.ones_like(x)
    with np.errstate(all="ignore"):
        y, dx = getattr(scratch, name)(x, **options), getattr(scratch, name + "_backward")(d_out, x, **options)
    twin, twin_backward = getattr(cnnlib.tf, name), getattr(cnnlib.tf, name + "_backward")
    np.testing.assert_allclose(y, twin(x, **options), rtol=2e-5, atol=1e-6)
    np.testing.assert_allclose(dx, twin_backward(d_out, x, **options), rtol=2e-5, atol=1e-6)


@HALVES
@pytest.mark.parametrize("row", [[math.nan, 1, 2], [math.inf, 1, 2], [-math.inf, -math.inf, -math.inf]])
def test_scores_without_probabilities_give_nan(half, row):
    with np.errstate(invalid="ignore"):
        assert np.isnan(half.softmax(np.array([row]))).any()
        assert np.isnan(half.log_softmax(np.array([row]))).all()
