"""Rows of the operations of `transposed.py`."""

import numpy as np
from hypothesis import strategies as st

from tests.ops.op import PADDINGS, PAIRS, WRONG_PADDING, WRONG_WINDOW, WRONG_X, Op, as_pair, ones, spans


def added(draw, span, stride, padding):
    """An output padding that leaves conv2d's backward pass at the same size."""
    least = 1 - span % 2 if padding == "same" else 0
    return draw(st.integers(least, least + stride - 1))


def conv2d_transpose_arguments(draw, array):
    """Odd and even sizes, strides that differ, every form of padding, the output's size chosen or left to the rule."""
    k, s, d = as_pair(draw(PAIRS[3])), as_pair(draw(PAIRS[3])), draw(PAIRS[2])
    padding = draw(PADDINGS)
    least = 1 if isinstance(padding, str) else 7  # so that padding, 6 cells at most, leaves something
    size = [draw(st.integers(least, least + 3)) for _ in range(2)]
    c_in, c_out = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    arrays = dict(
        x=array((draw(st.integers(1, 2)), *size, c_in)), kernel=array((*k, c_out, c_in)), bias=array((c_out,))
    )
    output_padding = None
    if draw(st.booleans()):
        output_padding = tuple(added(draw, span, stride, padding) for span, stride in zip(spans(k, d), s))
    return arrays, dict(strides=s, padding=padding, output_padding=output_padding, dilation_rate=d)


OPS = {
    "conv2d_transpose": Op(
        conv2d_transpose_arguments,
        WRONG_X
        | WRONG_WINDOW
        | WRONG_PADDING
        | {
            "kernel of rank 3": (
                dict(kernel=ones(3, 3, 3)),
                ValueError,
                "kernel has rank 3 (shape (3, 3, 3)), needs rank 4: (kernel_h, kernel_w, c_out, c_in)",
            ),
            "kernel as for conv2d": (
                dict(kernel=ones(3, 3, 3, 4)),
                ValueError,
                "kernel has 4 input channels, but x has 3 "
                "(x (2, 5, 5, 3) is NHWC; kernel (3, 3, 3, 4) is (kernel_h, kernel_w, c_out, c_in))",
            ),
            "kernel of integers": (dict(kernel=ones(3, 3, 4, 3, dtype=int)), TypeError, "kernel holds int64"),
            "kernel of another type": (
                dict(kernel=ones(3, 3, 4, 3, dtype=np.float64)),
                TypeError,
                "kernel holds float64, but x holds float32",
            ),
            "empty kernel": (
                dict(kernel=ones(3, 0, 4, 3)),
                ValueError,
                "kernel has shape (3, 0, 4, 3), and no kernel_w",
            ),
            "bias": (
                dict(bias=ones(3)),
                ValueError,
                "bias has shape (3,), needs (4,) (one number for each of the 4 output channels)",
            ),
            "bias of another type": (
                dict(bias=ones(4, dtype=np.float64)),
                TypeError,
                "bias holds float64, but x holds float32",
            ),
            "padding cuts all": (
                dict(padding=6),
                ValueError,
                "padding cuts off 12 cells, but the output has 11; needs less padding",
            ),
            "output padding of a stride": (
                dict(output_padding=2),
                ValueError,
                "output_padding is 2, needs 0 to 1 at strides 2 "
                "(from any other size conv2d does not lead back to 5 cells)",
            ),
            "output padding under same": (
                dict(padding="same", kernel=ones(2, 3, 4, 3), output_padding=0),
                ValueError,
                "output_padding is 0, needs 1 to 2 at strides 2",
            ),
            "output padding at stride 1": (
                dict(strides=1, output_padding=(0, 1)),
                ValueError,
                "output_padding is 1, needs 0 at strides 1",
            ),
            "negative output padding": (dict(output_padding=-1), ValueError, "output_padding is -1, needs at least 0"),
            "output padding word": (
                dict(output_padding="same"),
                TypeError,
                "output_padding is 'same', needs an integer",
            ),
        },
        (
            dict(x=ones(2, 5, 5, 3), kernel=ones(3, 3, 4, 3), bias=ones(4)),
            dict(strides=2, padding="valid", output_padding=None, dilation_rate=1),
        ),
        defaults=dict(strides=1, padding="valid", output_padding=None, dilation_rate=1),
    ),
}
