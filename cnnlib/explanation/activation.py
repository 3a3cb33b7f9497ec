"""The formula behind one number of an activation, and behind its gradient: d_out times the slope at x."""

import numpy as np

from cnnlib.explanation.cells import factor, gradient_of, inside
from cnnlib.explanation.curves import Curve, output_at, slope_at
from cnnlib.explanation.explanation import Explanation, Factor
from cnnlib.explanation.formula import Formula
from cnnlib.numerals import number


def explain_activation(op, x, *, at, **options):
    """y[at]: what the curve makes of x[at]."""
    at = inside(op, at, x.shape)
    curve = output_at(op, float(x[at]), **options)
    return _formula("y", at, curve, {"x": x})


def explain_activation_backward(op, d_out, x, *, at, of=None, **options):
    """dx[at]: d_out[at] times the slope of the curve at x[at]."""
    gradient_of(of, "x")
    at = inside(f"{op}_backward", at, x.shape)
    curve = slope_at(op, float(x[at]), **options)
    return _gradient(at, d_out, curve, {"d_out": d_out, "x": x})


def explain_prelu(x, alpha, *, at):
    """y[at]: x[at], or where that is negative, its slope times it."""
    at = inside("prelu", at, x.shape)
    place, v = _place(at, alpha), np.float64(x[at])
    products = [[np.maximum(v, 0)], ["alpha", np.minimum(v, 0)]]
    curve = Curve("max({x}, 0) + {alpha}·min({x}, 0)", {"x": v, "alpha": alpha[place]}, products)
    return _formula("y", at, curve, {"x": x, "alpha": alpha}, place)


def explain_prelu_backward(d_out, x, alpha, *, at, of=None):
    """An element of dx, or of dalpha: the sum over all that share the slope."""
    of = gradient_of(of, "x", "alpha")
    at = inside("prelu_backward", at, x.shape if of == "x" else alpha.shape)
    arrays = {"d_out": d_out, "x": x}
    if of == "x":
        place, v = _place(at, alpha), np.float64(x[at])
        cases = {"1 (for {x} > 0)": v > 0, "{alpha} (for {x} < 0)": v < 0, "0 (for {x} = 0)": v == 0}
        template = next((case for case, holds in cases.items() if holds), "0")
        curve = Curve(template, {"x": v, "alpha": alpha[place]}, [[float(v > 0)], ["alpha", float(v < 0)]])
        return _gradient(at, d_out, curve, arrays | {"alpha": alpha}, place)
    sharing = [i for i in np.ndindex(*x.shape) if _place(i, alpha) == at]
    lower = {i: Factor("min(x, 0)", i, np.minimum(x[i], 0), written=f"min({number(x[i])}, 0)") for i in sharing}
    terms = [[factor("d_out", d_out, i), lower[i]] for i in sharing]
    return Explanation("dalpha", at, terms, arrays, reads=tuple(("x", i) for i in sharing))


def _place(at, alpha):
    """Where the slope of the x at a position stands."""
    return tuple(0 if n == 1 else i for i, n in zip(at[1:], alpha.shape))


def _gradient(at, d_out, slope, arrays, place=None):
    """dx[at], from the curve of the slope."""
    products = [["d_out", *product] for product in slope.products]
    curve = Curve("{d_out}·" + slope.template, {"d_out": d_out[at]} | slope.numbers, products)
    return _formula("dx", at, curve, arrays, place)


def _formula(name, at, curve, arrays, place=None):
    """A curve as an explanation; the numbers that have a formula of their own are its parts. `place`: alpha's."""
    inner = {"x": arrays["x"]}
    parts = {key: _formula(key, at, n, inner) for key, n in curve.numbers.items() if isinstance(n, Curve)}
    numbers = curve.numbers | {key: part.value for key, part in parts.items()}
    places = {key: place if key == "alpha" else at for key in arrays}
    terms, used = curve.terms(places), {key: [index] for key, index in places.items()}
    return Formula(name, at, terms, arrays, template=curve.template, numbers=numbers, used=used, parts=parts)
