"""Check a function against a reference on inputs that Hypothesis searches, and shrinks when one goes wrong."""

import copy
import inspect
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

EXAMPLES = 100
RTOL, ATOL = 1e-6, 1e-9


class Verdict:
    """What `check` found out: a text to read, true when all is well."""

    def __init__(self, text, right=False):
        self.text, self.right = text, right

    def __bool__(self):
        return self.right

    def __repr__(self):
        return self.text


@dataclass(frozen=True)
class Exercise:
    """A function to write.

    Attributes
    ----------
    name : str
    reference : callable
        Gives the right answer; its parameters are those asked for.
    inputs : callable
        ``inputs(draw, st)`` draws one input, as a dict, from `hypothesis.strategies`. Small is what shrinks: short
        shapes, whole numbers near zero.
    """

    name: str
    reference: Callable
    inputs: Callable

    @property
    def parameters(self):
        return list(inspect.signature(self.reference).parameters)

    def stub(self):
        return f"def {self.name}({', '.join(self.parameters)}):\n    ...  # your code"

    def check(self, function):
        asked = f"{self.name}({', '.join(self.parameters)})"
        if not callable(function):
            return Verdict(
                f"{self.name}: give the function itself, not what it returns: check({self.name!r}, {self.name})"
            )
        try:
            inspect.signature(function).bind(*self.parameters)
        except TypeError:
            got = f"{getattr(function, '__name__', 'yours')}{inspect.signature(function)}"
            return Verdict(f"{self.name}: the function takes other arguments.\n  came: {got}\n  needed: {asked}")
        wrong, tried = self._search(function)
        if wrong is None:
            return Verdict(f"{self.name}: right on all {tried} inputs tried.", right=True)
        given = "".join(f"\n  {key} = {_show(value)}" for key, value in wrong[0].items())
        return Verdict(f"{self.name}: not yet. It goes wrong for{given}\n{wrong[1]}")

    def _search(self, function):
        """The smallest input that goes wrong with what to say of it, or None; and how many were tried."""
        # Hypothesis writes a folder of its own; a learner need not find it beside the notebooks.
        os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", os.path.join(tempfile.gettempdir(), "cnnlib-hypothesis"))
        from hypothesis import HealthCheck, Phase, given, settings  # loaded only when something is checked
        from hypothesis import strategies as st

        found, tried = {}, [0]

        class Wrong(Exception):
            pass

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,  # the same inputs each time
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
            report_multiple_bugs=False,
            print_blob=False,
        )
        @given(st.data())
        def search(data):
            inputs = self.inputs(lambda strategy: data.draw(strategy), st)
            tried[0] += 1
            complaint = self._complaint(function, inputs)
            if complaint:
                found["last"] = (inputs, complaint)  # the last failure seen is the smallest one
                raise Wrong

        try:
            search()
        except Wrong:
            return found["last"], tried[0]
        return None, tried[0]

    def _complaint(self, function, inputs):
        """What is wrong on one input, in lines to show; None if nothing is."""
        expected = self.reference(**inputs)
        given = copy.deepcopy(inputs)
        try:
            got = function(*given.values())
        except Exception as error:  # whatever a learner's code may raise
            return f"  raised: {type(error).__name__}: {error}\n  expected: {_show(expected)}"
        for key, value in inputs.items():
            if not np.array_equal(given[key], value):
                return f"  the function changed {key}, which belongs to the caller; work on a copy: {key}.copy()"
        what = _difference(got, expected)
        return what and f"  came out: {what}\n  expected: {_show(expected)}"


def _difference(got, expected):
    """What came out, in words, where it differs from what should have; None where it does not."""
    if got is None or got is Ellipsis:
        return "nothing; is there a `return`?"
    if isinstance(expected, np.ndarray):
        if not isinstance(got, np.ndarray):
            return f"a {type(got).__name__}, {_show(got)}; an array is needed"
        if got.shape != expected.shape:
            return f"an array of shape {got.shape}; shape {expected.shape} is needed"
        if got.dtype.kind not in "fiu":
            return f"an array of {got.dtype}; numbers are needed"
        return None if np.allclose(got, expected, rtol=RTOL, atol=ATOL) else _show(got)
    if isinstance(expected, tuple):
        if not isinstance(got, (tuple, list)) or len(got) != len(expected):
            return f"{_show(got)}; a tuple of {len(expected)} is needed"
        return None if not any(_difference(g, e) for g, e in zip(got, expected)) else _show(got)
    try:
        same = bool(np.isclose(got, expected, rtol=RTOL, atol=ATOL))
    except (TypeError, ValueError):
        same = False
    return None if same else _show(got)


def _show(value):
    """A value as one writes it; a small array in one line."""
    if isinstance(value, np.ndarray):
        rows = re.sub(r"\n\s*\n", "\n", np.array2string(value, separator=", "))
        in_a_line = " ".join(rows.split()).replace("[ ", "[")
        return in_a_line if len(in_a_line) < 80 else "\n    " + rows.replace("\n", "\n    ")
    if isinstance(value, tuple):
        return "(" + ", ".join(_show(v) for v in value) + ")"
    return str(value.item() if isinstance(value, np.generic) else value)
