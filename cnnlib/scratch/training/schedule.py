"""Learning rate schedules: given to an optimizer in place of a number, they change the rate from step to step."""

import bisect
import math

import numpy as np

from cnnlib import checks, wording
from cnnlib.scratch.signatures import NamesArguments, naming_its_arguments


class ExponentialDecay(NamesArguments):
    r"""Multiply the learning rate by `decay_rate` every `decay_steps` steps.

    Parameters
    ----------
    initial_learning_rate : float
    decay_steps : int
    decay_rate : float
    staircase : bool
        Multiply once after each `decay_steps` steps, rather than a little at each step.

    Raises
    ------
    ValueError, TypeError
        If `decay_steps` is not a count, or another number is negative.

    Notes
    -----
    .. math:: \eta_t = \eta_0 \, r^{t / T}; \quad\text{with staircase}\quad \eta_0 \, r^{\lfloor t / T \rfloor}

    Examples
    --------
    >>> schedule = ExponentialDecay(0.1, decay_steps=100, decay_rate=0.5)
    >>> schedule(0), schedule(100), schedule(200)
    (0.1, 0.05, 0.025)
    """

    def __init__(self, initial_learning_rate, decay_steps, decay_rate, staircase=False):
        op = "ExponentialDecay"
        self.initial_learning_rate = checks.real(op, "initial_learning_rate", initial_learning_rate)
        self.decay_steps = checks.whole(op, "decay_steps", decay_steps, minimum=1)
        self.decay_rate = checks.real(op, "decay_rate", decay_rate)
        self.staircase = checks.flag(op, "staircase", staircase)

    @naming_its_arguments
    def __call__(self, step):
        step = as_step(self, step)
        periods = step // self.decay_steps if self.staircase else step / self.decay_steps
        try:
            return self.initial_learning_rate * self.decay_rate**periods
        except OverflowError:  # of the power; a product is infinite by itself, as both are in Keras
            return math.inf


class CosineDecay(NamesArguments):
    r"""Let the learning rate fall along half a cosine, after a linear warm-up if one is asked for.

    Parameters
    ----------
    initial_learning_rate : float
    decay_steps : int
        Number of steps along the cosine.
    alpha : float
        The learning rate at the end of the cosine, as a fraction of that at its beginning.
    warmup_target : float, optional
        The learning rate at the end of a warm-up from `initial_learning_rate`; the cosine begins there.
    warmup_steps : int
        Number of steps of the warm-up.

    Raises
    ------
    ValueError, TypeError
        If `decay_steps` or `warmup_steps` is not a count, or another number is negative.

    Notes
    -----
    .. math:: \eta_t = \eta_0 \left( (1 - \alpha) \, \tfrac12 (1 + \cos(\pi \min(t, T) / T)) + \alpha \right)

    with :math:`\eta_0` the initial learning rate, t the step and T `decay_steps`. A warm-up leads from the initial rate
    to its target in equal steps; then :math:`\eta_0` is the target, and t counts from the warm-up's end.

    References
    ----------
    I. Loshchilov and F. Hutter, "SGDR: Stochastic gradient descent with warm restarts", 2017.

    Examples
    --------
    >>> schedule = CosineDecay(0.1, decay_steps=100)
    >>> [round(schedule(step), 4) for step in (0, 50, 100, 200)]
    [0.1, 0.05, 0.0, 0.0]
    """

    def __init__(self, initial_learning_rate, decay_steps, alpha=0.0, *, warmup_target=None, warmup_steps=0):
        op = "CosineDecay"
        self.initial_learning_rate = checks.real(op, "initial_learning_rate", initial_learning_rate)
        self.decay_steps = checks.whole(op, "decay_steps", decay_steps, minimum=1)
        self.alpha = checks.real(op, "alpha", alpha)
        self.warmup_target = None if warmup_target is None else checks.real(op, "warmup_target", warmup_target)
        self.warmup_steps = checks.whole(op, "warmup_steps", warmup_steps, minimum=0)

    @naming_its_arguments
    def __call__(self, step):
        step = as_step(self, step)
        top = self.initial_learning_rate
        if self.warmup_target is not None:
            top = self.warmup_target
            if step < self.warmup_steps:
                rise = top - self.initial_learning_rate
                return self.initial_learning_rate + rise * step / self.warmup_steps
            step = step - self.warmup_steps
        cosine = 0.5 * (1 + math.cos(math.pi * min(step, self.decay_steps) / self.decay_steps))
        return top * ((1 - self.alpha) * cosine + self.alpha)


class PiecewiseConstantDecay(NamesArguments):
    """Keep the learning rate constant between given steps.

    Parameters
    ----------
    boundaries : sequence of int
        The last step of each value but the last; each is larger than the one before.
    values : sequence of float
        One value more than there are boundaries.

    Raises
    ------
    ValueError, TypeError
        If the lengths do not fit, the boundaries do not grow, or a number is negative.

    Examples
    --------
    >>> schedule = PiecewiseConstantDecay([100, 200], [0.1, 0.01, 0.001])
    >>> schedule(100), schedule(101), schedule(500)
    (0.1, 0.01, 0.001)
    """

    def __init__(self, boundaries, values):
        op = "PiecewiseConstantDecay"
        for name, given in (("boundaries", boundaries), ("values", values)):
            if not checks.is_sequence(given):
                raise TypeError(f"{op}: {name} is {wording.shown(given)}, needs a list of numbers")
        self.boundaries = [checks.whole(op, "boundaries", step, minimum=0) for step in boundaries]
        self.values = [checks.real(op, "values", value) for value in values]
        if len(self.values) != len(self.boundaries) + 1:
            raise ValueError(
                f"{op}: values has {wording.plural(len(self.values), 'number')}, needs {len(self.boundaries) + 1}, "
                "one more than boundaries"
            )
        if any(a >= b for a, b in zip(self.boundaries, self.boundaries[1:])):
            raise ValueError(f"{op}: boundaries is {self.boundaries}, needs growing steps")

    @naming_its_arguments
    def __call__(self, step):
        return self.values[bisect.bisect_left(self.boundaries, as_step(self, step))]


def as_step(schedule, step):
    """A count of steps, which a schedule is called with."""
    if isinstance(step, (list, tuple, np.ndarray)):
        fix = "one after the other: [schedule(step) for step in steps]"
        raise TypeError(f"{type(schedule).__name__}: step is {wording.a_type(step)}, needs an integer; {fix}")
    return checks.whole(type(schedule).__name__, "step", step, minimum=0)
