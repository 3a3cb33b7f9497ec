"""Normalizations against Keras's layers, against each other, and where the numbers are hard."""

import numpy as np
import pytest

from cnnlib import scratch
from cnnlib.scratch.standardize import standardize
from tests.scratch.halves import HALVES

NORMS = {
    "batch_norm": {},
    "layer_norm": {},
    "layer_norm, whole": {"axis": (1, 2, 3)},
    "instance_norm": {},
    "group_norm": {"groups": 2},
}
AXES = {
    "batch_norm": (0, 1, 2),
    "layer_norm": (3,),
    "layer_norm, whole": (1, 2, 3),
    "instance_norm": (1, 2),
    "group_norm": (1, 2, 4),
}
every_norm = pytest.mark.parametrize("kind", NORMS)


def normalized(kind, x, gamma=None, beta=None, epsilon=1e-3):
    shape = x.shape[1:] if kind.endswith("whole") else x.shape[-1:]
    gamma = np.ones(shape, x.dtype) if gamma is None else gamma
    beta = np.zeros(shape, x.dtype) if beta is None else beta
    y = getattr(scratch, kind.split(",")[0])(x, gamma, beta, epsilon=epsilon, **NORMS[kind])
    return y[0] if isinstance(y, tuple) else y


def gradients(kind, d_out, x, epsilon=1e-3):
    gamma = np.ones(x.shape[1:] if kind.endswith("whole") else x.shape[-1:], x.dtype)
    backward = getattr(scratch, kind.split(",")[0] + "_backward")
    return backward(d_out, x, gamma, epsilon=epsilon, **NORMS[kind])


def batch_mean(x):
    gamma = np.ones(x.shape[-1], x.dtype)
    return scratch.batch_norm(x, gamma, gamma)[1]


def grouped(kind, a):
    return a.reshape(*a.shape[:3], 2, -1) if kind == "group_norm" else a


def images(seed=0, shape=(4, 6, 5, 4), dtype=np.float64):
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


@every_norm
def test_each_group_comes_out_with_mean_0_and_variance_1(kind):
    y = grouped(kind, normalized(kind, 3 + 2 * images(), epsilon=1e-12))
    np.testing.assert_allclose(y.mean(AXES[kind]), 0, atol=1e-12)
    np.testing.assert_allclose(y.var(AXES[kind]), 1, rtol=1e-9)


@every_norm
def test_a_mean_of_10000_costs_no_digits(kind):
    """Mean 10,000, variance 1, float32: against the same numbers in float64."""
    x = (1e4 + images(shape=(16, 32, 32, 8))).astype(np.float32)
    y, expected = normalized(kind, x), normalized(kind, x.astype(np.float64))
    assert y.dtype == np.float32
    np.testing.assert_allclose(y, expected, atol=5e-5)
    d_out = images(1, x.shape)
    dx, dgamma, dbeta = gradients(kind, d_out.astype(np.float32), x)
    for ours, truth in zip((dx, dgamma, dbeta), gradients(kind, d_out, x.astype(np.float64))):
        assert scratch.relative_error(ours, truth) < 1e-4


@pytest.mark.parametrize(
    "kind, far", [("batch_norm", np.s_[..., 0]), ("instance_norm", np.s_[..., 0]), ("layer_norm", 0)]
)
def test_a_neighbor_far_away_costs_no_digits(kind, far):
    """A channel or an example near ten million leaves the others' numbers as they are, in float32."""
    x = images(dtype=np.float32)
    moved = x.copy()
    moved[far] += 1e7
    near = np.ones(x.shape, bool)
    near[far] = False
    np.testing.assert_array_equal(normalized(kind, moved)[near], normalized(kind, x)[near])


