"""Optimizers by their formulas, worked out by hand; `test_optimizer_twins.py` compares them with Keras's."""

import numpy as np
import pytest

from cnnlib import scratch
from cnnlib.scratch.training.optimizer import Optimizer
from cnnlib.scratch.training.optimizers import get_optimizer


def path(optimizer, gradients, start=1.0):
    """Where one number goes under these gradients, step by step."""
    w, places = np.array([start]), []
    for g in gradients:
        optimizer.apply([np.array([g], np.float64)], [w])
        places.append(w.item())
    return places


# What the formulas give, worked out with pen and paper; fractions of 2 keep most steps exact.
ADAM, RMS = dict(beta_1=0.5, beta_2=0.75, epsilon=1), dict(rho=0.25, epsilon=0.25)
SECOND = 7**0.5 / (2 * 19**0.5 + 4)  # of Adam: 0.5 · √0.4375 / 0.75 · 1.5 / (√4.75 + 1)
PATHS = {
    "SGD": (lambda: scratch.SGD(0.5), [1, 2, -4], [0.5, -0.5, 1.5]),
    # m: -0.5, -1.25, 1.375
    "momentum": (lambda: scratch.SGD(0.5, momentum=0.5), [1, 2, -4], [0.5, -0.75, 0.625]),
    # the same m; steps: -0.25 - 0.5, -0.625 - 1, 0.6875 + 2
    "Nesterov": (lambda: scratch.SGD(0.5, momentum=0.5, nesterov=True), [1, 2, -4], [0.25, -1.375, 1.3125]),
    # v: 0.75, 3.1875; with epsilon under the root 1, 1.854
    "RMSprop": (lambda: scratch.RMSprop(0.5, **RMS), [1, 2], [0.5, 0.5 - 3.4375**-0.5]),
    # s: 0.5, then half of it and the new step
    "RMSprop, momentum": (lambda: scratch.RMSprop(0.5, momentum=0.5, **RMS), [1, 2], [0.5, 0.25 - 3.4375**-0.5]),
    # m: 1, -1.5; v: 1, 4.75; epsilon beside the root; the correction: 1, √0.4375 / 0.75
    "Adam": (lambda: scratch.Adam(0.5, **ADAM), [2, -4], [0.75, 0.75 + SECOND]),
    # a quarter of w goes first: 1 to 0.75, 0.5 to 0.375
    "AdamW": (lambda: scratch.AdamW(0.5, weight_decay=0.5, **ADAM), [2, -4], [0.5, 0.375 + SECOND]),
    "Adam, weight decay": (lambda: scratch.Adam(0.5, weight_decay=0.5, **ADAM), [2, -4], [0.5, 0.375 + SECOND]),
    # an eighth of w goes first: 1 to 0.875, 0.375 to 0.328125
    "SGD, weight decay": (lambda: scratch.SGD(0.5, weight_decay=0.25), [1, 2], [0.375, -0.671875]),
    "RMSprop, weight decay": (lambda: scratch.RMSprop(0.5, weight_decay=0.5, **RMS), [1], [0.25]),
    "no weight decay": (lambda: scratch.SGD(0.5, weight_decay=0.0), [1], [0.5]),
    # a gradient of 4 becomes 2, one of -1 stays
    "clipvalue": (lambda: scratch.SGD(0.5, clipvalue=2), [4, -1], [0, 0.5]),
    "clipnorm": (lambda: scratch.SGD(0.5, clipnorm=2), [-4, 1], [2, 1.5]),
    "global_clipnorm": (lambda: scratch.SGD(0.5, global_clipnorm=2), [4, -1], [0, 0.5]),
    # clipping leaves the decay as it is: 1 to 0.75, less 1
    "clipping and decay": (lambda: scratch.SGD(0.5, weight_decay=0.5, clipnorm=2), [4], [-0.25]),
}
DEFAULTS = {  # as in Keras
    scratch.SGD: dict(learning_rate=0.01, momentum=0, nesterov=False, weight_decay=None, clipnorm=None),
    scratch.Adam: dict(learning_rate=1e-3, beta_1=0.9, beta_2=0.999, epsilon=1e-7, clipvalue=None),
    scratch.AdamW: dict(learning_rate=1e-3, weight_decay=0.004, beta_1=0.9, beta_2=0.999, epsilon=1e-7),
    scratch.RMSprop: dict(learning_rate=1e-3, rho=0.9, momentum=0, epsilon=1e-7, global_clipnorm=None),
}


@pytest.mark.parametrize("case", PATHS)
def test_steps_are_those_of_the_formula(case):
    make, gradients, places = PATHS[case]
    assert path(make(), gradients) == pytest.approx(places, rel=1e-14)


