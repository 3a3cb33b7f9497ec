"""The losses that `compile` takes, named and called as Keras's; their arithmetic is that of `cnnlib.scratch.loss`."""

import numpy as np

from cnnlib import checks, wording
from cnnlib.scratch import loss as functions
from cnnlib.scratch.signatures import NamesArguments, check_makes, naming_its_arguments
from cnnlib.scratch.training.sample_weight import as_sample_weight

NAMES = "y_pred", "y_true"  # in messages


class Loss(NamesArguments):
    """A loss with its gradient; called as Keras's, with the labels first.

    A subclass defines three methods: ``check(y_true, y_pred)`` refuses what does not fit; ``values(y_true, y_pred)``
    gives an array, shape (batch, …), whose mean is the loss; ``gradient(y_true, y_pred)`` gives the gradient of that
    mean for `y_pred`. The second and third check nothing: training checks all labels once, before its first step. The
    softmax of a batch is computed twice, once for the loss and once for its gradient, so that each formula stays a line
    of its own.
    """

    @naming_its_arguments
    def __call__(self, y_true, y_pred, sample_weight=None):
        self.check(y_true, y_pred)
        return self.mean(y_true, y_pred, self._checked_weight(sample_weight, y_pred))

    @naming_its_arguments
    def backward(self, y_true, y_pred, sample_weight=None):
        """Gradient of the loss for `y_pred`."""
        self.check(y_true, y_pred)
        return self.mean_backward(y_true, y_pred, self._checked_weight(sample_weight, y_pred))

    def mean(self, y_true, y_pred, sample_weight=None):
        """The loss: each example's part times its weight, summed, over the number of examples, not of weights."""
        return _weighted(self.values(y_true, y_pred), sample_weight).mean()

    def mean_backward(self, y_true, y_pred, sample_weight=None):
        """Gradient of `mean` for `y_pred`: each example's part times its weight."""
        return _weighted(self.gradient(y_true, y_pred), sample_weight)

    def _checked_weight(self, sample_weight, y_pred):
        if sample_weight is None:
            return None
        return as_sample_weight(type(self).__name__, "sample_weight", sample_weight, len(y_pred), y_pred.dtype)


class MeanSquaredError(Loss):
    """`cnnlib.scratch.mean_squared_error`.

    Examples
    --------
    >>> import numpy as np
    >>> MeanSquaredError()(np.array([[1.0, 5.0]]), np.array([[1.0, 2.0]]))
    np.float64(4.5)
    """

    def __init__(self):
        pass

    def check(self, y_true, y_pred):
        functions.check_target(type(self).__name__, y_pred, y_true, NAMES)

    def values(self, y_true, y_pred):
        return functions.squared_errors(y_pred, y_true)

    def gradient(self, y_true, y_pred):
        return functions.squared_errors_backward(y_pred, y_true)


class LogitsLoss(Loss):
    """What the cross-entropies share: `y_pred` holds logits.

    Keras's default is probabilities, from a softmax or sigmoid at the network's end. They have lost digits that the
    logits still have.
    """

    def __init__(self, from_logits, label_smoothing=0.0, activation="softmax"):
        name = type(self).__name__
        if from_logits is not True:
            raise ValueError(
                f"{name}: from_logits is {wording.shown(from_logits)}, needs True; end the network with a Dense "
                f"without {activation} and give from_logits=True"
            )
        self.from_logits = from_logits
        self.label_smoothing = checks.real(name, "label_smoothing", label_smoothing, minimum=0, maximum=1)


class SparseCategoricalCrossentropy(LogitsLoss):
    """`cnnlib.scratch.softmax_cross_entropy` for labels that are integers.

    Parameters
    ----------
    from_logits : bool
        Must be True. Keras's default, probabilities from a softmax at the network's end, loses digits that
        the logits still have.

    Raises
    ------
    ValueError
        If `from_logits` is not True, or, in the call, if there is not one label for each row of logits: shape (batch,),
        or (batch, height, width) where the network has a row for each pixel.

    Examples
    --------
    >>> import numpy as np
    >>> loss = SparseCategoricalCrossentropy(from_logits=True)
    >>> loss(np.array([1]), np.array([[0.0, 0.0]])).round(6)  # -ln(1/2)
    np.float64(0.693147)
    >>> loss(np.zeros((5, 28, 28), int), np.zeros((5, 28, 28, 2))).round(6)  # a class for each pixel
    np.float64(0.693147)
    """

    axes, other = -1, "CategoricalCrossentropy takes rows"  # the labels' axes, of the logits'

    def __init__(self, from_logits=False):
        super().__init__(from_logits)

    def check(self, y_true, y_pred):
        name, (of_pred, of_true) = type(self).__name__, NAMES
        checks.check_arrays(name, **{of_pred: y_pred})
        needed = y_pred.shape[: self.axes]
        if not isinstance(y_true, np.ndarray):
            raise TypeError(f"{name}: {of_true} is {wording.a_type(y_true)}, needs an array of shape {needed}")
        if y_pred.ndim > 1 and y_true.ndim != len(needed):
            column = y_true.shape == (*needed, 1) != y_pred.shape
            fix = f"take its column: {of_true}[..., 0]" if column else self.other
            raise ValueError(f"{name}: {of_true} has shape {y_true.shape}, needs {needed}; {fix}")
        functions.check_labels(name, y_pred, y_true, NAMES)

    def values(self, y_true, y_pred):
        return functions.cross_entropies(y_pred, functions.target_rows(y_pred, y_true, self.label_smoothing))

    def gradient(self, y_true, y_pred):
        return functions.cross_entropies_backward(y_pred, functions.target_rows(y_pred, y_true, self.label_smoothing))


