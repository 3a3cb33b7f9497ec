"""Optimizers and schedules against Keras's, ten steps long."""

import keras
import numpy as np
import pytest

import cnnlib.tf
from cnnlib import scratch
from tests.scratch.training.cases import OPTIMIZERS as CASES
from tests.scratch.training.cases import SCHEDULES
from tests.scratch.twins import in_float64

# Keras rounds some of these numbers to float32 even where it computes in float64. Fractions that float32 can hold
# show that the rules are the same; the defaults, which it cannot, agree as far as that rounding lets them.
EXACT, ROUNDED = 1e-12, 1e-7
EVERY_CASE = [pytest.param(name, options, id=f"{name}-{i}") for name in CASES for i, options in enumerate(CASES[name])]
EVERY_SCHEDULE = [
    pytest.param(name, options, id=f"{name}-{i}") for name in SCHEDULES for i, options in enumerate(SCHEDULES[name])
]


def ten_steps(ours, theirs, dtype):
    """The variables of both after ten steps with the same gradients, some of them 0."""
    rng = np.random.default_rng(0)
    variables = [rng.normal(size=shape).astype(dtype) for shape in [(4, 3), (3,), (2, 2, 3)]]
    in_keras = [keras.Variable(v, dtype=dtype) for v in variables]
    before = [v.copy() for v in variables]
    for step in range(10):
        gradients = [rng.normal(scale=10.0 ** (step - 5), size=v.shape).astype(dtype) for v in variables]
        gradients[1][0] = 0
        given = [g.copy() for g in gradients]
        ours.apply(gradients, variables)
        theirs.apply([keras.ops.convert_to_tensor(g) for g in gradients], in_keras)
        assert all(np.array_equal(a, b) for a, b in zip(given, gradients))  # not written to
    assert not any(np.array_equal(a, b) for a, b in zip(before, variables))
    return variables, [v.numpy() for v in in_keras]


@pytest.mark.parametrize("name, options", EVERY_CASE)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_ten_steps_lead_where_keras_goes(name, options, dtype):
    rtol = 1e-5 if dtype == "float32" else EXACT if options else ROUNDED

    def check():
        ours, theirs = ten_steps(getattr(scratch, name)(**options), getattr(cnnlib.tf, name)(**options), dtype)
        for a, b in zip(ours, theirs):
            assert a.dtype == dtype
            assert scratch.relative_error(a, b) <= rtol

    in_float64(check) if dtype == "float64" else check()


@pytest.mark.parametrize("name, options", EVERY_SCHEDULE)
def test_schedules_give_keras_rates_and_drive_an_optimizer(name, options):
    def check():
        ours, theirs = getattr(scratch, name)(**options), getattr(cnnlib.tf, name)(**options)
        for step in range(15):
            assert ours(step) == pytest.approx(float(theirs(keras.ops.convert_to_tensor(step))), rel=1e-6, abs=1e-9)
        ours, theirs = ten_steps(scratch.SGD(ours, momentum=0.75), cnnlib.tf.SGD(theirs, momentum=0.75), "float64")
        for a, b in zip(ours, theirs):
            assert scratch.relative_error(a, b) <= 1e-6  # Keras's rate is float32 for some schedules

    in_float64(check)
