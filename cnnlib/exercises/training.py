"""The exercises of chapter 10."""

import numpy as np

from cnnlib.exercises.checker import Exercise
from cnnlib.exercises.inputs import array_of


def loss_of_batches(losses, sizes):
    return float(np.average(losses, weights=sizes))


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


def loss_inputs(draw, st):
    n = draw(st.integers(1, 4))
    some = {"losses": st.sampled_from([0.0, 1.0, 2.0, 0.5]), "sizes": st.integers(1, 4)}
    return {name: np.array(draw(st.lists(values, min_size=n, max_size=n))) for name, values in some.items()}


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


EXERCISES = [
    Exercise("confusion_matrix", confusion_matrix, label_inputs),
    Exercise("loss_of_batches", loss_of_batches, loss_inputs),
    Exercise("shift_picture", shift_picture, picture_inputs),
    Exercise("top_k", top_k, ranked_inputs),
]