class CategoricalCrossentropy(SparseCategoricalCrossentropy):
    """`cnnlib.scratch.softmax_cross_entropy` for labels that are rows with a 1 in the class's place, or probabilities.

    Parameters
    ----------
    from_logits : bool
        Must be True, as for `SparseCategoricalCrossentropy`.
    label_smoothing : float
        The part of each label that is spread evenly over all classes.

    Raises
    ------
    ValueError
        If `from_logits` is not True, or, in the call, if the labels are not of the logits' shape.

    Examples
    --------
    >>> import numpy as np
    >>> loss = CategoricalCrossentropy(from_logits=True)
    >>> loss(np.array([[0.0, 1.0]]), np.array([[0.0, 0.0]])).round(6)
    np.float64(0.693147)
    """

    axes, other = None, "SparseCategoricalCrossentropy takes integers"

    def __init__(self, from_logits=False, label_smoothing=0.0):
        LogitsLoss.__init__(self, from_logits, label_smoothing)


class BinaryCrossentropy(LogitsLoss):
    """`cnnlib.scratch.binary_cross_entropy`.

    Parameters
    ----------
    from_logits : bool
        Must be True, as for `SparseCategoricalCrossentropy`: the network ends without a sigmoid.
    label_smoothing : float
        The part of each label that is replaced by 1/2.

    Raises
    ------
    ValueError
        If `from_logits` is not True, or, in the call, if a label is not from 0 to 1, or their shape not that of
        `y_pred`.
    TypeError
        In the call, if the labels are not of the type of `y_pred`.

    Examples
    --------
    >>> import numpy as np
    >>> loss = BinaryCrossentropy(from_logits=True)
    >>> loss(np.array([[1.0]]), np.array([[0.0]])).round(6)  # -ln(1/2)
    np.float64(0.693147)
    """

    def __init__(self, from_logits=False, label_smoothing=0.0):
        super().__init__(from_logits, label_smoothing, activation="sigmoid")

    def check(self, y_true, y_pred):
        functions.check_binary(type(self).__name__, y_pred, y_true, NAMES)

    def values(self, y_true, y_pred):
        return functions.binary_cross_entropies(y_pred, self._smoothed(y_true))

    def gradient(self, y_true, y_pred):
        return functions.binary_cross_entropies_backward(y_pred, self._smoothed(y_true))

    def _smoothed(self, y_true):
        return (1 - self.label_smoothing) * y_true + self.label_smoothing / 2


LOSSES = dict.fromkeys(("mse", "MSE", "mean_squared_error", "MeanSquaredError"), MeanSquaredError)
# Keras's names of losses of probabilities, and our losses of logits that may stand in their place.
OF_PROBABILITIES = {
    "BCE": BinaryCrossentropy,
    "bce": BinaryCrossentropy,
    "binary_crossentropy": BinaryCrossentropy,
    "categorical_crossentropy": CategoricalCrossentropy,
    "sparse_categorical_crossentropy": SparseCategoricalCrossentropy,
}
OF_PROBABILITIES |= {kind.__name__: kind for kind in OF_PROBABILITIES.values()}


def get_loss(op, value):
    """A loss from itself, from its class or from its name in Keras's spelling."""
    made = LOSSES.get(value, value) if isinstance(value, str) else value
    if isinstance(made, type) and issubclass(made, Loss):
        check_makes(op, "loss", made)
        return made()
    if isinstance(made, Loss):
        return made
    meant = OF_PROBABILITIES.get(value) if isinstance(value, str) else None
    example = f"{(meant or SparseCategoricalCrossentropy).__name__}(from_logits=True)"
    why = "; in Keras the name means a loss of probabilities" if meant else ""
    raise ValueError(f"{op}: loss is {wording.shown(value)}, needs a loss, such as {example}{why}")


def _weighted(values, sample_weight):
    """Values, shape (batch, …), each example's times its weight."""
    return values if sample_weight is None else values * sample_weight.reshape(-1, *[1] * (values.ndim - 1))
