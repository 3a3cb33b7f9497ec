"""Rows of the operations of `windows.py`."""

import numpy as np
from hypothesis import strategies as st

from tests.ops.op import (
    PADDINGS_IN_NUMBERS,
    PAIRS,
    SIDES,
    WRONG_PADDING_NUMBERS,
    WRONG_WINDOW,
    WRONG_X,
    Op,
    ones,
    spans,
)

AXIS_PADDINGS = st.one_of(st.sampled_from(["valid", "same"]), st.integers(0, 3), SIDES)


def axis_arguments(draw, array):
    k, d = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    n = draw(st.integers((k - 1) * d + 1, 14))
    return {}, dict(n=n, kernel_size=k, strides=draw(st.integers(1, 4)), dilation_rate=d)


def output_size_arguments(draw, array):
    _, options = axis_arguments(draw, array)
    return {}, options | dict(padding=draw(AXIS_PADDINGS))


def pad2d_arguments(draw, array):
    shape = [draw(st.integers(1, n)) for n in (2, 4, 4, 3)]
    value = draw(st.sampled_from([0, 0.0, -1.5, 7, np.float32(0.1), np.float64(0.1), np.int64(2)]))
    return dict(x=array(shape)), dict(padding=draw(PADDINGS_IN_NUMBERS), value=value)


def pad2d_backward_arguments(op, d_out, arrays, options, result):
    """No gradient depends on the value."""
    return [d_out, arrays["x"]], dict(padding=options["padding"])


def sliding_windows_arguments(draw, array):
    k, d = draw(PAIRS[3]), draw(PAIRS[2])
    size = [span + draw(st.integers(0, 4)) for span in spans(k, d)]
    x = array((draw(st.integers(1, 2)), *size, draw(st.integers(1, 3))))
    return dict(x=x), dict(kernel_size=k, strides=draw(PAIRS[3]), dilation_rate=d)


WRONG_COUNTS = {
    "no n": (dict(n=0), ValueError, "n is 0, needs at least 1"),
    "stride 0": (dict(strides=0), ValueError, "strides is 0"),
    "half a stride": (dict(strides=1.5), TypeError, "strides is 1.5, needs an integer"),
    "no dilation": (dict(dilation_rate=0), ValueError, "dilation_rate is 0"),
    "no kernel": (dict(kernel_size=0), ValueError, "kernel_size is 0"),
}
OPS = {
    "output_size": Op(
        output_size_arguments,
        WRONG_COUNTS
        | {
            "kernel too large": (
                dict(kernel_size=9),
                ValueError,
                "kernel spans 9 cells, but n is 5; needs a smaller kernel or dilation_rate, or more padding",
            ),
            "too little padding": (
                dict(kernel_size=9, padding=(1, 2)),
                ValueError,
                "kernel spans 9 cells, but n is 5 (8 with padding); needs a smaller kernel",
            ),
            "too little padding, the same on both sides": (
                dict(kernel_size=9, padding=1),
                ValueError,
                "kernel spans 9 cells, but n is 5 (7 with padding); needs a smaller kernel",
            ),
            "padding word": (dict(padding="full"), ValueError, 'padding is \'full\', needs "valid", "same"'),
            "negative padding": (dict(padding=(0, -1)), ValueError, "padding is -1"),
        },
        ({}, dict(n=5, kernel_size=3, strides=1, padding="valid", dilation_rate=1)),
        dict(strides=1, padding="valid", dilation_rate=1),
    ),
    "same_padding": Op(
        axis_arguments,
        WRONG_COUNTS,
        ({}, dict(n=6, kernel_size=3, strides=1, dilation_rate=1)),
        dict(strides=1, dilation_rate=1),
    ),
    "pad2d": Op(
        pad2d_arguments,
        WRONG_X
        | WRONG_PADDING_NUMBERS
        | {
            "padding word": (dict(padding="same"), ValueError, "padding is 'same', needs an integer"),
            "value in words": (dict(value="a"), TypeError, "value is 'a', needs a number"),
            "no value": (dict(value=None), TypeError, "value is None, needs a number"),
            "value True": (dict(value=True), TypeError, "value is True, needs a number"),
            "a value for each channel": (dict(value=ones(3)), TypeError, "value is array("),
        },
        (dict(x=ones(2, 5, 5, 3)), dict(padding=1, value=0.0)),
        dict(value=0.0),
        backward_arguments=pad2d_backward_arguments,
    ),
    "sliding_windows": Op(
        sliding_windows_arguments,
        WRONG_X
        | WRONG_WINDOW
        | {
            "kernel too large": (
                dict(kernel_size=(2, 6)),
                ValueError,
                "kernel_size spans 6 cells of width, but x has 5; needs a smaller kernel_size",
            ),
            "dilated too far": (
                dict(kernel_size=4, dilation_rate=2),
                ValueError,
                "kernel_size spans 7 cells of height at dilation_rate 2, but x has 5; needs",
            ),
            "no kernel": (dict(kernel_size=0), ValueError, "kernel_size is 0, needs at least 1"),
            "half a kernel": (dict(kernel_size=1.5), TypeError, "kernel_size is 1.5, needs an integer"),
        },
        (dict(x=ones(2, 5, 5, 3)), dict(kernel_size=3, strides=1, dilation_rate=1)),
        dict(strides=1, dilation_rate=1),
    ),
}
