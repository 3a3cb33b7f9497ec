"""The formulas behind batch, layer, instance and group normalization and their gradients.

Each names the mean and the variance of the group of numbers that an x is normalized with; how these came about
is in the `parts` of the explanation.
"""

import math

import numpy as np

from cnnlib import checks
from cnnlib.explanation.arithmetic import Explanation, Factor
from cnnlib.explanation.cells import as_arrays, factor, gradient_of, inside
from cnnlib.explanation.formula import Formula, constant, mean
from cnnlib.scratch.normalization import standardize

OUTPUT = "{γ}·({x} − {mean})/√({variance} + {ε}) + {β}"
GRADIENT = "({g} − {mean of g} − {x̂}·{mean of g·x̂})/√({variance} + {ε})"  # g = γ·d_out, what reaches x̂


def explain_norm(op, layout_of, x, gamma, beta, *, at, epsilon=1e-3, **options):
    """y[at]: standardized by the mean and variance of its group, then scaled and shifted."""
    x, gamma, beta = as_arrays(x=x, gamma=gamma, beta=beta)
    epsilon = checks.real(op, "epsilon", epsilon, above=True)
    group = Group(x, gamma, inside(op, at, x.shape), layout_of(op, x, **options, gamma=gamma, beta=beta))
    parts = {"mean": group.mean, "variance": group.variance}
    statistics = (group.mean.value, group.variance.value, epsilon)
    centered, used = group.centered[at], {"x": group.cells}
    return output_formula(x, gamma, beta, at, group.weights[at], centered, statistics, used, parts=parts)


def output_formula(x, gamma, beta, at, weight, centered, statistics, used, given=None, parts=None):
    """The formula of y[at], whose gamma and beta stand at `weight`; `given`: arrays that mean and variance stand in."""
    mean, variance, epsilon = map(float, statistics)
    numbers = {"γ": gamma[weight], "x": x[at], "mean": mean, "variance": variance, "ε": epsilon, "β": beta[weight]}
    standardized = [constant("x − mean", centered), constant("1/√(variance + ε)", (variance + epsilon) ** -0.5)]
    terms = [[factor("gamma", gamma, weight), *standardized], [factor("beta", beta, weight)]]
    arrays = {"x": x, "gamma": gamma, "beta": beta} | (given or {})
    used = dict.fromkeys(arrays, [weight]) | used
    return Formula("y", at, terms, arrays, template=OUTPUT, numbers=numbers, used=used, parts=parts or {})


def explain_norm_backward(op, layout_of, d_out, x, gamma, *, of, at, epsilon=1e-3, **options):
    """An element of dx, dgamma or dbeta."""
    d_out, x, gamma = as_arrays(d_out=d_out, x=x, gamma=gamma)
    epsilon = checks.real(f"{op}_backward", "epsilon", epsilon, above=True)
    layout = layout_of(f"{op}_backward", x, **options, gamma=gamma)
    checks.check_gradient(f"{op}_backward", d_out, x)
    shapes = {"x": x.shape, "gamma": gamma.shape, "beta": gamma.shape}
    of = gradient_of(of, *shapes)
    at = inside(f"{op}_backward", at, shapes[of])
    if of == "x":
        return _dx(d_out, x, gamma, at, Group(x, gamma, at, layout), epsilon)
    cells = [tuple(i) for i in np.argwhere((weight_positions(x, gamma, layout) == at).all(axis=-1)).tolist()]
    normalized = standardize(np.float64(x).reshape(layout.shape), layout.axes, epsilon)[0].reshape(x.shape)
    return sum_over(cells, f"d{of}", at, {"d_out": d_out, "x̂": normalized} if of == "gamma" else {"d_out": d_out})


def _dx(d_out, x, gamma, at, group, epsilon):
    """The closed form of `cnnlib.scratch.normalization.normalize_backward`."""
    deviation = math.sqrt(group.variance.value + epsilon)
    x_hat = {i: Factor("x̂", i, group.centered[i] / deviation) for i in group.cells}
    g = {i: [factor("gamma", gamma, group.weights[i]), factor("d_out", d_out, i)] for i in group.cells}
    arrays = {"d_out": d_out, "x": x, "gamma": gamma}
    parts = {
        "g": Explanation("g", at, [g[at]], arrays),
        "mean of g": mean("mean of g", group.name, [g[i] for i in group.cells], arrays),
        "mean of g·x̂": mean("mean of g·x̂", group.name, [[*g[i], x_hat[i]] for i in group.cells], arrays),
        "mean": group.mean,
        "variance": group.variance,
    }
    numbers = {name: part.value for name, part in parts.items()} | {"x̂": x_hat[at].value, "ε": epsilon}
    inverse = constant("1/√(variance + ε)", 1 / deviation)
    terms = [
        [constant("g", numbers["g"]), inverse],
        [constant("−mean of g", -numbers["mean of g"]), inverse],
        [constant("−x̂", -numbers["x̂"]), constant("mean of g·x̂", numbers["mean of g·x̂"]), inverse],
    ]
    used = {"d_out": group.cells, "x": group.cells, "gamma": sorted(set(group.weights.values()))}
    return Formula("dx", at, terms, arrays, template=GRADIENT, numbers=numbers, used=used, parts=parts)


def sum_over(cells, name, at, arrays):
    """The sum of products of the same element of each array, over some elements."""
    return Explanation(name, at, [[factor(key, array, i) for key, array in arrays.items()] for i in cells], arrays)


class Group:
    """The numbers that x[at] is normalized with: where they stand, and each one's gamma; their mean and variance."""

    def __init__(self, x, gamma, at, layout):
        places = np.arange(x.size).reshape(layout.shape)
        here = np.unravel_index(np.ravel_multi_index(at, x.shape), layout.shape)
        members = places[tuple(slice(None) if a in layout.axes else i for a, i in enumerate(here))].ravel()
        self.name = tuple(int(i) for a, i in enumerate(here) if a not in layout.axes)  # its position among the groups
        self.cells = [tuple(map(int, np.unravel_index(i, x.shape))) for i in members]
        positions = weight_positions(x, gamma, layout)
        self.weights = {i: tuple(positions[i].tolist()) for i in self.cells}
        self.mean = mean("mean", self.name, [[factor("x", x, i)] for i in self.cells], {"x": x})
        self.centered = np.float64(x) - self.mean.value
        # What rounding a large mean leaves over, as in `cnnlib.scratch.normalization.standardize`.
        self.centered -= np.mean([self.centered[i] for i in self.cells])
        squares = [[factor("x − mean", self.centered, i)] * 2 for i in self.cells]
        self.variance = mean("variance", self.name, squares, {"x − mean": self.centered})


def weight_positions(x, gamma, layout):
    """For each element of x, where its gamma and beta stand, in a last axis."""
    places = np.broadcast_to(np.arange(gamma.size).reshape(layout.weights), layout.shape).reshape(x.shape)
    return np.stack(np.unravel_index(places, gamma.shape), axis=-1)
