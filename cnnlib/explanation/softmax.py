"""The powers behind `softmax` and its logarithm, and the sums behind their gradients."""

import itertools

import numpy as np

from cnnlib.explanation.cells import factor, gradient_of, inside
from cnnlib.explanation.explanation import Explanation, Factor, added, shortened
from cnnlib.explanation.formula import Formula, constant
from cnnlib.numerals import MINUS, number
from cnnlib.scratch import softmax

GRADIENT = "{y}·({d_out} − {Σ y·d_out})"
GRADIENT_OF_LOGARITHM = "{d_out} − {softmax(x)}·{Σ d_out}"


def explain_softmax(x, *, at, axis=-1):
    """y[at]: the score's power, divided by the sum of the powers of its row."""
    at, row = _row("softmax", x, at, axis)
    scores, k = [x[i] for i in row], row.index(at)
    y = Factor("probability", at, softmax(np.float64(scores))[k], written=probability(scores, k))
    return Explanation("y", at, [[y]], {"x": x}, reads=tuple(("x", i) for i in row))


def explain_softmax_backward(d_out, x, *, at, of=None, axis=-1):
    """dx[at]: the probability, times by how much d_out is above its mean over the row, weighted by probability."""
    gradient_of(of, "x")
    at, row = _row("softmax_backward", x, at, axis)
    y = dict(zip(row, softmax(np.float64([x[i] for i in row]))))
    arrays = {"d_out": d_out, "x": x}
    products = [[constant("y", y[i]), factor("d_out", d_out, i)] for i in row]
    mean = Explanation("Σ y·d_out", at, products, arrays)
    numbers = {"y": y[at], "d_out": d_out[at], "Σ y·d_out": mean.value}
    terms = [[constant("y", y[at]), factor("d_out", d_out, at)], [constant("y", y[at]), constant("−Σ", -mean.value)]]
    parts, used = {"y": explain_softmax(x, at=at, axis=axis), "Σ y·d_out": mean}, {"d_out": row, "x": row}
    return Formula("dx", at, terms, arrays, template=GRADIENT, numbers=numbers, used=used, parts=parts)


def explain_log_softmax(x, *, at, axis=-1):
    """y[at]: the score minus the logarithm of the sum of the powers of its row."""
    at, row = _row("log_softmax", x, at, axis)
    scores = np.float64([x[i] for i in row])
    total = np.logaddexp.reduce(scores)
    logarithm = Factor("log Σ e^x", (), -total, written=f"{MINUS}log({added(shortened(_powers(scores)))})")
    others = tuple(("x", i) for i in row if i != at)
    return Explanation("y", at, [[factor("x", x, at)], [logarithm]], {"x": x}, reads=others)


def explain_log_softmax_backward(d_out, x, *, at, of=None, axis=-1):
    """dx[at]: d_out minus the probability's share of the sum of d_out."""
    gradient_of(of, "x")
    at, row = _row("log_softmax_backward", x, at, axis)
    arrays = {"d_out": d_out, "x": x}
    share, total = explain_softmax(x, at=at, axis=axis), [[factor("d_out", d_out, i)] for i in row]
    parts = {"softmax(x)": share, "Σ d_out": Explanation("Σ d_out", at, total, arrays)}
    numbers = {"d_out": d_out[at]} | {name: part.value for name, part in parts.items()}
    terms = [[factor("d_out", d_out, at)]]
    terms.append([constant("−softmax(x)", -share.value), constant("Σ d_out", parts["Σ d_out"].value)])
    used = {"d_out": row, "x": row}
    return Formula("dx", at, terms, arrays, template=GRADIENT_OF_LOGARITHM, numbers=numbers, used=used, parts=parts)


def probability(scores, k):
    """softmax(scores)[k], written out."""
    powers = _powers(scores)
    return f"{powers[k]}/({added(shortened(powers))})"


def _powers(scores):
    texts = [number(score) for score in scores]
    return [f"e^({text})" if text.startswith(MINUS) else f"e^{text}" for text in texts]


def _row(op, x, at, axis):
    """The position, and all positions that share its sum: its row along the axis, or along several."""
    at, axes = inside(op, at, x.shape), {a % x.ndim for a in np.atleast_1d(axis)}
    return at, list(itertools.product(*(range(n) if a in axes else [at[a]] for a, n in enumerate(x.shape))))