@pytest.mark.parametrize(
    "kind, shape, axes, weights",
    [
        ("batch_norm", (2, 5, 7, 6), (0, 1, 2), (6,)),
        ("batch_norm", (2, 5, 6), (0, 1), (6,)),
        ("batch_norm", (5, 6), (0,), (6,)),
        ("layer_norm", (2, 5, 7, 6), (3,), (6,)),
        ("layer_norm, whole", (2, 5, 7, 6), (1, 2, 3), (5, 7, 6)),
        ("layer_norm, -1 and 1", (2, 5, 7, 6), (1, 3), (5, 1, 6)),
        ("layer_norm, -1 and 1", (2, 5, 6), (1, 2), (5, 6)),
        ("layer_norm", (2, 5, 6), (2,), (6,)),
        ("instance_norm", (2, 5, 7, 6), (1, 2), (6,)),
    ],
)
def test_what_is_averaged_and_where_the_weights_go(kind, shape, axes, weights):
    """Against the formula with NumPy's own mean and variance; gamma is broadcast as `weights` says."""
    x = images(shape=shape)
    gamma, beta = images(1, weights), images(2, weights)
    options = {"layer_norm, whole": {"axis": (1, 2, 3)}, "layer_norm, -1 and 1": {"axis": (-1, 1)}}.get(kind, {})
    flat = [a.reshape([n for n in weights if n > 1]) for a in (gamma, beta)]
    y = getattr(scratch, kind.split(",")[0])(x, *flat, **options)
    y = y[0] if kind == "batch_norm" else y
    expected = gamma * (x - x.mean(axes, keepdims=True)) / np.sqrt(x.var(axes, keepdims=True) + 1e-3) + beta
    np.testing.assert_allclose(y, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("shape", [(2, 5, 7, 6), (3, 4, 6), (3, 6)])
def test_group_norm_of_each_group_is_layer_norm_of_its_channels(shape):
    """As `layer_norm` over all axes but the batch, of each half of the channels."""
    x, gamma, beta = images(shape=shape), images(1, (6,)), images(2, (6,))
    y = scratch.group_norm(x, gamma, beta, groups=2)
    for half in (np.s_[:3], np.s_[3:]):
        cut = x[..., half]
        whole = [np.broadcast_to(a[half], cut.shape[1:]) for a in (gamma, beta)]
        np.testing.assert_allclose(y[..., half], scratch.layer_norm(cut, *whole, axis=tuple(range(1, x.ndim))))


def test_the_statistics_of_a_batch_far_from_zero_are_right():
    x = (1e4 + images(shape=(32, 32, 32, 6))).astype(np.float32)
    _, mean, variance = scratch.batch_norm(x, np.ones(6, np.float32), np.zeros(6, np.float32))
    np.testing.assert_allclose(mean, x.mean(axis=(0, 1, 2), dtype=np.float64), rtol=1e-7)
    np.testing.assert_allclose(variance, x.var(axis=(0, 1, 2), dtype=np.float64), rtol=1e-4)


@every_norm
def test_equal_numbers_give_beta(kind):
    """Variance 0: nothing to divide, and no x reaches the loss."""
    x = np.full((2, 3, 3, 4), 7.25)
    beta = images(2, (3, 3, 4) if kind.endswith("whole") else (4,))
    np.testing.assert_array_equal(normalized(kind, x, beta=beta), np.broadcast_to(beta, x.shape))
    dx, dgamma, _ = gradients(kind, np.ones(x.shape), x)
    np.testing.assert_allclose(dx, 0, atol=1e-12)
    assert np.isfinite(dx).all() and not dgamma.any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "kind, shape",
    [
        ("batch_norm", (1, 1, 1, 4)),
        ("batch_norm", (1, 4)),
        ("layer_norm", (3, 2, 2, 1)),
        ("layer_norm, whole", (3, 1, 1, 1)),
        ("instance_norm", (3, 1, 1, 4)),
        ("group_norm", (3, 1, 1, 2)),
        ("group_norm", (3, 2)),
    ],
)
def test_one_number_a_group_gives_beta_and_no_gradient(kind, shape, dtype):
    x = images(shape=shape, dtype=dtype)
    y, (dx, dgamma, dbeta) = normalized(kind, x), gradients(kind, images(1, shape, dtype), x)
    assert not y.any() and not dx.any() and not dgamma.any()
    assert dbeta.any()


@pytest.mark.parametrize("kind", sorted(set(NORMS) - {"batch_norm"}))
def test_an_empty_batch_gives_an_empty_output(kind):
    x = np.ones((0, 2, 2, 4))
    assert normalized(kind, x).shape == x.shape
    dx, dgamma, dbeta = gradients(kind, x, x)
    assert dx.shape == x.shape and not dgamma.any() and not dbeta.any()


