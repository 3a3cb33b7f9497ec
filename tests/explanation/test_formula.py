"""Formulas: what is printed is arithmetic that gives the number, and the parts say where its numbers come from."""

import math
import re

import numpy as np
import pytest

from cnnlib import explain, scratch
from cnnlib.explanation.formula import Formula

rng = np.random.default_rng(0)
X, D_OUT = rng.normal(size=(2, 2, 3, 4)).round(2), rng.normal(size=(2, 2, 3, 4)).round(2)
GAMMA, BETA = np.array([0.5, -2.0, 1.5, 1.0]), np.array([0.25, -1.0, 0.0, 3.0])
MEAN, VARIANCE = np.array([0.5, -0.25, 0.0, 2.0]), np.array([1.0, 0.25, 2.0, 0.5])
FORWARD = {
    scratch.batch_norm: ([X, GAMMA, BETA], {}),
    scratch.layer_norm: ([X, GAMMA, BETA], {}),
    scratch.instance_norm: ([X, GAMMA, BETA], {}),
    scratch.group_norm: ([X, GAMMA, BETA], {"groups": 2}),
    scratch.batch_norm_inference: ([X, GAMMA, BETA, MEAN, VARIANCE], {}),
    scratch.local_response_norm: ([X], {"depth_radius": 1, "bias": 2.0, "alpha": 0.5, "beta": 0.75}),
}
NORM_GRADIENTS = [(f, "x") for f in FORWARD]
GRADIENTS = [
    *NORM_GRADIENTS,
    (scratch.batch_norm_inference, "mean"),
    (scratch.batch_norm_inference, "variance"),
]


def gradient_of(forward, of, at):
    arrays, options = FORWARD[forward]
    backward = getattr(scratch, forward.__name__ + "_backward")
    return explain(backward, D_OUT, *(a for a in arrays if a is not BETA), of=of, at=at, **options)


def computed(text):
    """The number that a line of arithmetic, as printed, comes to."""
    python = text.replace("−", "-").replace("·", "*").replace("√", "math.sqrt").replace("^", "**")
    assert not re.search(r"[^0-9e.+\-*/() maths.qr]", python), python
    return eval(python, {"math": math})


def check_text(explained):
    assert isinstance(explained, Formula)
    _, _, filled, value = str(explained).split(" = ")
    assert computed(filled) == pytest.approx(explained.value, rel=1e-4, abs=1e-5)
    assert computed(value) == pytest.approx(explained.value, rel=1e-5)


@pytest.mark.parametrize("forward", FORWARD)
@pytest.mark.parametrize("at", [(0, 0, 0, 0), (1, 1, 2, 1), (1, 0, 1, 3)])
def test_the_printed_arithmetic_gives_the_output(forward, at):
    arrays, options = FORWARD[forward]
    check_text(explain(forward, *arrays, at=at, **options))


@pytest.mark.parametrize("forward, of", GRADIENTS)
@pytest.mark.parametrize("channel", [0, 1, 3])
def test_the_printed_arithmetic_gives_the_gradient(forward, of, channel):
    check_text(gradient_of(forward, of, (1, 0, 2, channel) if of == "x" else (channel,)))


def test_how_it_reads():
    x, one = np.array([[1.0], [3.0]]), np.ones(1)
    assert str(explain(scratch.batch_norm, x, 2 * one, -one, at=(1, 0), epsilon=3.0)) == (
        "y[1, 0] = γ·(x − mean)/√(variance + ε) + β = 2·(3 − 2)/√(1 + 3) + (−1) = 0"
    )
    explained = explain(scratch.batch_norm, x, one, one, at=(1, 0), epsilon=3.0)
    assert str(explained.parts["mean"]) == "mean[0] = (1 + 3)/2 = 2"
    assert str(explained.parts["variance"]) == "variance[0] = ((−1)·(−1) + 1·1)/2 = 1"
    text = str(explain(scratch.local_response_norm, np.array([[[[-3.0, 2.0]]]]), at=(0, 0, 0, 0), bias=3.0))
    assert text == "y[0, 0, 0, 0] = x/(bias + alpha·Σ x²)^beta = −3/(3 + 1·13)^0.5 = −0.75"


@pytest.mark.parametrize(
    "forward, axes", [(scratch.batch_norm, (0, 1, 2)), (scratch.layer_norm, (3,)), (scratch.instance_norm, (1, 2))]
)
def test_the_parts_are_the_mean_and_variance_of_the_group(forward, axes):
    at = (1, 0, 2, 3)
    explained = explain(forward, X, GAMMA, BETA, at=at)
    place = tuple(i for axis, i in enumerate(at) if axis not in axes)
    for name, expected in (("mean", X.mean(axes)), ("variance", X.var(axes))):
        part = explained.parts[name]
        assert part.at == place and part.value == pytest.approx(expected[place], rel=1e-12)
    assert len(explained.cells("x")) == X.size // X.mean(axes).size
    assert all(i[axis] == at[axis] for i in explained.cells("x") for axis in range(4) if axis not in axes)


@pytest.mark.parametrize("forward, of", GRADIENTS)
def test_the_number_depends_on_the_elements_named_and_no_others(forward, of):
    """Every array is changed everywhere but there, and the gradient stays."""
    arrays, options = FORWARD[forward]
    at = (1, 0, 2, 1) if of == "x" else (1,)
    backward = getattr(scratch, forward.__name__ + "_backward")
    names = ["d_out", "x", "gamma", "mean", "variance"]
    values = [D_OUT, *(a for a in arrays if a is not BETA)]
    explained, changed = gradient_of(forward, of, at), []
    for name, array in zip(names, values):
        other = array + 1.0
        # x̂ stands for the x and mean that it is made of
        for position in explained.cells(name) or explained.cells({"x": "x̂"}.get(name, name)):
            other[position] = array[position]
        changed.append(array if name == "mean" else other)
    assert explain(backward, *changed, of=of, at=at, **options).value == pytest.approx(explained.value, rel=1e-12)


@pytest.mark.parametrize("forward", FORWARD)
def test_a_wrong_gradient_is_refused(forward):
    with pytest.raises(ValueError, match="explain: of is 'y', needs .*\"x\".*: whose gradient"):
        gradient_of(forward, "y", (0, 0, 0, 0))


def test_the_default_options_are_those_of_the_functions():
    explained = explain(scratch.layer_norm, X, GAMMA, BETA, at=(0, 1, 1, 2))
    assert explained.value == pytest.approx(scratch.layer_norm(X, GAMMA, BETA)[0, 1, 1, 2], rel=1e-12)
    explained = explain(scratch.local_response_norm, X, at=(0, 1, 1, 2))
    assert explained.value == pytest.approx(scratch.local_response_norm(X)[0, 1, 1, 2], rel=1e-12)


@pytest.mark.parametrize("forward", FORWARD)
def test_every_formula_has_a_picture_of_what_it_reads(forward):
    arrays, options = FORWARD[forward]
    for explained in (explain(forward, *arrays, at=(1, 0, 2, 1), **options), gradient_of(forward, "x", (1, 0, 2, 1))):
        titles = [ax.get_title() for ax in explained.figure().axes]
        read = {name for name in explained.arrays if explained.cells(name)}
        assert {title.partition("[")[0] for title in titles} == read
        assert ("x[1, :, :, 1]" in titles) == ("x" in read)


def test_a_part_has_a_picture_too():
    explained = gradient_of(scratch.layer_norm, "x", (1, 0, 2, 1))
    assert [ax.get_title() for ax in explained.parts["variance"].figure().axes] == [
        f"x − mean[1, :, :, {c}]" for c in range(4)
    ]
