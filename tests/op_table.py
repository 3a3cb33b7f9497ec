"""One row for each operation of cnnlib: how to draw its arguments, and the wrong calls it must refuse.

`tests/test_ops.py` runs every check over every row, and fails when a public name has none.
A new operation is covered by adding its row here.
"""

from dataclasses import dataclass, field
from typing import Callable

import numpy as np
from hypothesis import strategies as st


@dataclass
class Op:
    """`draw(draw, array)` returns (arrays, options): two dicts. `wrong` maps a name to (changes, exception, words of the message)."""

    draw: Callable
    wrong: dict = field(default_factory=dict)
    example: tuple = ()  # (arrays, options) that are right, for `wrong` to spoil
    not_in_backward: tuple = ("bias", "beta")  # no gradient depends on these


SIDES = st.tuples(st.integers(0, 3), st.integers(0, 3))
PADDINGS = st.one_of(st.sampled_from(["valid", "same"]), st.integers(0, 2), SIDES, st.tuples(SIDES, SIDES))
PADDINGS_IN_NUMBERS = st.one_of(st.integers(0, 2), SIDES, st.tuples(SIDES, SIDES))
AXIS_PADDINGS = st.one_of(st.sampled_from(["valid", "same"]), st.integers(0, 3), SIDES)
PAIRS = {n: st.one_of(st.integers(1, n), st.tuples(st.integers(1, n), st.integers(1, n))) for n in (2, 3)}


def as_pair(value):
    return value if isinstance(value, tuple) else (value, value)


def spans(kernel_size, dilation_rate):
    return [(k - 1) * d + 1 for k, d in zip(as_pair(kernel_size), as_pair(dilation_rate))]


def axis_arguments(draw, array):
    k, d = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    n = draw(st.integers((k - 1) * d + 1, 14))
    return {}, dict(n=n, kernel_size=k, strides=draw(st.integers(1, 4)), dilation_rate=d)


def output_size_arguments(draw, array):
    _, options = axis_arguments(draw, array)
    return {}, options | dict(padding=draw(AXIS_PADDINGS))


def pad2d_arguments(draw, array):
    shape = [draw(st.integers(1, n)) for n in (2, 4, 4, 3)]
    return dict(x=array(shape)), dict(padding=draw(PADDINGS_IN_NUMBERS))


def sliding_windows_arguments(draw, array):
    k, d = draw(PAIRS[3]), draw(PAIRS[2])
    size = [span + draw(st.integers(0, 4)) for span in spans(k, d)]
    x = array((draw(st.integers(1, 2)), *size, draw(st.integers(1, 3))))
    return dict(x=x), dict(kernel_size=k, strides=draw(PAIRS[3]), dilation_rate=d)


