"""The sums behind `dense` and its three gradients."""

import numpy as np

from cnnlib.explanation.cells import factor, gradient_of, gradient_sum, inside, output_sum


def explain_dense(x, kernel, bias=None, *, at):
    """y[at]: each input of the example, or of the place in it, times its weight."""
    *place, j = inside("dense", at, (*x.shape[:-1], kernel.shape[1]))
    terms = [[factor("x", x, (*place, i)), factor("kernel", kernel, (i, j))] for i in range(len(kernel))]
    return output_sum(at, terms, bias, j, x=x, kernel=kernel)


def explain_dense_backward(d_out, x, kernel, *, at, of=None):
    """An element of dx, dkernel or dbias."""
    shapes = {"x": x.shape, "kernel": kernel.shape, "bias": kernel.shape[1:]}
    of = gradient_of(of, *shapes)
    at = inside("dense_backward", at, shapes[of])
    places = list(np.ndindex(*x.shape[:-1]))  # of the kernel and the bias: each example, and each place in it
    if of == "x":
        *place, i = at
        outputs = range(kernel.shape[1])
        terms = [[factor("d_out", d_out, (*place, j)), factor("kernel", kernel, (i, j))] for j in outputs]
    elif of == "kernel":
        i, j = at
        terms = [[factor("d_out", d_out, (*place, j)), factor("x", x, (*place, i))] for place in places]
    else:
        terms = [[factor("d_out", d_out, (*place, *at))] for place in places]
    return gradient_sum(of, at, terms, d_out, x, kernel)
