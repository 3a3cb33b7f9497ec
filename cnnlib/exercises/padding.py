"""The exercises of chapter 04, on rows of cells and plain matrices."""

import numpy as np

from cnnlib import scratch
from cnnlib.exercises.checker import Exercise
from cnnlib.exercises.inputs import array_of, number_of


def padded_size(n, kernel_size, strides, before, after):
    return scratch.output_size(n, kernel_size, strides, (before, after))


def same_sides(n, kernel_size, strides):
    return scratch.same_padding(n, kernel_size, strides)


def unseen_cells(n, kernel_size, strides):
    row = np.zeros((1, 1, n, 1))
    windows = scratch.sliding_windows(row, (1, kernel_size), (1, strides))
    seen_by = scratch.sliding_windows_backward(np.ones(windows.shape), row, (1, kernel_size), (1, strides))
    return int((seen_by == 0).sum())


def pad_matrix(x, top, bottom, left, right, value):
    return scratch.pad2d(x[None, :, :, None], ((top, bottom), (left, right)), value)[0, :, :, 0]


def reflect_row(row, cells):
    return np.pad(row, cells, mode="reflect")


def multiply_accumulates(height, width, c_in, c_out, kernel_size, strides):
    out_h, out_w = (scratch.output_size(n, kernel_size, strides, "same") for n in (height, width))
    return out_h * out_w * c_out * kernel_size**2 * c_in


def agreeing_size(n, layers):
    while not _agrees(n, layers):
        n += 1
    return n


def _agrees(n, layers):
    """Whether "same" adds one cell on each side in each of several layers of 3x3 at stride 2, in a row."""
    sizes = [n]
    for _ in range(layers):
        sizes.append(scratch.output_size(sizes[-1], 3, 2, "same"))
    return all(scratch.same_padding(size, 3, 2) == (1, 1) for size in sizes[:-1])


def axis_inputs(draw, st):
    """A row of cells, a kernel that fits on it, a stride."""
    kernel_size = draw(st.integers(1, 5))
    return {"n": kernel_size + draw(st.integers(0, 9)), "kernel_size": kernel_size, "strides": draw(st.integers(1, 6))}


def padded_inputs(draw, st):
    before, after = draw(st.integers(0, 3)), draw(st.integers(0, 3))
    return {**axis_inputs(draw, st), "before": before, "after": after}


def same_inputs(draw, st):
    return {"n": draw(st.integers(1, 12)), "kernel_size": draw(st.integers(1, 7)), "strides": draw(st.integers(1, 5))}


def matrix_inputs(draw, st):
    sides = {side: draw(st.integers(0, 2)) for side in ("top", "bottom", "left", "right")}
    x = array_of(draw, st, (draw(st.integers(1, 3)), draw(st.integers(1, 3))))
    return {"x": x, **sides, "value": number_of(draw, st)}


def row_inputs(draw, st):
    n = draw(st.integers(1, 5))
    return {"row": array_of(draw, st, (n,)), "cells": draw(st.integers(0, n - 1))}


def cost_inputs(draw, st):
    sizes = {name: draw(st.integers(1, 30)) for name in ("height", "width")}
    channels = {name: draw(st.integers(1, 8)) for name in ("c_in", "c_out")}
    return {**sizes, **channels, "kernel_size": draw(st.integers(1, 5)), "strides": draw(st.integers(1, 4))}


def agreeing_inputs(draw, st):
    return {"n": draw(st.integers(1, 40)), "layers": draw(st.integers(1, 4))}


EXERCISES = [
    Exercise("padded_size", padded_size, padded_inputs),
    Exercise("same_sides", same_sides, same_inputs),
    Exercise("unseen_cells", unseen_cells, axis_inputs),
    Exercise("pad_matrix", pad_matrix, matrix_inputs),
    Exercise("reflect_row", reflect_row, row_inputs),
    Exercise("multiply_accumulates", multiply_accumulates, cost_inputs),
    Exercise("agreeing_size", agreeing_size, agreeing_inputs),
]
