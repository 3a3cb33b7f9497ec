"""The exercises of chapter 07. Each reference says the same as a part of `cnnlib.scratch`, where there is one."""

import numpy as np

from cnnlib import scratch
from cnnlib.exercises.checker import Exercise


def loss_of_frequencies(counts):
    shares = counts[counts > 0] / counts.sum()
    return float((shares * -np.log(shares)).sum()) + 0.0  # no −0.0


def steps_needed(rate, curvature, share):
    steps, distance = 0, 1.0
    while distance > share:
        steps, distance = steps + 1, distance * abs(1 - rate * curvature)
    return steps


def adam(w, gradients, learning_rate, beta_1, beta_2):
    weight, optimizer = np.array([w], np.float64), scratch.Adam(learning_rate, beta_1, beta_2)
    for g in gradients:
        optimizer.apply([np.array([g], np.float64)], [weight])
    return float(weight[0])


def surprise(logits, right):
    return float(scratch.softmax_cross_entropy(logits[None], np.array([right]))) + 0.0  # no −0.0


def mean_loss(logits, labels):
    return float(scratch.softmax_cross_entropy(logits, labels)) + 0.0  # no −0.0


def largest_rate(curvature, part):
    return 2 * (1 + part) / curvature


def count_inputs(draw, st):
    return {"counts": np.array([*draw(st.lists(st.integers(0, 9), max_size=3)), draw(st.integers(1, 9))])}


def rate_inputs(draw, st):
    """All factors 1 − rate · curvature are exact, and none is 1: no rounding decides how many steps are needed."""
    rate, curvature = draw(st.sampled_from([(0.5, 1), (0.25, 2), (0.25, 5), (0.5, 2), (0.375, 4), (0.125, 3)]))
    return {"rate": rate, "curvature": curvature, "share": draw(st.sampled_from([0.5, 0.25, 0.1, 0.01]))}


def step_inputs(draw, st):
    gradients = draw(st.lists(st.sampled_from([1.0, -1.0, 2.0, 0.5]), min_size=1, max_size=3))
    return {
        "w": draw(st.sampled_from([10.0, -10.0, 20.0])),  # so far from 0 that where epsilon is added does not show
        "gradients": gradients,
        "learning_rate": draw(st.sampled_from([0.1, 0.5])),
        "beta_1": draw(st.sampled_from([0.5, 0.9])),
        "beta_2": draw(st.sampled_from([0.5, 0.99])),
    }


LOGITS = [0.0, 1.0, -1.0, 0.5, -0.5, 1000.0, -1000.0]


def logit_inputs(draw, st):
    logits = np.array(draw(st.lists(st.sampled_from(LOGITS), min_size=1, max_size=3)))
    return {"logits": logits, "right": draw(st.integers(0, len(logits) - 1))}


def batch_inputs(draw, st):
    classes, n = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    row = st.lists(st.sampled_from(LOGITS), min_size=classes, max_size=classes)
    labels = draw(st.lists(st.integers(0, classes - 1), min_size=n, max_size=n))
    return {"logits": np.array([draw(row) for _ in range(n)]), "labels": np.array(labels)}


def limit_inputs(draw, st):
    return {"curvature": draw(st.sampled_from([1.0, 2.0, 0.5, 20.0])), "part": draw(st.sampled_from([0.0, 0.5, 0.9]))}


EXERCISES = [
    Exercise("adam", adam, step_inputs),
    Exercise("largest_rate", largest_rate, limit_inputs),
    Exercise("loss_of_frequencies", loss_of_frequencies, count_inputs),
    Exercise("mean_loss", mean_loss, batch_inputs),
    Exercise("steps_needed", steps_needed, rate_inputs),
    Exercise("surprise", surprise, logit_inputs),
]
