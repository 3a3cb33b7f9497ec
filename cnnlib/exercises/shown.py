"""Values as a verdict shows them."""

import functools
import re

import numpy as np

from cnnlib import wording

# NumPy's own settings, whatever a learner has set.
PRINTED = {
    "edgeitems": 3,
    "threshold": 1000,
    "floatmode": "maxprec",
    "suppress": False,
    "linewidth": 75,
    "nanstr": "nan",
    "infstr": "inf",
    "sign": "-",
    "formatter": None,
    "legacy": False,
}


def show(value, digits=8):
    """A value as one writes it, whatever `np.set_printoptions` says; a small array in one line."""
    if isinstance(value, np.ndarray):
        with np.printoptions(**PRINTED, precision=digits):
            rows = re.sub(r"\n\s*\n", "\n", text(value, functools.partial(np.array2string, separator=", ")))
        in_a_line = " ".join(rows.split()).replace("[ ", "[").replace(" ,", ",")
        return in_a_line if len(in_a_line) < 80 else "\n    " + rows.replace("\n", "\n    ")
    if isinstance(value, tuple):
        comma = "," if len(value) == 1 else ""
        return "(" + ", ".join(show(v, digits) for v in value) + comma + ")"
    if isinstance(value, list):
        return "[" + ", ".join(show(v, digits) for v in value) + "]"
    value = value.item() if isinstance(value, np.generic) else value
    return text(value, repr if isinstance(value, str) else str)


def text(value, write=str):
    """What a value says of itself; what it is, if its own method fails."""
    try:
        return write(value)
    except Exception:
        return wording.a_type(value)
