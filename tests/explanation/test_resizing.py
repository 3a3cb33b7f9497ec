"""What the explanations of upsampling print, draw and refuse."""

import numpy as np
import pytest

from cnnlib import explain, scratch

X = np.array([[1.0, -5.0], [4.0, 2.0]])[None, :, :, None]
D_OUT = np.arange(1.0, 17.0).reshape(1, 4, 4, 1)
BILINEAR = dict(interpolation="bilinear")


@pytest.mark.parametrize(
    "explained, text",
    [
        (explain(scratch.upsample2d, X, at=(0, 0, 3, 0)), "y[0, 0, 3, 0] = −5 = −5"),
        (
            explain(scratch.upsample2d, X, at=(0, 1, 2, 0), **BILINEAR),
            "y[0, 1, 2, 0] = 0.75·0.25·1 + 0.75·0.75·(−5) + 0.25·0.25·4 + 0.25·0.75·2 = −2",
        ),
        (  # at an end, the row above is the same row
            explain(scratch.upsample2d, X, at=(0, 0, 1, 0), **BILINEAR),
            "y[0, 0, 1, 0] = 1·0.75·1 + 1·0.25·(−5) = −0.5",
        ),
        (
            explain(scratch.upsample2d_backward, D_OUT, X, at=(0, 0, 1, 0)),
            "dx[0, 0, 1, 0] = 3 + 4 + 7 + 8 = 22",
        ),
        (
            explain(scratch.upsample2d_backward, D_OUT[:, :2], X, (1, 2), at=(0, 0, 0, 0), **BILINEAR),
            "dx[0, 0, 0, 0] = 1·1·1 + 1·0.75·2 + 1·0.25·3 = 3.25",
        ),
    ],
)
def test_how_it_reads(explained, text):
    assert str(explained) == text


def test_the_picture_marks_the_cells_with_a_share():
    explained = explain(scratch.upsample2d, X, at=(0, 1, 2, 0), **BILINEAR)
    assert explained.cells("x") == [(0, 0, 0, 0), (0, 0, 1, 0), (0, 1, 0, 0), (0, 1, 1, 0)]
    assert [ax.get_title() for ax in explained.figure().axes] == ["x[0, :, :, 0]"]
    explained = explain(scratch.upsample2d_backward, D_OUT, X, at=(0, 1, 0, 0))
    assert explained.cells("d_out") == [(0, 2, 0, 0), (0, 2, 1, 0), (0, 3, 0, 0), (0, 3, 1, 0)]


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"at": (0, 4, 0, 0)}, "explain: at is (0, 4, 0, 0), but upsample2d gives an array of shape (1, 4, 4, 1)"),
        ({"x": X[0]}, "upsample2d: x has rank 3 (shape (2, 2, 1)), needs rank 4"),
        ({"size": 0}, "upsample2d: size is 0, needs at least 1"),
        ({"interpolation": "area"}, "upsample2d: interpolation is 'area', needs \"nearest\" or \"bilinear\""),
        ({"of": "x"}, "explain: of is 'x', but upsample2d gives no gradient"),
    ],
)
def test_a_wrong_question_is_refused(changes, words):
    with pytest.raises(ValueError) as caught:
        explain(scratch.upsample2d, **({"x": X, "at": (0, 0, 0, 0)} | changes))
    assert str(caught.value).startswith(words)


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"of": "size"}, "explain: of is 'size', needs \"x\": whose gradient"),
        ({"at": (0, 2, 0, 0)}, "explain: at is (0, 2, 0, 0), but upsample2d_backward gives an array of shape"),
        ({"d_out": D_OUT[:, 1:]}, "upsample2d_backward: d_out has shape (1, 3, 4, 1), needs (1, 4, 4, 1)"),
    ],
)
def test_a_wrong_question_about_the_gradient_is_refused(changes, words):
    with pytest.raises(ValueError) as caught:
        explain(scratch.upsample2d_backward, **({"d_out": D_OUT, "x": X, "at": (0, 0, 0, 0)} | changes))
    assert str(caught.value).startswith(words)
