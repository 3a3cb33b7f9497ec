"""Accuracies: the share of outputs that are right."""

import numpy as np

from cnnlib import checks
from cnnlib.scratch.training.metric import Metric


class BinaryAccuracy(Metric):
    """The share of outputs that are above the threshold where the label is 1, and not above it where it is 0.

    Parameters
    ----------
    name : str
    threshold : float
        0.5 for probabilities; logits need 0.0.

    Raises
    ------
    ValueError
        In the call, if the labels are not of the outputs' shape, or hold something else than 0 and 1.

    Examples
    --------
    >>> import numpy as np
    >>> round(BinaryAccuracy(threshold=0.0)(np.array([[1], [1], [0]]), np.array([[0.2], [-0.1], [-3.0]])), 4)
    0.6667
    """

    def __init__(self, name="binary_accuracy", *, threshold=0.5):
        super().__init__(name)
        self.threshold = checks.real("BinaryAccuracy", "threshold", threshold, minimum=-np.inf)

    def check(self, y_true, y_pred):
        column = isinstance(y_true, np.ndarray) and (*y_true.shape, 1) == y_pred.shape
        self.check_shape(y_true, y_pred.shape, "; make a column of it: y_true[..., None]" if column else "")
        others = y_true[(y_true != 0) & (y_true != 1)]
        if others.size:
            needs = "needs 0 and 1; for other numbers measure 'mse'"
            raise ValueError(f"{self.name}: y_true holds {others[0]}, {needs}")

    def values(self, y_true, y_pred):
        return (y_pred > self.threshold) == y_true


class CategoricalAccuracy(Metric):
    """The share of rows whose largest output stands where the label's largest entry does; NaN is never the largest.

    Parameters
    ----------
    name : str

    Raises
    ------
    ValueError
        In the call, if the labels are not of the outputs' shape, or there is only one class.

    Examples
    --------
    >>> import numpy as np
    >>> CategoricalAccuracy()(np.array([[0, 1], [0, 1]]), np.array([[0.2, 0.7], [0.6, 0.5]]))
    0.5
    """

    def __init__(self, name="categorical_accuracy"):
        super().__init__(name)

    def check(self, y_true, y_pred):
        self.check_classes(y_pred)
        self.check_shape(y_true, y_pred.shape, "; sparse_categorical_accuracy takes integers")

    def values(self, y_true, y_pred):
        return largest(y_pred) == y_true.argmax(axis=-1)


class SparseCategoricalAccuracy(Metric):
    """The share of rows whose largest output is that of their class; NaN is never the largest, as in Keras.

    Parameters
    ----------
    name : str

    Raises
    ------
    ValueError, TypeError
        In the call, if the labels are not integers, one for each row, or there is only one class.

    Examples
    --------
    >>> import numpy as np
    >>> SparseCategoricalAccuracy()(np.array([1, 1]), np.array([[0.2, 0.7], [0.6, 0.5]]))
    0.5
    """

    def __init__(self, name="sparse_categorical_accuracy"):
        super().__init__(name)

    def check(self, y_true, y_pred):
        self.check_classes(y_pred)
        self.check_shape(y_true, y_pred.shape[:-1], "; categorical_accuracy takes rows")
        if y_true.dtype.kind not in "iu":
            raise TypeError(f"{self.name}: y_true holds {y_true.dtype}, needs integers")
        others = y_true[(y_true < 0) | (y_true >= y_pred.shape[-1])]
        if others.size:
            needs = f"needs classes from 0 to {y_pred.shape[-1] - 1}"
            raise ValueError(f"{self.name}: y_true holds {others[0]}, {needs}")

    def values(self, y_true, y_pred):
        return largest(y_pred) == y_true


class SparseTopKCategoricalAccuracy(SparseCategoricalAccuracy):
    """The share of rows in which fewer than k outputs are larger than that of their class.

    A row that holds NaN or an infinity is wrong, as in Keras.

    Parameters
    ----------
    k : int
    name : str

    Raises
    ------
    ValueError, TypeError
        As `SparseCategoricalAccuracy`, and if `k` is not a count.

    Examples
    --------
    >>> import numpy as np
    >>> y_pred = np.array([[0.1, 0.7, 0.2], [0.6, 0.3, 0.1]])
    >>> SparseTopKCategoricalAccuracy(k=2)(np.array([2, 2]), y_pred)
    0.5
    """

    shown = ("k",)

    def __init__(self, k=5, name="sparse_top_k_categorical_accuracy"):
        super().__init__(name)
        self.k = checks.whole(type(self).__name__, "k", k, minimum=1)

    def values(self, y_true, y_pred):
        of_class = np.take_along_axis(y_pred, y_true[..., None].astype(int), axis=-1)
        in_first = (y_pred > of_class).sum(axis=-1) < self.k
        return in_first & np.isfinite(y_pred).all(axis=-1)  # nothing is larger than NaN, and a row of NaN is not right


class TopKCategoricalAccuracy(CategoricalAccuracy):
    """`SparseTopKCategoricalAccuracy` for labels that are rows.

    Parameters
    ----------
    k : int
    name : str

    Raises
    ------
    ValueError, TypeError
        As `CategoricalAccuracy`, and if `k` is not a count.

    Examples
    --------
    >>> import numpy as np
    >>> y_pred = np.array([[0.1, 0.7, 0.2], [0.6, 0.3, 0.1]])
    >>> TopKCategoricalAccuracy(k=2)(np.array([[0, 0, 1], [0, 0, 1]]), y_pred)
    0.5
    """

    shown = ("k",)

    def __init__(self, k=5, name="top_k_categorical_accuracy"):
        super().__init__(name)
        self.k = checks.whole(type(self).__name__, "k", k, minimum=1)
        self.sparse = SparseTopKCategoricalAccuracy(self.k)

    def values(self, y_true, y_pred):
        return self.sparse.values(y_true.argmax(axis=-1), y_pred)


def largest(y_pred):
    """Where the largest output of each row stands; NaN is smaller than all, and of nothing else the first is taken."""
    return np.where(np.isnan(y_pred), -np.inf, y_pred).argmax(axis=-1)


def fitting_accuracy(y_true, y_pred):
    """The class of the accuracy for labels and outputs of these shapes, as Keras chooses it."""
    if y_pred.shape[-1] == 1:
        return BinaryAccuracy
    return SparseCategoricalAccuracy if y_true.ndim < y_pred.ndim else CategoricalAccuracy
