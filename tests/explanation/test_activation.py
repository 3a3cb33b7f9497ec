"""What the explanations of activations print: arithmetic that gives the number, and where its numbers come from."""

import math
import re

import numpy as np
import pytest

from cnnlib import explain, scratch

X = np.array([-7.5, -3.0, -1.25, 0.0, 0.75, 1.0, 3.0, 6.0, 6.5])
D_OUT = np.array([2.0, -1.0, 0.5, 3.0, -2.0, 1.5, 4.0, -0.25, 1.0])
CALLS = [
    *((name, {}) for name in ("elu", "gelu", "hard_sigmoid", "hard_silu", "leaky_relu", "mish", "relu", "selu")),
    *((name, {}) for name in ("sigmoid", "silu", "softplus", "tanh")),
    ("elu", {"alpha": 0.5}),
    ("gelu", {"approximate": True}),
    ("leaky_relu", {"negative_slope": 0.25}),
    ("relu", {"max_value": 6}),
    ("relu", {"negative_slope": 0.25, "threshold": 0.75}),
    ("relu", {"threshold": 0.75}),
    ("relu", {"max_value": 1.0, "negative_slope": 2.0, "threshold": 3.0}),
]
NAMES = {"math": math, "e": math.e, "π": math.pi, "log": math.log, "tanh": math.tanh, "erfc": math.erfc}


def computed(text):
    """The number that a line of arithmetic, as printed, comes to; what it holds for is left out, if x is there."""
    for condition in re.findall(r" \(for (.*?)\)", text):
        between = condition.replace("between −3 and 3", "> −3") + " and 3 > " + condition.split(" ")[0]
        condition = between if "between" in condition else condition
        assert evaluated(condition.replace("≤", "<=").replace("≥", ">=").replace(" = ", " == ")), text
    return evaluated(re.sub(r" \(for .*?\)", "", text))


def evaluated(text):
    text = re.sub(r"√(\d+)", r"√(\1)", text)
    for written, python in {"−": "-", "·": "*", "√": "math.sqrt", "^": "**", "²": "**2", "³": "**3"}.items():
        text = text.replace(written, python)
    return eval(text, NAMES)


def check_text(explained):
    _, _, filled, value = str(explained).split(" = ")
    assert computed(filled) == pytest.approx(explained.value, rel=1e-3, abs=1e-5)
    assert computed(value) == pytest.approx(explained.value, rel=1e-5)
    for part in explained.parts.values():
        check_text(part)
        assert part.figure().axes[0].get_title() == "x"


@pytest.mark.parametrize("name, options", CALLS)
def test_the_printed_arithmetic_gives_the_output_and_the_gradient(name, options):
    y = getattr(scratch, name)(X, **options)
    dx = getattr(scratch, f"{name}_backward")(D_OUT, X, **options)
    for i in range(len(X)):
        explained = explain(getattr(scratch, name), X, at=(i,), **options)
        gradient = explain(getattr(scratch, f"{name}_backward"), D_OUT, X, at=(i,), **options)
        assert (explained.value, gradient.value) == (y[i], dx[i])
        check_text(explained)
        check_text(gradient)
        assert explained.cells("x") == gradient.cells("d_out") == gradient.cells("x") == [(i,)]


@pytest.mark.parametrize(
    "name, x, options, output, gradient",
    [
        ("relu", -2.0, {}, "max(x, 0) = max(−2, 0) = 0", "0 (for x ≤ 0) = 3·0 (for −2 ≤ 0) = 0"),
        ("relu", 9.0, {"max_value": 6}, "min(max(x, 0), max_value) = min(max(9, 0), 6) = 6", "0 (for x ≥ max_value)"),
        ("relu", 0.5, {"threshold": 1}, "0 (for x ≤ threshold) = 0 (for 0.5 ≤ 1) = 0", "0 (for x ≤ threshold) = "),
        ("leaky_relu", 2.0, {}, "x (for x > 0) = 2 (for 2 > 0) = 2", "1 (for x > 0) = 3·1 (for 2 > 0) = 3"),
        (
            "leaky_relu",
            -1.0,
            {},
            "negative_slope·x (for x ≤ 0) = 0.3·(−1) (for −1 ≤ 0) = −0.3",
            "negative_slope (for x ≤ 0) = 3·0.3 (for −1 ≤ 0) = 0.9",
        ),
        (
            "silu",
            -1.0,
            {},
            "x·sigmoid(x) = −1·0.268941 = −0.268941",
            "s·(1 + x·(1 − s)) = 3·0.268941·(1 + (−1)·(1 − 0.268941)) = 0.216988",
        ),
        (
            "hard_silu",
            -3.0,
            {},
            "x·hard_sigmoid(x) = −3·0 = 0",
            "0 (for x ≤ −3) = 3·0 (for −3 ≤ −3) = 0",
        ),
        ("softplus", -1.0, {}, "log(1 + e^x) = log(1 + e^(−1)) = 0.313262", "sigmoid(x) = 3·0.268941 = 0.806824"),
        (
            "tanh",
            0.0,
            {},
            "(e^x − e^(−x))/(e^x + e^(−x)) = (e^0 − e^(−0))/(e^0 + e^(−0)) = 0",
            "(1 − y²) = 3·(1 − 0²) = 3",
        ),
        ("relu", np.nan, {"threshold": 1}, "x = nan = nan", "slope = 3·0 = 0"),
    ],
)
def test_how_it_reads(name, x, options, output, gradient):
    x, d_out = np.array([[x]]), np.array([[3.0]])
    assert str(explain(getattr(scratch, name), x, at=(0, 0), **options)) == f"y[0, 0] = {output}"
    backward = getattr(scratch, f"{name}_backward")
    assert str(explain(backward, d_out, x, at=(0, 0), **options)).startswith(f"dx[0, 0] = d_out·{gradient}")


