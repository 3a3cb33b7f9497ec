"""What the explanations share: arrays, positions, and single cells as factors."""

import sys

import numpy as np

from cnnlib import wording
from cnnlib.explanation.explanation import Explanation, Factor
from cnnlib.scratch.inner import Symbol


def refuse_lists(name, array):
    """Refuse what is not an array, such as a list; a bias may be None."""
    if array is not None and not hasattr(array, "dtype"):
        dtype = "" if name == "labels" else ", dtype=np.float32"
        raise TypeError(f"explain: {name} is {wording.a_type(array)}, needs an array; wrap it: np.array({name}{dtype})")


def with_numbers(name, value):
    """An argument, a tensor as an array; refused is a symbol or a tensor of a graph: it has a shape, and no numbers."""
    keras, tf = sys.modules.get("keras"), sys.modules.get("tensorflow")  # nobody has theirs where they aren't loaded
    if isinstance(value, Symbol) or (keras and isinstance(value, keras.KerasTensor)):
        kind = "a symbol"
    elif tf and tf.is_symbolic_tensor(value):
        kind = "a tensor of a graph"
    else:
        return np.asarray(value) if getattr(value, "shape", ()) else value
    raise TypeError(f"explain: {name} is {kind}, which has no numbers to write out; needs an array")


def inside(op, at, shape):
    """`at`, refused where it is not a position in an array of that shape."""
    if at and not shape:
        raise ValueError(f"explain: at is {at}, but {op} gives one number, which has no position; leave out at")
    if 0 in shape:
        raise ValueError(f"explain: {op} gives an array of shape {tuple(shape)}, which holds no number to explain")
    if len(at) != len(shape) or not all(0 <= i < n for i, n in zip(at, shape)):
        last = tuple(n - 1 for n in shape)
        got = f"at is {at}" if at else "at is missing"
        raise ValueError(
            f"explain: {got}, but {op} gives an array of shape {tuple(shape)}; "
            f"needs an index for each axis, from {(0,) * len(shape)} to {last}"
        )
    return at


def gradient_of(of, *names):
    """Whose gradient is explained; where there is one alone, it need not be named.

    >>> gradient_of(None, "x")
    'x'
    """
    of = names[0] if of is None and len(names) == 1 else of
    if not isinstance(of, str) or of not in names:
        quoted = [f'"{name}"' for name in names]
        needs = " or ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))
        raise ValueError(f"explain: of is {wording.shown(of)}, needs {needs}: whose gradient")
    return of


def first_maximum(cells):
    """The first of the largest cells, row by row; the first NaN, where there is one."""
    return cells[np.argmax([cell.value for cell in cells])]


def factor(name, array, index, padding=0.0):
    """One element of an array as a factor; outside the array, a cell of padding."""
    on_array = all(0 <= i < n for i, n in zip(index, array.shape))
    return Factor(name, index, array[index] if on_array else padding, padding=not on_array)


def output_sum(at, terms, bias, channel, **arrays):
    """The explanation of y[at] as a sum, whose last term is the bias of its channel, if there is a bias."""
    if bias is not None:
        terms.append([factor("bias", bias, (channel,))])
        arrays["bias"] = bias
    return Explanation("y", at, terms, arrays)


def gradient_sum(of, at, terms, d_out, x, kernel):
    """The explanation of an element of dx, dkernel or dbias: each reads d_out, and of x and kernel the other."""
    others = {"x": {"kernel": kernel}, "kernel": {"x": x}, "bias": {}}
    return Explanation(f"d{of}", at, list(terms), {"d_out": d_out, **others[of]})


def dbias_terms(d_out, at):
    """Every output cell of the channel whose bias stands at `at`."""
    for b, i, j in np.ndindex(*d_out.shape[:3]):
        yield [factor("d_out", d_out, (b, i, j, *at))]
