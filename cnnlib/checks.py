"""What a public function asks of one argument, and the one-line messages when it does not fit.

Both halves use these, so that a wrong call reads the same in both; `cnnlib.arguments` says which of them each
operation asks. Of an array they look at `.shape` and `.dtype`, which NumPy's arrays and TensorFlow's tensors have, and
where it must be (labels, a variance) at its numbers; a size that a graph of TensorFlow does not know yet is None, and
fits everything.
A message names the function, the argument, what it got, what it needs and, where it can be guessed, the fix.
"""

import functools
import math
import numbers
import re

import numpy as np

from cnnlib import wording

FLOATS = ("float32", "float64")
LARGEST = float(np.finfo(np.float32).max)
LAYOUTS = {
    "x": "(batch, height, width, c_in)",
    "kernel": "(kernel_h, kernel_w, c_in, c_out)",
}


def check_arrays(op, like=None, **arrays):
    """Refuse whatever is not a NumPy array of float32 or float64, or not of the first one's type; bias may be None."""
    refuse_tensors(op, **arrays)
    _check_floats(op, like, **arrays)


def refuse_tensors(op, **arrays):
    """Refuse what is like an array but not NumPy's, such as a tensor: NumPy's functions take some, and not others."""
    _refuse_symbols(op, **arrays)
    for name, array in arrays.items():
        if hasattr(array, "shape") and not isinstance(array, (np.ndarray, np.generic)):
            fix = f"; convert it: {name}.numpy()" if hasattr(array, "numpy") else ""
            raise TypeError(f"{op}: {name} is {wording.a_type(array)}, needs a NumPy array{fix}")


def _refuse_symbols(op, **arrays):
    """Refuse a symbol of ours, which says itself what to call instead."""
    for name, array in arrays.items():
        if hasattr(array, "instead"):
            needs = f"needs an array; {array.instead(op)}"
            raise TypeError(f"{op}: {name} is {wording.a_type(array)}, which has no numbers, {needs}")


def check_floats(op, like=None, **arrays):
    """As `check_arrays`, for arrays and tensors."""
    _refuse_symbols(op, **arrays)
    _check_floats(op, like, **arrays)


def _check_floats(op, like, **arrays):
    for name, array in arrays.items():
        if name == "bias" and array is None:
            continue
        if isinstance(array, np.ndarray) and type(array) is not np.ndarray:
            _refuse_other_arithmetic(op, name, array)
        dtype = dtype_name(array)
        if dtype is None or not hasattr(array, "shape"):
            several = holds_arrays(array)
            got = f"a list of {wording.plural(len(array), 'array')}" if several else wording.a_type(array)
            numbers_in = isinstance(array, (list, tuple, numbers.Real)) and not several
            fix = f"; wrap it: np.array({name}, dtype=np.float32)" if numbers_in else ""
            raise TypeError(f"{op}: {name} is {got}, needs an array of float32 or float64{fix}")
        if dtype not in FLOATS:
            fix = f"{name}.astype(np.float32)" if hasattr(array, "astype") else f"tf.cast({name}, tf.float32)"
            fix = f"; convert it: {fix}" if re.match("b?float|u?int|bool", dtype) else ""  # no complex number, no word
            raise TypeError(f"{op}: {name} holds {dtype}, needs float32 or float64{fix}")
        like = like or (name, dtype)
        if dtype != like[1]:
            fix = f": {name}.astype(np.{like[1]})" if hasattr(array, "astype") else ""
            raise TypeError(f"{op}: {name} holds {dtype}, but {like[0]} holds {like[1]}; give both the same type{fix}")


def is_sequence(value):
    """Whether a value is a list, a tuple, or an array that has an axis."""
    return isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.ndim > 0)


def holds_arrays(value):
    """Whether a value is a list of arrays or tensors, and not one of numbers."""
    entries = value if isinstance(value, (list, tuple)) else ()
    return any(hasattr(entry, "shape") and not isinstance(entry, np.generic) for entry in entries)


def check_integers(op, like, **arrays):
    """Refuse whatever is not a NumPy array of the integers that something else holds, such as int64."""
    refuse_tensors(op, **arrays)
    for name, array in arrays.items():
        dtype = dtype_name(array)
        if dtype != like[1]:
            got = f"holds {dtype}" if dtype else f"is {wording.a_type(array)}"
            raise TypeError(f"{op}: {name} {got}, but {like[0]} holds {like[1]}; give both the same type")


def _refuse_other_arithmetic(op, name, array):
    """Refuse the arrays of NumPy that compute otherwise: `*` multiplies matrices, a mask leaves numbers out."""
    if isinstance(array, (np.matrix, np.ma.MaskedArray)):
        raise TypeError(f"{op}: {name} is {wording.a_type(array)}, needs a plain array; convert it: np.asarray({name})")


def dtype_name(array):
    """The name of an array's or tensor's type, None where it has none; Keras's variables hold the name itself."""
    return _name(getattr(array, "dtype", None))


@functools.cache
def _name(dtype):
    # NumPy puts a name together anew each time, which takes as long as a small layer.
    return dtype if isinstance(dtype, str) else getattr(dtype, "name", None)


def float_type(op, dtype):
    """The name of float32 or float64; no other type is computed with."""
    name = getattr(dtype, "name", None) or getattr(dtype, "__name__", dtype)
    if not isinstance(name, str) or name not in FLOATS:
        raise TypeError(f"{op}: dtype is {wording.shown(name)}, needs one of {', '.join(FLOATS)}")
    return name