def conv2d_arguments(draw, array):
    """Odd and even sizes, non-square kernels and strides, every form of padding, groups, batch 1, one channel."""
    k, d, groups = as_pair(draw(PAIRS[3])), draw(PAIRS[2]), draw(st.integers(1, 3))
    size = [span + draw(st.integers(0, 4)) for span in spans(k, d)]
    c_in, c_out = groups * draw(st.integers(1, 2)), groups * draw(st.integers(1, 2))
    arrays = dict(
        x=array((draw(st.integers(1, 2)), *size, c_in)), kernel=array((*k, c_in // groups, c_out)), bias=array((c_out,))
    )
    return arrays, dict(strides=draw(PAIRS[3]), padding=draw(PADDINGS), dilation_rate=d, groups=groups)


def ones(*shape, dtype=np.float32):
    return np.ones(shape, dtype)


WRONG_COUNTS = {
    "no n": (dict(n=0), ValueError, "n is 0, needs at least 1"),
    "stride 0": (dict(strides=0), ValueError, "strides is 0"),
    "half a stride": (dict(strides=1.5), TypeError, "strides is 1.5, needs an integer"),
    "no dilation": (dict(dilation_rate=0), ValueError, "dilation_rate is 0"),
    "no kernel": (dict(kernel_size=0), ValueError, "kernel_size is 0"),
}
WRONG_X = {
    "list": (dict(x=[[1.0]]), TypeError, "x is a list, needs an array"),
    "integers": (dict(x=ones(2, 5, 5, 3, dtype=int)), TypeError, "x holds int64, needs float32 or float64"),
    "no batch": (
        dict(x=ones(5, 5, 3)),
        ValueError,
        "x has rank 3 (shape (5, 5, 3)), needs rank 4: (batch, height, width, c_in); add the batch axis: x[None]",
    ),
    "no rows": (dict(x=ones(2, 0, 5, 3)), ValueError, "x has shape (2, 0, 5, 3), and no height"),
}
WRONG_PADDING_NUMBERS = {
    "negative padding": (dict(padding=-1), ValueError, "padding is -1, needs at least 0"),
    "three paddings": (dict(padding=(1, 1, 1)), ValueError, "padding is (1, 1, 1), needs an integer"),
    "half a cell": (dict(padding=0.5), TypeError, "padding is 0.5, needs an integer"),
}
WRONG_WINDOW = {
    "stride 0": (dict(strides=0), ValueError, "strides is 0, needs at least 1"),
    "three strides": (dict(strides=(1, 1, 1)), ValueError, "strides is (1, 1, 1), needs an integer or a pair"),
    "stride True": (dict(strides=True), TypeError, "strides is True, needs an integer"),
    "dilation 0": (dict(dilation_rate=(1, 0)), ValueError, "dilation_rate is 0"),
}

OPS = {
    "output_size": Op(
        output_size_arguments,
        WRONG_COUNTS
        | {
            "kernel too large": (dict(kernel_size=9), ValueError, "kernel spans 9 cells, but n is 5"),
            "padding word": (dict(padding="full"), ValueError, 'padding is \'full\', needs "valid", "same"'),
            "negative padding": (dict(padding=(0, -1)), ValueError, "padding is -1"),
        },
        ({}, dict(n=5, kernel_size=3, strides=1, padding="valid", dilation_rate=1)),
    ),
    "same_padding": Op(axis_arguments, WRONG_COUNTS, ({}, dict(n=5, kernel_size=3, strides=1, dilation_rate=1))),
    "pad2d": Op(
        pad2d_arguments,
        WRONG_X
        | WRONG_PADDING_NUMBERS
        | {"padding word": (dict(padding="same"), ValueError, "padding is 'same', needs an integer")},
        (dict(x=ones(2, 5, 5, 3)), dict(padding=1)),
    ),
    "sliding_windows": Op(
        sliding_windows_arguments,
        WRONG_X
        | WRONG_WINDOW
        | {"kernel too large": (dict(kernel_size=(2, 6)), ValueError, "kernel spans 6 cells of width, but x has 5")},
        (dict(x=ones(2, 5, 5, 3)), dict(kernel_size=3, strides=1, dilation_rate=1)),
    ),
    "conv2d": Op(
        conv2d_arguments,
        WRONG_X
        | WRONG_WINDOW
        | WRONG_PADDING_NUMBERS
        | {
            "kernel without filters": (
                dict(kernel=ones(3, 3, 3)),
                ValueError,
                "kernel has rank 3 (shape (3, 3, 3)), needs rank 4: (kernel_h, kernel_w, c_in, c_out)",
            ),
            "channels": (
                dict(kernel=ones(3, 3, 4, 8)),
                ValueError,
                "kernel has 4 input channels, but x has 3 (x (2, 5, 5, 3) is NHWC; kernel (3, 3, 4, 8) is HWIO)",
            ),
            "two types": (
                dict(kernel=ones(3, 3, 3, 4, dtype=np.float64)),
                TypeError,
                "kernel holds float64, but x holds float32",
            ),
            "bias": (dict(bias=ones(3)), ValueError, "bias has shape (3,), needs (4,)"),
            "padding word": (dict(padding="full"), ValueError, 'padding is \'full\', needs "valid", "same"'),
            "groups do not divide": (dict(groups=2), ValueError, "groups is 2, which does not divide c_in = 3"),
            "groups 0": (dict(groups=0), ValueError, "groups is 0, needs at least 1"),
            "kernel too large": (
                dict(kernel=ones(7, 3, 3, 4)),
                ValueError,
                "kernel spans 7 cells of height, but x has 5",
            ),
            "dilated too far": (
                dict(dilation_rate=3),
                ValueError,
                "kernel spans 7 cells of height at dilation_rate 3, but x has 5",
            ),
            "empty kernel": (
                dict(kernel=ones(0, 3, 3, 4)),
                ValueError,
                "kernel has shape (0, 3, 3, 4), and no kernel_h",
            ),
        },
        (
            dict(x=ones(2, 5, 5, 3), kernel=ones(3, 3, 3, 4), bias=ones(4)),
            dict(strides=1, padding="valid", dilation_rate=1, groups=1),
        ),
    ),
}
