"""The judge of every backward, judged."""

import numpy as np
import pytest

from cnnlib import scratch


def test_the_gradient_of_a_known_function():
    x = np.random.default_rng(0).normal(size=(2, 3))
    got = scratch.numerical_gradient(lambda a: float(np.sin(a).sum()), x)
    assert scratch.relative_error(got, np.cos(x)) < 1e-9


def test_x_is_left_as_it_was():
    x = np.ones(3)
    x.flags.writeable = False
    scratch.numerical_gradient(lambda a: float((a**2).sum()), x)


def test_float32_is_refused():
    with pytest.raises(TypeError, match=r"^numerical_gradient: x holds float32, needs float64; convert it"):
        scratch.numerical_gradient(lambda a: 0.0, np.ones(2, np.float32))


def test_a_wrong_gradient_has_a_large_error():
    assert scratch.relative_error(np.array([1.0, 2.0]), np.array([1.0, -2.0])) == 2.0
    assert scratch.relative_error(np.zeros(3), np.zeros(3)) == 0.0
    with pytest.raises(ValueError, match=r"^relative_error: b has shape \(2,\), needs \(3,\)"):
        scratch.relative_error(np.zeros(3), np.zeros(2))
