"""Rows of the operations of `dropout.py`."""

import numpy as np
from hypothesis import strategies as st

from tests.ops.op import Op, ones


def dropout_arguments(draw, array):
    x = array([draw(st.integers(1, 5)) for _ in range(draw(st.integers(1, 4)))])
    return dict(x=x), dict(rate=draw(st.sampled_from([0, 0.1, 0.5, 0.9])), rng=draw(st.integers(0, 99)))


def call(f, arrays, options):
    """A whole number is a seed: each call has a fresh generator, and so the same mask."""
    rng = options["rng"]
    return f(**arrays, **options | dict(rng=np.random.default_rng(rng) if isinstance(rng, int) else rng))


def backward_arguments(op, d_out, arrays, options, result):
    return [d_out, result[1]], dict(rate=options["rate"])


OPS = {
    "dropout": Op(
        dropout_arguments,
        {
            "list": (dict(x=[1.0]), TypeError, "x is a list, needs an array"),
            "integers": (dict(x=ones(3, dtype=int)), TypeError, "x holds int64, needs float32 or float64"),
            "rate 1": (dict(rate=1), ValueError, "rate is 1, needs a number of at least 0 and below 1, such as 0.5"),
            "negative rate": (dict(rate=-0.5), ValueError, "rate is -0.5, needs a number of at least 0"),
            "no rate": (dict(rate=None), TypeError, "rate is None, needs a number"),
            "no number": (dict(rate=np.nan), ValueError, "rate is nan, needs a finite number of at least 0"),
            "no generator": (
                dict(rng=None),
                TypeError,
                "rng is None, needs a generator; make one: np.random.default_rng",
            ),
        },
        (dict(x=ones(2, 5)), dict(rate=0.5, rng=7)),
        call=call,
        backward_arguments=backward_arguments,
        gradient_type_is_free=True,
    ),
}
