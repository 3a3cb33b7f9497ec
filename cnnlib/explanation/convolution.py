"""The sums behind `conv2d` and its three gradients.

All four are sums over the same meetings of an output cell, an input cell and a weight; what differs is
which of the three is held fixed.
"""

import itertools

import numpy as np

from cnnlib.explanation.arithmetic import Explanation, Factor
from cnnlib.explanation.cells import dbias_terms, factor, gradient_of, inside, under, windows_over
from cnnlib.scratch.inner import conv2d_geometry


def explain_conv2d(x, kernel, bias=None, *, at, groups=1, **options):
    """y[at]: each weight of filter o meets one cell of the window."""
    g = _geometry("conv2d", x, kernel, groups, **options)
    b, i, j, o = inside("conv2d", at, (len(x), *g.out_size, kernel.shape[3]))
    kh, kw, c_in, c_out = kernel.shape
    first = o // (c_out // groups) * c_in  # the group's first input channel
    terms = []
    for u, v, c in itertools.product(range(kh), range(kw), range(c_in)):
        cell = (b, *under(g, i, j, u, v), first + c)
        terms.append([factor("x", x, cell), Factor("kernel", (u, v, c, o), kernel[u, v, c, o])])
    arrays = {"x": x, "kernel": kernel}
    if bias is not None:
        terms.append([Factor("bias", (o,), bias[o])])
        arrays["bias"] = bias
    return Explanation("y", at, terms, arrays)


def explain_conv2d_backward(d_out, x, kernel, *, of, at, groups=1, **options):
    """An element of dx, dkernel or dbias."""
    g = _geometry("conv2d_backward", x, kernel, groups, **options)
    shapes = {"x": x.shape, "kernel": kernel.shape, "bias": kernel.shape[3:]}
    of = gradient_of(of, *shapes)
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
    for u, v, i, j in windows_over(g, (kh, kw), m, n):
        for o in filters:
            yield [Factor("d_out", (b, i, j, o), d_out[b, i, j, o]), Factor("kernel", (u, v, c, o), kernel[u, v, c, o])]


def _dkernel_terms(d_out, x, kernel, g, at, groups):
    """Every output cell of filter o, times the input cell that this weight met there."""
    u, v, c, o = at
    first = o // (kernel.shape[3] // groups) * kernel.shape[2]
    for b, i, j in np.ndindex(len(x), *g.out_size):
        cell = (b, *under(g, i, j, u, v), first + c)
        yield [Factor("d_out", (b, i, j, o), d_out[b, i, j, o]), factor("x", x, cell)]


def _geometry(op, x, kernel, groups, strides=1, padding="valid", dilation_rate=1):
    return conv2d_geometry(op, x, kernel, None, strides, padding, dilation_rate, groups)
