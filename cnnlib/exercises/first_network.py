"""The exercises of chapter 03."""

import numpy as np

from cnnlib import scratch
from cnnlib.exercises.checker import Exercise
from cnnlib.exercises.inputs import array_of


def map_sides(n, kernel_sizes):
    sides = []
    for k in kernel_sizes:
        n = scratch.output_size(n, k)
        sides.append(n)
        n //= 2
        sides.append(n)
    return sides


def conv_work(n, c_in, kernel_size, filters):
    return scratch.output_size(n, kernel_size) ** 2 * kernel_size**2 * c_in * filters


def pool2(x):
    return scratch.max_pool2d(x[None, :, :, None], 2)[0, :, :, 0]


def mirrored(kernel):
    return kernel[:, ::-1]


def on_canvas(picture, side, row, column):
    canvas = np.zeros((side, side))
    canvas[row : row + picture.shape[0], column : column + picture.shape[1]] = picture
    return canvas


def sides_inputs(draw, st):
    kernel_sizes = draw(st.lists(st.integers(1, 5), min_size=1, max_size=3))
    smallest = 1
    for k in reversed(kernel_sizes):  # so that each map has two cells for its pooling
        smallest = 2 * smallest + k - 1
    return {"n": smallest + draw(st.integers(0, 30)), "kernel_sizes": kernel_sizes}


def work_inputs(draw, st):
    kernel_size = draw(st.integers(1, 5))
    n = kernel_size + draw(st.integers(0, 20))
    return {"n": n, "c_in": draw(st.integers(1, 8)), "kernel_size": kernel_size, "filters": draw(st.integers(1, 8))}


def pool_inputs(draw, st):
    return {"x": array_of(draw, st, (draw(st.integers(2, 5)), draw(st.integers(2, 5))))}


def kernel_inputs(draw, st):
    shape = [draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.integers(1, 2)), draw(st.integers(1, 2))]
    return {"kernel": array_of(draw, st, shape)}


def canvas_inputs(draw, st):
    picture = array_of(draw, st, (draw(st.integers(1, 3)), draw(st.integers(1, 3))))
    side = max(picture.shape) + draw(st.integers(0, 3))
    row, column = (draw(st.integers(0, side - n)) for n in picture.shape)
    return {"picture": picture, "side": side, "row": row, "column": column}


EXERCISES = [
    Exercise("map_sides", map_sides, sides_inputs),
    Exercise("conv_work", conv_work, work_inputs),
    Exercise("pool2", pool2, pool_inputs),
    Exercise("mirrored", mirrored, kernel_inputs),
    Exercise("on_canvas", on_canvas, canvas_inputs),
]
