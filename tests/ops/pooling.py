"""Rows of the operations of `pooling.py` and `global_pooling.py`."""

import numpy as np
from hypothesis import strategies as st

from tests.ops.op import PAIRS, WRONG_PADDING, WRONG_WINDOW, WRONG_X, Op, as_pair, ones


def pool_arguments(draw, array):
    """Odd and even sizes, windows that overlap, touch or leave gaps, every form of padding, ties in half the draws."""
    k = draw(PAIRS[3])
    kh, kw = as_pair(k)
    x = array([draw(st.integers(1, 2)), *(n + draw(st.integers(0, 5)) for n in (kh, kw)), draw(st.integers(1, 3))])
    if draw(st.booleans()):
        x = np.round(x)
    rows, columns = (st.integers(0, n - 1) for n in (kh, kw))
    sides = st.tuples(st.tuples(rows, rows), st.tuples(columns, columns))
    numbers = st.one_of(st.integers(0, min(kh, kw) - 1), st.tuples(rows, columns), sides)
    padding = draw(st.one_of(st.sampled_from(["valid", "same"]), numbers))
    return dict(x=x), dict(pool_size=k, strides=draw(st.one_of(st.none(), PAIRS[3])), padding=padding)


def avg_pool_arguments(draw, array):
    arrays, options = pool_arguments(draw, array)
    return arrays, options | dict(count_include_pad=draw(st.booleans()))


def images(draw, array):
    x = array([draw(st.integers(1, n)) for n in (3, 6, 6, 3)])
    return dict(x=np.round(x) if draw(st.booleans()) else x), {}


def without_ties(draw_arguments):
    """The same calls, the numbers of x a hundredth or more apart: a finite difference does not change their order."""

    def draw_smooth(draw, array):
        arrays, options = draw_arguments(draw, array)
        ranks = array(arrays["x"].shape).ravel().argsort().argsort()
        return dict(x=(ranks.reshape(arrays["x"].shape) - ranks.size / 2) / 100), options

    return draw_smooth


WRONG_POOL = (
    WRONG_X
    | {case: wrong for case, wrong in WRONG_WINDOW.items() if "dilation" not in case}
    | WRONG_PADDING
    | {
        "empty window": (dict(pool_size=0), ValueError, "pool_size is 0, needs at least 1"),
        "three sizes": (dict(pool_size=(2, 2, 2)), ValueError, "pool_size is (2, 2, 2), needs an integer or a pair"),
        "half a size": (dict(pool_size=1.5), TypeError, "pool_size is 1.5, needs an integer"),
        "window too large": (
            dict(pool_size=(2, 7)),
            ValueError,
            "pool_size spans 7 cells of width, but x has 5; needs a smaller pool_size or more padding",
        ),
        "window of padding": (
            dict(padding=((0, 0), (0, 2))),
            ValueError,
            "padding adds 2 cells on one side of width, but pool_size spans 2",
        ),
    }
)
DEFAULTS = dict(pool_size=2, strides=None, padding="valid")
EXAMPLE = dict(x=ones(2, 5, 5, 3)), dict(pool_size=2, strides=1, padding="valid")
OPS = {
    "max_pool2d": Op(pool_arguments, WRONG_POOL, EXAMPLE, DEFAULTS, draw_smooth=without_ties(pool_arguments)),
    "avg_pool2d": Op(
        avg_pool_arguments,
        WRONG_POOL
        | {"count of 1": (dict(count_include_pad=1), TypeError, "count_include_pad is 1, needs True or False")},
        (EXAMPLE[0], EXAMPLE[1] | dict(count_include_pad=False)),
        DEFAULTS | dict(count_include_pad=False),
    ),
    "global_avg_pool2d": Op(images, WRONG_X, (EXAMPLE[0], {})),
    "global_max_pool2d": Op(images, WRONG_X, (EXAMPLE[0], {}), draw_smooth=without_ties(images)),
}
