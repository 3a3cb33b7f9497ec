"""The sums behind `conv2d` and its three gradients.

Each product of the forward pass joins an output cell, an input cell and a weight. All four are sums over these
triples; what differs is which of the three is held fixed.
"""

import itertools

import numpy as np

from cnnlib.explanation.cells import dbias_terms, factor, gradient_of, gradient_sum, inside, output_sum
from cnnlib.explanation.explanation import Factor
from cnnlib.scratch.inner import windows_of_conv2d


def explain_conv2d(x, kernel, bias=None, *, at, groups=1, **options):
    """y[at]: each weight of filter o times the cell of the window under it."""
    w, groups = windows_of_conv2d("conv2d", x, kernel, bias, groups=groups, **options)
    b, i, j, o = inside("conv2d", at, (len(x), *w.out_size, kernel.shape[3]))
    kh, kw, c_in, c_out = kernel.shape
    first = o // (c_out // groups) * c_in  # the group's first input channel
    terms = []
    for u, v, c in itertools.product(range(kh), range(kw), range(c_in)):
        cell = (b, *w.cell(i, j, u, v), first + c)
        terms.append([factor("x", x, cell), Factor("kernel", (u, v, c, o), kernel[u, v, c, o])])
    return output_sum(at, terms, bias, o, x=x, kernel=kernel)


def explain_conv2d_backward(d_out, x, kernel, *, of, at, groups=1, **options):
    """An element of dx, dkernel or dbias."""
    w, groups = windows_of_conv2d("conv2d_backward", x, kernel, groups=groups, **options)
    shapes = {"x": x.shape, "kernel": kernel.shape, "bias": kernel.shape[3:]}
    of = gradient_of(of, *shapes)
    at = inside("conv2d_backward", at, shapes[of])
    if of == "bias":
        terms = dbias_terms(d_out, at)
    else:
        terms = {"x": _dx_terms, "kernel": _dkernel_terms}[of](d_out, x, kernel, w, at, groups)
    return gradient_sum(of, at, terms, d_out, x, kernel)


def _dx_terms(d_out, x, kernel, w, at, groups):
    """Every output cell whose window holds this input cell, times the weight between them."""
    b, m, n, channel = at
    *_, c_in, c_out = kernel.shape
    group, c = divmod(channel, c_in)
    filters = range(group * (c_out // groups), (group + 1) * (c_out // groups))
    for u, v, i, j in w.windows_on(m, n):
        for o in filters:
            yield [Factor("d_out", (b, i, j, o), d_out[b, i, j, o]), Factor("kernel", (u, v, c, o), kernel[u, v, c, o])]


def _dkernel_terms(d_out, x, kernel, w, at, groups):
    """Every output cell of filter o, times the input cell under this weight there."""
    u, v, c, o = at
    first = o // (kernel.shape[3] // groups) * kernel.shape[2]
    for b, i, j in np.ndindex(len(x), *w.out_size):
        cell = (b, *w.cell(i, j, u, v), first + c)
        yield [Factor("d_out", (b, i, j, o), d_out[b, i, j, o]), factor("x", x, cell)]
