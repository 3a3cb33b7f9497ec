"""Upsampling against loops that say what it is, and against TensorFlow at sizes where rounding decides."""

import importlib
import math

import numpy as np
import pytest

import cnnlib
from cnnlib import scratch
from cnnlib.scratch.resizing import resized, resized_backward, resizing_cells


@pytest.fixture
def tf():
    cnnlib.tf  # noqa: B018  (first: loads TensorFlow without its log lines)
    return importlib.import_module("tensorflow")


def one_bilinear_cell(row, o, n_out):
    """The definition, for one cell of one row."""
    s = min(max((o + 0.5) * len(row) / n_out - 0.5, 0), len(row) - 1)
    low, high = math.floor(s), math.ceil(s)
    return (1 - (s - low)) * row[low] + (s - low) * row[high]


@pytest.mark.parametrize("n, n_out", [(1, 4), (2, 4), (3, 9), (5, 5), (5, 7), (9, 4), (12, 3)])
def test_bilinear_is_its_definition_along_each_axis(n, n_out):
    x = np.random.default_rng(0).normal(size=(2, n, 3, 2))
    wanted = [one_bilinear_cell(x[1, :, 2, 1], o, n_out) for o in range(n_out)]
    assert resized(x, (n_out, 3), "bilinear")[1, :, 2, 1] == pytest.approx(wanted, rel=1e-12)
    turned = x.swapaxes(1, 2)
    assert resized(turned, (3, n_out), "bilinear")[1, 2, :, 1] == pytest.approx(wanted, rel=1e-12)


def test_nearest_repeats_each_cell():
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 2))
    assert np.array_equal(scratch.upsample2d(x, (3, 2)), x.repeat(3, axis=1).repeat(2, axis=2))


@pytest.mark.parametrize("n", [*range(1, 42), 97, 224])
def test_the_nearest_cell_is_that_of_tf(n, tf):
    """(2, 41) among them, where the middle of a cell is a border, and rounding in float32 decides."""
    x = np.arange(n, dtype="float32").reshape(1, n, 1, 1)
    for n_out in (*range(1, 60), 224):
        wanted = tf.image.resize(x, (n_out, 1), "nearest").numpy().ravel()
        assert np.array_equal(resizing_cells(n, n_out, "nearest")[0], wanted)


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
@pytest.mark.parametrize("size", [(3, 11), (7, 5), (14, 10), (1, 1)])
def test_any_size_is_that_of_tf_and_so_is_its_gradient(interpolation, size, tf):
    rng = np.random.default_rng(1)
    x, d_out = rng.normal(size=(2, 7, 5, 3)).astype("float32"), rng.normal(size=(2, *size, 3)).astype("float32")
    with tf.GradientTape() as tape:
        tensor = tf.constant(x)
        tape.watch(tensor)
        y = tf.image.resize(tensor, size, interpolation)
    assert np.allclose(resized(x, size, interpolation), y, atol=1e-6)
    dx = resized_backward(d_out, (7, 5), interpolation)
    assert np.allclose(dx, tape.gradient(y, tensor, output_gradients=d_out), atol=1e-5)


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_in_a_graph_of_tf_height_and_width_may_be_unknown(interpolation, dtype, tf):
    x = np.random.default_rng(2).normal(size=(2, 3, 4, 2)).astype(dtype)
    signature = [tf.TensorSpec((None, None, None, 2), dtype)]
    inside = tf.function(lambda x: cnnlib.tf.upsample2d(x, (2, 3), interpolation), input_signature=signature)
    assert scratch.relative_error(inside(x).numpy(), scratch.upsample2d(x, (2, 3), interpolation)) <= 2e-7


def test_at_the_middle_of_a_cell_that_cell_counts_alone():
    low, high, t = resizing_cells(3, 9, "bilinear")
    assert [o for o in range(9) if low[o] == high[o]] == [0, 1, 4, 7, 8] and not t[[1, 4, 7]].any()


def test_what_a_one_cell_image_becomes_is_flat():
    assert np.array_equal(scratch.upsample2d(np.full((1, 1, 1, 1), 3.0), 3, "bilinear"), np.full((1, 3, 3, 1), 3.0))


def test_nothing_is_shared_with_the_input():
    x = np.ones((1, 2, 2, 1))
    assert not np.shares_memory(scratch.upsample2d(x, 1), x) and not np.shares_memory(scratch.upsample2d(x), x)
