"""The mean and the maximum of a whole feature map, and the gradients of `global_avg_pool2d` and `global_max_pool2d`."""

import numpy as np

from cnnlib.explanation.cells import factor, first_maximum, gradient_of, inside
from cnnlib.explanation.explanation import Explanation, Maximum
from cnnlib.explanation.formula import mean


def explain_global_avg_pool2d(x, *, at):
    """y[at]: the mean of its feature map."""
    at, terms = _feature_map("global_avg_pool2d", x, at)
    return mean("y", at, terms, {"x": x})


def explain_global_avg_pool2d_backward(d_out, x, *, at, of=None):
    """dx[at]: the feature map's gradient, divided among its cells."""
    gradient_of(of, "x")
    b, _, _, c = at = inside("global_avg_pool2d_backward", at, x.shape)
    terms, cells = [[factor("d_out", d_out, (b, c))]], x.shape[1] * x.shape[2]
    return Explanation("dx", at, terms, {"d_out": d_out, "x": x}, divisor=cells, reads=(("x", at),))


def explain_global_max_pool2d(x, *, at):
    """y[at]: the largest cell of its feature map."""
    at, terms = _feature_map("global_max_pool2d", x, at)
    return Maximum("y", at, terms, {"x": x})


def explain_global_max_pool2d_backward(d_out, x, *, at, of=None):
    """dx[at]: the feature map's gradient, if this cell is the first maximum."""
    gradient_of(of, "x")
    b, _, _, c = at = inside("global_max_pool2d_backward", at, x.shape)
    first = first_maximum([factor("x", x, (b, i, j, c)) for i, j in np.ndindex(*x.shape[1:3])])
    terms = [[factor("d_out", d_out, (b, c))]] if first.index == at else []
    return Explanation("dx", at, terms, {"d_out": d_out, "x": x}, reads=(("x", at),))


def _feature_map(op, x, at):
    """The position, and the cells of the feature map there, row by row."""
    b, c = at = inside(op, at, (x.shape[0], x.shape[3]))
    return at, [[factor("x", x, (b, i, j, c))] for i, j in np.ndindex(*x.shape[1:3])]
