"""The sums behind `conv2d` and its three gradients.

All four are sums over the same meetings of an output cell, an input cell and a weight; what differs is
which of the three is held fixed.
"""

import itertools

import numpy as np

from cnnlib import checks
from cnnlib.explanation.arithmetic import Explanation, Factor
from cnnlib.scratch.convolution import conv2d_geometry


def explain_conv2d(x, kernel, bias=None, *, at, groups=1, **options):
    """y[at]: each weight of filter o meets one cell of the window."""
    x, kernel, bias = as_arrays(x, kernel, bias)
    g = _geometry("conv2d", x, kernel, groups, **options)
    b, i, j, o = inside("conv2d", at, (len(x), *g.out_size, kernel.shape[3]))
    kh, kw, c_in, c_out = kernel.shape
    first = o // (c_out // groups) * c_in  # the group's first input channel
    terms = []
    for u, v, c in itertools.product(range(kh), range(kw), range(c_in)):
        position = (b, *under(g, i, j, u, v), first + c)
        terms.append([cell("x", x, position), Factor("kernel", (u, v, c, o), kernel[u, v, c, o])])
    arrays = {"x": x, "kernel": kernel}
    if bias is not None:
        terms.append([Factor("bias", (o,), bias[o])])
        arrays["bias"] = bias
    return Explanation("y", at, terms, arrays)


def explain_conv2d_backward(d_out, x, kernel, *, of, at, groups=1, **options):
    """An element of dx, dkernel or dbias."""
    d_out, x, kernel = as_arrays(d_out, x, kernel)
    g = _geometry("conv2d_backward", x, kernel, groups, **options)
    checks.check_shape(
        "explain", "d_out", d_out, (len(x), *g.out_size, kernel.shape[3]), "the shape of conv2d's output"
    )
    shapes = {"x": x.shape, "kernel": kernel.shape, "bias": kernel.shape[3:]}
    check_of(of, shapes)
    at = inside("conv2d_backward", at, shapes[of])
    terms = {"x": _dx_terms, "kernel": _dkernel_terms, "bias": dbias_terms}[of](d_out, x, kernel, g, at, groups)
    arrays = {"x": {"d_out": d_out, "kernel": kernel}, "kernel": {"d_out": d_out, "x": x}, "bias": {"d_out": d_out}}
    return Explanation(f"d{of}", at, list(terms), arrays[of])


def _dx_terms(d_out, x, kernel, g, at, groups):
    """Every output cell whose window holds this input cell, times the weight between them."""
    b, m, n, channel = at
    kh, kw, c_in, c_out = kernel.shape
    group, c = divmod(channel, c_in)
    filters = range(group * (c_out // groups), (group + 1) * (c_out // groups))
    for u, v, i, j in windows_over(g, m, n, (kh, kw)):
        for o in filters:
            yield [Factor("d_out", (b, i, j, o), d_out[b, i, j, o]), Factor("kernel", (u, v, c, o), kernel[u, v, c, o])]


def _dkernel_terms(d_out, x, kernel, g, at, groups):
    """Every output cell of filter o, times the input cell that this weight met there."""
    u, v, c, o = at
    first = o // (kernel.shape[3] // groups) * kernel.shape[2]
    for b, i, j in np.ndindex(len(x), *g.out_size):
        position = (b, *under(g, i, j, u, v), first + c)
        yield [Factor("d_out", (b, i, j, o), d_out[b, i, j, o]), cell("x", x, position)]


def dbias_terms(d_out, x, kernel, g, at, groups=1):
    """Every output cell of filter o."""
    for b, i, j in np.ndindex(*d_out.shape[:3]):
        yield [Factor("d_out", (b, i, j, *at), d_out[b, i, j, at[0]])]


def _geometry(op, x, kernel, groups, strides=1, padding="valid", dilation_rate=1):
    return conv2d_geometry(op, x, kernel, None, strides, padding, dilation_rate, groups)


def as_arrays(*arrays):
    """Tensors become arrays; None stays."""
    return [None if a is None else np.asarray(a) for a in arrays]


def windows_over(g, m, n, kernel_size):
    """Each weight (u, v) that lies on cell (m, n) in some window, and the stop (i, j) of that window."""
    (top, _), (left, _) = g.padding
    for u, v in np.ndindex(*kernel_size):
        i, skipped_rows = divmod(m + top - u * g.dilation_rate[0], g.strides[0])
        j, skipped_columns = divmod(n + left - v * g.dilation_rate[1], g.strides[1])
        if not (skipped_rows or skipped_columns) and 0 <= i < g.out_size[0] and 0 <= j < g.out_size[1]:
            yield u, v, i, j


def under(g, i, j, u, v):
    """Row and column of x under weight (u, v) when the window stands at (i, j); outside x on padding."""
    (top, _), (left, _) = g.padding
    return i * g.strides[0] + u * g.dilation_rate[0] - top, j * g.strides[1] + v * g.dilation_rate[1] - left


def cell(name, array, index):
    """An element of an array; 0 where `index` is outside it, on padding."""
    padding = not all(0 <= i < n for i, n in zip(index, array.shape))
    return Factor(name, index, 0.0 if padding else array[index], padding)


def check_of(of, names):
    """Refuse a name that has no gradient."""
    if of not in names:
        *others, last = (f'"{name}"' for name in names)
        needs = f"{', '.join(others)} or {last}" if others else last
        raise ValueError(f"explain: of is {of!r}, needs {needs}: whose gradient")


def inside(op, at, shape):
    if len(at) != len(shape) or not all(0 <= i < n for i, n in zip(at, shape)):
        raise ValueError(f"explain: at is {at}, but {op} gives an array of shape {tuple(shape)} there")
    return at
