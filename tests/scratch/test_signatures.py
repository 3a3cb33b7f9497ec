"""Arguments are named where they do not fit; where they do, a call is the same as without the check."""

import copy
import inspect
import pickle

import numpy as np
import pytest

from cnnlib import scratch
from cnnlib.scratch.signatures import naming_its_arguments, takes


class Caller:
    @naming_its_arguments
    def method(self, a, b=2, *, c, d=4):
        """What it does."""
        return a + "no number" if a == 0 else (a, b, c, d)


@pytest.mark.parametrize(
    "arguments, options, words",
    [
        ((), {}, "a and c are missing; method takes a, b, c, d"),
        ((1,), {}, "c is missing; method takes a, b, c, d"),
        ((1, 2, 3), {}, "3 arguments without a name given, needs at most 2 (a, b); by name it takes c, d"),
        ((1,), {"a": 1, "c": 3}, "a is given twice, by its place and by its name"),
        ((1,), {"c": 3, "e": 5}, "e is not an argument; method takes a, b, c, d"),
    ],
)
def test_what_does_not_fit_is_named(arguments, options, words):
    with pytest.raises(TypeError) as caught:
        Caller().method(*arguments, **options)
    assert str(caught.value) == f"method: {words}" and caught.value.__context__ is None


def test_what_fits_is_passed_on_and_an_error_of_the_method_stays_itself():
    assert Caller().method(1, c=3) == (1, 2, 3, 4)
    with pytest.raises(TypeError, match="unsupported operand"):
        Caller().method(0, c=3)


def test_signature_and_docstring_stay():
    assert list(inspect.signature(Caller.method).parameters) == ["self", "a", "b", "c", "d"]
    assert Caller.method.__doc__ == "What it does."
    assert list(inspect.signature(scratch.Dense).parameters)[:2] == ["units", "activation"]


def test_options_that_a_class_passes_on_are_named_by_the_class_that_takes_them():
    class Mine(scratch.Dense):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)

    assert Mine(3, use_bias=False).units == 3
    with pytest.raises(TypeError, match="^Mine: bias is not an argument; Mine takes units, activation, use_bias"):
        Mine(3, bias=False)


def test_a_layer_is_copied_and_stored_as_before():
    layer, x = scratch.Dense(3), np.ones((2, 4))
    y = layer(x)
    assert np.array_equal(copy.deepcopy(layer)(x), y) and np.array_equal(pickle.loads(pickle.dumps(layer))(x), y)


def test_a_function_whose_signature_is_not_known_is_believed_or_not():
    assert takes(min, 1, 2) and not takes(min, 1, 2, unknown=False)
    assert takes(lambda shape, dtype=None: None, 1, 2) and not takes(lambda shape: None, 1, 2)
