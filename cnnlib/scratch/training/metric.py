"""Metric: what all metrics share, and what a new one defines."""

import numpy as np

from cnnlib import checks, wording
from cnnlib.arguments.loss import check_examples
from cnnlib.scratch.signatures import NamesArguments, naming_its_arguments


class Metric(NamesArguments):
    """A number that says how good outputs are, called as Keras's metrics, with the labels first. It keeps no state.

    A subclass defines two methods: ``check(y_true, y_pred)`` refuses what does not fit; ``values(y_true, y_pred)``
    gives an array whose mean is the metric.

    Parameters
    ----------
    name : str
        What the history calls it.
    """

    def __init__(self, name):
        if not (isinstance(name, str) and name):
            raise TypeError(f"{type(self).__name__}: name is {wording.shown(name)}, needs a word, such as 'accuracy'")
        self.name = name

    @naming_its_arguments
    def __call__(self, y_true, y_pred):
        checks.check_arrays(self.name, y_pred=y_pred)
        check_examples(self.name, "y_pred", y_pred, "a metric")
        self.check(y_true, y_pred)
        return float(self.values(y_true, y_pred).mean())

    def check_shape(self, y_true, needed, fix=""):
        """Refuse labels of another shape."""
        if not isinstance(y_true, np.ndarray):
            fix = "; wrap it: np.array(y_true)" if isinstance(y_true, (list, tuple)) else ""
            raise TypeError(f"{self.name}: y_true is {wording.a_type(y_true)}, needs an array{fix}")
        if y_true.shape != needed:
            raise ValueError(f"{self.name}: y_true has shape {y_true.shape}, needs {needed}{fix}")

    def check_classes(self, y_pred):
        """Refuse outputs among which there is nothing to choose."""
        if y_pred.ndim < 2 or y_pred.shape[-1] < 2:
            needs = "needs (batch, classes) with 2 classes or more"
            raise ValueError(f"{self.name}: y_pred has shape {y_pred.shape}, {needs}")
