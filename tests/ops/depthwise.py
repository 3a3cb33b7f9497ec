"""Rows of the operations of `depthwise.py`."""

import numpy as np
from hypothesis import strategies as st

from tests.ops.op import PADDINGS, PAIRS, WRONG_PADDING, WRONG_WINDOW, WRONG_X, Op, as_pair, ones, spans


def depthwise_conv2d_arguments(draw, array):
    """Odd and even sizes, non-square kernels, strides that differ, every form of padding, several kernels a channel."""
    k, d = as_pair(draw(PAIRS[3])), draw(PAIRS[2])
    size = [span + draw(st.integers(0, 4)) for span in spans(k, d)]
    c_in, multiplier = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    arrays = dict(
        x=array((draw(st.integers(1, 2)), *size, c_in)),
        kernel=array((*k, c_in, multiplier)),
        bias=array((c_in * multiplier,)),
    )
    return arrays, dict(strides=draw(PAIRS[3]), padding=draw(PADDINGS), dilation_rate=d)


def separable_conv2d_arguments(draw, array):
    arrays, options = depthwise_conv2d_arguments(draw, array)
    channels, c_out = len(arrays["bias"]), draw(st.integers(1, 3))
    arrays = dict(
        x=arrays["x"],
        depthwise_kernel=arrays["kernel"],
        pointwise_kernel=array((1, 1, channels, c_out)),
        bias=array((c_out,)),
    )
    return arrays, options


WRONG = (
    WRONG_X
    | WRONG_WINDOW
    | WRONG_PADDING
)


def wrong_depthwise(name):
    """Wrong kernels, whatever the argument is called."""
    return {
        f"{name} of rank 3": (
            {name: ones(3, 3, 3)},
            ValueError,
            f"{name} has rank 3 (shape (3, 3, 3)), needs rank 4: (kernel_h, kernel_w, c_in, multiplier)",
        ),
        f"{name} of integers": ({name: ones(3, 3, 3, 2, dtype=int)}, TypeError, f"{name} holds int64, needs float32"),
        f"{name} of another type": (
            {name: ones(3, 3, 3, 2, dtype=np.float64)},
            TypeError,
            f"{name} holds float64, but x holds float32",
        ),
        f"{name} of other channels": (
            {name: ones(3, 3, 4, 2)},
            ValueError,
            f"{name} has kernels for 4 channels, but x has 3 (x (2, 5, 5, 3) is NHWC; {name} (3, 3, 4, 2) is (kernel_h",
        ),
        f"{name} without kernels": (
            {name: ones(3, 3, 3, 0)},
            ValueError,
            f"{name} has shape (3, 3, 3, 0), and no multiplier",
        ),
        f"{name} too large": ({name: ones(7, 3, 3, 2)}, ValueError, "kernel spans 7 cells of height, but x has 5"),
    }


OPTIONS = dict(strides=1, padding="valid", dilation_rate=1)
OPS = {
    "depthwise_conv2d": Op(
        depthwise_conv2d_arguments,
        WRONG
        | wrong_depthwise("kernel")
        | {
            "bias": (
                dict(bias=ones(3)),
                ValueError,
                "bias has shape (3,), needs (6,) (one number for each of the 6 output channels)",
            ),
            "bias of another type": (
                dict(bias=ones(6, dtype=np.float64)),
                TypeError,
                "bias holds float64, but x holds float32",
            ),
        },
        (dict(x=ones(2, 5, 5, 3), kernel=ones(3, 3, 3, 2), bias=ones(6)), OPTIONS),
        defaults=OPTIONS,
    ),
    "separable_conv2d": Op(
        separable_conv2d_arguments,
        WRONG
        | wrong_depthwise("depthwise_kernel")
        | {
            "pointwise too large": (
                dict(pointwise_kernel=ones(3, 3, 6, 4)),
                ValueError,
                "pointwise_kernel has shape (3, 3, 6, 4), needs (1, 1, 6, 4) (the depthwise step gives 6 channels)",
            ),
            "pointwise as a matrix": (
                dict(pointwise_kernel=ones(6, 4)),
                ValueError,
                "pointwise_kernel has rank 2 (shape (6, 4)), needs rank 4: (1, 1, c_in * multiplier, c_out)",
            ),
            "pointwise of other channels": (
                dict(pointwise_kernel=ones(1, 1, 3, 4)),
                ValueError,
                "pointwise_kernel has shape (1, 1, 3, 4), needs (1, 1, 6, 4)",
            ),
            "pointwise of integers": (
                dict(pointwise_kernel=ones(1, 1, 6, 4, dtype=int)),
                TypeError,
                "pointwise_kernel holds int64, needs float32 or float64",
            ),
            "bias": (
                dict(bias=ones(6)),
                ValueError,
                "bias has shape (6,), needs (4,) (one number for each of the 4 filters)",
            ),
            "bias of another type": (
                dict(bias=ones(4, dtype=np.float64)),
                TypeError,
                "bias holds float64, but x holds float32",
            ),
        },
        (
            dict(
                x=ones(2, 5, 5, 3),
                depthwise_kernel=ones(3, 3, 3, 2),
                pointwise_kernel=ones(1, 1, 6, 4),
                bias=ones(4),
            ),
            OPTIONS,
        ),
        defaults=OPTIONS,
    ),
}
