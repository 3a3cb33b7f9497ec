"""What the explanations of depthwise, separable and transposed convolution read, print and draw."""

import numpy as np
import pytest

from cnnlib import explain, scratch
from tests.ops import OPS

NAMES = ["depthwise_conv2d", "separable_conv2d", "conv2d_transpose"]
SIZES = {"depthwise_conv2d": (3, 3, 6), "separable_conv2d": (3, 3, 4), "conv2d_transpose": (11, 11, 4)}


@pytest.mark.parametrize("name", NAMES)
def test_every_sum_has_a_picture_of_what_it_reads(name):
    arrays, options = OPS[name].example
    explained = explain(getattr(scratch, name), *arrays.values(), at=(1, 2, 2, 1), **options)
    titles = {ax.get_title().partition("[")[0] for ax in explained.figure().axes}
    assert titles == set(arrays)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "at, of, words",
    [
        ((1, 2, 11, 0), None, "at is (1, 2, 11, 0), but {name} gives an array of shape (2, "),
        ((0, 0), None, "at is (0, 0), but {name} gives an array of shape"),
        ((0, 5, 0, 0), "x", "at is (0, 5, 0, 0), but {name}_backward gives an array of shape (2, 5, 5, 3); "),
        ((0,), "y", "of is 'y', needs \"x\", "),
    ],
)
def test_a_wrong_question_is_refused(name, at, of, words):
    arrays, options = OPS[name].example
    op, arrays = getattr(scratch, name), list(arrays.values())
    if of:
        op, arrays = getattr(scratch, name + "_backward"), [np.ones((2, *SIZES[name]), np.float32), *arrays[:-1]]
    with pytest.raises(ValueError) as caught:
        explain(op, *arrays, at=at, **({"of": of} if of else {}), **options)
    assert f"explain: {words.format(name=name)}" in str(caught.value)


@pytest.mark.parametrize("name", NAMES)
def test_a_gradient_of_another_shape_is_refused(name):
    arrays, options = OPS[name].example
    d_out = np.ones((2, 1, 1, 1), np.float32)
    with pytest.raises(ValueError, match=f"{name}_backward: d_out has shape .*, needs .*the shape of {name}'s output"):
        explain(
            getattr(scratch, name + "_backward"), d_out, *list(arrays.values())[:-1], of="x", at=(0,) * 4, **options
        )


def test_a_separable_product_has_three_factors():
    x = np.array([[[[1.0, 10.0], [2.0, 20.0]]]])
    depthwise, pointwise = np.ones((1, 2, 2, 1)), np.array([[[[1.0], [-1.0]]]])
    explained = explain(scratch.separable_conv2d, x, depthwise, pointwise, at=(0, 0, 0, 0))
    assert str(explained) == "y[0, 0, 0, 0] = 1·1·1 + 2·1·1 + 10·1·(−1) + 20·1·(−1) = −27"


def test_a_painted_cell_names_all_that_paint_it():
    x = np.array([[1.0, 2.0], [3.0, 4.0]])[None, :, :, None]
    kernel = np.array([[5.0, 6.0], [7.0, 8.0]])[:, :, None, None]
    explained = explain(scratch.conv2d_transpose, x, kernel, at=(0, 1, 1, 0))
    assert str(explained) == "y[0, 1, 1, 0] = 4·5 + 3·6 + 2·7 + 1·8 = 60"
