"""Rows of the operations of `activation.py`, `sigmoid.py`, `gelu.py` and `softmax.py`."""

import numpy as np
from hypothesis import strategies as st

from tests.ops.op import NOT_PLAIN, WRONG_X, Op, ones


def numbers(draw, array):
    """Any number of axes; whole numbers, corners among them, in half of the draws."""
    x = array([draw(st.integers(1, 4)) for _ in range(draw(st.integers(1, 4)))])
    return dict(x=np.round(x) if draw(st.booleans()) else x), {}


def with_options(**strategies):
    """Numbers, and a draw for each option."""

    def draw_arguments(draw, array):
        return numbers(draw, array)[0], {name: draw(strategy) for name, strategy in strategies.items()}

    return draw_arguments


def between_corners(draw_arguments):
    """The same calls with x a quarter away from every whole number, and so from every corner."""

    def draw_smooth(draw, array):
        arrays, options = draw_arguments(draw, array)
        return dict(x=np.round(arrays["x"]) + 0.25), options

    return draw_smooth


def with_corners(draw_arguments, defaults, wrong=(), **example):
    return Op(draw_arguments, WRONG | dict(wrong), (X, example), defaults, draw_smooth=between_corners(draw_arguments))


def scores(draw, array):
    """At least two classes; with one, softmax is 1 and its gradient 0, whatever x is."""
    axis = draw(st.integers(0, 2))
    x = array([draw(st.integers(1 + (i == axis), 4)) for i in range(3)])
    return dict(x=x), dict(axis=draw(st.sampled_from([axis, axis - 3])))


X = dict(x=ones(2, 5, 5, 3))
WRONG = {case: WRONG_X[case] for case in ("list", "integers", *NOT_PLAIN)}
WRONG_AXIS = {
    "axis too large": (dict(axis=4), ValueError, "axis is 4, but x (2, 5, 5, 3) has rank 4; needs at most 3"),
    "axis too small": (dict(axis=-5), ValueError, "axis is -5, needs at least -4"),
    "half an axis": (dict(axis=0.5), TypeError, "axis is 0.5, needs an integer"),
    "no axis": (dict(x=np.array(1.0)), ValueError, "x has shape (), needs at least 1 axis"),
    "two axes": (dict(axis=(1, 2)), TypeError, "axis is (1, 2), needs an integer of at least -4"),
    "no class": (dict(x=ones(2, 5, 5, 0)), ValueError, "x has shape (2, 5, 5, 0), and nothing along axis -1"),
}
# These gradients are differences, such as 1 − y², that may be small beside the rounding errors of what is subtracted.
DIFFERENCE = {"float32": 1e-3, "float64": 1e-11}
WHOLE = st.sampled_from([0, 1, 2, 6])  # corners on whole numbers, where x often lies


def wrong_number(name):
    return {
        f"negative {name}": (dict([(name, -0.1)]), ValueError, f"{name} is -0.1, needs a number of at least 0"),
        f"infinite {name}": (dict([(name, np.inf)]), ValueError, f"{name} is inf, needs a number of at least 0"),
        f"{name} in words": (dict([(name, "1")]), TypeError, f"{name} is '1', needs a number"),
    }


OPS = {
    "relu": with_corners(
        with_options(max_value=st.none() | WHOLE), dict(max_value=None), wrong_number("max_value"), max_value=6
    ),
    "leaky_relu": with_corners(
        with_options(negative_slope=st.sampled_from([0, 0.01, 0.3, 1, 2])),
        dict(negative_slope=0.3),
        wrong_number("negative_slope"),
        negative_slope=0.3,
    ),
    "elu": with_corners(
        with_options(alpha=st.sampled_from([0, 0.5, 1, 2])), dict(alpha=1.0), wrong_number("alpha"), alpha=1.0
    ),
    "gelu": Op(
        with_options(approximate=st.booleans()),
        WRONG | {"approximate 1": (dict(approximate=1), TypeError, "approximate is 1, needs True or False")},
        (X, dict(approximate=False)),
        dict(approximate=False),
        rtol=DIFFERENCE,
    ),
    "sigmoid": Op(numbers, WRONG, (X, {}), rtol=DIFFERENCE),
    "tanh": Op(numbers, WRONG, (X, {}), rtol=DIFFERENCE),
    "softmax": Op(scores, WRONG | WRONG_AXIS, (X, dict(axis=-1)), dict(axis=-1), rtol=DIFFERENCE),
    "log_softmax": Op(scores, WRONG | WRONG_AXIS, (X, dict(axis=-1)), dict(axis=-1), rtol=DIFFERENCE),
}
