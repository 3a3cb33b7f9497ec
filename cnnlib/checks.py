"""What a public function asks of its arguments, and the one-line messages when they do not fit.

The NumPy half uses all of these. The TensorFlow half leaves to TensorFlow what that refuses itself, and uses those for
windows, padding, labels and dropout, so that there a wrong call reads the same in both.
A message names the function, the argument, what it got, what it needs and, where it can be guessed, the fix.
"""

import functools
import math
import numbers

import numpy as np

FLOATS = ("float32", "float64")
LAYOUTS = {
    "x": "(batch, height, width, c_in)",
    "d_out": "(batch, out_h, out_w, c_out)",
    "kernel": "(kernel_h, kernel_w, c_in, c_out)",
    "bias": "(c_out,)",
}


def check_arrays(op, like=None, **arrays):
    """Refuse whatever is not an array of float32 or float64, or not of the first array's type."""
    for name, array in arrays.items():
        dtype = dtype_name(array)
        if dtype is None or not hasattr(array, "shape"):
            raise TypeError(
                f"{op}: {name} is {a_type(array)}, needs an array of float32 or float64; wrap it: np.array({name}, dtype=np.float32)"
            )
        if dtype not in FLOATS:
            raise TypeError(
                f"{op}: {name} holds {dtype}, needs float32 or float64; convert it: {name}.astype(np.float32)"
            )
        like = like or (name, dtype)
        if dtype != like[1]:
            fix = f": {name}.astype(np.{like[1]})" if hasattr(array, "astype") else ""
            raise TypeError(f"{op}: {name} holds {dtype}, but {like[0]} holds {like[1]}; give both the same type{fix}")


def dtype_name(array):
    """The name of an array's type; None where it has none."""
    return _name(getattr(array, "dtype", None))


@functools.cache
def _name(dtype):
    return getattr(dtype, "name", None)  # NumPy puts it together anew each time, which takes as long as a small layer


def a_type(value):
    """The type of a value with its article: "a list", "an int", "an ndarray"."""
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeioAEIOU' or name.startswith('nd') else 'a'} {name}"


def plural(n, noun):
    """ "1 input", "2 inputs"."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def shown(value):
    """A value in one line, however NumPy prints it, and not the whole of a long one."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 80 else text[:77] + "..."


def float_type(op, dtype):
    """The name of float32 or float64; no other type is worked in."""
    name = getattr(dtype, "name", None) or getattr(dtype, "__name__", dtype)
    if name not in FLOATS:
        raise TypeError(f"{op}: dtype is {name!r}, needs one of {', '.join(FLOATS)}")
    return name


def check_rank(op, name, array, layout=None):
    """Refuse an array with other axes than its layout, such as "(batch, height, width, c_in)", or an empty one."""
    layout = layout or LAYOUTS[name]
    axes = layout.strip("(,)").split(", ")
    shape, rank = tuple(array.shape), len(axes)
    if len(shape) == rank:
        for axis, n in zip(axes, shape):
            if n == 0 and axis != "batch":
                raise ValueError(f"{op}: {name} has shape {shape}, and no {axis}; needs at least 1 of each but batch")
        return
    missing_batch = name in ("x", "d_out") and len(shape) == rank - 1
    fix = f"; add the batch axis: {name}[None]" if missing_batch else ""
    raise ValueError(f"{op}: {name} has rank {len(shape)} (shape {shape}), needs rank {rank}: {layout}{fix}")


def check_shape(op, name, array, needed, because):
    """Refuse an array whose shape is not the one that the other arguments ask for."""
    if tuple(array.shape) != tuple(needed):
        raise ValueError(f"{op}: {name} has shape {tuple(array.shape)}, needs {tuple(needed)} ({because})")


def check_gradient(op, d_out, x, shape=None):
    """Refuse a gradient that is not of the shape of the forward's output, by default that of x, or not of x's type."""
    check_arrays(op, x=x, d_out=d_out)
    shape = x.shape if shape is None else shape
    check_shape(op, "d_out", d_out, shape, f"the shape of {op.removesuffix('_backward')}'s output")


def check_examples(op, name, array):
    """Refuse an array without an element, of which there is no mean."""
    if 0 in array.shape:
        raise ValueError(f"{op}: {name} has shape {tuple(array.shape)}, needs at least 1 example (a loss is a mean)")


def check_labels(op, labels, logits):
    """Refuse labels that are neither one class for each row of logits nor a row of probabilities for each."""
    batch, classes = logits.shape
    if getattr(labels, "dtype", None) is None or not hasattr(labels, "shape"):
        needs = "an array of classes or of rows of probabilities; wrap it: np.array(labels)"
        raise TypeError(f"{op}: labels is a {type(labels).__name__}, needs {needs}")
    values = np.asarray(labels)
    if values.dtype.kind in "iu":
        fix = ", or rows of float32 or float64; take a column: labels[:, 0]" if values.ndim == 2 else ""
        check_shape(op, "labels", values, (batch,), f"a class for each of the {batch} rows of logits{fix}")
        wrong = values[(values < 0) | (values >= classes)]
        if wrong.size:
            raise ValueError(f"{op}: labels holds {wrong[0]}, needs classes from 0 to {classes - 1}, as logits has")
        return
    check_arrays(op, logits=logits, labels=labels)
    check_shape(op, "labels", values, (batch, classes), "the shape of logits; integers may stand for one-hot rows")
    right = (values >= 0).all(axis=1) & (abs(values.sum(axis=1) - 1) < 1e-4)  # false for nan
    if not right.all():
        first = int(right.argmin())
        found = f"labels[{first}] is no row of probabilities (sum {values[first].sum():.6g})"
        raise ValueError(f"{op}: {found}; needs none negative, and sum 1")


