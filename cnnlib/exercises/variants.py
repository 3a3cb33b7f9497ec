"""The exercises of chapter 09: dilated, grouped, separable and transposed convolutions."""

import numpy as np

from cnnlib import scratch
from cnnlib.exercises.checker import Exercise
from cnnlib.exercises.convolution import array_of


def spread(kernel, rate):
    rows, columns = ((n - 1) * rate + 1 for n in kernel.shape)
    y = np.zeros((rows, columns))
    y[::rate, ::rate] = kernel
    return y


def weights(kernel_size, c_in, c_out, groups):
    return kernel_size**2 * (c_in // groups) * c_out


def separable_saving(kernel_size, c_out):
    return 1 / c_out + 1 / kernel_size**2


def shuffle_channels(x, groups):
    *shape, c = x.shape
    return x.reshape(*shape, groups, c // groups).swapaxes(-1, -2).reshape(*shape, c)


def transposed_size(n, kernel_size, strides, padding):
    return (n - 1) * strides + kernel_size - 2 * padding


def paint(row, kernel, stride):
    return scratch.conv2d_transpose(row[None, None, :, None], kernel[None, :, None, None], strides=(1, stride))[
        0, 0, :, 0
    ]


def spread_inputs(draw, st):
    return {"kernel": array_of(draw, st, [draw(st.integers(1, 3)) for _ in range(2)]), "rate": draw(st.integers(1, 3))}


def group_inputs(draw, st):
    groups = draw(st.integers(1, 4))
    c_in, c_out = (groups * draw(st.integers(1, 4)) for _ in range(2))
    return {"kernel_size": draw(st.integers(1, 5)), "c_in": c_in, "c_out": c_out, "groups": groups}


def saving_inputs(draw, st):
    return {"kernel_size": draw(st.integers(1, 7)), "c_out": draw(st.integers(1, 512))}


def shuffle_inputs(draw, st):
    groups = draw(st.integers(1, 3))
    return {"x": array_of(draw, st, (1, 1, 1, groups * draw(st.integers(1, 3)))), "groups": groups}


def size_inputs(draw, st):
    kernel_size = draw(st.integers(1, 5))
    padding = draw(st.integers(0, (kernel_size - 1) // 2))
    return {
        "n": draw(st.integers(1, 9)),
        "kernel_size": kernel_size,
        "strides": draw(st.integers(1, kernel_size)),
        "padding": padding,
    }


def paint_inputs(draw, st):
    kernel = array_of(draw, st, (draw(st.integers(1, 4)),))
    return {
        "row": array_of(draw, st, (draw(st.integers(1, 4)),)),
        "kernel": kernel,
        "stride": draw(st.integers(1, len(kernel))),
    }


EXERCISES = [
    Exercise("spread", spread, spread_inputs),
    Exercise("weights", weights, group_inputs),
    Exercise("separable_saving", separable_saving, saving_inputs),
    Exercise("shuffle_channels", shuffle_channels, shuffle_inputs),
    Exercise("transposed_size", transposed_size, size_inputs),
    Exercise("paint", paint, paint_inputs),
]