def test_an_empty_batch_is_no_trouble_at_inference():
    x, numbers = np.ones((0, 2, 2, 4)), [np.ones(4)] * 4
    assert scratch.batch_norm_inference(x, *numbers).shape == x.shape
    dx, *sums = scratch.batch_norm_inference_backward(x, x, *numbers[1:])
    assert dx.shape == x.shape and not np.any(sums)


@every_norm
def test_dx_moves_no_mean_and_no_variance(kind):
    """The output does not change when a group is shifted or stretched, so the gradient points along neither."""
    x = images()
    dx, *_ = gradients(kind, images(1), x, epsilon=1e-12)
    dx, x = grouped(kind, dx), grouped(kind, x)
    np.testing.assert_allclose(dx.sum(AXES[kind]), 0, atol=1e-10)
    np.testing.assert_allclose((dx * x).sum(AXES[kind]), 0, atol=1e-7)  # of sizes near 100 for close numbers


def test_one_group_is_the_whole_example_and_one_channel_a_group_is_instance_norm():
    x, gamma, beta = images(), images(1, (4,)), images(2, (4,))
    whole = scratch.layer_norm(x, *(np.broadcast_to(a, x.shape[1:]) for a in (gamma, beta)), axis=(1, 2, 3))
    np.testing.assert_allclose(scratch.group_norm(x, gamma, beta, groups=1), whole, rtol=1e-12)
    np.testing.assert_allclose(
        scratch.group_norm(x, gamma, beta, groups=4), scratch.instance_norm(x, gamma, beta), rtol=1e-12
    )


def test_inference_with_the_batch_s_own_statistics_is_training():
    x, gamma, beta = images(), images(1, (4,)), images(2, (4,))
    y, mean, variance = scratch.batch_norm(x, gamma, beta)
    np.testing.assert_allclose(scratch.batch_norm_inference(x, gamma, beta, mean, variance), y, rtol=1e-10, atol=1e-12)


def test_inference_at_variance_0_divides_by_epsilon_alone():
    one, none = np.ones(1), np.zeros(1)
    y = scratch.batch_norm_inference(np.full((1, 1), 3.0), one, none, mean=one, variance=none, epsilon=0.25)
    assert y.item() == 4.0
    found = scratch.batch_norm_inference_backward(
        np.ones((1, 1)), np.full((1, 1), 3.0), one, mean=one, variance=none, epsilon=0.25
    )
    assert [g.item() for g in found] == [2.0, 4.0, 1.0, -2.0, -8.0]


def test_an_epsilon_of_numpy_leaves_float32():
    x, one = images(dtype=np.float32), np.ones(4, np.float32)
    assert scratch.layer_norm(x, one, one, epsilon=np.float64(1e-3)).dtype == np.float32
    assert scratch.batch_norm_inference(x, one, one, one, one, epsilon=np.float64(1e-3)).dtype == np.float32


def test_the_least_and_the_largest_epsilon_that_float32_holds_are_taken():
    x, one = images(dtype=np.float32), np.ones(4, np.float32)
    limits = np.finfo(np.float32)
    for epsilon in (float(limits.tiny), float(limits.max)):
        assert np.isfinite(scratch.layer_norm(x, one, one, epsilon=epsilon)).all()


