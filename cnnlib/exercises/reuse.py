"""The exercises of chapter 16: what is learned, what is kept, and how well a region is marked."""

import numpy as np

from cnnlib.exercises.checker import Exercise
from cnnlib.exercises.inputs import array_of


def learned(h, w, c, classes):
    return h * w * c * classes + classes


def overlap_share(a, b):
    return np.sum(a & b) / np.sum(a | b)


def held_out(picture_of, held):
    return np.flatnonzero(np.isin(picture_of, held))


def answers(h, w, size, step):
    return ((h - size) // step + 1) * ((w - size) // step + 1)


def as_kernel(weights, h, w):
    c, out = len(weights) // (h * w), weights.shape[1]
    return weights.reshape(c, h, w, out).transpose(1, 2, 0, 3)


def class_means(features, labels, classes):
    return np.stack([features[labels == k].mean(axis=0) for k in range(classes)])


def learned_inputs(draw, st):
    return {name: draw(st.integers(1, 4)) for name in ("h", "w", "c", "classes")}


def overlap_inputs(draw, st):
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    masks = {}
    for name in ("a", "b"):
        cells = draw(st.lists(st.booleans(), min_size=rows * columns, max_size=rows * columns))
        masks[name] = np.array(cells).reshape(rows, columns)
    masks["a"][draw(st.integers(0, rows - 1)), draw(st.integers(0, columns - 1))] = True  # a union of none has no share
    return masks


def held_out_inputs(draw, st):
    pictures = draw(st.integers(1, 3))
    picture_of = draw(st.lists(st.integers(0, pictures - 1), min_size=1, max_size=5))
    held = draw(st.lists(st.integers(0, pictures - 1), max_size=2, unique=True))
    return {"picture_of": np.array(picture_of), "held": np.array(held, dtype=int)}


def answers_inputs(draw, st):
    size, step = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    h, w = (size + draw(st.integers(0, 8)) for _ in range(2))
    return {"h": h, "w": w, "size": size, "step": step}


def kernel_inputs(draw, st):
    h, w, c, out = (draw(st.integers(1, 2)) for _ in range(4))
    return {"weights": array_of(draw, st, (c * h * w, out)), "h": h, "w": w}


def means_inputs(draw, st):
    classes, n = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    labels = [*range(classes), *draw(st.lists(st.integers(0, classes - 1), max_size=2))]
    features = array_of(draw, st, (len(labels), n))
    return {"features": features, "labels": np.array(draw(st.permutations(labels))), "classes": classes}


EXERCISES = [
    Exercise("learned", learned, learned_inputs),
    Exercise("overlap_share", overlap_share, overlap_inputs),
    Exercise("held_out", held_out, held_out_inputs),
    Exercise("answers", answers, answers_inputs),
    Exercise("as_kernel", as_kernel, kernel_inputs),
    Exercise("class_means", class_means, means_inputs),
]
