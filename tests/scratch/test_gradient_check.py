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


def test_what_is_no_function_and_what_is_no_step_is_refused():
    with pytest.raises(TypeError, match=r"^numerical_gradient: f is 3, needs a function of an array like x"):
        scratch.numerical_gradient(3, np.ones(2))
    with pytest.raises(ValueError, match=r"^numerical_gradient: step is 0, needs a number above 0"):
        scratch.numerical_gradient(lambda a: 0.0, np.ones(2), step=0)


@pytest.mark.parametrize(
    "x, step, words",
    [
        (np.array([1.0, 1e17]), 1e-5, r"step is 1e-05, which moves x\[1\] = 1e\+17 nowhere, needs at least 32"),
        (np.array([[2.0]]), 1e-300, r"step is 1e-300, which moves x\[0, 0\] = 2.0 nowhere, needs at least 8.9e-16"),
        (np.array(-1e17), 1e-5, r"step is 1e-05, which moves x = -1e\+17 nowhere, needs at least 32"),
    ],
)
def test_a_step_that_moves_nothing_is_refused(x, step, words):
    with pytest.raises(ValueError, match=f"^numerical_gradient: {words}$"):
        scratch.numerical_gradient(np.sum, x, step)
    assert scratch.numerical_gradient(np.sum, np.array([0.0, 1e17]), step=64.0) == pytest.approx(np.ones(2))


@pytest.mark.parametrize(
    "f, got",
    [
        (lambda a: a * 2, r"an array of shape \(2,\), needs a number; sum it: np.sum\(…\)"),
        (lambda a: a[:1], r"an array of shape \(1,\), needs a number"),
        (lambda a: None, "None, needs a number$"),
        (lambda a: "2", "a str, needs a number$"),
        (lambda a: a.sum() > 0, "a bool, needs a number$"),
        (lambda a: a.sum() * 1j, "a complex128, needs a number$"),
    ],
)
def test_what_is_no_number_is_refused(f, got):
    with pytest.raises(TypeError, match=f"^numerical_gradient: f returned {got}"):
        scratch.numerical_gradient(f, np.ones(2))


def test_a_function_that_writes_into_its_array_is_refused():
    def doubled(a):
        a *= 2
        return a.sum()

    with pytest.raises(ValueError, match="^numerical_gradient: f writes into its array, needs to leave it"):
        scratch.numerical_gradient(doubled, np.ones(2))
    assert np.isnan(scratch.numerical_gradient(np.sum, np.array([np.nan]))).all()  # nan is not a change


@pytest.mark.parametrize("f", [lambda a: 3, lambda a: np.array(2.0), lambda a: a.sum().astype("float32"), np.sum])
def test_any_number_will_do(f):
    assert scratch.numerical_gradient(f, np.ones(2)).dtype == np.float64


def test_errors_are_of_arrays_of_floats():
    for a, b in (([1.0], np.ones(1)), (np.ones(1), [1.0]), ([1], [1])):
        with pytest.raises(TypeError, match=r"^relative_error: [ab] is a list, needs an array of float32 or float64"):
            scratch.relative_error(a, b)
    for a, b in ((np.ones(1, int), np.ones(1)), (np.ones(1), np.ones(1, int))):
        with pytest.raises(TypeError, match=r"^relative_error: [ab] holds int64, needs float32 or float64"):
            scratch.relative_error(a, b)
    assert scratch.relative_error(np.ones(1, np.float32), np.ones(1)) == 0.0  # of two types, too


def test_a_wrong_gradient_has_a_large_error():
    assert scratch.relative_error(np.array([1.0, 2.0]), np.array([1.0, -2.0])) == 2.0
    assert scratch.relative_error(np.zeros(3), np.zeros(3)) == 0.0
    with pytest.raises(ValueError, match=r"^relative_error: b has shape \(2,\), needs \(3,\)"):
        scratch.relative_error(np.zeros(3), np.zeros(2))