@pytest.mark.parametrize("optimizer", DEFAULTS)
def test_an_optimizer_starts_with_these(optimizer):
    made = optimizer()
    assert {name: getattr(made, name) for name in DEFAULTS[optimizer]} == DEFAULTS[optimizer]
    assert made.iterations == 0 and made.slots is None


@pytest.mark.parametrize("g", [1e-3, 5.0, -5.0])
def test_under_a_constant_gradient_each_step_of_adam_is_the_learning_rate(g):
    places = path(scratch.Adam(0.1, beta_1=0.75, beta_2=0.5, epsilon=0), [g] * 5)
    assert places == pytest.approx([1 - np.sign(g) * 0.1 * t for t in range(1, 6)], rel=1e-12)


def test_each_variable_has_its_own_memory():
    """Two variables take the steps that each takes alone."""
    gradients = np.random.default_rng(0).normal(size=(4, 2))
    for make in (lambda: scratch.SGD(0.5, momentum=0.5), lambda: scratch.RMSprop(0.5), lambda: scratch.Adam(0.5)):
        both, optimizer = [np.array([1.0]), np.array([1.0])], make()
        for step in gradients:
            optimizer.apply([step[:1], step[1:]], both)
        assert [w.item() for w in both] == [path(make(), gradients[:, i])[-1] for i in range(2)]
        assert optimizer.iterations == 4


def norms_after(**limit):
    """What is left of gradients (3, 4) and (0, 12), whose norms are 5, 12 and, together, 13."""
    w = [np.zeros(2), np.zeros(2)]
    scratch.SGD(1.0, **limit).apply([np.array([3.0, 4.0]), np.array([0.0, 12.0])], w)
    return [-v.round(12).tolist()[i] for v in w for i in (0, 1)]


def test_each_norm_is_clipped_alone_or_all_of_them_by_one_factor():
    assert norms_after(clipnorm=6) == [3, 4, 0, 6]
    assert norms_after(global_clipnorm=6.5) == [1.5, 2, 0, 6]
    assert norms_after(global_clipnorm=26) == norms_after(clipnorm=12) == norms_after(clipvalue=12) == [3, 4, 0, 12]
    assert norms_after(clipvalue=3.5) == [3, 3.5, 0, 3.5]


@pytest.mark.parametrize("limit", ["clipnorm", "clipvalue", "global_clipnorm"])
@pytest.mark.parametrize("make", [scratch.SGD, scratch.Adam, scratch.AdamW, scratch.RMSprop])
def test_every_optimizer_takes_every_limit(make, limit):
    assert path(make(0.5, **{limit: 2}), [4, -6, 1]) == path(make(0.5), [2, -2, 1])


def test_clipping_leaves_the_gradients_and_the_type_as_they_are():
    for limit in ({"clipnorm": np.float64(0.5)}, {"clipvalue": np.float64(0.5)}, {"global_clipnorm": np.float64(0.5)}):
        w, gradient = np.ones(2, "float32"), np.array([3, 4], "float32")
        scratch.SGD(**limit).apply([gradient], [w])
        assert gradient.tolist() == [3, 4] and w.dtype == "float32"
    w = np.ones(2)
    scratch.SGD(clipnorm=1.0).apply([np.zeros(2)], [w])  # a norm of 0
    assert w.tolist() == [1, 1]


def test_a_schedule_is_asked_with_the_steps_made_so_far():
    rates = {0: 0.5, 1: 0.25, 2: 2.0}
    assert path(scratch.SGD(rates.get), [1, 1, -1]) == [0.5, 0.25, 2.25]


def test_an_optimizer_by_its_name():
    made = {name: get_optimizer("fit", name) for name in ("sgd", "adam", "adamw", "rmsprop")}
    assert {name: type(optimizer).__name__.lower() for name, optimizer in made.items()} == {n: n for n in made}
    assert get_optimizer("fit", made["adam"]) is made["adam"]


@pytest.mark.parametrize(
    "wrong, got, fix",
    [
        ("adagrad", "'adagrad'", ""),
        (3, "3", ""),
        (dict, "<class 'dict'>", ""),
        (scratch.Adam, "the class Adam", "; make one: Adam()"),
    ],
)
def test_what_is_no_optimizer_is_refused(wrong, got, fix):
    with pytest.raises(ValueError) as caught:
        get_optimizer("compile", wrong)
    needs = "an optimizer or one of sgd, adam, adamw, rmsprop"
    assert str(caught.value) == f"compile: optimizer is {got}, needs {needs}{fix}"


def test_gradients_that_are_no_list_are_refused():
    with pytest.raises(TypeError) as caught:
        scratch.SGD().apply(3, [np.ones(1)])
    assert str(caught.value) == "SGD: gradients is an int, needs a list of arrays"


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
        "rmsprop": scratch.RMSprop(),
        "rmsprop, momentum": scratch.RMSprop(momentum=0.9),
    }.items():
        optimizer.apply([np.ones_like(a) for a in v], v)
        kept[name] = sum(slot.size for slots in optimizer.slots for slot in slots)
    assert kept == {"sgd": 0, "momentum": 15, "adam": 30, "rmsprop": 15, "rmsprop, momentum": 30}


