"""Check a function against a reference on inputs that Hypothesis searches, and shrinks when one goes wrong."""

import copy
import inspect
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnnlib import wording
from cnnlib.exercises.shown import show, text

EXAMPLES = 100
SHORT = 60  # characters: an input to be read at a glance
RTOL, ATOL = 1e-6, 1e-9
UNSTEADY = (
    "  the function does not give one answer: it was right once and wrong once on this input.\n"
    "  The answer may depend on nothing but the arguments: not on chance, nor on what earlier calls left behind"
)


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
        shapes, whole numbers near zero. Where an input is real, halves are drawn too (`array_of`, `number_of`), so that
        an answer that drops fractions is found.
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
        refused = self._refused(function)
        if refused:
            return Verdict(f"{self.name}: {refused}")
        wrong, tried = self._search(function)
        if wrong is None:
            return Verdict(f"{self.name}: right on all {tried} inputs tried.", right=True)
        # Hypothesis stops at an input that no single step of its own makes smaller; there may be a shorter one.
        while len(wrong[0]) > SHORT and wrong[1] != UNSTEADY:
            shorter, _ = self._search(function, below=len(wrong[0]))
            if shorter is None:
                break
            wrong = shorter
        return Verdict(f"{self.name}: not yet. It goes wrong for{wrong[0]}\n{wrong[1]}")

    def _refused(self, function):
        """What keeps a function from being tried at all, in words; None if nothing does."""
        asked = f"{self.name}({', '.join(self.parameters)})"
        if not callable(function):
            return f"give the function itself, not what it returns: check({self.name!r}, {self.name})"
        name = getattr(function, "__name__", "yours")
        try:
            signature = inspect.signature(function)
        except ValueError:  # a built-in one that does not say what it takes
            return f"{name} is built into Python or NumPy; give a function of your own: def {asked}"
        try:
            signature.bind(*self.parameters)
        except TypeError:
            return f"the function takes other arguments.\n  came: {name}{signature}\n  needed: {asked}"

    def _search(self, function, below=None):
        """A small input that goes wrong, as text, with what to say of it, or None; and how many were tried.

        With `below`, only inputs whose text is shorter are tried.
        """
        # Hypothesis writes a folder of its own; a learner need not find it beside the notebooks.
        os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", os.path.join(tempfile.gettempdir(), "cnnlib-hypothesis"))
        from hypothesis import HealthCheck, Phase, given, settings  # loaded only when something is checked
        from hypothesis import strategies as st
        from hypothesis.errors import Flaky

        found, tried = [], [0]

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
            if below is not None and len(_written(inputs)) >= below:
                return
            tried[0] += 1
            complaint = self._complaint(function, inputs)
            if complaint:
                found.append((_written(inputs), complaint))
                raise Wrong

        try:
            search()
        except Wrong:  # raised anew for the smallest failure, which is the last one
            unsteady = any(complaint == UNSTEADY for _, complaint in found)
            return (found[-1][0], UNSTEADY if unsteady else found[-1][1]), tried[0]
        except Flaky:  # wrong on an input at first, then right on it
            return (found[-1][0], UNSTEADY), tried[0]
        return None, tried[0]

    def _complaint(self, function, inputs):
        """What is wrong on one input, in lines to show; None if nothing is."""
        expected = self.reference(**inputs)
        complaint = complaint_of(function, inputs, expected)
        if complaint is None and complaint_of(function, inputs, expected):
            return UNSTEADY
        return complaint


def _written(inputs):
    return "".join(f"\n  {name} = {show(value)}" for name, value in inputs.items())


def complaint_of(function, inputs, expected):
    """What is wrong with one answer, in lines to show; None if nothing is."""
    given = copy.deepcopy(inputs)
    try:
        got = function(*given.values())
    except SystemExit:
        return f"  the function ends Python with exit(); give the answer with return\n  expected: {show(expected)}"
    except Exception as error:  # whatever a learner's code may raise
        return f"  raised: {type(error).__name__}: {text(error)}\n  expected: {show(expected)}"
    for key, value in inputs.items():
        if not np.array_equal(given[key], value):
            return f"  the function changed {key}, which belongs to the caller; work on a copy: {key}.copy()"
    if got is None or got is Ellipsis:
        return f"  came out: nothing; is there a `return`?\n  expected: {show(expected)}"
    what = _difference(got, expected)
    if what is None:
        return None
    said, wanted = show(got), show(expected)
    if said == wanted:  # apart by less than the digits shown
        what, wanted = what.replace(said, show(got, digits=17)), show(expected, digits=17)
    return f"  came out: {what}\n  expected: {wanted}"


def _difference(got, expected):
    """What came out, in words, where it differs from what should have; None where it does not."""
    if isinstance(expected, str):
        return None if isinstance(got, str) and got == expected else show(got)
    if isinstance(expected, tuple):
        return _difference_of_tuples(got, expected)
    if isinstance(got, np.ndarray) and type(got) is not np.ndarray:  # a masked array is equal where it is masked
        return f"{wording.a_type(got)}; a plain array is needed: np.asarray(…)"
    if isinstance(expected, np.ndarray):
        if not isinstance(got, np.ndarray):
            return f"{wording.a_type(got)}, {show(got)}; an array is needed"
        if got.dtype.kind not in "fiu":
            return f"an array of {got.dtype}; real numbers are needed"
        if got.shape != expected.shape:
            return f"an array of shape {got.shape}; shape {expected.shape} is needed"
        if _too_short(got.dtype, expected.dtype):
            return f"an array of {got.dtype}; {expected.dtype} is needed"
    elif np.ndim(expected) == 0 and (isinstance(got, (list, tuple)) or getattr(got, "ndim", 0)):
        return f"{_kind(got)}, {show(got)}; a number is needed"
    elif isinstance(got, (complex, np.ndarray, np.generic)) and np.iscomplexobj(got):
        return f"{show(got)}; a real number is needed"
    elif isinstance(got, (np.ndarray, np.generic)) and _too_short(got.dtype, np.dtype(float)):
        return f"{show(got)} as {got.dtype}; float64 is needed"
    try:
        same = np.shape(got) == np.shape(expected) and np.allclose(got, expected, rtol=RTOL, atol=ATOL)
    except Exception:  # whatever the answer's own methods may raise
        same = False
    return None if same else show(got)


def _difference_of_tuples(got, expected):
    if not isinstance(got, (tuple, list)) or len(got) != len(expected):
        kind = "" if isinstance(got, (tuple, list)) else f"{_kind(got)}, "
        return f"{kind}{show(got)}; a tuple of {len(expected)} is needed"
    for number, (item, needed) in enumerate(zip(got, expected)):
        what = _difference(item, needed)
        if what:
            return show(got) if what == show(item) else f"{show(got)}; item {number} is {what}"


def _kind(value):
    return "an array" if isinstance(value, np.ndarray) else wording.a_type(value)


def _too_short(dtype, needed):
    """Whether a type of numbers drops digits of the one needed, or keeps what should have been dropped."""
    return (dtype.kind == "f" and dtype.itemsize < 8) or (needed == "int8" and dtype != "int8")
