"""Rows of the operations of `resizing.py`."""

from hypothesis import strategies as st

from tests.ops.op import WRONG_X, Op, ones

SIZES = st.one_of(st.integers(1, 4), st.tuples(st.integers(1, 4), st.integers(1, 4)))


def upsample_arguments(draw, array):
    x = array([draw(st.integers(1, n)) for n in (2, 5, 5, 3)])
    return dict(x=x), dict(size=draw(SIZES), interpolation=draw(st.sampled_from(["nearest", "bilinear"])))


OPS = {
    "upsample2d": Op(
        upsample_arguments,
        WRONG_X
        | {
            "no cells": (dict(size=0), ValueError, "size is 0, needs at least 1"),
            "three sizes": (dict(size=(2, 2, 2)), ValueError, "size is (2, 2, 2), needs an integer or a pair"),
            "half a size": (dict(size=1.5), TypeError, "size is 1.5, needs an integer or a pair (rows, columns)"),
            "interpolation": (
                dict(interpolation="bicubic"),
                ValueError,
                "interpolation is 'bicubic', needs \"nearest\" or \"bilinear\"",
            ),
            "no interpolation": (
                dict(interpolation=None),
                TypeError,
                'interpolation is None, needs "nearest" or "bilinear"',
            ),
        },
        (dict(x=ones(2, 5, 4, 3)), dict(size=2, interpolation="nearest")),
        dict(size=2, interpolation="nearest"),
    )
}
