"""The sums behind `conv2d_transpose` and its three gradients: those of `conv2d`, with input and output exchanged."""

import numpy as np

from cnnlib.explanation.cells import dbias_terms, factor, gradient_of, gradient_sum, inside, output_sum
from cnnlib.scratch.inner import windows_of_transpose


def explain_conv2d_transpose(x, kernel, bias=None, *, at, **options):
    """y[at]: every input cell that paints this output cell, times the weight that it does so with."""
    w = windows_of_transpose("conv2d_transpose", x, kernel, bias, **options)
    b, m, n, o = inside("conv2d_transpose", at, (len(x), *w.size, kernel.shape[2]))
    terms = [
        [factor("x", x, (b, i, j, c)), factor("kernel", kernel, (u, v, o, c))]
        for u, v, i, j in w.windows_on(m, n)
        for c in range(kernel.shape[3])
    ]
    return output_sum(at, terms, bias, o, x=x, kernel=kernel)


def explain_conv2d_transpose_backward(d_out, x, kernel, *, of, at, **options):
    """An element of dx, dkernel or dbias."""
    w = windows_of_transpose("conv2d_transpose_backward", x, kernel, **options)
    shapes = {"x": x.shape, "kernel": kernel.shape, "bias": kernel.shape[2:3]}
    of = gradient_of(of, *shapes)
    at = inside("conv2d_transpose_backward", at, shapes[of])
    if of == "bias":
        terms = dbias_terms(d_out, at)
    else:
        terms = {"x": _dx_terms, "kernel": _dkernel_terms}[of](d_out, x, kernel, w, at)
    return gradient_sum(of, at, terms, d_out, x, kernel)


def _dx_terms(d_out, x, kernel, w, at):
    """Every output cell that this input cell paints, times the weight: a window, as in a convolution."""
    b, i, j, c = at
    for u, v, o in np.ndindex(*kernel.shape[:3]):
        yield [factor("d_out", d_out, (b, *w.cell(i, j, u, v), o)), factor("kernel", kernel, (u, v, o, c))]


def _dkernel_terms(d_out, x, kernel, w, at):
    """Every input cell, times the output cell that it paints with this weight."""
    u, v, o, c = at
    for b, i, j in np.ndindex(*x.shape[:3]):
        yield [factor("d_out", d_out, (b, *w.cell(i, j, u, v), o)), factor("x", x, (b, i, j, c))]
