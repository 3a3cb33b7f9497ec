"""The exercises of chapter 02. Each reference says the same as a part of `cnnlib.scratch`, on plain matrices."""

from dataclasses import dataclass

import numpy as np

from cnnlib import scratch
from cnnlib.exercises.checker import Exercise
from cnnlib.exercises.inputs import array_of


def count_parameters(height, width, c_in, c_out, k):
    places = (height - k + 1) * (width - k + 1)
    one_kernel = k * k * c_in * c_out + c_out
    return height * width * c_in * places * c_out + places * c_out, places * one_kernel, one_kernel


def correlate2d(x, kernel):
    return scratch.conv2d(x[None, :, :, None], kernel[:, :, None, None])[0, :, :, 0]


def true_convolution(x, kernel):
    return correlate2d(x, kernel[::-1, ::-1])


def multi_channel(x, kernel):
    return scratch.conv2d(x[None], kernel)[0]


def separable(x, column, row):
    return correlate2d(x, np.outer(column, row))


def diagnose(f):
    return f.kind


@dataclass(frozen=True)
class Suspect:
    """A convolution of a square matrix and a square kernel that may be wrong: `kind` says how."""

    kind: str

    def __call__(self, x, kernel):
        x, kernel = np.asarray(x, float), np.asarray(kernel, float)
        if self.kind == "short":  # the last column of the kernel counts nothing
            kernel = np.where(np.arange(kernel.shape[1]) < kernel.shape[1] - 1, kernel, 0)
        kernel = {"flipped": kernel[::-1, ::-1], "transposed": kernel.T}.get(self.kind, kernel)
        y = correlate2d(x, kernel)
        return y.T if self.kind == "swapped" else y

    def __repr__(self):  # does not give it away
        return "one of the five"


KINDS = ("right", "flipped", "transposed", "swapped", "short")


def output_size(n, kernel_size, strides):
    return scratch.output_size(n, kernel_size, strides)


def parameter_inputs(draw, st):
    k = draw(st.integers(1, 5))
    sizes = {axis: draw(st.integers(k, 40)) for axis in ("height", "width")}
    return {**sizes, "c_in": draw(st.integers(1, 8)), "c_out": draw(st.integers(1, 8)), "k": k}


def matrix_inputs(draw, st):
    kernel = array_of(draw, st, (draw(st.integers(1, 3)), draw(st.integers(1, 3))))
    x = array_of(draw, st, [n + draw(st.integers(0, 2)) for n in kernel.shape])
    return {"x": x, "kernel": kernel}


def channel_inputs(draw, st):
    kernel = array_of(draw, st, [draw(st.integers(1, 2)) for _ in range(4)])
    x = array_of(draw, st, (*(n + draw(st.integers(0, 2)) for n in kernel.shape[:2]), kernel.shape[2]))
    return {"x": x, "kernel": kernel}


def separable_inputs(draw, st):
    column, row = (array_of(draw, st, (draw(st.integers(1, 3)),)) for _ in range(2))
    x = array_of(draw, st, [len(v) + draw(st.integers(0, 2)) for v in (column, row)])
    return {"x": x, "column": column, "row": row}


def suspects(draw, st):
    return {"f": Suspect(draw(st.sampled_from(KINDS)))}


def size_inputs(draw, st):
    kernel_size = draw(st.integers(1, 7))
    return {"n": kernel_size + draw(st.integers(0, 20)), "kernel_size": kernel_size, "strides": draw(st.integers(1, 5))}


EXERCISES = [
    Exercise("count_parameters", count_parameters, parameter_inputs),
    Exercise("correlate2d", correlate2d, matrix_inputs),
    Exercise("true_convolution", true_convolution, matrix_inputs),
    Exercise("diagnose", diagnose, suspects),
    Exercise("multi_channel", multi_channel, channel_inputs),
    Exercise("separable", separable, separable_inputs),
    Exercise("output_size", output_size, size_inputs),
]
