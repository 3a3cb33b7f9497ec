"""Exercises that answer a wrong solution with the smallest input it fails on."""

import difflib
import importlib

from cnnlib import wording
from cnnlib.exercises.checker import Exercise, Verdict

# A new chapter adds its own.
CONCEPTS = [
    "activation",
    "architectures",
    "convolution",
    "dense",
    "descent",
    "first_network",
    "gradients",
    "normalization",
    "padding",
    "pooling",
    "receptive_fields",
    "residual",
    "reuse",
    "scale",
    "seeing",
    "speed",
    "training",
    "variants",
]
_MODULES = [importlib.import_module(f"cnnlib.exercises.{concept}") for concept in CONCEPTS]
EXERCISES = {exercise.name: exercise for module in _MODULES for exercise in module.EXERCISES}
__all__ = ["EXERCISES", "Exercise", "Verdict", "check", "stub"]


def check(name, function):
    """Try a function on many small inputs.

    Parameters
    ----------
    name : str
        The exercise's name.
    function : callable
        What you wrote.

    Returns
    -------
    Verdict
        Shown in a notebook, it says that all is well and how many inputs were tried, or gives the smallest input
        that goes wrong, what came out, and what should have. As a truth value: whether all is well.

    Raises
    ------
    TypeError
        If the name is not a string.
    ValueError
        If there is no exercise of that name.

    Examples
    --------
    >>> check("output_size", lambda n, kernel_size, strides: (n - kernel_size) // strides)
    output_size: not yet. It goes wrong for
      n = 1
      kernel_size = 1
      strides = 1
      came out: 0
      expected: 1
    """
    return _exercise("check", name).check(function)


def stub(name):
    """The code that an exercise starts from.

    Parameters
    ----------
    name : str

    Returns
    -------
    str

    Raises
    ------
    TypeError
        If the name is not a string.
    ValueError
        If there is no exercise of that name.

    Examples
    --------
    >>> print(stub("true_convolution"))
    def true_convolution(x, kernel):
        ...  # your code
    """
    return _exercise("stub", name).stub()


def _exercise(asked_by, name):
    if not isinstance(name, str):
        such_as = next(iter(EXERCISES))
        needs = f"needs the name of an exercise; such as {such_as!r}"
        if asked_by == "check" and callable(name):
            needs = f"needs the name of an exercise, and the function after it: check({such_as!r}, {such_as})"
        got = wording.a_type(name) if callable(name) else wording.shown(name)
        raise TypeError(f"{asked_by}: name is {got}, {needs}")
    if name not in EXERCISES:
        near = difflib.get_close_matches(name, EXERCISES, n=1)
        fix = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"{asked_by}: name is {name!r}, needs one of {', '.join(EXERCISES)}{fix}")
    return EXERCISES[name]
