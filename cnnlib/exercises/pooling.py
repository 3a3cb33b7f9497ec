"""The exercises of chapter 06, on plain matrices."""

import numpy as np

from cnnlib import scratch
from cnnlib.exercises.checker import Exercise
from cnnlib.exercises.inputs import array_of


def max_pool(x, size, stride):
    return scratch.max_pool2d(x[None, :, :, None], size, stride)[0, :, :, 0]


def average_pool(x, size):
    return scratch.avg_pool2d(x[None, :, :, None], size)[0, :, :, 0]


def max_pool_backward(d_out, x, size):
    return scratch.max_pool2d_backward(d_out[None, :, :, None], x[None, :, :, None], size)[0, :, :, 0]


def average_pool_backward(d_out, x, size):
    return scratch.avg_pool2d_backward(d_out[None, :, :, None], x[None, :, :, None], size)[0, :, :, 0]


def global_average(x):
    return scratch.global_avg_pool2d(x)


def as_convolution(size):
    return np.full((size, size), 1 / size**2)


def pool_inputs(draw, st):
    size = draw(st.integers(1, 3))
    x = array_of(draw, st, [size + draw(st.integers(0, 3)) for _ in range(2)])
    return {"x": x, "size": size, "stride": draw(st.integers(1, 3))}


def side_by_side(draw, st):
    return {key: value for key, value in pool_inputs(draw, st).items() if key != "stride"}


def backward_inputs(draw, st):
    inputs = side_by_side(draw, st)
    shape = [n // inputs["size"] for n in inputs["x"].shape]
    return {"d_out": array_of(draw, st, shape), **inputs}


def map_inputs(draw, st):
    return {"x": array_of(draw, st, [draw(st.integers(1, 2)) for _ in range(4)])}


EXERCISES = [
    Exercise("max_pool", max_pool, pool_inputs),
    Exercise("average_pool", average_pool, side_by_side),
    Exercise("max_pool_backward", max_pool_backward, backward_inputs),
    Exercise("average_pool_backward", average_pool_backward, backward_inputs),
    Exercise("global_average", global_average, map_inputs),
    Exercise("as_convolution", as_convolution, lambda draw, st: {"size": draw(st.integers(1, 5))}),
]
