"""The weighted cells behind `upsample2d` and its gradient."""

import itertools

from cnnlib.explanation.cells import factor, gradient_of, inside
from cnnlib.explanation.explanation import Explanation
from cnnlib.explanation.formula import constant
from cnnlib.pairs import pair
from cnnlib.scratch.inner import resizing_cells


def explain_upsample2d(x, size=2, interpolation="nearest", *, at):
    """y[at]: the nearest cell, or up to four of them, each with its weight along the rows and along the columns."""
    rows, columns = _weights(x, size, interpolation)
    b, i, j, c = at = inside("upsample2d", at, (len(x), len(rows), len(columns), x.shape[3]))
    terms = [
        [*_shares(interpolation, u, v), factor("x", x, (b, m, n, c))]
        for (m, u), (n, v) in itertools.product(rows[i].items(), columns[j].items())
    ]
    return Explanation("y", at, terms, {"x": x})


def explain_upsample2d_backward(d_out, x, size=2, interpolation="nearest", *, at, of=None):
    """dx[at]: every output cell that this cell went into, with the same weights."""
    gradient_of(of, "x")
    rows, columns = _weights(x, size, interpolation)
    b, m, n, c = at = inside("upsample2d_backward", at, x.shape)
    terms = [
        [*_shares(interpolation, rows[i][m], columns[j][n]), factor("d_out", d_out, (b, i, j, c))]
        for i, j in itertools.product(_going_to(rows, m), _going_to(columns, n))
    ]
    return Explanation("dx", at, terms, {"d_out": d_out, "x": x}, reads=(("x", at),))


def _weights(x, size, interpolation):
    """For rows and for columns, a dict for each output cell: which cells it is made of, with what weights."""
    return [_along(n, n * k, interpolation) for n, k in zip(x.shape[1:3], pair("upsample2d", "size", size))]


def _along(n, n_out, interpolation):
    low, high, t = resizing_cells(n, n_out, interpolation)
    if t is None:
        return [{int(i): 1.0} for i in low]
    return [{int(i): 1.0} if i == j else {int(i): float(1 - s), int(j): float(s)} for i, j, s in zip(low, high, t)]


def _going_to(outputs, cell):
    """The output cells that a cell goes into."""
    return [i for i, weights in enumerate(outputs) if cell in weights]


def _shares(interpolation, row, column):
    """The weights as factors; a repeated cell has none."""
    return [] if interpolation == "nearest" else [constant("rows", row), constant("columns", column)]
