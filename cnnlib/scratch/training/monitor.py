"""What the callbacks share that watch whether a mean improves."""

import math

from cnnlib import checks, wording
from cnnlib.scratch.training.callbacks import Callback

# Whether a mean is to fall or to rise, by the last word of its name.
MODES = {"loss": "min", "error": "min", "mse": "min", "accuracy": "max", "acc": "max"}


class Monitor(Callback):
    """A callback that watches one of the means, and whether it improves."""

    def __init__(self, monitor, mode, min_delta=0):
        op = type(self).__name__
        if not isinstance(monitor, str):
            raise TypeError(f'{op}: monitor is {wording.shown(monitor)}, needs a name, such as "val_loss"')
        if not isinstance(mode, str) or mode not in ("auto", "min", "max"):
            raise ValueError(f'{op}: mode is {wording.shown(mode)}, needs "auto", "min" or "max"')
        wanted = MODES.get(monitor.rpartition("_")[2], mode) if mode == "auto" else mode
        if wanted == "auto":
            raise ValueError(f'{op}: mode is "auto", but monitor is {monitor!r}; give mode="min" or mode="max"')
        self.monitor, self.mode, self.sign = monitor, mode, 1 if wanted == "max" else -1
        self.min_delta = abs(checks.real(op, "min_delta", min_delta, minimum=-math.inf))

    def check_names(self, names):
        if self.monitor not in names:
            fix = where_from(self.monitor)
            raise ValueError(
                f"{type(self).__name__}: monitor is {self.monitor!r}, needs one of {', '.join(sorted(names))}{fix}"
            )

    def current(self, logs):
        self.check_names(logs)
        return logs[self.monitor]

    def better(self, value, reference):
        return reference is None or self.sign * (value - reference) > self.min_delta


def where_from(name):
    """How to get a mean that is missing."""
    if name.startswith("val_"):
        return "; give fit validation_data or validation_split"
    return '; compile with metrics=["accuracy"]' if name == "accuracy" else ""
