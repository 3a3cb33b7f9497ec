"""Augmentation and noise: what is drawn, and what is computed from it, against loops and against Keras's own."""

import math

import keras
import numpy as np
import pytest

import cnnlib.tf
from cnnlib import scratch
from cnnlib.scratch.affine import moved, read_at, read_at_backward, turned
from tests.scratch.twins import normal

SHAPE = (4, 6, 9, 2)
X = normal(SHAPE, "float64")
MODES = ["reflect", "wrap", "constant", "nearest"]
every_mode = pytest.mark.parametrize("fill_mode", MODES)
every_interpolation = pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
LAYERS = {
    "RandomFlip": dict(mode="horizontal"),
    "RandomCrop": dict(height=3, width=4),
    "RandomTranslation": dict(height_factor=0.3, width_factor=(-0.1, 0.4)),
    "RandomRotation": dict(factor=0.2),
    "GaussianNoise": dict(stddev=0.5),
}
every_layer = pytest.mark.parametrize("name", LAYERS)


def made(name, **options):
    return getattr(scratch, name)(**(LAYERS[name] | options))


@every_layer
def test_at_inference_all_passes_through(name):
    layer = made(name)
    assert layer(X) is X
    assert np.array_equal(layer.backward(X), X)
    assert layer(scratch.Input(SHAPE[1:], dtype="float64")).shape == (None, *SHAPE[1:])


@every_layer
def test_a_seed_repeats_what_is_drawn_and_each_call_draws_anew(name):
    layer, again, other = made(name, seed=5), made(name, seed=5), made(name, seed=6)
    calls = [layer(X, training=True) for _ in range(5)]
    assert all(np.array_equal(again(X, training=True), y) for y in calls)
    assert not all(np.array_equal(other(X, training=True), y) for y in calls)
    assert any(not np.array_equal(y, calls[0]) for y in calls)
    scratch.set_random_seed(3)
    y = made(name)(X, training=True)
    scratch.set_random_seed(3)
    assert np.array_equal(made(name)(X, training=True), y)


