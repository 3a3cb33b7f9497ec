"""Every explanation adds up to what the operation gives, at every element, over drawn configurations."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlib import explain, scratch
from cnnlib.explanation import EXPLAINED
from tests.ops import OPS

FORWARD = sorted(name for name in EXPLAINED if not name.endswith("_backward"))
short = settings(max_examples=20, deadline=None, derandomize=True, database=None)


def drawn(data, name):
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    return OPS[name].draw(data.draw, lambda shape: rng.normal(size=shape))


@pytest.mark.parametrize("name", FORWARD)
def test_the_written_sum_is_the_output(name):
    @short
    @given(st.data())
    def check(data):
        arrays, options = drawn(data, name)
        op = getattr(scratch, name)
        y = OPS[name].differentiated(op(**arrays, **options))
        for at in np.ndindex(*y.shape):
            explained = explain(op, *arrays.values(), at=at, **options)
            assert explained.value == pytest.approx(y[at], rel=1e-9, abs=1e-12)

    check()


@pytest.mark.parametrize("name", FORWARD)
def test_the_written_sum_is_the_gradient(name):
    @short
    @given(st.data())
    def check(data):
        arrays, options = drawn(data, name)
        forward, backward = getattr(scratch, name), getattr(scratch, name + "_backward")
        d_out = np.random.default_rng(1).normal(size=OPS[name].differentiated(forward(**arrays, **options)).shape)
        read = [a for key, a in arrays.items() if key not in OPS[name].not_in_backward]
        gradients = backward(d_out, *read, **options)
        for of, gradient in zip(arrays, gradients if isinstance(gradients, tuple) else [gradients]):
            for at in np.ndindex(*gradient.shape):
                explained = explain(backward, d_out, *read, of=of, at=at, **options)
                assert explained.value == pytest.approx(gradient[at], rel=1e-9, abs=1e-12)

    check()


def test_the_first_window_of_the_article():
    x = np.zeros((1, 5, 5, 1))
    x[0, :3, :3, 0] = [[1, -1, 0], [-1, -2, 2], [1, 2, -2]]
    kernel = np.array([[-1.0, 1, 2], [1, -1, 3], [0, -1, -2]])[:, :, None, None]
    text = str(explain(scratch.conv2d, x, kernel, at=(0, 0, 0, 0)))
    assert text == ("y[0, 0, 0, 0] = 1·(−1) + (−1)·1 + 0·2 + (−1)·1 + (−2)·(−1) + 2·3 + 1·0 + 2·(−1) + (−2)·(−2) = 7")


def test_padding_is_written_as_zero_and_marked():
    explained = explain(scratch.conv2d, np.ones((1, 2, 2, 1)), np.ones((3, 3, 1, 1)), at=(0, 0, 0, 0), padding=1)
    assert sum(factor.padding for term in explained.terms for factor in term) == 5
    assert explained.value == 4


def test_a_long_sum_is_cut_in_the_middle():
    text = str(explain(scratch.conv2d, np.ones((1, 9, 9, 1)), np.ones((9, 9, 1, 1)), at=(0, 0, 0, 0)))
    assert text.count("1·1") == 29 and "… (52 more) …" in text and text.endswith("= 81")


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"at": (0, 3, 0, 0)}, "at is (0, 3, 0, 0), but conv2d gives an array of shape (1, 3, 3, 1)"),
        ({"at": (0, 0)}, "at is (0, 0), but conv2d gives"),
        ({"op": np.add}, "op is add, needs one of "),
        ({"op": scratch.conv2d_backward, "of": "y"}, 'of is \'y\', needs "x", "kernel" or "bias"'),
    ],
)
def test_a_wrong_question_is_refused(changes, words):
    x, kernel = np.ones((1, 5, 5, 1)), np.ones((3, 3, 1, 1))
    call = {"op": scratch.conv2d, "at": (0, 0, 0, 0)} | changes
    arrays = [np.ones((1, 3, 3, 1)), x, kernel] if call["op"] is scratch.conv2d_backward else [x, kernel]
    with pytest.raises(ValueError) as caught:
        explain(call.pop("op"), *arrays, **call)
    assert words in str(caught.value) and "\n" not in str(caught.value)
