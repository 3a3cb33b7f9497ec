"""The exercises of chapter 11: separable costs, groups, transposed convolution, dilation rates."""

import numpy as np

from cnnlib import scratch
from cnnlib.exercises.checker import Exercise
from cnnlib.exercises.inputs import array_of


def separable_weights(k, c_in, c_out):
    return k * k * c_in * c_out, k * k * c_in + c_in * c_out


def grouped_as_full(kernel, groups):
    kh, kw, per_group, c_out = kernel.shape
    full = np.zeros((kh, kw, per_group * groups, c_out))
    filters = c_out // groups
    for group in range(groups):
        channels = slice(group * per_group, (group + 1) * per_group)
        of_group = slice(group * filters, (group + 1) * filters)
        full[:, :, channels, of_group] = kernel[..., of_group]
    return full


def channel_shuffle(x, groups):
    *places, channels = x.shape
    return x.reshape(*places, groups, channels // groups).swapaxes(-1, -2).reshape(x.shape)


def paint(x, kernel, stride):
    # The shortest output that the last window reaches, also where the stride is longer than the kernel.
    options = {"strides": stride, "output_padding": 0}
    return scratch.conv2d_transpose(x[None, :, :, None], kernel[:, :, None, None], **options)[0, :, :, 0]


def sizes_before(out, kernel_size, stride):
    smallest = (out - 1) * stride + kernel_size
    return smallest, smallest + stride - 1


def as_depthwise(kernel, channels):
    kh, kw, _, filters = kernel.shape
    depthwise = np.zeros((kh, kw, channels, filters // channels))
    for o in range(filters):
        depthwise[:, :, o // depthwise.shape[3], o % depthwise.shape[3]] = kernel[:, :, 0, o]
    return depthwise


def cells_looked_at(kernel_size, rates):
    seen = {0}
    for rate in rates:
        seen = {cell + u * rate for cell in seen for u in range(kernel_size)}
    return len(seen)


def small(draw, st, least, most):
    return draw(st.integers(least, most))


def matrix(draw, st, most=3):
    return array_of(draw, st, [small(draw, st, 1, most) for _ in range(2)])


def grouped_inputs(draw, st):
    groups = small(draw, st, 1, 3)
    k, per_group, filters = (small(draw, st, 1, 2) for _ in range(3))
    return {"kernel": array_of(draw, st, [k, k, per_group, filters * groups]), "groups": groups}


def shuffle_inputs(draw, st):
    groups = small(draw, st, 1, 3)
    shape = [*(small(draw, st, 1, 2) for _ in range(3)), groups * small(draw, st, 1, 3)]
    return {"x": array_of(draw, st, shape), "groups": groups}


def depthwise_inputs(draw, st):
    k, channels, multiplier = (small(draw, st, 1, most) for most in (2, 3, 3))
    return {"kernel": array_of(draw, st, [k, k, 1, channels * multiplier]), "channels": channels}


def rates_inputs(draw, st):
    return {"kernel_size": small(draw, st, 1, 4), "rates": draw(st.lists(st.integers(1, 5), max_size=3))}


EXERCISES = [
    Exercise(
        "separable_weights",
        separable_weights,
        lambda draw, st: {name: small(draw, st, 1, 6) for name in ("k", "c_in", "c_out")},
    ),
    Exercise("grouped_as_full", grouped_as_full, grouped_inputs),
    Exercise("channel_shuffle", channel_shuffle, shuffle_inputs),
    Exercise(
        "paint",
        paint,
        lambda draw, st: {"x": matrix(draw, st), "kernel": matrix(draw, st, 3), "stride": small(draw, st, 1, 3)},
    ),
    Exercise(
        "sizes_before",
        sizes_before,
        lambda draw, st: {name: small(draw, st, 1, 5) for name in ("out", "kernel_size", "stride")},
    ),
    Exercise("as_depthwise", as_depthwise, depthwise_inputs),
    Exercise("cells_looked_at", cells_looked_at, rates_inputs),
]