def check_rank(op, name, array, layout=None):
    """Refuse an array with other axes than its layout, such as "(batch, height, width, c_in)", or an empty one."""
    layout = layout or LAYOUTS[name]
    axes = layout.strip("(,)").split(", ")
    if unknown(array.shape):
        raise ValueError(f"{op}: {name} has no known rank, needs rank {len(axes)}: {layout}")
    shape, rank = tuple(array.shape), len(axes)
    if len(shape) == rank:
        for axis, n in zip(axes, shape):
            if n == 0 and axis != "batch":
                raise ValueError(f"{op}: {name} has shape {shape}, and no {axis}; needs at least 1 of each but batch")
        return
    missing_batch = name == "x" and len(shape) == rank - 1
    fix = f"; add the batch axis: {name}[None]" if missing_batch else ""
    raise ValueError(f"{op}: {name} has rank {len(shape)} (shape {shape}), needs rank {rank}: {layout}{fix}")


def check_images(op, x):
    """Refuse what is not a batch of images, in a NumPy array of float32 or float64."""
    check_arrays(op, x=x)
    check_rank(op, "x", x)


def check_shape(op, name, array, needed, because):
    """Refuse an array whose shape is not the one that the other arguments ask for."""
    if unknown(array.shape) or unknown(needed):
        return
    shape, needed = tuple(array.shape), tuple(needed)
    if len(shape) != len(needed) or any(map(differ, shape, needed)):
        raise ValueError(f"{op}: {name} has shape {shape}, needs {needed} ({because})")


def unknown(shape):
    """Whether not even the count of axes is known yet, which happens in graphs of TensorFlow."""
    return getattr(shape, "rank", 0) is None


def differ(n, needed):
    """Whether two sizes are known and differ."""
    return n is not None and needed is not None and n != needed


def check_gradient(op, d_out, x, shape=None):
    """Refuse a gradient that is not of the output's shape, by default that of x, or not of x's type, checked before."""
    check_arrays(op, like=("x", dtype_name(x)), d_out=d_out)
    check_gradient_shape(op, d_out, x.shape if shape is None else shape)


def check_gradient_shape(op, d_out, shape):
    """Refuse a gradient that is not of the shape of the forward's output."""
    check_shape(op, "d_out", d_out, shape, f"the shape of {op.removesuffix('_backward')}'s output")


def numbers_of(array):
    """The numbers of an array or tensor; None where a graph of TensorFlow has none yet."""
    if isinstance(array, (np.ndarray, np.generic)):
        return np.asarray(array)
    return array.numpy() if hasattr(array, "numpy") else None


def check_generator(op, rng):
    """Refuse what is not NumPy's own generator, such as a seed."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"{op}: rng is {wording.shown(rng)}, needs a generator; make one: np.random.default_rng(seed)")


def flag(op, name, value):
    """True or False; 1 and 0 are neither."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{op}: {name} is {wording.shown(value)}, needs True or False")
    return bool(value)


def axis_of(op, axis, x):
    """An axis of x, counted from the front or, negative, from the back; it has at least one element."""
    if unknown(x.shape):
        return whole(op, "axis", axis)
    rank = len(x.shape)
    if rank == 0:
        raise ValueError(f"{op}: x has shape (), needs at least 1 axis")
    whole(op, "axis", axis, minimum=-rank)
    if axis >= rank:
        raise ValueError(f"{op}: axis is {axis}, but x {tuple(x.shape)} has rank {rank}; needs at most {rank - 1}")
    if x.shape[axis] == 0:
        raise ValueError(f"{op}: x has shape {tuple(x.shape)}, and nothing along axis {axis}; needs at least 1")
    return int(axis)


def whole(op, name, value, minimum=-math.inf):
    """An integer; if `minimum` is given, not below it."""
    if not is_whole(value):
        least = f" of at least {minimum}" if minimum > -math.inf else ""
        raise TypeError(f"{op}: {name} is {wording.shown(value)}, needs an integer{least}")
    if value < minimum:
        raise ValueError(f"{op}: {name} is {value}, needs at least {minimum}")
    return int(value)


def is_whole(value):
    """Whether a value is an integer; True and 2.0 are not."""
    if type(value) is int:  # nearly always, and asking for Integral takes ten times as long
        return True
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def real(op, name, value, minimum=0.0, maximum=math.inf, above=False, below=math.inf, why=""):
    """A finite number, as Python's own: NumPy's float64 makes float32 arrays float64.

    It lies between `minimum`, which it may be unless `above` is True, and `maximum`, which it may be, or `below`, which
    it may not be. `why` ends the message.
    """
    least = f" {'above' if above else 'of at least'} {minimum:g}" if minimum > -math.inf else ""
    most = f" and at most {maximum:g}" if maximum < math.inf else f" and below {below:g}" if below < math.inf else ""
    limits = f"{least}{most}{why}"
    as_float = number(op, name, value, f"needs a number{limits}")
    if not math.isfinite(as_float):
        raise ValueError(f"{op}: {name} is {value}, needs a finite number{limits}")
    if not minimum <= value <= maximum or value >= below or (above and value == minimum):
        raise ValueError(f"{op}: {name} is {value}, needs a number{limits}")
    return as_float


def coefficient(op, name, value, **limits):
    """A number that arrays are computed with, as `real`: one that float32 can hold, whatever the arrays hold."""
    value = real(op, name, value, **limits)
    if abs(value) > LARGEST:
        most = f"at most {LARGEST:.2g}" if value > 0 else f"at least {-LARGEST:.2g}"
        raise ValueError(f"{op}: {name} is {value}, which float32 cannot hold, needs {most}")
    return value


def number(op, name, value, needs="needs a number"):
    """Any number, nan and the infinities too, as Python's own; True is not a number."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{op}: {name} is {wording.shown(value)}, {needs}")
    try:
        return float(value)
    except OverflowError:  # of an integer, which may have any number of digits
        raise ValueError(f"{op}: {name} is too large for a float, {needs}") from None
