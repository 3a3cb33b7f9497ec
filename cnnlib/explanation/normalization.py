"""The formulas behind batch, layer, instance and group normalization and their gradients.

Each names the mean and the variance of the group of numbers that an x is normalized with; how these came about
is in the `parts` of the explanation.
"""

import itertools
import math
from typing import NamedTuple

import numpy as np

from cnnlib import arguments
from cnnlib.explanation.cells import factor, gradient_of, inside
from cnnlib.explanation.explanation import Explanation, Factor
from cnnlib.explanation.formula import Formula, constant, mean
from cnnlib.scratch.inner import standardize

OUTPUT = "{γ}·({x} − {mean})/√({variance} + {ε}) + {β}"
FIRST, SECOND = "mean of γ·d_out", "mean of γ·d_out·x̂"
GRADIENT = "({γ·d_out} − {mean of γ·d_out} − {x̂}·{mean of γ·d_out·x̂})/√({variance} + {ε})"


class Groups(NamedTuple):
    """Which numbers of x share a mean and a variance.

    `shape` is that of x, the channels cut into (groups, channels of a group) where there are groups; mean and variance
    are taken over `axes` of it. gamma and beta lie along `weight_axes` of x.
    """

    shape: tuple
    axes: tuple
    weight_axes: tuple
    epsilon: float


def batch_norm_groups(x, epsilon=1e-3):
    """Each channel, over all examples and cells."""
    axes, epsilon = arguments.batch_norm_options("batch_norm", x, epsilon)
    return Groups(x.shape, axes, (x.ndim - 1,), epsilon)


def layer_norm_groups(x, axis=-1, epsilon=1e-3):
    """Each example, over `axis`."""
    axes, epsilon = arguments.layer_norm_options("layer_norm", x, axis, epsilon)
    return Groups(x.shape, axes, axes, epsilon)


def instance_norm_groups(x, epsilon=1e-3):
    """Each channel of each example, over its cells."""
    axes, epsilon = arguments.instance_norm_options("instance_norm", x, epsilon)
    return Groups(x.shape, axes, (x.ndim - 1,), epsilon)


def group_norm_groups(x, groups, epsilon=1e-3):
    """Each group of channels of each example."""
    groups, axes, epsilon = arguments.group_norm_options("group_norm", x, groups, epsilon)
    shape = (*x.shape[:-1], groups, x.shape[-1] // groups)
    return Groups(shape, axes, (x.ndim - 1,), epsilon)


GROUPS = {
    "batch_norm": batch_norm_groups,
    "group_norm": group_norm_groups,
    "instance_norm": instance_norm_groups,
    "layer_norm": layer_norm_groups,
}


def explain_norm(name, x, gamma, beta, *, at, **options):
    """y[at]: standardized by the mean and variance of its group, then scaled and shifted."""
    groups = GROUPS[name](x, **options)
    group = Group(x, groups, inside(name, at, x.shape))
    parts = {"mean": group.mean, "variance": group.variance}
    statistics = (group.mean.value, group.variance.value, groups.epsilon)
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


def explain_norm_backward(name, d_out, x, gamma, *, of, at, **options):
    """An element of dx, dgamma or dbeta."""
    groups = GROUPS[name](x, **options)
    shapes = {"x": x.shape, "gamma": gamma.shape, "beta": gamma.shape}
    of = gradient_of(of, *shapes)
    at = inside(f"{name}_backward", at, shapes[of])
    if of == "x":
        return _dx(d_out, x, gamma, at, Group(x, groups, at), groups.epsilon)
    cells = _cells_of_weight(x, groups, at)
    if of == "beta":
        return sum_over(cells, "dbeta", at, {"d_out": d_out})
    x_hat = standardize(np.float64(x).reshape(groups.shape), groups.axes, groups.epsilon)[0].reshape(x.shape)
    return sum_over(cells, "dgamma", at, {"d_out": d_out, "x̂": x_hat})


def _cells_of_weight(x, groups, at):
    """Positions of the numbers that gamma[at] scales."""
    index = dict(zip(groups.weight_axes, at))
    return list(itertools.product(*([index[a]] if a in index else range(n) for a, n in enumerate(x.shape))))


def _dx(d_out, x, gamma, at, group, epsilon):
    """The closed form of `cnnlib.scratch.standardize.standardize_backward`."""
    deviation = math.sqrt(group.variance.value + epsilon)
    x_hat = {i: Factor("x̂", i, group.centered[i] / deviation) for i in group.cells}
    scaled = {i: [factor("gamma", gamma, group.weights[i]), factor("d_out", d_out, i)] for i in group.cells}
    arrays = {"d_out": d_out, "x": x, "gamma": gamma}
    parts = {
        "γ·d_out": Explanation("γ·d_out", at, [scaled[at]], arrays),
        FIRST: mean(FIRST, group.name, [scaled[i] for i in group.cells], arrays),
        SECOND: mean(SECOND, group.name, [[*scaled[i], x_hat[i]] for i in group.cells], arrays),
        "mean": group.mean,
        "variance": group.variance,
    }
    numbers = {name: part.value for name, part in parts.items()} | {"x̂": x_hat[at].value, "ε": epsilon}
    inverse = constant("1/√(variance + ε)", 1 / deviation)
    terms = [
        [constant("γ·d_out", numbers["γ·d_out"]), inverse],
        [constant(f"−{FIRST}", -numbers[FIRST]), inverse],
        [constant("−x̂", -numbers["x̂"]), constant(SECOND, numbers[SECOND]), inverse],
    ]
    used = {"d_out": group.cells, "x": group.cells, "gamma": sorted(set(group.weights.values()))}
    return Formula("dx", at, terms, arrays, template=GRADIENT, numbers=numbers, used=used, parts=parts)


def sum_over(cells, name, at, arrays):
    """The sum of products of the same element of each array, over some elements."""
    return Explanation(name, at, [[factor(key, array, i) for key, array in arrays.items()] for i in cells], arrays)


class Group:
    """The numbers that x[at] is normalized with: where they stand, and each one's gamma; their mean and variance."""

    def __init__(self, x, groups, at):
        places = np.arange(x.size).reshape(groups.shape)
        here = np.unravel_index(np.ravel_multi_index(at, x.shape), groups.shape)
        members = places[tuple(slice(None) if a in groups.axes else i for a, i in enumerate(here))].ravel()
        self.name = tuple(int(i) for a, i in enumerate(here) if a not in groups.axes)  # its position among the groups
        self.cells = [tuple(map(int, np.unravel_index(i, x.shape))) for i in members]
        self.weights = {i: tuple(i[a] for a in groups.weight_axes) for i in self.cells}
        self.mean = mean("mean", self.name, [[factor("x", x, i)] for i in self.cells], {"x": x})
        self.centered = np.float64(x) - self.mean.value
        # The mean of the residual, which rounding leaves, as in `cnnlib.scratch.standardize.standardize`.
        self.centered -= np.mean([self.centered[i] for i in self.cells])
        squares = [[factor("x − mean", self.centered, i)] * 2 for i in self.cells]
        self.variance = mean("variance", self.name, squares, {"x − mean": self.centered})
