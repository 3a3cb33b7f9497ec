"""Optimizers and schedules against Keras's, step by step."""

import keras
import numpy as np
import pytest

import cnnlib.tf
from cnnlib import scratch
from cnnlib.scratch.optimizer_adaptive import OPTIMIZERS
from tests.scratch.twins import in_float64

# Keras rounds some of these numbers to float32 even where it computes in float64. Fractions that float32 can hold
# show that the rules are the same; the defaults, which it cannot, agree as far as that rounding lets them.
EXACT, ROUNDED = 1e-12, 1e-7
CASES = {
    "SGD": [{}, dict(momentum=0.75), dict(momentum=0.875, nesterov=True, learning_rate=0.125)],
    "Adam": [{}, dict(learning_rate=0.0625, beta_1=0.75, beta_2=0.96875, epsilon=1e-3)],
    "AdamW": [{}, dict(learning_rate=0.0625, weight_decay=0.25, beta_1=0.75, beta_2=0.96875)],
    "RMSprop": [{}, dict(learning_rate=0.0625, rho=0.75, momentum=0.5, epsilon=1e-3)],
}
EVERY_CASE = [pytest.param(name, options, id=f"{name}-{i}") for name in CASES for i, options in enumerate(CASES[name])]
SCHEDULES = {
    "ExponentialDecay": [
        dict(initial_learning_rate=0.1, decay_steps=4, decay_rate=0.5),
        dict(initial_learning_rate=0.1, decay_steps=4, decay_rate=0.5, staircase=True),
    ],
    "CosineDecay": [
        dict(initial_learning_rate=0.1, decay_steps=7),
        dict(initial_learning_rate=0.1, decay_steps=7, alpha=0.2),
        dict(initial_learning_rate=0.01, decay_steps=7, alpha=0.2, warmup_target=0.1, warmup_steps=3),
    ],
    "PiecewiseConstantDecay": [dict(boundaries=[2, 5], values=[0.1, 0.01, 0.005])],
}
EVERY_SCHEDULE = [
    pytest.param(name, options, id=f"{name}-{i}") for name in SCHEDULES for i, options in enumerate(SCHEDULES[name])
]


def test_every_optimizer_has_its_cases():
    assert {optimizer.__name__ for optimizer in OPTIMIZERS.values()} == set(CASES)


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


def test_the_learning_rate_can_be_set_unless_a_schedule_sets_it():
    optimizer = scratch.SGD(0.5)
    optimizer.learning_rate = 0.25
    w = np.ones(1)
    optimizer.apply([np.ones(1)], [w])
    assert w == 0.75 and optimizer.iterations == 1
    scheduled = scratch.Adam(scratch.ExponentialDecay(0.1, 1, 0.5))
    scheduled.apply([np.ones(1)], [w])
    assert scheduled.learning_rate == 0.05
    with pytest.raises(TypeError, match="Adam: learning_rate follows a schedule and cannot be set"):
        scheduled.learning_rate = 0.1


def test_memory_kept_for_each_variable():
    v = [np.ones((4, 3)), np.ones(3)]
    kept = {}
    for name, optimizer in {
        "sgd": scratch.SGD(),
        "momentum": scratch.SGD(momentum=0.9),
        "adam": scratch.Adam(),
    }.items():
        optimizer.apply([np.ones_like(a) for a in v], v)
        kept[name] = sum(slot.size for slots in optimizer.slots for slot in slots)
    assert kept == {"sgd": 0, "momentum": 15, "adam": 30}


WRONG = {
    "rate": (lambda: scratch.SGD(-0.1), ValueError, "SGD: learning_rate is -0.1, needs a number of at least 0"),
    "no rate": (lambda: scratch.Adam("fast"), TypeError, "Adam: learning_rate is 'fast', needs a number"),
    "nan": (lambda: scratch.SGD(float("nan")), ValueError, "SGD: learning_rate is nan"),
    "momentum": (lambda: scratch.SGD(momentum=1.0), ValueError, "SGD: momentum is 1.0, needs less than 1"),
    "beta_1": (lambda: scratch.Adam(beta_1=1), ValueError, "Adam: beta_1 is 1"),
    "beta_2": (lambda: scratch.Adam(beta_2=-0.1), ValueError, "Adam: beta_2 is -0.1"),
    "epsilon": (lambda: scratch.Adam(epsilon=-1), ValueError, "Adam: epsilon is -1"),
    "decay": (lambda: scratch.AdamW(weight_decay=-1), ValueError, "AdamW: weight_decay is -1"),
    "rho": (lambda: scratch.RMSprop(rho=True), TypeError, "RMSprop: rho is True"),
    "steps": (lambda: scratch.ExponentialDecay(0.1, 0, 0.5), ValueError, "ExponentialDecay: decay_steps is 0"),
    "cosine": (lambda: scratch.CosineDecay(0.1, 0), ValueError, "CosineDecay: decay_steps is 0"),
    "warm-up": (lambda: scratch.CosineDecay(0.1, 9, warmup_steps=-1), ValueError, "CosineDecay: warmup_steps is -1"),
    "values": (
        lambda: scratch.PiecewiseConstantDecay([1], [0.1]),
        ValueError,
        "PiecewiseConstantDecay: values has 1 numbers, needs 2",
    ),
    "order": (
        lambda: scratch.PiecewiseConstantDecay([2, 2], [1, 2, 3]),
        ValueError,
        "PiecewiseConstantDecay: boundaries is [2, 2], needs growing steps",
    ),
    "count": (lambda: scratch.SGD().apply([], [np.ones(1)]), ValueError, "SGD: gradients has 0 arrays, needs 1"),
    "shape": (
        lambda: scratch.SGD().apply([np.ones(2)], [np.ones(1)]),
        ValueError,
        "SGD: gradients[0] has shape (2,), needs (1,)",
    ),
    "type": (
        lambda: scratch.SGD().apply([np.ones(1, "float32")], [np.ones(1)]),
        TypeError,
        "SGD: gradients[0] holds float32, but variables[0] holds float64",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_call_is_refused(case):
    call, exception, words = WRONG[case]
    with pytest.raises(exception) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_other_variables_than_before_are_refused():
    optimizer = scratch.Adam()
    optimizer.apply([np.ones(1)], [np.ones(1)])
    with pytest.raises(ValueError, match="Adam: variables has shapes .* make a new optimizer"):
        optimizer.apply([np.ones(2)], [np.ones(2)])
