"""Rows of the operations of `dense.py`."""

import numpy as np
from hypothesis import strategies as st

from tests.ops.op import Op, ones


def dense_arguments(draw, array):
    batch, n_in, n_out = (draw(st.integers(1, n)) for n in (3, 6, 4))
    places = draw(st.lists(st.integers(1, 3), max_size=3))
    return dict(x=array((batch, *places, n_in)), kernel=array((n_in, n_out)), bias=array((n_out,))), {}


OPS = {
    "dense": Op(
        dense_arguments,
        {
            "list": (dict(x=[[1.0]]), TypeError, "x is a list, needs an array"),
            "integers": (dict(x=ones(2, 6, dtype=int)), TypeError, "x holds int64, needs float32 or float64"),
            "another last axis": (
                dict(x=ones(2, 28, 28)),
                ValueError,
                "kernel takes 6 inputs, but x has 28 along its last axis (x (2, 28, 28), kernel (6, 4))",
            ),
            "its cells are the inputs": (
                dict(x=ones(2, 3, 2)),
                ValueError,
                "kernel takes 6 inputs, but x has 2 along its last axis (x (2, 3, 2), kernel (6, 4)); flatten it to "
                "(2, 6): ",
            ),
            "no places": (
                dict(x=ones(2, 0, 6)),
                ValueError,
                "x has shape (2, 0, 6), and nothing along axis 1; needs at least 1 of each but batch",
            ),
            "a number": (dict(x=np.float32(1)), ValueError, "x has rank 0 (shape ()), needs rank 2: (batch, n_in)"),
            "no batch": (dict(x=ones(6)), ValueError, "x has rank 1 (shape (6,)), needs rank 2: (batch, n_in)"),
            "inputs": (dict(x=ones(2, 5)), ValueError, "kernel takes 6 inputs, but x has 5 (x (2, 5), kernel (6, 4))"),
            "kernel of one axis": (dict(kernel=ones(6)), ValueError, "kernel has rank 1 (shape (6,)), needs rank 2"),
            "no outputs": (dict(kernel=ones(6, 0)), ValueError, "kernel has shape (6, 0), and no n_out"),
            "two types": (dict(kernel=ones(6, 4, dtype=np.float64)), TypeError, "kernel holds float64, but x holds"),
            "bias": (dict(bias=ones(6)), ValueError, "bias has shape (6,), needs (4,)"),
            "bias type": (dict(bias=ones(4, dtype=int)), TypeError, "bias holds int64, needs float32 or float64"),
        },
        (dict(x=ones(2, 6), kernel=ones(6, 4), bias=ones(4)), {}),
    ),
}
