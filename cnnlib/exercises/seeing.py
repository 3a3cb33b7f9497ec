"""The exercises of chapter 15: what a network looks at."""

import numpy as np

from cnnlib.exercises.checker import Exercise
from cnnlib.exercises.inputs import array_of

# Two features of up to four points: in whatever order each is dealt out, every point has one nearest, and no tie.
PLACES = [(0.0, 1.0, -2.5, 4.5), (0.0, -3.0, 0.5, 2.0)]
UNEVEN = [0.0, 1.0, -3.0, 0.5, 7.0]  # so far apart that their ranks are not the numbers over again


def class_map(features, kernel, k):
    return np.maximum(features @ kernel[:, k], 0)


def occluded(image, size, step):
    rows, columns = (range(0, n - size + 1, step) for n in image.shape)
    copies = []
    for i in rows:
        for j in columns:
            copy = image.copy()
            copy[i : i + size, j : j + size] = 0
            copies.append(copy)
    return np.array(copies)


def signed_step(x, gradient, epsilon):
    return x - epsilon * np.sign(gradient)


def nearest(features):
    distance = np.linalg.norm(features[:, None] - features[None], axis=-1)
    np.fill_diagonal(distance, np.inf)
    return distance.argmin(axis=1)


def guided_backward(d_out, x):
    return np.maximum(d_out, 0) * (x > 0)


def correlation_of_ranks(a, b):
    return float(np.corrcoef(a.argsort().argsort(), b.argsort().argsort())[0, 1])


def map_inputs(draw, st):
    h, w, c, classes = (draw(st.integers(1, 2)) for _ in range(4))
    arrays = {"features": array_of(draw, st, (h, w, c)), "kernel": array_of(draw, st, (c, classes))}
    return {**arrays, "k": draw(st.integers(0, classes - 1))}


def occluded_inputs(draw, st):
    size = draw(st.integers(1, 2))
    image = array_of(draw, st, [size + draw(st.integers(0, 2)) for _ in range(2)])
    return {"image": image, "size": size, "step": draw(st.integers(1, 2))}


def step_inputs(draw, st):
    shape = (draw(st.integers(1, 3)),)
    arrays = {name: array_of(draw, st, shape) for name in ("x", "gradient")}
    return {**arrays, "epsilon": draw(st.sampled_from([0.5, 1.0, 2.0]))}


def nearest_inputs(draw, st):
    n, columns = draw(st.integers(2, 4)), PLACES[: draw(st.integers(1, 2))]
    return {"features": np.array([draw(st.permutations(column[:n])) for column in columns]).T}


def guided_inputs(draw, st):
    shape = (draw(st.integers(1, 3)),)
    return {name: array_of(draw, st, shape) for name in ("d_out", "x")}


def rank_inputs(draw, st):
    n = draw(st.integers(2, 5))
    return {name: np.array(draw(st.permutations(UNEVEN[:n]))) for name in ("a", "b")}


EXERCISES = [
    Exercise("class_map", class_map, map_inputs),
    Exercise("occluded", occluded, occluded_inputs),
    Exercise("signed_step", signed_step, step_inputs),
    Exercise("nearest", nearest, nearest_inputs),
    Exercise("guided_backward", guided_backward, guided_inputs),
    Exercise("correlation_of_ranks", correlation_of_ranks, rank_inputs),
]
