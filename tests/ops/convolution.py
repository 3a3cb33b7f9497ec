"""Rows of the operations of `convolution.py`."""

import numpy as np
from hypothesis import strategies as st

from tests.ops.op import PADDINGS, PAIRS, WRONG_PADDING, WRONG_WINDOW, WRONG_X, Op, as_pair, ones, spans


def conv2d_arguments(draw, array):
    """Odd and even sizes, non-square kernels and strides, every form of padding, groups, batch 1, one channel."""
    k, d, groups = as_pair(draw(PAIRS[3])), draw(PAIRS[2]), draw(st.integers(1, 3))
    size = [span + draw(st.integers(0, 4)) for span in spans(k, d)]
    c_in, c_out = groups * draw(st.integers(1, 2)), groups * draw(st.integers(1, 2))
    arrays = dict(
        x=array((draw(st.integers(1, 2)), *size, c_in)), kernel=array((*k, c_in // groups, c_out)), bias=array((c_out,))
    )
    return arrays, dict(strides=draw(PAIRS[3]), padding=draw(PADDINGS), dilation_rate=d, groups=groups)


OPS = {
    "conv2d": Op(
        conv2d_arguments,
        WRONG_X
        | WRONG_WINDOW
        | WRONG_PADDING
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
            "bias": (
                dict(bias=ones(3)),
                ValueError,
                "bias has shape (3,), needs (4,) (one number for each of the kernel's 4 filters)",
            ),
            "bias of another type": (
                dict(bias=ones(4, dtype=np.float64)),
                TypeError,
                "bias holds float64, but x holds float32",
            ),
            "groups do not divide": (dict(groups=2), ValueError, "groups is 2, which does not divide c_in = 3"),
            "groups do not divide the filters": (
                dict(groups=3, kernel=ones(3, 3, 1, 4)),
                ValueError,
                "groups is 3, which does not divide c_out = 4 (x (2, 5, 5, 3) is NHWC; kernel (3, 3, 1, 4) is HWIO)",
            ),
            "channels of a group": (
                dict(groups=3, kernel=ones(3, 3, 3, 6)),
                ValueError,
                "kernel has 3 input channels, but x has 3, so with 3 groups it needs 1 (x (2, 5, 5, 3)",
            ),
            "groups 0": (dict(groups=0), ValueError, "groups is 0, needs at least 1"),
            "kernel too large": (
                dict(kernel=ones(7, 3, 3, 4)),
                ValueError,
                "kernel spans 7 cells of height, but x has 5",
            ),
            "too little padding": (
                dict(kernel=ones(8, 3, 3, 4), padding=1),
                ValueError,
                "kernel spans 8 cells of height, but x has 7 with padding; needs a smaller kernel or more padding",
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
        defaults=dict(strides=1, padding="valid", dilation_rate=1, groups=1),
    ),
}
