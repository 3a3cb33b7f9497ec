"""The formulas behind local response normalization and its gradient; s is what the sum of squares comes to."""

from cnnlib.explanation.cells import factor, gradient_of, inside
from cnnlib.explanation.explanation import Explanation
from cnnlib.explanation.formula import Formula, constant

OUTPUT = "{x}/({bias} + {alpha}·{Σ x²})^{beta}"
GRADIENT = "{d_out}/{s}^{beta} − 2·{alpha}·{beta}·{x}·{Σ d_out·x/s^(beta + 1)}"


def explain_local_response_norm(x, *, at, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5):
    """y[at]: divided by a power of its channel's neighbors."""
    at = inside("local_response_norm", at, x.shape)
    squares = Explanation("Σ x²", at, [[factor("x", x, i)] * 2 for i in _neighbors(x, at, depth_radius)], {"x": x})
    numbers = {"x": x[at], "bias": bias, "alpha": alpha, "beta": beta, "Σ x²": squares.value}
    scale = constant("1/s^beta", (bias + alpha * squares.value) ** -beta)
    used = {"x": _neighbors(x, at, depth_radius)}
    terms, parts = [[factor("x", x, at), scale]], {"Σ x²": squares}
    return Formula("y", at, terms, {"x": x}, template=OUTPUT, numbers=numbers, used=used, parts=parts)


def explain_local_response_norm_backward(d_out, x, *, of, at, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5):
    """An element of dx: through its own output, and through the scale of each neighbor."""
    of = gradient_of(of, "x")
    at, arrays = inside("local_response_norm_backward", at, x.shape), {"d_out": d_out, "x": x}
    neighbors = _neighbors(x, at, depth_radius)
    s = {i: _scale(x, i, depth_radius, bias, alpha) for i in neighbors}
    products = [
        [factor("d_out", d_out, i), factor("x", x, i), constant("1/s^(beta + 1)", s[i].value ** -(beta + 1))]
        for i in neighbors
    ]
    parts = {"s": s[at], "Σ d_out·x/s^(beta + 1)": Explanation("Σ d_out·x/s^(beta + 1)", at, products, arrays)}
    numbers = {name: part.value for name, part in parts.items()}
    numbers |= {"d_out": d_out[at], "x": x[at], "alpha": alpha, "beta": beta}
    through_scales = [constant("−2·alpha·beta", -2 * alpha * beta), factor("x", x, at)]
    terms = [[factor("d_out", d_out, at), constant("1/s^beta", s[at].value ** -beta)]]
    terms.append([*through_scales, constant("sum", parts["Σ d_out·x/s^(beta + 1)"].value)])
    used = {"d_out": neighbors, "x": sorted({i for j in neighbors for i in _neighbors(x, j, depth_radius)})}
    return Formula("dx", at, terms, arrays, template=GRADIENT, numbers=numbers, used=used, parts=parts)


def _scale(x, at, radius, bias, alpha):
    """s = bias + alpha·Σ x²."""
    squares = [[constant("alpha", alpha), *[factor("x", x, i)] * 2] for i in _neighbors(x, at, radius)]
    return Explanation("s", at, [[constant("bias", bias)], *squares], {"x": x})


def _neighbors(x, at, radius):
    """The channels of the cell that are at most `radius` away."""
    *place, c = at
    return [(*place, j) for j in range(max(0, c - radius), min(x.shape[3], c + radius + 1))]
