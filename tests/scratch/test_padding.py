"""What `pad2d` puts into the cells it adds; tests/test_ops.py and tests/test_parity.py check the rest."""

import numpy as np
import pytest

from cnnlib import scratch
from tests.scratch.halves import HALVES

X = np.ones((1, 1, 2, 1))
VALUES = [-1.5, 7, np.int64(7), np.float32(0.1), np.float64(0.1), np.nan, np.inf, -np.inf, np.float32("-inf")]


@HALVES
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_any_number_will_do_and_takes_the_type_of_x(half, dtype, value):
    y = np.asarray(half.pad2d(X.astype(dtype), ((0, 0), (1, 0)), value))
    np.testing.assert_array_equal(y.ravel(), np.array([value, 1, 1], dtype), strict=True)


@HALVES
def test_what_is_no_number_is_refused(half):
    with pytest.raises(TypeError, match="^pad2d: value is 'a', needs a number$"):
        half.pad2d(X, 1, value="a")


@pytest.mark.parametrize("padding", [0, 1])
def test_the_result_is_an_array_of_its_own(padding):
    x = X.copy()
    assert not np.shares_memory(scratch.pad2d(x, padding), x)