def check_pool_padding(op, padding, pool_size):
    """Refuse padding in numbers as large as the window, which could then stand on nothing but padding."""
    for axis, sides, k in zip(("height", "width"), padding, pool_size):
        if max(sides) >= k:
            raise ValueError(
                f"{op}: padding adds {max(sides)} cells on one side of {axis}, but pool_size spans {k}; "
                "needs less padding, or a window may hold no cell of x"
            )


def dropout_rate(op, rate):
    """A probability below 1."""
    if real(op, "rate", rate, minimum=0) >= 1:
        raise ValueError(f"{op}: rate is {rate}, needs less than 1 (at 1 nothing is left to scale up); such as 0.5")
    return float(rate)


def check_mask(op, mask):
    """Refuse what is not an array of bool."""
    dtype = getattr(getattr(mask, "dtype", None), "name", None)
    if dtype != "bool":
        found = f"holds {dtype}, needs" if dtype else f"is a {type(mask).__name__}, needs an array of"
        raise TypeError(f"{op}: mask {found} bool; give the one that dropout returned beside y")


def check_generator(op, rng):
    """Refuse what is not NumPy's own generator, such as a seed."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"{op}: rng is {rng!r}, needs a generator; make one: np.random.default_rng(seed)")


def flag(op, name, value):
    """True or False; 1 and 0 are neither."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{op}: {name} is {value!r}, needs True or False")
    return bool(value)


def axis_of(op, axis, x):
    """An axis of x, counted from the front or, negative, from the back; it has at least one element."""
    rank = len(x.shape)
    whole(op, "axis", axis, minimum=-rank)
    if axis >= rank:
        raise ValueError(f"{op}: axis is {axis}, but x {tuple(x.shape)} has rank {rank}; needs at most {rank - 1}")
    if x.shape[axis] == 0:
        raise ValueError(f"{op}: x has shape {tuple(x.shape)}, and nothing along axis {axis}; needs at least 1")
    return int(axis)


def whole(op, name, value, minimum=-math.inf):
    """An integer of at least `minimum`, if there is one; True and 2.0 are not integers."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        least = f" of at least {minimum}" if minimum > -math.inf else ""
        raise TypeError(f"{op}: {name} is {value!r}, needs an integer{least}")
    if value < minimum:
        raise ValueError(f"{op}: {name} is {value}, needs at least {minimum}")
    return int(value)


def real(op, name, value, minimum=0.0, maximum=math.inf, above=False):
    """A finite number from `minimum` on, or above it, as Python's own: NumPy's float64 makes a float32 array float64."""
    least = f" {'above' if above else 'of at least'} {minimum:g}" if minimum > -math.inf else ""
    needs = f"needs a number{least}" + (f" and at most {maximum:g}" if maximum < math.inf else "")
    number(op, name, value, needs)
    if not minimum <= value <= maximum or not math.isfinite(value) or (above and value == minimum):
        raise ValueError(f"{op}: {name} is {value}, {needs}")
    return float(value)


def number(op, name, value, needs="needs a number"):
    """Any number, nan and the infinities too, as Python's own; True is none."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{op}: {name} is {value!r}, {needs}")
    return float(value)


def pair(op, name, value, minimum=1):
    """An integer, used for both axes, or a pair (rows, columns)."""
    if isinstance(value, (tuple, list)):
        if len(value) != 2:
            raise ValueError(f"{op}: {name} is {value!r}, needs an integer or a pair (rows, columns)")
        return tuple(whole(op, name, v, minimum) for v in value)
    return (whole(op, name, value, minimum),) * 2


def padding_pairs(op, padding):
    """((top, bottom), (left, right)) from an integer, a pair (rows, columns) or the four numbers themselves."""
    needs = "an integer, (rows, columns) or ((top, bottom), (left, right))"
    if isinstance(padding, str):
        raise ValueError(
            f'{op}: padding is {padding!r}, needs {needs}; the words are "valid" and "same" where a kernel is given'
        )
    sides = padding if isinstance(padding, (tuple, list)) else (padding, padding)
    if len(sides) != 2:
        raise ValueError(f"{op}: padding is {padding!r}, needs {needs}")
    return tuple(pair(op, "padding", side, minimum=0) for side in sides)


def padding_word(op, padding, extra=""):
    """ "valid" or "same" in lower case, None where padding is given in numbers."""
    if not isinstance(padding, str):
        return None
    if padding.lower() not in ("valid", "same"):
        raise ValueError(
            f'{op}: padding is {padding!r}, needs "valid", "same", an integer, (rows, columns) or ((top, bottom), (left, right))'
        )
    return padding.lower()
