"""Rows of the activations, of one number each, and of softmax and its logarithm."""

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
        return arrays | dict(x=np.round(arrays["x"]) + 0.25), options

    return draw_smooth


def with_corners(draw_arguments, defaults, wrong=(), **example):
    return Op(draw_arguments, WRONG | dict(wrong), (X, example), defaults, draw_smooth=between_corners(draw_arguments))


def slopes(draw, array):
    """Numbers, and slopes of which some stand for all along an axis."""
    x = numbers(draw, array)[0]["x"]
    alpha = array([draw(st.sampled_from([1, n])) for n in x.shape[1:]])
    return dict(x=x, alpha=np.asarray(alpha, x.dtype)), {}


def scores(draw, array):
    """At least two classes; with one, softmax is 1 and its gradient 0, whatever x is."""
    axis = draw(st.integers(0, 2))
    x = array([draw(st.integers(1 + (i == axis), 4)) for i in range(3)])
    axis = draw(st.sampled_from([axis, axis - 3]))
    others = draw(st.lists(st.sampled_from([a for a in range(3) if a != axis % 3]), unique=True))
    return dict(x=x), dict(axis=(axis, *others) if draw(st.booleans()) else axis)


X = dict(x=ones(2, 5, 5, 3))
WRONG = {case: WRONG_X[case] for case in ("list", "integers", *NOT_PLAIN)}
WRONG_AXIS = {
    "axis too large": (dict(axis=4), ValueError, "axis is 4, but x (2, 5, 5, 3) has rank 4; needs at most 3"),
    "axis too small": (dict(axis=-5), ValueError, "axis is -5, needs at least -4"),
    "half an axis": (dict(axis=0.5), TypeError, "axis is 0.5, needs an integer"),
    "no axis": (dict(x=np.array(1.0)), ValueError, "x has shape (), needs at least 1 axis"),
    "an axis twice": (dict(axis=(1, -3)), ValueError, "axis is (1, -3), needs an axis, or several different ones"),
    "an empty tuple": (dict(axis=()), ValueError, "axis is (), needs an axis, or several different ones"),
    "half an axis among two": (dict(axis=(1, 0.5)), TypeError, "axis is 0.5, needs an integer"),
    "one of two axes too large": (dict(axis=(1, 4)), ValueError, "axis is 4, but x (2, 5, 5, 3) has rank 4"),
    "no class": (dict(x=ones(2, 5, 5, 0)), ValueError, "x has shape (2, 5, 5, 0), and nothing along axis -1"),
}
# These gradients are differences, such as 1 − y², that may be small beside the rounding errors of what is subtracted.
DIFFERENCE = {"float32": 1e-3, "float64": 1e-11}
WHOLE = st.sampled_from([0, 1, 2, 6])  # corners on whole numbers, where x often lies


def wrong_number(name):
    return {
        f"negative {name}": (dict([(name, -0.1)]), ValueError, f"{name} is -0.1, needs a number of at least 0"),
        f"infinite {name}": (dict([(name, np.inf)]), ValueError, f"{name} is inf, needs a finite number of at least 0"),
        f"{name} too large for float32": (
            dict([(name, 1e39)]),
            ValueError,
            f"{name} is 1e+39, which float32 cannot hold, needs at most 3.4e+38",
        ),
        f"{name} in words": (dict([(name, "1")]), TypeError, f"{name} is '1', needs a number"),
    }


WRONG_SLOPES = {
    "slopes in a list": (dict(alpha=[0.1]), TypeError, "alpha is a list, needs an array"),
    "slopes of another type": (
        dict(alpha=ones(5, 5, 3, dtype=np.float64)),
        TypeError,
        "alpha holds float64, but x holds float32",
    ),
    "a slope a channel": (
        dict(alpha=ones(3)),
        ValueError,
        "alpha has shape (3,), needs (5, 5, 3) (the shape of x without its batch; 1 for an axis that shares its slo",
    ),
    "two channels": (dict(alpha=ones(1, 1, 2)), ValueError, "alpha has shape (1, 1, 2), needs (5, 5, 3)"),
    "a number alone": (dict(x=np.float32(1)), ValueError, "x has shape (), needs at least 1 axis, the batch"),
}


def curve(**options):
    """An activation without options; `options` are the row's."""
    return Op(numbers, WRONG, (X, {}), **options)


OPS = {
    "relu": with_corners(
        with_options(
            max_value=st.none() | WHOLE, negative_slope=st.sampled_from([0, 0.25, 1]), threshold=st.sampled_from([0, 1])
        ),
        dict(max_value=None, negative_slope=0.0, threshold=0.0),
        wrong_number("max_value") | wrong_number("negative_slope") | wrong_number("threshold"),
        max_value=6,
        negative_slope=0.0,
        threshold=0.0,
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
    "prelu": Op(
        slopes,
        WRONG | WRONG_SLOPES,
        (X | dict(alpha=ones(1, 5, 3)), {}),
        draw_smooth=between_corners(slopes),
    ),
    "selu": curve(draw_smooth=between_corners(numbers)),
    "softplus": curve(),
    "sigmoid": curve(rtol=DIFFERENCE),
    "hard_sigmoid": curve(draw_smooth=between_corners(numbers)),
    "silu": curve(rtol=DIFFERENCE),
    "hard_silu": curve(draw_smooth=between_corners(numbers)),
    "mish": curve(rtol=DIFFERENCE),
    "tanh": curve(rtol=DIFFERENCE),
    "softmax": Op(scores, WRONG | WRONG_AXIS, (X, dict(axis=-1)), dict(axis=-1), rtol=DIFFERENCE),
    "log_softmax": Op(scores, WRONG | WRONG_AXIS, (X, dict(axis=-1)), dict(axis=-1), rtol=DIFFERENCE),
}
