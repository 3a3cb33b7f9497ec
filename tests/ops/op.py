"""What a row of the table of operations holds, and what many rows share."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from hypothesis import strategies as st


def call(f, arrays, options):
    return f(**arrays, **options)


def backward_arguments(op, d_out, arrays, options, result):
    """(positional arguments, options) of the backward: d_out, then the arrays that it reads."""
    return [d_out, *(a for key, a in arrays.items() if key not in op.not_in_backward)], options


@dataclass
class Op:
    """One public function, with how to call it and its backward, and the wrong calls it must refuse.

    Attributes
    ----------
    draw : callable
        ``draw(draw, array)`` gives the call's (arrays, options), two dicts. `array(shape)` gives an array of normal
        numbers; labels, seeds and whatever else has no gradient are options.
    wrong : dict
        From a name to (changes, exception, words of the message).
    example : (arrays, options)
        A right call, for `wrong` to spoil.
    defaults : dict
        What a call takes for the options that it leaves out.
    not_in_backward : tuple of str
        Arrays that the backward does not read, since no gradient depends on them.
    call : callable
        ``call(f, arrays, options)``, where the arguments need something made first, such as a random generator.
    differentiated : callable
        From the function's result to the array that `d_out` belongs to; where there are several outputs, the first.
    backward_arguments : callable
        ``backward_arguments(op, d_out, arrays, options, result)``, where they are not d_out and the arrays read.
    draw_smooth : callable, optional
        As `draw`, for the finite differences: away from kinks, such as ties of a maximum.
    gradient_type_is_free : bool
        The backward reads no array of numbers whose type d_out's could differ from.
    rtol : dict
        Relative error to allow against TensorFlow, where rounding costs more than usual.
    """

    draw: Callable
    wrong: dict = field(default_factory=dict)
    example: tuple = ()
    defaults: dict = field(default_factory=dict)
    not_in_backward: tuple = ("bias", "beta")
    call: Callable = call
    differentiated: Callable = lambda result: result[0] if isinstance(result, tuple) else result
    backward_arguments: Callable = backward_arguments
    draw_smooth: Callable | None = None
    gradient_type_is_free: bool = False
    rtol: dict = field(default_factory=lambda: {"float32": 2e-5, "float64": 1e-12})


SIDES = st.tuples(st.integers(0, 3), st.integers(0, 3))
PADDINGS = st.one_of(st.sampled_from(["valid", "same"]), st.integers(0, 2), SIDES, st.tuples(SIDES, SIDES))
PADDINGS_IN_NUMBERS = st.one_of(st.integers(0, 2), SIDES, st.tuples(SIDES, SIDES))
PAIRS = {n: st.one_of(st.integers(1, n), st.tuples(st.integers(1, n), st.integers(1, n))) for n in (2, 3)}


def as_pair(value):
    return value if isinstance(value, tuple) else (value, value)


def spans(kernel_size, dilation_rate):
    return [(k - 1) * d + 1 for k, d in zip(as_pair(kernel_size), as_pair(dilation_rate))]


def ones(*shape, dtype=np.float32):
    return np.ones(shape, dtype)


NOT_PLAIN = {
    "a matrix": (
        dict(x=ones(1, 1).view(np.matrix)),
        TypeError,
        "x is a matrix, needs a plain array; convert it: np.asarray(x)",
    ),
    "a mask": (dict(x=np.ma.masked_array([1.0])), TypeError, "x is a MaskedArray, needs a plain array; convert it"),
}
WRONG_X = NOT_PLAIN | {
    "list": (dict(x=[[1.0]]), TypeError, "x is a list, needs an array"),
    "integers": (dict(x=ones(2, 5, 5, 3, dtype=int)), TypeError, "x holds int64, needs float32 or float64"),
    "no batch": (
        dict(x=ones(5, 5, 3)),
        ValueError,
        "x has rank 3 (shape (5, 5, 3)), needs rank 4: (batch, height, width, c_in); add the batch axis: x[None]",
    ),
    "no rows": (dict(x=ones(2, 0, 5, 3)), ValueError, "x has shape (2, 0, 5, 3), and no height"),
}


def wrong_paddings(needs):
    return {
        "negative padding": (dict(padding=-1), ValueError, "padding is -1, needs at least 0"),
        "three paddings": (dict(padding=(1, 1, 1)), ValueError, f"padding is (1, 1, 1), needs {needs}"),
        "half a cell": (dict(padding=0.5), TypeError, f"padding is 0.5, needs {needs}"),
        "no padding": (dict(padding=None), TypeError, f"padding is None, needs {needs}"),
        "an array of paddings": (dict(padding=np.array([1, 1])), TypeError, f"padding is array([1, 1]), needs {needs}"),
        "columns without an after": (
            dict(padding=((1, 1), (1,))),
            ValueError,
            "padding is (1,), needs an integer or a pair (before, after)",
        ),
    }


NUMBERS = "an integer, (rows, columns) or ((top, bottom), (left, right))"
WRONG_PADDING_NUMBERS = wrong_paddings(NUMBERS)
WRONG_PADDING = wrong_paddings(f'"valid", "same", {NUMBERS}') | {
    "padding word": (dict(padding="full"), ValueError, f'padding is \'full\', needs "valid", "same", {NUMBERS}')
}
WRONG_WINDOW = {
    "stride 0": (dict(strides=0), ValueError, "strides is 0, needs at least 1"),
    "three strides": (dict(strides=(1, 1, 1)), ValueError, "strides is (1, 1, 1), needs an integer or a pair"),
    "stride True": (dict(strides=True), TypeError, "strides is True, needs an integer or a pair (rows, columns)"),
    "stride a word": (dict(strides="2"), TypeError, "strides is '2', needs an integer or a pair (rows, columns)"),
    "an array of strides": (
        dict(strides=np.array([2, 2])),
        TypeError,
        "strides is array([2, 2]), needs an integer or a pair (rows, columns)",
    ),
    "dilation 0": (dict(dilation_rate=(1, 0)), ValueError, "dilation_rate is 0"),
}
