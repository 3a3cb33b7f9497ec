"""Initializers: Keras's statistics, counted and measured."""

import keras
import numpy as np
import pytest

from cnnlib import scratch
from cnnlib.scratch.initializer import INITIALIZERS, fans, in_blocks

SHAPES = {"dense": (400, 300), "conv": (3, 5, 64, 96), "depthwise": (5, 5, 900, 2), "bias": (4000,)}
RANDOM = [name for name in INITIALIZERS if name not in ("zeros", "ones")]


def keras_fans(shape):
    from keras.src.initializers.random_initializers import compute_fans

    return compute_fans(shape)


@pytest.mark.parametrize("shape", [*SHAPES.values(), (7,), (2, 3), (1, 1, 3, 4)])
def test_fans_are_counted_as_keras_counts_them(shape):
    assert fans(shape) == keras_fans(shape)


@pytest.mark.parametrize("name", RANDOM)
@pytest.mark.parametrize("kind", SHAPES)
def test_statistics_are_those_of_theory_and_of_keras(name, kind):
    shape = SHAPES[kind]
    ours = INITIALIZERS[name](seed=1)(shape, "float64")
    theirs = np.asarray(keras.initializers.get(name)(shape))
    fan_in, fan_out = fans(shape)
    scale = {"he": 2 / fan_in, "lecun": 1 / fan_in, "glorot": 2 / (fan_in + fan_out)}[name.split("_")[0]]
    spread = 6 / np.sqrt(ours.size)  # six standard errors of a mean of numbers around 1
    assert abs(ours.mean()) < spread * np.sqrt(scale)
    assert ours.var() == pytest.approx(scale, rel=1.5 * spread)
    assert theirs.var() == pytest.approx(scale, rel=1.5 * spread)
    limit = np.sqrt(3 * scale) if "uniform" in name else 2 * np.sqrt(scale) / 0.87962566103423978
    for values in (ours, theirs):
        assert 0.99 * limit < abs(values).max() <= limit * (1 + 1e-6)
    quantiles = np.linspace(0.05, 0.95, 19)  # the shape of the distribution, not only its spread
    assert np.abs(np.quantile(ours, quantiles) - np.quantile(theirs, quantiles)).max() < 2.5 * spread * np.sqrt(scale)


@pytest.mark.parametrize("name", RANDOM)
def test_a_seed_repeats_itself_and_set_random_seed_gives_seeds(name):
    make = INITIALIZERS[name]
    assert np.array_equal(make(seed=1)((3, 4)), make(seed=1)((3, 4)))
    assert not np.array_equal(make(seed=1)((3, 4)), make(seed=2)((3, 4)))
    drawn = []
    for _ in range(2):
        scratch.set_random_seed(5)
        drawn.append([make()((3, 4)), make()((3, 4))])
    assert np.array_equal(drawn[0], drawn[1])
    assert not np.array_equal(drawn[0][0], drawn[0][1])
    assert make()((3, 4)).dtype == np.float32 and make()((3, 4), np.float64).dtype == np.float64


def test_zeros_and_ones():
    assert (scratch.Zeros()((2, 3)) == 0).all() and (scratch.Ones()((2, 3), "float64") == 1).all()
    assert scratch.Ones()((1,)).dtype == np.float32


@pytest.mark.parametrize("name", INITIALIZERS)
@pytest.mark.parametrize(
    "arguments, exception, words",
    [
        (((3, 0),), ValueError, "shape is 0, needs at least 1"),
        ((3,), TypeError, "shape is 3, needs a tuple of integers"),
        (((3, 2.0),), TypeError, "shape is 2.0, needs an integer"),
        ((), TypeError, "shape is missing; "),
        (((3,), "float32", 1), TypeError, "3 arguments without a name given, needs at most 2 (shape, dtype)"),
        (((3,), "int32"), TypeError, "dtype is 'int32', needs one of float32, float64"),
    ],
)
def test_a_wrong_call_is_refused(name, arguments, exception, words):
    with pytest.raises(exception) as caught:
        INITIALIZERS[name]()(*arguments)
    assert str(caught.value).startswith(f"{INITIALIZERS[name].__name__}: ") and words in str(caught.value)


@pytest.mark.parametrize("seed, exception", [(-1, ValueError), (0.5, TypeError), (True, TypeError)])
def test_a_wrong_seed_is_refused(seed, exception):
    with pytest.raises(exception, match="HeNormal: seed is"):
        scratch.HeNormal(seed=seed)
    with pytest.raises(exception, match="set_random_seed: seed is"):
        scratch.set_random_seed(seed)


@pytest.mark.parametrize("initializer", [scratch.Zeros, scratch.Ones])
def test_what_an_initializer_does_not_take_is_refused(initializer):
    with pytest.raises(TypeError, match=f"^{initializer.__name__}: seed is not an argument; .* takes none$"):
        initializer(seed=1)


def test_blocks_give_what_one_draw_would_give():
    rng, again = np.random.default_rng(3), np.random.default_rng(3)
    values = in_blocks(lambda n: rng.uniform(-1, 1, n), (7, 11), "float32", size=10)
    assert np.array_equal(values, again.uniform(-1, 1, (7, 11)).astype("float32"))
