"""A copy that moves whole rows of numbers gives what an assignment gives, however the arrays lie in memory."""

import itertools

import numpy as np
import pytest

from cnnlib.scratch.fast.memory import copy_rows

LAYOUTS = {
    "as written": lambda a: a.copy(),
    "every other number": lambda a: np.repeat(a, 2, axis=-1)[..., ::2],
    "backwards": lambda a: a[..., ::-1].copy()[..., ::-1],
    "another axis last": lambda a: a.swapaxes(1, 2).copy().swapaxes(1, 2),
    "the first axis last": lambda a: np.asfortranarray(a),
}


@pytest.mark.parametrize("dtype", ["float32", "float64", "bool"])
@pytest.mark.parametrize("shape", [(2, 3, 4), (2, 3, 1), (1, 1, 5), (0, 3, 4)])
@pytest.mark.parametrize("of_source, of_target", list(itertools.product(LAYOUTS, repeat=2)))
def test_a_copy_is_the_assignment(of_source, of_target, shape, dtype):
    numbers = np.random.default_rng(0).integers(0, 9, shape).astype(dtype)
    source, target = LAYOUTS[of_source](numbers), LAYOUTS[of_target](np.zeros_like(numbers))
    assert copy_rows(source, out=target) is target
    np.testing.assert_array_equal(target, numbers)
    copy = copy_rows(source)
    np.testing.assert_array_equal(copy, numbers)
    assert copy.flags.c_contiguous and copy.dtype == dtype and not np.shares_memory(copy, source)


@pytest.mark.parametrize("of_source, of_target", [(">f8", "<f8"), ("<f8", ">f8"), (">f4", ">f4")])
def test_a_copy_into_another_order_of_bytes_keeps_the_numbers(of_source, of_target):
    numbers = np.arange(24.0).reshape(2, 3, 4)
    copy = copy_rows(numbers.astype(of_source), out=np.zeros(numbers.shape, of_target))
    np.testing.assert_array_equal(copy, numbers)
