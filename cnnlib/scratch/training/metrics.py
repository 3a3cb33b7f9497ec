"""Metrics: numbers that say how good the outputs are; training measures them and does not minimize them."""

from cnnlib import wording
from cnnlib.scratch.signatures import check_makes
from cnnlib.scratch.training import losses
from cnnlib.scratch.training.accuracy import (
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
    fitting_accuracy,
)
from cnnlib.scratch.training.metric import Metric


class MeanLoss(Metric):
    """A loss that is measured and not minimized."""

    def __init__(self, loss, name):
        super().__init__(name)
        self.check, self.values = loss.check, loss.values


METRICS = {
    "binary_accuracy": BinaryAccuracy,
    "categorical_accuracy": CategoricalAccuracy,
    "sparse_categorical_accuracy": SparseCategoricalAccuracy,
    "sparse_top_k_categorical_accuracy": SparseTopKCategoricalAccuracy,
    "top_k_categorical_accuracy": TopKCategoricalAccuracy,
}
METRICS |= {kind.__name__: kind for kind in METRICS.values()}
ACCURACY = ("accuracy", "acc")  # names of whichever accuracy fits the labels


def get_metric(value, y_true, y_pred):
    """A metric from itself, its class or its name in Keras's spelling; "accuracy" is what the shapes ask for."""
    if isinstance(value, Metric):
        return value
    if isinstance(value, type) and issubclass(value, Metric):
        return value()
    if value in ACCURACY:
        return fitting_accuracy(y_true, y_pred)(name=value)
    if value in METRICS:
        return METRICS[value](name=value)
    return MeanLoss(losses.LOSSES[value](), value)


def check_metric(op, value):
    """Refuse what is not a metric."""
    if isinstance(value, type) and issubclass(value, Metric):
        return check_makes(op, "a metric", value)
    if isinstance(value, Metric):
        return None
    names = [*ACCURACY, *METRICS, *losses.LOSSES]
    if not isinstance(value, str) or value not in names:
        raise ValueError(f"{op}: metrics holds {wording.shown(value)}, needs a metric or one of {', '.join(names)}")