WRONG = {
    "rate": (lambda: scratch.SGD(-0.1), ValueError, "SGD: learning_rate is -0.1, needs a number of at least 0"),
    "no rate": (lambda: scratch.Adam("fast"), TypeError, "Adam: learning_rate is 'fast', needs a number"),
    "nan": (lambda: scratch.SGD(float("nan")), ValueError, "SGD: learning_rate is nan"),
    "too large": (lambda: scratch.SGD(1e39), ValueError, "SGD: learning_rate is 1e+39, which float32 cannot hold, needs"),
    "far too large": (
        lambda: scratch.Adam(10**400),
        ValueError,
        "Adam: learning_rate is too large for a float, needs a number of at least 0",
    ),
    "infinite": (lambda: scratch.SGD(np.inf), ValueError, "SGD: learning_rate is inf, needs a finite number of at least"),
    "a schedule that grows": (
        lambda: scratch.SGD(lambda step: scratch.ExponentialDecay(0.1, 1, 10)(1000)).apply([np.ones(1)], [np.ones(1)]),
        ValueError,
        "SGD: learning_rate of the schedule is inf, needs a finite number",
    ),
    "momentum": (
        lambda: scratch.SGD(momentum=1.0),
        ValueError,
        "SGD: momentum is 1.0, needs a number of at least 0 and below 1, the part that is kept at each step",
    ),
    "beta_1": (lambda: scratch.Adam(beta_1=1), ValueError, "Adam: beta_1 is 1"),
    "beta_2": (lambda: scratch.Adam(beta_2=-0.1), ValueError, "Adam: beta_2 is -0.1"),
    "epsilon": (lambda: scratch.Adam(epsilon=-1), ValueError, "Adam: epsilon is -1"),
    "no update": (
        lambda: Optimizer(0.1).apply([np.ones(1)], [np.ones(1)]),
        NotImplementedError,
        "Optimizer: update(w, g, learning_rate, …) is not defined",
    ),
    "clipnorm": (lambda: scratch.SGD(clipnorm=0), ValueError, "SGD: clipnorm is 0, needs a number above 0"),
    "clipvalue": (lambda: scratch.Adam(clipvalue=-1), ValueError, "Adam: clipvalue is -1, needs a number above 0"),
    "global_clipnorm": (lambda: scratch.AdamW(global_clipnorm="a"), TypeError, "AdamW: global_clipnorm is 'a', needs"),
    "two limits": (
        lambda: scratch.RMSprop(clipnorm=1, clipvalue=1),
        ValueError,
        "RMSprop: clipnorm and clipvalue are given, needs one of them at most",
    ),
    "SGD's decay": (lambda: scratch.SGD(weight_decay=-1), ValueError, "SGD: weight_decay is -1, needs a number of at"),
    "decay": (lambda: scratch.AdamW(weight_decay=-1), ValueError, "AdamW: weight_decay is -1"),
    "another momentum": (lambda: scratch.RMSprop(momentum=-1), ValueError, "RMSprop: momentum is -1"),
    "another epsilon": (lambda: scratch.RMSprop(epsilon=-1), ValueError, "RMSprop: epsilon is -1"),
    "rho": (lambda: scratch.RMSprop(rho=True), TypeError, "RMSprop: rho is True"),
    "steps": (lambda: scratch.ExponentialDecay(0.1, 0, 0.5), ValueError, "ExponentialDecay: decay_steps is 0"),
    "cosine": (lambda: scratch.CosineDecay(0.1, 0), ValueError, "CosineDecay: decay_steps is 0"),
    "warm-up": (lambda: scratch.CosineDecay(0.1, 9, warmup_steps=-1), ValueError, "CosineDecay: warmup_steps is -1"),
    "values": (
        lambda: scratch.PiecewiseConstantDecay([1], [0.1]),
        ValueError,
        "PiecewiseConstantDecay: values has 1 number, needs 2, one more than boundaries",
    ),
    "order": (
        lambda: scratch.PiecewiseConstantDecay([2, 2], [1, 2, 3]),
        ValueError,
        "PiecewiseConstantDecay: boundaries is [2, 2], needs growing steps",
    ),
    "first rate": (
        lambda: scratch.ExponentialDecay("fast", 3, 2),
        TypeError,
        "ExponentialDecay: initial_learning_rate is 'fast', needs a number",
    ),
    "factor": (lambda: scratch.ExponentialDecay(0.1, 3, -1), ValueError, "ExponentialDecay: decay_rate is -1"),
    "staircase": (
        lambda: scratch.ExponentialDecay(0.1, 3, 0.5, 1),
        TypeError,
        "ExponentialDecay: staircase is 1, needs",
    ),
    "alpha": (lambda: scratch.CosineDecay(0.1, 3, -4), ValueError, "CosineDecay: alpha is -4"),
    "cosine rate": (lambda: scratch.CosineDecay(-0.1, 3), ValueError, "CosineDecay: initial_learning_rate is -0.1"),
    "target": (lambda: scratch.CosineDecay(0.1, 3, warmup_target="x"), TypeError, "CosineDecay: warmup_target is 'x'"),
    "step": (
        lambda: scratch.PiecewiseConstantDecay([1.5], [0.1, 0.2]),
        TypeError,
        "PiecewiseConstantDecay: boundaries is 1.5, needs an integer",
    ),
    "step below 0": (
        lambda: scratch.PiecewiseConstantDecay([-1], [0.1, 0.2]),
        ValueError,
        "PiecewiseConstantDecay: boundaries is -1, needs at least 0",
    ),
    "value": (
        lambda: scratch.PiecewiseConstantDecay([1], [None, 0.1]),
        TypeError,
        "PiecewiseConstantDecay: values is None, needs a number",
    ),
    "schedule": (
        lambda: scratch.SGD(lambda step: -0.1).apply([np.ones(1)], [np.ones(1)]),
        ValueError,
        "SGD: learning_rate of the schedule is -0.1, needs a number of at least 0",
    ),
    **{
        f"schedule {name}": (
            lambda schedule=schedule: scratch.SGD(schedule),
            TypeError,
            f"SGD: learning_rate is {got}, needs a number, or a function of the step, such as lambda step: 0.1{fix}",
        )
        for name, (schedule, got, fix) in {
            "of two": (lambda a, b: 0.1, "a lambda", ""),
            "of nothing": (lambda: 0.1, "a lambda", ""),
            "built in": (max, "<built-in function max>", ""),
            "not made": (scratch.CosineDecay, "the class CosineDecay", "; make one: CosineDecay(…)"),
            "class": (dict, "the class dict", ""),
            "of arrays": (scratch.Dense(2), "a Dense", ""),
            "of a network": (scratch.Sequential(), "a Sequential", ""),
        }.items()
    },
    "number": (
        lambda: scratch.SGD(0.5).apply([np.float64(1)], [np.float64(1)]),
        TypeError,
        "SGD: variables[0] is a float64, needs an array, to be written to; make one: np.array(variables[0])",
    ),
    "read-only": (
        lambda: scratch.Adam().apply([np.ones(2)], [np.broadcast_to(1.0, 2)]),
        ValueError,
        "Adam: variables[0] is read-only, needs an array to write to; copy it: variables[0].copy()",
    ),
    "nesterov": (lambda: scratch.SGD(0.1, nesterov="no"), TypeError, "SGD: nesterov is 'no', needs True or False"),
    "count": (lambda: scratch.SGD().apply([], [np.ones(1)]), ValueError, "SGD: gradients has 0 arrays, needs 1"),
    "shape": (
        lambda: scratch.SGD().apply([np.ones(2)], [np.ones(1)]),
        ValueError,
        "SGD: gradients[0] has shape (2,), needs (1,) (the shape of its variable)",
    ),
    "one array": (
        lambda: scratch.SGD().apply(np.ones(1), np.ones(1)),
        TypeError,
        "SGD: gradients is an ndarray, needs a list of arrays; put one array into a list: [gradient]",
    ),
    "one variable": (
        lambda: scratch.SGD().apply([np.ones(1)], np.ones((1, 1))),
        TypeError,
        "SGD: variables is an ndarray, needs a list of arrays; put one array into a list: [variable]",
    ),
    "pairs": (lambda: scratch.SGD().apply(zip([], []), []), TypeError, "SGD: gradients is a zip, needs a list of arr"),
    "one boundary": (
        lambda: scratch.PiecewiseConstantDecay(3, [0.1, 0.2]),
        TypeError,
        "PiecewiseConstantDecay: boundaries is 3, needs a list of numbers",
    ),
    "one value": (
        lambda: scratch.PiecewiseConstantDecay([3], 0.1),
        TypeError,
        "PiecewiseConstantDecay: values is 0.1, needs a list of numbers",
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
    with pytest.raises(ValueError, match="Adam: variables are other arrays, .* make a new optimizer"):
        optimizer.apply([np.ones(1)], [np.ones(1)])


@pytest.mark.parametrize("schedule", [max, dict, lambda: 0.1])
def test_only_a_class_of_schedules_is_told_to_be_made(schedule):
    with pytest.raises(TypeError, match="such as lambda step: 0.1$"):
        scratch.SGD(schedule)
