"""The exercises of chapter 10. Each reference says the same as a part of `cnnlib.scratch`, where there is one."""

import numpy as np

from cnnlib import scratch
from cnnlib.exercises.checker import Exercise
from cnnlib.exercises.inputs import array_of, number_of


def loss_of_frequencies(counts):
    shares = counts[counts > 0] / counts.sum()
    return float((shares * -np.log(shares)).sum()) + 0.0  # no −0.0


def surprise(logits, right):
    return float(scratch.softmax_cross_entropy(logits[None], np.array([right]))) + 0.0  # no −0.0


def confusion_matrix(true, said, classes):
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (true, said), 1)
    return counts


def top_k(logits, labels, k):
    best = np.argsort(-logits, axis=1)[:, :k]
    return float((best == labels[:, None]).any(axis=1).mean())


def shift_picture(picture, down, right):
    height, width = picture.shape
    padded = np.pad(picture, ((height, height), (width, width)))
    return padded[height - down : 2 * height - down, width - right : 2 * width - right]


def adam(w, gradients, learning_rate, beta_1, beta_2):
    weight, optimizer = np.array([w], np.float64), scratch.Adam(learning_rate, beta_1, beta_2)
    for g in gradients:
        optimizer.apply([np.array([g], np.float64)], [weight])
    return float(weight[0])


def count_inputs(draw, st):
    return {"counts": np.array([*draw(st.lists(st.integers(0, 9), max_size=3)), draw(st.integers(1, 9))])}


def logit_inputs(draw, st):
    values = st.sampled_from([0.0, 1.0, -1.0, 0.5, -0.5, 1000.0, -1000.0])
    logits = np.array(draw(st.lists(values, min_size=1, max_size=3)))
    return {"logits": logits, "right": draw(st.integers(0, len(logits) - 1))}


def label_inputs(draw, st):
    classes, n = draw(st.integers(1, 4)), draw(st.integers(1, 6))
    labels = st.lists(st.integers(0, classes - 1), min_size=n, max_size=n)
    return {"true": np.array(draw(labels)), "said": np.array(draw(labels)), "classes": classes}


def ranked_inputs(draw, st):
    classes, n = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    rows = [draw(st.permutations(range(classes))) for _ in range(n)]  # no ties
    labels = [draw(st.integers(0, classes - 1)) for _ in range(n)]
    return {"logits": np.array(rows) / 2 - 0.5, "labels": np.array(labels), "k": draw(st.integers(1, classes))}


def picture_inputs(draw, st):
    height, width = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    picture = array_of(draw, st, (height, width))
    return {
        "picture": picture,
        "down": draw(st.integers(1 - height, height - 1)),
        "right": draw(st.integers(1 - width, width - 1)),
    }


def step_inputs(draw, st):
    gradients = draw(st.lists(st.sampled_from([1.0, -1.0, 2.0, 0.5]), min_size=1, max_size=3))
    return {
        "w": number_of(draw, st),
        "gradients": gradients,
        "learning_rate": draw(st.sampled_from([0.1, 0.5])),
        "beta_1": draw(st.sampled_from([0.5, 0.9])),
        "beta_2": draw(st.sampled_from([0.5, 0.99])),
    }


EXERCISES = [
    Exercise("adam", adam, step_inputs),
    Exercise("confusion_matrix", confusion_matrix, label_inputs),
    Exercise("loss_of_frequencies", loss_of_frequencies, count_inputs),
    Exercise("shift_picture", shift_picture, picture_inputs),
    Exercise("surprise", surprise, logit_inputs),
    Exercise("top_k", top_k, ranked_inputs),
]
