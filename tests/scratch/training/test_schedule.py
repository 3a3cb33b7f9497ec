"""Schedules of the learning rate: their formulas at steps worked out by hand. test_optimizer_twins.py has Keras's."""

import math
import re

import numpy as np
import pytest

from cnnlib import scratch

# How to make a schedule, and the rates that belong to steps.
WORKED = {
    "exponential": (lambda: scratch.ExponentialDecay(0.8, 4, 0.25), {0: 0.8, 2: 0.4, 4: 0.2, 6: 0.1, 8: 0.05}),
    "staircase": (
        lambda: scratch.ExponentialDecay(0.8, 4, 0.25, staircase=True),
        {0: 0.8, 3: 0.8, 4: 0.2, 7: 0.2, 8: 0.05},
    ),
    "one step": (lambda: scratch.ExponentialDecay(0.8, 1, 0.5), {0: 0.8, 1: 0.4, 3: 0.1}),
    "cosine": (
        lambda: scratch.CosineDecay(0.8, 6),
        {0: 0.8, 1: 0.4 * (1 + math.sqrt(3) / 2), 2: 0.6, 3: 0.4, 4: 0.2, 6: 0.0, 7: 0.0, 600: 0.0},
    ),
    "cosine that leaves a part": (
        lambda: scratch.CosineDecay(0.8, 6, alpha=0.5),
        {0: 0.8, 2: 0.7, 3: 0.6, 6: 0.4, 9: 0.4},
    ),
    "cosine of one step": (lambda: scratch.CosineDecay(0.8, 1), {0: 0.8, 1: 0.0}),
    "warm-up": (
        lambda: scratch.CosineDecay(0.2, 6, alpha=0.5, warmup_target=0.8, warmup_steps=3),
        {0: 0.2, 1: 0.4, 2: 0.6, 3: 0.8, 5: 0.7, 6: 0.6, 9: 0.4, 12: 0.4},
    ),
    "a target without steps to it": (lambda: scratch.CosineDecay(0.2, 6, warmup_target=0.8), {0: 0.8, 3: 0.4}),
    "steps without a target": (lambda: scratch.CosineDecay(0.8, 6, warmup_steps=3), {0: 0.8, 3: 0.4, 6: 0.0}),
    "pieces": (
        lambda: scratch.PiecewiseConstantDecay([0, 3], [0.3, 0.2, 0.1]),
        {0: 0.3, 1: 0.2, 3: 0.2, 4: 0.1, 99: 0.1},
    ),
    "one piece": (lambda: scratch.PiecewiseConstantDecay([], [0.3]), {0: 0.3, 9: 0.3}),
}


@pytest.mark.parametrize("case", WORKED)
def test_rates_are_those_of_the_formula(case):
    make, rates = WORKED[case]
    schedule = make()
    assert {step: schedule(step) for step in rates} == pytest.approx(rates, abs=1e-15)


NO_STEPS = {
    "steps": (np.arange(3), TypeError, "step is an ndarray, needs an integer; one after the other: [schedule(step) for"),
    "a list": ([1, 2], TypeError, "step is a list, needs an integer; one after the other: [schedule(step) for step in"),
    "a word": ("1", TypeError, "step is '1', needs an integer of at least 0"),
    "nan": (math.nan, TypeError, "step is nan, needs an integer of at least 0"),
    "half a step": (0.5, TypeError, "step is 0.5, needs an integer of at least 0"),
    "before the first": (-1, ValueError, "step is -1, needs at least 0"),
}


@pytest.mark.parametrize("step", NO_STEPS)
@pytest.mark.parametrize("case", WORKED)
def test_what_is_no_step_is_refused_in_words(case, step):
    schedule, (step, exception, words) = WORKED[case][0](), NO_STEPS[step]
    with pytest.raises(exception, match=re.escape(f"{type(schedule).__name__}: {words}")):
        schedule(step)
    with pytest.raises(TypeError, match="^[A-Za-z]+Decay: step is missing; [A-Za-z]+Decay takes step$"):
        schedule()
    assert schedule(np.uint8(5)) == schedule(5)


@pytest.mark.parametrize("schedule", [scratch.ExponentialDecay, scratch.CosineDecay])
def test_a_rate_of_zero_stays_zero(schedule):
    assert schedule(0, 1, 0)(5) == 0
