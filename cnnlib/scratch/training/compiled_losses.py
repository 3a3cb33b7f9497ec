"""The losses, weights and metrics that `compile` was given, an entry for each output of a network."""


from cnnlib import checks, wording
from cnnlib.scratch.training.accuracy import BinaryAccuracy
from cnnlib.scratch.training.losses import LogitsLoss, get_loss
from cnnlib.scratch.training.metric import Metric
from cnnlib.scratch.training.metrics import check_metric, get_metric


def check_compiled(loss, loss_weights, metrics):
    """What `compile` was given, as far as it can be checked before the outputs are known.

    Returns
    -------
    loss : Loss or list of Loss
    loss_weights : list of float or None
    metrics : list
    """
    several = isinstance(loss, (list, tuple))
    loss = [get_loss("compile", value) for value in loss] if several else get_loss("compile", loss)
    if metrics is not None and not isinstance(metrics, (list, tuple, str, Metric, type)):
        raise TypeError(f"compile: metrics is {wording.shown(metrics)}, needs a metric or a list of metrics")
    metrics = list(metrics) if isinstance(metrics, (list, tuple)) else [] if metrics is None else [metrics]
    for metric in _flat(metrics):
        check_metric("compile", metric)
    return loss, None if loss_weights is None else _numbers(loss_weights), metrics


class CompiledLosses:
    """The losses, weights and metrics of a network with these outputs, for labels such as these.

    Parameters
    ----------
    names : list of str
        Of the outputs.
    labels : dict of str to ndarray
        By the words with which a message begins that refuses them, such as "fit: y".
    outputs : list of ndarray
        Of the shapes and type of the network's outputs; their numbers are not read.
    loss, loss_weights, metrics
        As `check_compiled` returns them.

    Attributes
    ----------
    names : list of str
    losses : list of Loss
    weights : list of float
    metrics : list of lists of Metric

    Raises
    ------
    ValueError, TypeError
        If there is not one entry for each output, or the labels do not fit a loss or metric.
    """

    def __init__(self, names, labels, outputs, loss, loss_weights, metrics):
        self.names, n = names, len(names)
        self.losses = loss if isinstance(loss, list) else [loss] * n
        self.weights = [1.0] * n if loss_weights is None else loss_weights
        metrics = [_flat(metrics)] if n == 1 else [_flat([given]) for given in metrics or [None] * n]
        for argument, values in (("loss", self.losses), ("loss_weights", self.weights), ("metrics", metrics)):
            if len(values) != n:
                got = "1 entry" if len(values) == 1 else f"{len(values)} entries"
                raise ValueError(f"compile: {argument} has {got}, needs {n}, one for each of {', '.join(names)}")
        for loss, (name, y), output in zip(self.losses, labels.items(), outputs):
            _check(name, loss, y, output)
        self.metrics = [_metrics(*of_output) for of_output in zip(metrics, self.losses, labels.items(), outputs)]

    def values(self, batch, outputs):
        """The loss of each output on a batch, as Python's own numbers."""
        return [float(loss.mean(*arguments)) for loss, *arguments in self._each(batch, outputs)]

    def gradients(self, batch, outputs):
        """The gradient of the weighted sum of the losses for each output."""
        gradients = [loss.mean_backward(*arguments) for loss, *arguments in self._each(batch, outputs)]
        return [d if weight == 1 else weight * d for weight, d in zip(self.weights, gradients)]

    def _each(self, batch, outputs):
        sample_weight = batch.sample_weight or [None] * len(outputs)
        return zip(self.losses, batch.y, outputs, sample_weight)


def _check(name, loss, y, output):
    """Refuse labels that a loss or a metric does not take, in its own words and with their name before them."""
    try:
        loss.check(y, output)
    except (ValueError, TypeError) as error:
        if type(error) in (ValueError, TypeError):
            error.args = (f"{name}: {error}",)
        raise


def _metrics(given, loss, labels, output):
    """The metrics of one output, if they fit it and have names of their own."""
    name, y = labels
    metrics = [get_metric(value, y, output) for value in given]
    for value, metric in zip(given, metrics):
        if isinstance(value, str) and isinstance(metric, BinaryAccuracy) and isinstance(loss, LogitsLoss):
            raise ValueError(
                f"compile: metrics holds {value!r}, which counts outputs above 0.5 as 1, but the outputs are logits; "
                "needs BinaryAccuracy(threshold=0.0)"
            )
        _check(name, metric, y, output)
        if [other.name for other in metrics].count(metric.name) > 1:
            raise ValueError(f"compile: metrics holds {metric.name!r} twice, needs a name of its own for each metric")
    return metrics


def _numbers(loss_weights):
    """The weights as Python's own numbers: NumPy's float64 would make float32 gradients float64."""
    if not checks.is_sequence(loss_weights):
        raise TypeError(f"compile: loss_weights is {wording.shown(loss_weights)}, needs a list of numbers, one each")
    for weight in loss_weights:
        if isinstance(weight, str):
            raise TypeError(
                f"compile: loss_weights holds {weight!r}, needs numbers; metrics go by name: metrics=[{weight!r}]"
            )
    return [checks.coefficient("compile", "loss_weights", weight) for weight in loss_weights]


def _flat(values):
    """The entries of lists within lists; None stands for no entry."""
    if isinstance(values, (list, tuple)):
        return [leaf for value in values for leaf in _flat(value)]
    return [] if values is None else [values]
