"""What the explanations of global pooling print, draw and refuse."""

import numpy as np
import pytest

from cnnlib import explain, scratch

X = np.array([[1.0, 5.0, -2.0], [5.0, 2.0, 1.0]])[None, :, :, None]
D_OUT = np.array([[-3.0]])
NAMES = ["global_avg_pool2d", "global_max_pool2d"]


@pytest.mark.parametrize(
    "explained, text",
    [
        (explain(scratch.global_avg_pool2d, X, at=(0, 0)), "y[0, 0] = (1 + 5 − 2 + 5 + 2 + 1)/6 = 2"),
        (
            explain(scratch.global_avg_pool2d_backward, D_OUT, X, at=(0, 1, 2, 0)),
            "dx[0, 1, 2, 0] = −3/6 = −0.5",
        ),
        (explain(scratch.global_max_pool2d, X, at=(0, 0)), "y[0, 0] = max(1, 5, −2, 5, 2, 1) = 5"),
        (explain(scratch.global_max_pool2d_backward, D_OUT, X, at=(0, 0, 1, 0)), "dx[0, 0, 1, 0] = −3 = −3"),
        (explain(scratch.global_max_pool2d_backward, D_OUT, X, at=(0, 1, 0, 0)), "dx[0, 1, 0, 0] = 0 = 0"),
    ],
)
def test_how_it_reads(explained, text):
    assert str(explained) == text


@pytest.mark.parametrize("x", [np.zeros((2, 3, 4, 2)), np.full((2, 3, 4, 2), -np.inf), np.full((2, 3, 4, 2), np.nan)])
def test_of_equal_cells_the_first_has_the_gradient(x):
    d_out = np.array([[1.0, -2.0], [3.0, 4.0]])
    dx = scratch.global_max_pool2d_backward(d_out, x)
    for at in np.ndindex(*x.shape):
        explained = explain(scratch.global_max_pool2d_backward, d_out, x, at=at)
        assert explained.value == dx[at] == (d_out[at[0], at[3]] if at[1:3] == (0, 0) else 0)


@pytest.mark.parametrize("name", NAMES)
def test_a_number_reads_the_whole_of_its_feature_map_and_no_other(name):
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 2)).astype(np.float32)
    explained = explain(getattr(scratch, name), x, at=(1, 0))
    assert explained.cells("x") == [(1, i, j, 0) for i in range(3) for j in range(4)]
    assert explained.value == pytest.approx(getattr(scratch, name)(x)[1, 0], rel=1e-6)
    assert [ax.get_title() for ax in explained.figure().axes] == ["x[1, :, :, 0]"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "changes, error, words",
    [
        ({"at": (0, 1)}, ValueError, "explain: at is (0, 1), but {name} gives an array of shape (1, 1); needs an "),
        ({"at": (0, 0, 0, 0)}, ValueError, "explain: at is (0, 0, 0, 0), but {name} gives an array of shape (1, 1)"),
        ({"x": X[0]}, ValueError, "{name}: x has rank 3 (shape (2, 3, 1)), needs rank 4"),
        ({"x": X.astype(int)}, TypeError, "{name}: x holds int64, needs float32 or float64"),
    ],
)
def test_a_wrong_question_is_refused(name, changes, error, words):
    call = {"x": X, "at": (0, 0)} | changes
    with pytest.raises(error) as caught:
        explain(getattr(scratch, name), **call)
    assert str(caught.value).startswith(words.format(name=name))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "changes, error, words",
    [
        ({"at": (0, 0)}, ValueError, "explain: at is (0, 0), but {name} gives an array of shape (1, 2, 3, 1); needs"),
        ({"at": (0, 2, 0, 0)}, ValueError, "explain: at is (0, 2, 0, 0), but {name} gives an array of shape"),
        ({"of": "kernel"}, ValueError, "explain: of is 'kernel', needs \"x\": whose gradient"),
        ({"x": X[0]}, ValueError, "{name}: x has rank 3 (shape (2, 3, 1)), needs rank 4"),
        ({"d_out": D_OUT[0]}, ValueError, "{name}: d_out has shape (1,), needs (1, 1) (the shape of "),
        ({"d_out": D_OUT.astype("float32")}, TypeError, "{name}: d_out holds float32, but x holds float64"),
    ],
)
def test_a_wrong_question_about_the_gradient_is_refused(name, changes, error, words):
    call = {"d_out": D_OUT, "x": X, "at": (0, 0, 0, 0)} | changes
    with pytest.raises(error) as caught:
        explain(getattr(scratch, f"{name}_backward"), **call)
    assert str(caught.value).startswith(words.format(name=f"{name}_backward"))