@pytest.mark.parametrize("shape", [(4, 6, 5, 4), (4, 6, 4), (7, 4)])
@pytest.mark.parametrize("training", [True, False])
def test_batch_norm_is_keras_s_layer(shape, training, keras):
    x = images(shape=shape, dtype=np.float32)
    layer = keras.layers.BatchNormalization()
    layer.build(x.shape)
    gamma, beta, mean, variance = (images(i, (4,), np.float32) for i in range(4))
    layer.set_weights([gamma, beta, mean, variance**2])
    expected = layer(x, training=training).numpy()
    if training:
        y, batch_mean, batch_variance = scratch.batch_norm(x, gamma, beta)
        running = layer.get_weights()[2:]
        np.testing.assert_allclose(running[0], 0.99 * mean + 0.01 * batch_mean, atol=1e-6)
        np.testing.assert_allclose(running[1], 0.99 * variance**2 + 0.01 * batch_variance, atol=1e-6)
    else:
        y = scratch.batch_norm_inference(x, gamma, beta, mean, variance**2)
    np.testing.assert_allclose(y, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    "axis, shape",
    [
        *((axis, (2, 6, 5, 4)) for axis in (-1, 2, (1, 2, 3), (1, 3), (3, 1), (-2, -1))),
        *((axis, (2, 6, 4)) for axis in (-1, 1, (1, 2))),
        (-1, (7, 4)),
    ],
)
def test_layer_norm_is_keras_s_layer(axis, shape, keras):
    x = images(shape=shape, dtype=np.float32)
    layer = keras.layers.LayerNormalization(axis=axis)
    layer.build(x.shape)
    gamma, beta = (images(i, layer.gamma.shape, np.float32) for i in range(2))
    layer.set_weights([gamma, beta])
    np.testing.assert_allclose(scratch.layer_norm(x, gamma, beta, axis=axis), layer(x), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("shape", [(2, 6, 5, 4), (2, 6, 4), (7, 4)])
@pytest.mark.parametrize("groups", [1, 2, 4])
def test_group_norm_is_keras_s_layer(shape, groups, keras):
    x = images(shape=shape, dtype=np.float32)
    layer = keras.layers.GroupNormalization(groups)
    layer.build(x.shape)
    gamma, beta = (images(i, (4,), np.float32) for i in range(2))
    layer.set_weights([gamma, beta])
    np.testing.assert_allclose(scratch.group_norm(x, gamma, beta, groups=groups), layer(x), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("mean_of", [lambda x: standardize(x, (0, 1, 2), 1e-3)[1].ravel(), batch_mean])
def test_a_mean_of_10000_comes_out_to_its_last_digit(mean_of):
    x = (1e4 + images(shape=(16, 32, 32, 8))).astype(np.float32)
    assert abs(mean_of(x) - x.astype(np.float64).mean(axis=(0, 1, 2))).max() <= np.spacing(np.float32(1e4))


@pytest.mark.parametrize("mean", [1e3, 1e5, 1e6])
@every_norm
def test_the_gradients_of_float32_far_from_zero_are_those_of_float64(kind, mean):
    x, d_out = (mean + images(shape=(16, 8, 8, 8))).astype(np.float32), images(1, (16, 8, 8, 8)).astype(np.float32)
    found, truth = (gradients(kind, d_out.astype(t), x.astype(t)) for t in (np.float32, np.float64))
    for ours, exact in zip(found, truth, strict=True):
        assert scratch.relative_error(ours, exact) < 5e-6


@HALVES
def test_an_infinity_makes_nan_of_its_channel_and_leaves_the_others_and_the_mean(half):
    x, one = images(shape=(2, 3, 3, 2)), np.ones(2)
    x[1, 0, 2, 1] = -np.inf
    with np.errstate(invalid="ignore"):
        y, mean, variance = map(np.asarray, half.batch_norm(x, one, one))
    assert np.isnan(y[..., 1]).all() and np.isfinite(y[..., 0]).all()
    assert np.isfinite(mean[0]) and mean[1] == -np.inf and np.isnan(variance[1])


@pytest.mark.parametrize("layer", ["BatchNormalization", "LayerNormalization", "GroupNormalization"])
def test_an_epsilon_that_counts_as_0_is_refused_by_the_layers_and_taken_in_float64(layer):
    made = getattr(scratch, layer)(epsilon=1e-46, **({"groups": 2} if layer == "GroupNormalization" else {}))
    x = np.ones((2, 3, 3, 4))
    with pytest.raises(ValueError, match=f"^{layer}: [a-z_]+: epsilon is 1e-46, which float32 cannot hold, needs 1.2e-38"):
        made(x.astype("float32"), training=layer == "BatchNormalization")
    made = getattr(scratch, layer)(epsilon=1e-46, **({"groups": 2} if layer == "GroupNormalization" else {}))
    assert (made(x, training=layer == "BatchNormalization") == 0).all()
