"""The progress of training: shown as a bar (tqdm), as a line an epoch, or not at all."""

import importlib.util
import numbers
import sys

from cnnlib import wording


def check_verbose(op, verbose):
    """0, 1 or 2; "auto" is a bar where tqdm is installed, else lines."""
    if isinstance(verbose, str) and verbose == "auto":
        return 1 if importlib.util.find_spec("tqdm") else 2
    if not isinstance(verbose, numbers.Real) or verbose not in (0, 1, 2):
        needs = 'needs "auto", 0 (silent), 1 (a bar) or 2 (a line an epoch)'
        raise ValueError(f"{op}: verbose is {wording.shown(verbose)}, {needs}")
    if verbose == 1 and not importlib.util.find_spec("tqdm"):
        raise ImportError(f"{op}: verbose=1 needs tqdm; pip install tqdm, or use verbose=2")
    return int(verbose)


class Progress:
    """A bar over `total` steps, if `verbose` is 1; a line at the end, if it is 2."""

    def __init__(self, title, total, verbose):
        self.title, self.verbose, self.bar = title, verbose, None
        if verbose == 1:
            from tqdm import tqdm

            self.bar = tqdm(desc=title, total=total, unit="step", file=sys.stdout)

    def step(self, means=None):
        if self.bar is not None:
            self.bar.set_postfix_str(_text(means.by_name() if means else {}), refresh=False)
            self.bar.update()

    def end(self, logs):
        if self.bar is not None:
            self.bar.set_postfix_str(_text(logs), refresh=True)
            self.bar.close()
        if self.verbose == 2:  # without times, so that two runs print the same
            print(self.title + (f" - {_text(logs)}" if logs else ""))


def _text(logs):
    return " - ".join(f"{name}: {_number(value)}" for name, value in logs.items())


def _number(value):
    """A number with four digits; what a callback adds may be something else."""
    return f"{value:.4f}" if isinstance(value, numbers.Real) else str(value)
