"""What a public function asks of its arguments, and the one-line messages when they do not fit.

Both halves use these, so a wrong call reads the same in NumPy and in TensorFlow.
A message names the function, the argument, what it got, what it needs and, where it can be guessed, the fix.
"""

import math
import numbers

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
        dtype = getattr(getattr(array, "dtype", None), "name", None)
        if dtype is None or not hasattr(array, "shape"):
            raise TypeError(
                f"{op}: {name} is a {type(array).__name__}, needs an array of float32 or float64; wrap it: np.array({name}, dtype=np.float32)"
            )
        if dtype not in FLOATS:
            raise TypeError(
                f"{op}: {name} holds {dtype}, needs float32 or float64; convert it: {name}.astype(np.float32)"
            )
        like = like or (name, dtype)
        if dtype != like[1]:
            raise TypeError(f"{op}: {name} holds {dtype}, but {like[0]} holds {like[1]}; give both the same type")


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


def check_d_out(op, d_out, x, needed):
    """Refuse a gradient of another type than `x` or another shape than the output of `op`."""
    check_arrays(f"{op}_backward", x=x, d_out=d_out)
    check_shape(f"{op}_backward", "d_out", d_out, needed, f"the shape of {op}'s output")


def whole(op, name, value, minimum):
    """An integer of at least `minimum`; True and 2.0 are not integers."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{op}: {name} is {value!r}, needs an integer of at least {minimum}")
    if value < minimum:
        raise ValueError(f"{op}: {name} is {value}, needs at least {minimum}")
    return int(value)


def real(op, name, value, minimum=0.0, above=False):
    """A finite number from `minimum` on, or above it, as Python's own: NumPy's float64 makes a float32 array float64."""
    needs = f"needs a number {'above' if above else 'of at least'} {minimum:g}"
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{op}: {name} is {value!r}, {needs}")
    if not minimum <= value < math.inf or (above and value == minimum):
        raise ValueError(f"{op}: {name} is {value}, {needs}")
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