def test_how_the_parts_read():
    explained = explain(scratch.mish_backward, np.ones((1, 2)), np.array([[0.0, -1.0]]), at=(0, 1))
    assert str(explained.parts["s"]) == "s[0, 1] = 1/(1 + e^(−x)) = 1/(1 + e^(−(−1))) = 0.268941"
    assert str(explained.parts["t"]) == "t[0, 1] = tanh(softplus(x)) = tanh(0.313262) = 0.303401"
    inner = explained.parts["t"].parts["softplus(x)"]
    assert str(inner) == "softplus(x)[0, 1] = log(1 + e^x) = log(1 + e^(−1)) = 0.313262"


def test_how_prelu_reads():
    x, alpha = np.array([[-2.0, 3.0], [-1.0, 0.0]]), np.array([0.25])
    d_out = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert str(explain(scratch.prelu, x, alpha, at=(0, 0))) == (
        "y[0, 0] = max(x, 0) + alpha·min(x, 0) = max(−2, 0) + 0.25·min(−2, 0) = −0.5"
    )
    backward = scratch.prelu_backward
    for at, text in {
        (0, 0): "alpha (for x < 0) = 1·0.25 (for −2 < 0) = 0.25",
        (0, 1): "1 (for x > 0) = 2·1 (for 3 > 0) = 2",
        (1, 1): "0 (for x = 0) = 4·0 (for 0 = 0) = 0",
    }.items():
        assert str(explain(backward, d_out, x, alpha, of="x", at=at)) == f"dx[{at[0]}, {at[1]}] = d_out·{text}"
    dalpha = explain(backward, d_out, x, alpha, of="alpha", at=(0,))
    assert str(dalpha) == "dalpha[0] = 1·min(−2, 0) + 2·min(3, 0) + 3·min(−1, 0) + 4·min(0, 0) = −5"
    assert dalpha.cells("x") == dalpha.cells("d_out") == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert explain(scratch.prelu, x, alpha, at=(1, 1)).cells("alpha") == [(0,)]


def test_how_softmax_reads():
    x, d_out = np.array([[1.0, 3.0], [-2.0, 3.0]]), np.array([[1.0, 2.0], [3.0, 4.0]])
    assert str(explain(scratch.softmax, x, at=(0, 0))) == "y[0, 0] = e^1/(e^1 + e^3) = 0.119203"
    along_columns = explain(scratch.softmax, x, at=(0, 0), axis=0)
    assert str(along_columns) == "y[0, 0] = e^1/(e^1 + e^(−2)) = 0.952574"
    assert along_columns.cells("x") == [(0, 0), (1, 0)]
    along_both = explain(scratch.softmax, x, at=(1, 0), axis=(0, 1))
    assert str(along_both) == "y[1, 0] = e^(−2)/(e^1 + e^3 + e^(−2) + e^3) = 0.00314553"
    assert float(along_both) == scratch.softmax(x, axis=(0, 1))[1, 0]
    assert str(explain(scratch.log_softmax, x, at=(1, 1))) == "y[1, 1] = 3 − log(e^(−2) + e^3) = −0.00671535"
    gradient = explain(scratch.softmax_backward, d_out, x, at=(0, 1))
    assert str(gradient) == "dx[0, 1] = y·(d_out − Σ y·d_out) = 0.880797·(2 − 1.8808) = 0.104994"
    assert str(gradient.parts["Σ y·d_out"]) == "Σ y·d_out[0, 1] = 0.119203·1 + 0.880797·2 = 1.8808"
    gradient = explain(scratch.log_softmax_backward, d_out, x, at=(0, 1))
    assert str(gradient) == "dx[0, 1] = d_out − softmax(x)·Σ d_out = 2 − 0.880797·3 = −0.642391"
    assert [ax.get_title() for ax in gradient.figure().axes] == ["d_out", "x"]


@pytest.mark.parametrize(
    "call, error, words",
    [
        (lambda: explain(scratch.relu, X, at=(9,)), ValueError, "explain: at is (9,), but relu gives an array of"),
        (lambda: explain(scratch.relu, X, at=(0,), max_value=-1), ValueError, "relu: max_value is -1, needs"),
        (
            lambda: explain(scratch.gelu_backward, X, X, at=(0,), approximate=1),
            TypeError,
            "gelu_backward: approximate is 1, needs True or False",
        ),
        (lambda: explain(scratch.silu_backward, X[:1], X, at=(0,)), ValueError, "silu_backward: d_out has shape (1,)"),
        (lambda: explain(scratch.silu_backward, X, X, at=(0,), of="y"), ValueError, "explain: of is 'y', needs \"x\""),
        (lambda: explain(scratch.tanh, np.arange(3), at=(0,)), TypeError, "tanh: x holds int64, needs float32"),
        (lambda: explain(scratch.prelu, X, X, at=(0,)), ValueError, "prelu: alpha has shape (9,), needs ()"),
        (lambda: explain(scratch.softmax, X, at=(0,), axis=1), ValueError, "softmax: axis is 1, but x (9,) has rank 1"),
    ],
)
def test_a_wrong_call_is_refused_as_the_operation_refuses_it(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value).startswith(words)
