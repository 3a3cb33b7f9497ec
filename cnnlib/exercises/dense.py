"""The exercises of chapters 00 and 01, and what training keeps."""

import numpy as np

from cnnlib import scratch
from cnnlib.exercises.checker import Exercise
from cnnlib.exercises.inputs import array_of


def dense_by_hand(x, kernel, bias):
    return scratch.dense(x[None], kernel, bias)[0]


def dense_parameters(sizes):
    return sum(n * m + m for n, m in zip(sizes, sizes[1:]))


def training_bytes(sizes, batch):
    parameters = sum(n * m + m for n, m in zip(sizes, sizes[1:]))
    kept = batch * (2 * sum(sizes[1:-1]) + sizes[-1])
    return 4 * (4 * parameters + kept)


def shift_images(images, cells):
    shifted = np.zeros_like(images)
    shifted[:, :, cells:] = images[:, :, : images.shape[2] - cells]
    return shifted


def undo_shuffle(kernel, order):
    new = np.empty_like(kernel)
    new[order] = kernel
    return new


def weighted_sum(numbers, weights):
    return sum(number * weight for number, weight in zip(numbers, weights))


def widest(inputs, outputs, limit):
    return (limit - outputs) // (inputs + 1 + outputs)


def merged(kernel1, bias1, kernel2, bias2):
    return kernel1 @ kernel2, bias1 @ kernel2 + bias2


def dense_inputs(draw, st):
    n, m = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return {key: array_of(draw, st, shape) for key, shape in (("x", (n,)), ("kernel", (n, m)), ("bias", (m,)))}


def sizes_inputs(draw, st):
    return {"sizes": draw(st.lists(st.integers(1, 50), min_size=2, max_size=5))}


def memory_inputs(draw, st):
    return {**sizes_inputs(draw, st), "batch": draw(st.integers(1, 64))}


def shift_inputs(draw, st):
    shape = [draw(st.integers(1, 2)), draw(st.integers(1, 3)), draw(st.integers(1, 4))]
    return {"images": array_of(draw, st, shape), "cells": draw(st.integers(0, shape[2]))}


def shuffle_inputs(draw, st):
    n = draw(st.integers(1, 4))
    order = np.array(draw(st.permutations(range(n))), np.int64)
    return {"kernel": array_of(draw, st, (n, draw(st.integers(1, 2)))), "order": order}


def sum_inputs(draw, st):
    n = draw(st.integers(1, 4))
    return {key: draw(st.lists(st.integers(-3, 3), min_size=n, max_size=n)) for key in ("numbers", "weights")}


def width_inputs(draw, st):
    outputs = draw(st.integers(1, 10))
    return {"inputs": draw(st.integers(1, 50)), "outputs": outputs, "limit": outputs + draw(st.integers(0, 500))}


def two_layers(draw, st):
    n, m, o = (draw(st.integers(1, 3)) for _ in range(3))
    shapes = {"kernel1": (n, m), "bias1": (m,), "kernel2": (m, o), "bias2": (o,)}
    return {key: array_of(draw, st, shape) for key, shape in shapes.items()}


EXERCISES = [
    Exercise("weighted_sum", weighted_sum, sum_inputs),
    Exercise("dense_by_hand", dense_by_hand, dense_inputs),
    Exercise("dense_parameters", dense_parameters, sizes_inputs),
    Exercise("training_bytes", training_bytes, memory_inputs),
    Exercise("shift_images", shift_images, shift_inputs),
    Exercise("undo_shuffle", undo_shuffle, shuffle_inputs),
    Exercise("widest", widest, width_inputs),
    Exercise("merged", merged, two_layers),
]
