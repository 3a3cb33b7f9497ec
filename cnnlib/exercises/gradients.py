"""The exercises of chapter 05. Each reference takes its gradient from `cnnlib.scratch`, on plain matrices."""

import numpy as np

from cnnlib import scratch
from cnnlib.exercises.checker import Exercise
from cnnlib.exercises.inputs import array_of, number_of


def windows_on_cell(n, kernel_size, strides, m):
    starts = strides * np.arange(scratch.output_size(n, kernel_size, strides))
    return int(((starts <= m) & (m < starts + kernel_size)).sum())


def kernel_gradient(d_out, x):
    size = [n - m + 1 for n, m in zip(x.shape, d_out.shape)]
    return _backward(d_out, x, np.zeros(size))[1]


def input_gradient(d_out, kernel):
    size = [n + k - 1 for n, k in zip(d_out.shape, kernel.shape)]
    return _backward(d_out, np.zeros(size), kernel)[0]


def strided_backward(d_out, x, kernel, strides):
    return _backward(d_out, x, kernel, strides=strides)[:2]


def conv_matrix(kernel, height, width):
    impulses = np.eye(height * width).reshape(-1, height, width, 1)
    return scratch.conv2d(impulses, kernel[:, :, None, None]).reshape(height * width, -1).T


def conv_relu_backward(d_out, x, kernel, bias):
    y = scratch.conv2d(x[None, :, :, None], kernel[:, :, None, None])[0, :, :, 0] + bias
    return _backward(scratch.relu_backward(d_out, y), x, kernel)


def _backward(d_out, x, kernel, **options):
    """`conv2d_backward` on matrices: dx, dkernel, dbias."""
    images = d_out[None, :, :, None], x[None, :, :, None], kernel[:, :, None, None]
    dx, dkernel, dbias = scratch.conv2d_backward(*images, **options)
    return dx[0, :, :, 0], dkernel[:, :, 0, 0], float(dbias[0])


def count_inputs(draw, st):
    kernel_size, strides = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    n = kernel_size + draw(st.integers(0, 9))
    return {"n": n, "kernel_size": kernel_size, "strides": strides, "m": draw(st.integers(0, n - 1))}


def sizes(draw, st, smallest=1):
    """Of a kernel and of an output, along two axes."""
    return [[draw(st.integers(smallest, 3)) for _ in range(2)] for _ in range(2)]


def kernel_gradient_inputs(draw, st):
    kernel, out = sizes(draw, st)
    x = array_of(draw, st, [k + n - 1 for k, n in zip(kernel, out)])
    return {"d_out": array_of(draw, st, out), "x": x}


def input_gradient_inputs(draw, st):
    kernel, out = sizes(draw, st)
    return {"d_out": array_of(draw, st, out), "kernel": array_of(draw, st, kernel)}


def strided_inputs(draw, st):
    kernel, out = sizes(draw, st)
    strides = draw(st.integers(1, 3))
    # Up to strides - 1 cells at the end of an axis are seen by no window.
    unseen = [draw(st.integers(0, strides - 1)) for _ in range(2)]
    x = array_of(draw, st, [(n - 1) * strides + k + more for n, k, more in zip(out, kernel, unseen)])
    return {"d_out": array_of(draw, st, out), "x": x, "kernel": array_of(draw, st, kernel), "strides": strides}


def matrix_inputs(draw, st):
    kernel, out = sizes(draw, st)
    height, width = (k + n - 1 for k, n in zip(kernel, out))
    return {"kernel": array_of(draw, st, kernel), "height": height, "width": width}


def relu_inputs(draw, st):
    kernel, out = sizes(draw, st)
    x = array_of(draw, st, [k + n - 1 for k, n in zip(kernel, out)])
    arrays = {"d_out": array_of(draw, st, out), "x": x, "kernel": array_of(draw, st, kernel)}
    return {**arrays, "bias": number_of(draw, st)}


EXERCISES = [
    Exercise("windows_on_cell", windows_on_cell, count_inputs),
    Exercise("kernel_gradient", kernel_gradient, kernel_gradient_inputs),
    Exercise("input_gradient", input_gradient, input_gradient_inputs),
    Exercise("strided_backward", strided_backward, strided_inputs),
    Exercise("conv_matrix", conv_matrix, matrix_inputs),
    Exercise("conv_relu_backward", conv_relu_backward, relu_inputs),
]
