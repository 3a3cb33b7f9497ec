"""What training minimizes, as Keras names it: the functions of `cnnlib.scratch.loss` as `compile` takes them."""

import numpy as np

from cnnlib import checks
from cnnlib.scratch.calls import NamesArguments, naming_its_arguments
from cnnlib.scratch.loss import (
    check_labels,
    check_target,
    mean_squared_error,
    mean_squared_error_backward,
    softmax_cross_entropy,
    softmax_cross_entropy_backward,
)


class Loss(NamesArguments):
    """A loss with its gradient; called as Keras's, the truth first."""

    def __init__(self, function, function_backward, check_function, **options):
        self.function, self.function_backward, self.options = function, function_backward, options
        self.check_function = check_function

    @naming_its_arguments
    def __call__(self, y_true, y_pred):
        self.check_rank(y_true)
        return self.function(y_pred, y_true, **self.options)

    def backward(self, y_true, y_pred):
        """Gradient of the loss for `y_pred`."""
        self.check_rank(y_true)
        return self.function_backward(y_pred, y_true, **self.options)

    def check(self, y_true, y_pred):
        """Refuse what the call would refuse, without the arithmetic."""
        self.check_rank(y_true)
        self.check_function(self.function.__name__, y_pred, y_true)

    def check_rank(self, y_true):
        """Checks that only this loss needs; the function makes the others."""


class MeanSquaredError(Loss):
    """`cnnlib.scratch.mean_squared_error`.

    Examples
    --------
    >>> import numpy as np
    >>> MeanSquaredError()(np.array([[1.0, 5.0]]), np.array([[1.0, 2.0]]))
    np.float64(4.5)
    """

    def __init__(self):
        super().__init__(mean_squared_error, mean_squared_error_backward, check_target)


class SparseCategoricalCrossentropy(Loss):
    """`cnnlib.scratch.softmax_cross_entropy` for labels that are integers.

    Parameters
    ----------
    from_logits : bool
        Must be True. Keras's default, probabilities from a softmax at the network's end, loses digits that
        the logits still have.

    Raises
    ------
    ValueError
        If `from_logits` is not True, or, in the call, if the labels are not of shape (batch,).

    Examples
    --------
    >>> import numpy as np
    >>> loss = SparseCategoricalCrossentropy(from_logits=True)
    >>> loss(np.array([1]), np.array([[0.0, 0.0]])).round(6)  # -ln(1/2)
    np.float64(0.693147)
    """

    rank, needs = 1, "integers of shape (batch,); CategoricalCrossentropy takes rows"

    def __init__(self, from_logits=False):
        super().__init__(softmax_cross_entropy, softmax_cross_entropy_backward, check_labels)
        if from_logits is not True:
            raise ValueError(
                f"{type(self).__name__}: from_logits is {from_logits!r}, needs True; end the network with a Dense "
                "without softmax and give from_logits=True"
            )

    def check_rank(self, y_true):
        if not isinstance(y_true, np.ndarray):
            raise TypeError(
                f"{type(self).__name__}: y_true is {checks.a_type(y_true)}, needs an array of {self.needs}"
            )
        if y_true.ndim != self.rank:
            raise ValueError(f"{type(self).__name__}: y_true has shape {y_true.shape}, needs {self.needs}")


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
        If `from_logits` is not True, or, in the call, if the labels are not of shape (batch, classes).

    Examples
    --------
    >>> import numpy as np
    >>> loss = CategoricalCrossentropy(from_logits=True)
    >>> loss(np.array([[0.0, 1.0]]), np.array([[0.0, 0.0]])).round(6)
    np.float64(0.693147)
    """

    rank, needs = 2, "rows of shape (batch, classes); SparseCategoricalCrossentropy takes integers"

    def __init__(self, from_logits=False, label_smoothing=0.0):
        super().__init__(from_logits)
        smoothing = checks.real("CategoricalCrossentropy", "label_smoothing", label_smoothing, minimum=0, maximum=1)
        self.options = {"label_smoothing": smoothing}


LOSSES = {"mse": MeanSquaredError, "mean_squared_error": MeanSquaredError}


def get_loss(op, value):
    """A loss from itself, class or name. Keras's other names mean losses of probabilities, which ours are not."""
    if isinstance(value, str) and value in LOSSES:
        value = LOSSES[value]
    made = value() if isinstance(value, type) and issubclass(value, Loss) else value
    if not isinstance(made, Loss):
        needs = "a loss, such as SparseCategoricalCrossentropy(from_logits=True)"
        raise ValueError(f"{op}: loss is {checks.shown(value)}, needs {needs}")
    return made


