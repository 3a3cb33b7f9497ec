"""A right solution passes, each kind of wrong one is told apart and answered with a small input."""

import numpy as np
import pytest

from cnnlib import exercises
from cnnlib.exercises import EXERCISES, checker


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_is_right(name, monkeypatch):
    """On a few inputs; the chapters try other solutions on all."""
    monkeypatch.setattr(checker, "EXAMPLES", 5)
    verdict = exercises.check(name, EXERCISES[name].reference)
    assert verdict and "right on all" in repr(verdict)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_stub_is_not_yet_right(name):
    namespace = {}
    exec(exercises.stub(name), namespace)
    verdict = exercises.check(name, namespace[name])
    assert not verdict and "came out: nothing; is there a `return`?" in repr(verdict)


def test_the_answer_is_the_same_each_time():
    off_by_one = lambda n, kernel_size, strides: -(-(n - kernel_size) // strides) + 1
    texts = {repr(exercises.check("output_size", off_by_one)) for _ in range(3)}
    assert texts == {
        "output_size: not yet. It goes wrong for\n  n = 2\n  kernel_size = 1\n  strides = 2\n  came out: 2\n  expected: 1"
    }


def test_a_forgotten_flip_is_found_on_a_small_input():
    verdict = repr(exercises.check("true_convolution", EXERCISES["correlate2d"].reference))
    numbers = [
        float(n) for n in verdict.replace("[", " ").replace("]", " ").replace(",", " ").split() if n[0] in "-0123456789"
    ]
    assert max(map(abs, numbers)) <= 1 and len(numbers) <= 10, verdict


def transposed(x, kernel):
    return EXERCISES["correlate2d"].reference(x, kernel).T


def as_list(x, kernel):
    return EXERCISES["correlate2d"].reference(x, kernel).tolist()


def spoils_its_input(x, kernel):
    y = EXERCISES["correlate2d"].reference(x, kernel)
    x += 1
    return y


def raises(x, kernel):
    raise IndexError("out of bounds")


@pytest.mark.parametrize(
    "function, words",
    [
        (lambda x: x, "takes other arguments.\n  came: <lambda>(x)\n  needed: correlate2d(x, kernel)"),
        (np.zeros(3), "give the function itself"),
        (transposed, "an array of shape (2, 1); shape (1, 2) is needed"),
        (as_list, "a list, [[0.0]]; an array is needed"),
        (spoils_its_input, "the function changed x, which belongs to the caller"),
        (raises, "raised: IndexError: out of bounds\n  expected: [[0.]]"),
    ],
)
def test_each_way_to_be_wrong_is_told_apart(function, words):
    verdict = exercises.check("correlate2d", function)
    assert not verdict and words in repr(verdict)


def test_wrong_tuple():
    dense_only = lambda height, width, c_in, c_out, k: height
    assert "1; a tuple of 3 is needed" in repr(exercises.check("count_parameters", dense_only))


def test_unknown_exercise():
    with pytest.raises(ValueError, match="^check: name is 'conv', needs one of .*count_parameters, correlate2d"):
        exercises.check("conv", len)