@every_layer
@pytest.mark.parametrize("size", [(5, 5), (17, 4)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_any_height_and_width_in_one_layer(name, size, dtype):
    layer = made(name, seed=0)
    layer(X.astype(dtype), training=True)
    y = layer(normal((2, *size, 3), dtype), training=True)
    assert y.shape == (2, *((3, 4) if name == "RandomCrop" else size), 3) and y.dtype == dtype
    assert layer.backward(y).shape == (2, *size, 3)


@every_layer
def test_backward_is_the_transpose_of_what_was_drawn(name):
    """Each of them is linear in x but for what it adds: <d, A x> = <Aᵀ d, x>."""
    layer = made(name, seed=1)
    y, kept = layer.forward(X, training=True)
    d_out = np.random.default_rng(2).normal(size=y.shape)
    dx, gradients = layer.backward(d_out, kept)
    added = y - X if name == "GaussianNoise" else 0
    assert gradients == {} and (dx * X).sum() == pytest.approx((d_out * (y - added)).sum(), rel=1e-10)


# What is drawn.


@pytest.mark.parametrize("mode, axes", [("horizontal", 2), ("vertical", 1), ("horizontal_and_vertical", (1, 2))])
def test_half_of_the_pictures_are_flipped(mode, axes):
    x = normal((2000, 2, 3, 1), "float32")
    y = scratch.RandomFlip(mode, seed=0)(x, training=True)
    flipped = (y == np.flip(x, axes)).all(axis=(1, 2, 3))
    assert np.array_equal(y[~flipped], x[~flipped]) and 930 < flipped.sum() < 1070


@pytest.mark.parametrize("mode", ["horizontal", "vertical", "horizontal_and_vertical"])
def test_flips_are_those_of_keras(mode):
    x = normal((8, 4, 5, 2), "float32")
    y, flips = scratch.RandomFlip(mode, seed=0).forward(x, training=True)
    theirs = keras.layers.RandomFlip(mode).transform_images(x, {"flips": flips}, training=True)
    assert 0 < flips.sum() < 8 and np.array_equal(y, theirs)


def test_the_part_that_is_cropped_lies_anywhere_and_where_it_says():
    layer, x = scratch.RandomCrop(2, 3, seed=0), np.arange(20.0).reshape(1, 4, 5, 1).repeat(2, axis=0)
    first = [layer(x, training=True)[:, 0, 0, 0] for _ in range(600)]
    assert all(a == b for a, b in first)  # one place for the batch
    places, counts = np.unique([a for a, _ in first], return_counts=True)
    assert places.tolist() == [0, 1, 2, 5, 6, 7, 10, 11, 12] and counts.min() > 40
    y, (part, shape) = layer.forward(x, training=True)
    assert np.array_equal(y, x[part]) and shape == x.shape
    assert np.array_equal(x[part] + 1, (x + layer.backward(np.ones_like(y), (part, shape))[0])[part])


def test_translations_are_even_over_their_range_and_in_parts_of_the_size():
    layer = scratch.RandomTranslation(0.25, (-0.5, 0.1), seed=0)
    rows, columns = layer.draw(4000, 8, 20)
    down, right = -rows[:, 0, 0], -columns[:, 0, 0]  # what the first cell reads
    for drawn, low, high in ((down, -2, 2), (right, -10, 2)):
        assert low <= drawn.min() < low + 0.02 * (high - low) and high - 0.02 * (high - low) < drawn.max() <= high
        assert abs(drawn.mean() - (low + high) / 2) < 0.03 * (high - low)
        assert np.histogram(drawn, 8, (low, high))[0].min() > 400
    assert abs(np.corrcoef(down, right)[0, 1]) < 0.05


def test_rotations_are_even_over_their_range_and_about_the_middle():
    layer = scratch.RandomRotation((-0.1, 0.2), seed=0)
    rows, columns = layer.draw(4000, 5, 5)
    assert np.allclose(rows[:, 2, 2], 2) and np.allclose(columns[:, 2, 2], 2)
    angles = np.arctan2(rows[:, 2, 4] - 2, columns[:, 2, 4] - 2) / (2 * np.pi)  # of where the cell at the right reads
    assert -0.1 <= angles.min() < -0.095 and 0.195 < angles.max() <= 0.2
    assert np.histogram(angles, 6, (-0.1, 0.2))[0].min() > 550


def test_noise_is_normal():
    y = scratch.GaussianNoise(0.5, seed=0)(np.ones((100, 10, 10, 4)), training=True)
    assert abs(y.mean() - 1) < 0.01 and abs(y.std() - 0.5) < 0.01
    assert abs(((y - 1) ** 4).mean() / 0.5**4 - 3) < 0.1


def test_spatial_dropout_drops_whole_feature_maps_and_sends_gradients_where_it_kept():
    x = 1 + abs(normal((40, 3, 4, 25), "float32"))
    layer = scratch.SpatialDropout2D(0.25, seed=3)
    assert layer(x) is x and np.array_equal(layer.backward(x), x)
    y = layer(x, training=True)
    kept = (y != 0).any(axis=(1, 2))
    assert np.array_equal(kept, (y != 0).all(axis=(1, 2))) and 0.7 < kept.mean() < 0.8
    assert not np.array_equal(kept[0], kept[1])  # of each example others
    assert np.allclose(y, x / 0.75 * kept[:, None, None]) and y.dtype == "float32"
    assert np.array_equal(layer.backward(x), y)
    assert not np.array_equal(y, layer(x, training=True))
    assert np.array_equal(y, scratch.SpatialDropout2D(0.25, seed=3)(x, training=True))


# What is computed from it.


def cell(row, at, fill_mode, fill_value):
    """One row of cells, gone on with on both sides: its cell number `at`."""
    n = len(row)
    if fill_mode == "constant":
        return row[at] if 0 <= at < n else fill_value
    if fill_mode == "nearest":
        return row[min(max(at, 0), n - 1)]
    return row[at % n] if fill_mode == "wrap" else [*row, *row[::-1]][at % (2 * n)]


def between(row, at, interpolation, fill_mode, fill_value):
    low = math.floor(at)
    if interpolation == "nearest":
        return cell(row, low + (at - low > 0.5), fill_mode, fill_value)
    left, right = (cell(row, i, fill_mode, fill_value) for i in (low, low + 1))
    return left + (right - left) * (at - low)


@every_mode
@every_interpolation
@pytest.mark.parametrize("right", [0.0, 1.0, 0.3, -2.6, 7.25, -13.1, 30.2])
def test_a_row_that_is_moved_is_read_where_it_says(fill_mode, interpolation, right):
    row = normal(6, "float64")
    places = moved((1, 6), np.zeros(1), np.array([right]))
    y = read_at(row.reshape(1, 1, 6, 1), places, interpolation, fill_mode, 7.0).ravel()
    wanted = [between(row, i - right, interpolation, fill_mode, 7.0) for i in range(6)]
    assert y == pytest.approx(wanted, rel=1e-12)
    upright = moved((6, 1), np.array([right]), np.zeros(1))
    assert np.array_equal(read_at(row.reshape(1, 6, 1, 1), upright, interpolation, fill_mode, 7.0).ravel(), y)


def assert_as_keras(y, x, rows, columns, **options):
    """Keras's transform from its matrix, which both layers of Keras hand it."""
    height, width = x.shape[1:3]
    at = np.zeros((len(x), 3, 2))  # what three corners read fixes the map
    for corner, (i, j) in enumerate([(0, 0), (0, width - 1), (height - 1, 0)]):
        at[:, corner] = np.stack([a[:, i % a.shape[1], j % a.shape[2]] for a in (columns, rows)], axis=-1)
    over, down = (at[:, 1] - at[:, 0]) / (width - 1), (at[:, 2] - at[:, 0]) / (height - 1)
    matrix = np.stack(
        [over[:, 0], down[:, 0], at[:, 0, 0], over[:, 1], down[:, 1], at[:, 0, 1], *np.zeros((2, len(x)))], axis=-1
    )
    theirs = keras.ops.image.affine_transform(x, matrix.astype("float32"), **options)
    assert np.abs(y - np.array(theirs)).max() < 1e-4


@pytest.mark.parametrize("fill_mode", ["reflect", "constant", "nearest"])
@every_interpolation
@pytest.mark.parametrize(
    "name, factors",
    [
        ("RandomTranslation", dict(height_factor=0.9, width_factor=0.9)),
        ("RandomTranslation", dict(height_factor=(0.3, 0.3), width_factor=(-0.6, -0.6))),
        ("RandomRotation", dict(factor=1.0)),
        ("RandomRotation", dict(factor=(0.1, 0.1))),
    ],
)
def test_the_same_draw_gives_what_keras_computes(name, factors, fill_mode, interpolation):
    options = dict(fill_mode=fill_mode, interpolation=interpolation, fill_value=0.5)
    x = normal((5, 8, 7, 3), "float32")
    layer = getattr(scratch, name)(**factors, **options, seed=4)
    y, places = layer.forward(x, training=True)
    assert_as_keras(y, x, *places, **options)


@pytest.mark.parametrize(
    "name, factors",
    [
        ("RandomTranslation", dict(height_factor=(0.3, 0.3), width_factor=(-0.6, -0.6))),
        ("RandomRotation", dict(factor=(0.1, 0.1))),
        ("RandomRotation", dict(factor=(-0.25, -0.25))),
    ],
)
@pytest.mark.parametrize("options", [{}, dict(fill_mode="constant", fill_value=2.0), dict(fill_mode="nearest")])
def test_where_nothing_is_left_to_chance_the_layer_gives_what_keras_does(name, factors, options):
    x = normal((3, 7, 7, 2), "float32")
    ours, theirs = (getattr(half, name)(**factors, **options) for half in (scratch, cnnlib.tf))
    assert np.abs(ours(x, training=True) - np.array(theirs(x, training=True))).max() < 1e-4


def test_wrapping_is_keras_for_less_than_a_picture_to_the_right():
    """Further, TensorFlow's own leaves the circle; ours is compared with a loop above."""
    x = normal((1, 6, 6, 2), "float32")
    for factor in (0.5, 1 / 6, 2 / 3):
        options = dict(height_factor=(factor, factor), width_factor=0.0, fill_mode="wrap", interpolation="nearest")
        y = scratch.RandomTranslation(**options)(x, training=True)
        assert np.array_equal(y, np.roll(x, round(6 * factor), axis=1))
        assert np.array_equal(y, cnnlib.tf.RandomTranslation(**options)(x, training=True))


@every_mode
@every_interpolation
def test_the_gradient_of_places_is_the_transpose(fill_mode, interpolation):
    rng = np.random.default_rng(0)
    x, d_out = rng.normal(size=(2, 3, 5, 6, 2))
    for places in (moved((5, 6), *rng.uniform(-9, 9, (2, 3))), turned((5, 6), rng.uniform(-3, 3, 3))):
        y = read_at(x, places, interpolation, fill_mode, 0.0)
        dx = read_at_backward(d_out, places, interpolation, fill_mode)
        assert (dx * x).sum() == pytest.approx((d_out * y).sum(), rel=1e-10)
        one = np.zeros_like(x)
        one[1, 2, 3, 0] = 1.0  # and cell by cell
        effect = read_at(one, places, interpolation, fill_mode, 0.0)
        assert (d_out * effect).sum() == pytest.approx(dx[1, 2, 3, 0], rel=1e-10, abs=1e-12)


def test_a_network_trains_behind_augmentation():
    layers = [scratch.Input((6, 6, 1)), *(made(name, seed=0) for name in LAYERS if name != "RandomCrop")]
    network = scratch.Sequential([*layers, scratch.Conv2D(2, 3), scratch.GlobalAveragePooling2D()])
    network.compile("sgd", scratch.MeanSquaredError())
    before = network.get_weights()
    network.fit(normal((8, 6, 6, 1), "float32"), np.ones((8, 2), "float32"), verbose=0)
    assert not np.array_equal(before[0], network.get_weights()[0])
    x = normal((2, 6, 6, 1), "float32")
    assert np.array_equal(network(x), network(x))