class Goal:
    """The losses, weights and metrics of all outputs together, as given to `compile`."""

    def __init__(self, loss, loss_weights=None, metrics=None):
        several = isinstance(loss, (list, tuple))
        loss = [get_loss("compile", one) for one in loss] if several else get_loss("compile", loss)
        loss_weights = loss_weights if loss_weights is None else _numbers(loss_weights)
        self.given = loss, loss_weights, metrics
        if metrics is not None and not isinstance(metrics, (list, tuple)):
            fix = f": metrics=[{metrics!r}]" if isinstance(metrics, str) else ""
            raise TypeError(f"compile: metrics is {checks.shown(metrics)}, needs a list{fix}")
        for metric in _flat(metrics or []):
            if metric != "accuracy":
                raise ValueError(f'compile: metrics holds {checks.shown(metric)}, needs "accuracy" or nothing')

    def for_outputs(self, outputs):
        """The same for a network with these outputs, which are symbols."""
        loss, weights, metrics = self.given
        n = len(outputs)
        goal = Goal(*self.given)
        goal.outputs, goal.names = outputs, [symbol.node.layer.name for symbol in outputs]
        goal.losses = list(loss) if isinstance(loss, (list, tuple)) else [loss] * n
        goal.weights = [1.0] * n if weights is None else list(weights)
        several = metrics if metrics and n > 1 else [metrics] * n
        goal.accuracy = [bool(of_one) for of_one in several]
        for name, values in (("loss", goal.losses), ("loss_weights", goal.weights), ("metrics", goal.accuracy)):
            if len(values) != n:
                got = "1 entry" if len(values) == 1 else f"{len(values)} entries"
                raise ValueError(f"compile: {name} has {got}, needs {n}, one for each of {', '.join(goal.names)}")
        for name, symbol, wanted in zip(goal.names, outputs, goal.accuracy):
            if wanted and (len(symbol.shape) != 2 or symbol.shape[1] < 2):
                raise ValueError(
                    f'compile: metrics holds "accuracy", which counts rows whose largest output is that of their class, '
                    f"but the output of {name} has shape {symbol.shape}; needs (batch, classes) with 2 classes or more"
                )
        return goal

    def check(self, labels, n):
        """Refuse labels of n examples that do not fit the losses and outputs."""
        for loss, y, symbol in zip(self.losses, labels, self.outputs):
            output = np.broadcast_to(
                np.zeros((), symbol.dtype), (n, *symbol.shape[1:])
            )  # of this shape, without memory
            loss.check(y, output)

    def losses_of(self, labels, outputs):
        return [float(loss(y, output)) for loss, y, output in zip(self.losses, labels, outputs)]

    def backward(self, labels, outputs):
        """Gradient of the weighted sum of the losses for each output."""
        gradients = [loss.backward(y, output) for loss, y, output in zip(self.losses, labels, outputs)]
        return [d if weight == 1 else weight * d for weight, d in zip(self.weights, gradients)]


def _numbers(loss_weights):
    """The weights as Python's own numbers: NumPy's float64 would make float32 gradients float64."""
    if not isinstance(loss_weights, (list, tuple, np.ndarray)):
        raise TypeError(f"compile: loss_weights is {checks.shown(loss_weights)}, needs a list of numbers, one an output")
    for weight in loss_weights:
        if isinstance(weight, str):
            raise TypeError(
                f"compile: loss_weights holds {weight!r}, needs numbers; metrics go by name: metrics=[{weight!r}]"
            )
    return [checks.real("compile", "loss_weights", weight) for weight in loss_weights]


def _flat(values):
    return [leaf for v in values for leaf in (_flat(v) if isinstance(v, (list, tuple)) else [v])]
