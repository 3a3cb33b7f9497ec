"""The exercises of chapter 18: scale."""

import numpy as np

from cnnlib.exercises.checker import Exercise
from cnnlib.exercises.inputs import array_of


def largest_batch(memory, parameters, kept):
    return max(0, (memory - 4 * 4 * parameters) // (4 * kept))


def held(layers, every):
    stretches = (layers + every - 1) // every
    return stretches + every


def averaged(gradients, counts):
    return sum(g * n for g, n in zip(gradients, counts)) / sum(counts)


def largest_exponent(gradient):
    return int(np.floor(np.log2(65504 / abs(gradient).max())))


def readers_needed(read, batch, step):
    return (read * batch + step - 1) // step


def shard(count, worker, workers, epoch):
    return np.random.default_rng(epoch).permutation(count)[worker::workers]


def ring_bytes(workers, size):
    return 2 * (workers - 1) * size / workers


def batch_inputs(draw, st):
    return {name: draw(st.integers(1, most)) for name, most in (("memory", 400), ("parameters", 10), ("kept", 10))}


def held_inputs(draw, st):
    layers = draw(st.integers(1, 20))
    return {"layers": layers, "every": draw(st.integers(1, layers))}


def averaged_inputs(draw, st):
    parts = draw(st.integers(1, 3))
    counts = [draw(st.integers(1, 5)) for _ in range(parts)]
    return {"gradients": [array_of(draw, st, (2,)) for _ in range(parts)], "counts": counts}


def exponent_inputs(draw, st):
    gradient = array_of(draw, st, (draw(st.integers(1, 3)),))
    gradient[0] = draw(st.sampled_from([1.0, -1.0, 3.0, -0.5, 1.9999]))  # one that is not 0
    return {"gradient": gradient * draw(st.sampled_from([1.0, 0.001, 100.0, 1e6]))}


def readers_inputs(draw, st):
    return {"read": draw(st.integers(1, 10)), "batch": draw(st.integers(1, 64)), "step": draw(st.integers(1, 200))}


def shard_inputs(draw, st):
    workers = draw(st.integers(1, 4))
    parts = {"count": workers * draw(st.integers(1, 4)), "worker": draw(st.integers(0, workers - 1))}
    return parts | {"workers": workers, "epoch": draw(st.integers(0, 3))}


def ring_inputs(draw, st):
    return {"workers": draw(st.integers(1, 8)), "size": draw(st.integers(1, 100))}


EXERCISES = [
    Exercise("largest_batch", largest_batch, batch_inputs),
    Exercise("held", held, held_inputs),
    Exercise("averaged", averaged, averaged_inputs),
    Exercise("largest_exponent", largest_exponent, exponent_inputs),
    Exercise("readers_needed", readers_needed, readers_inputs),
    Exercise("shard", shard, shard_inputs),
    Exercise("ring_bytes", ring_bytes, ring_inputs),
]
