"""The means behind the losses, of logarithms or of squares, and their gradients."""

import numpy as np

from cnnlib.explanation.cells import gradient_of, inside
from cnnlib.explanation.explanation import Explanation, Factor
from cnnlib.explanation.softmax import probability
from cnnlib.numerals import MINUS, number
from cnnlib.scratch import log_softmax, sigmoid, softmax, softplus
from cnnlib.scratch.inner import targets


def explain_softmax_cross_entropy(logits, labels, *, at=(), label_smoothing=0.0):
    """The loss: for each example and class, its target times minus the logarithm of its probability."""
    t = targets("softmax_cross_entropy", logits, labels, label_smoothing)
    surprise = -log_softmax(np.float64(logits))
    terms = []
    for *row, k in np.argwhere(t).tolist():  # the rest is multiplied by 0
        at_k = (*row, k)
        cost = Factor("surprise", at_k, surprise[at_k], written=f"{MINUS}log({probability(logits[*row], k)})")
        terms.append([cost] if t[at_k] == 1 else [Factor("target", at_k, t[at_k]), cost])
    arrays = {"logits": logits, "labels": labels}
    reads = tuple((name, index) for name, array in arrays.items() for index in np.ndindex(*array.shape))
    rows = logits.size // logits.shape[-1]
    return Explanation("loss", inside("softmax_cross_entropy", at, ()), terms, arrays, rows, reads)


def explain_softmax_cross_entropy_backward(logits, labels, *, at, of=None, label_smoothing=0.0):
    """dlogits[at]: the probability minus the target, divided among the batch."""
    gradient_of(of, "logits")
    t = targets("softmax_cross_entropy_backward", logits, labels, label_smoothing)
    *row, k = at = inside("softmax_cross_entropy_backward", at, logits.shape)
    written = probability(logits[*row], k)
    terms = [[Factor("probability", at, softmax(np.float64(logits))[at], written=written)]]
    if t[at]:
        terms.append([Factor("target", at, -t[at])])
    reads = tuple(("logits", (*row, c)) for c in range(logits.shape[-1])) + (("labels", at[: labels.ndim]),)
    rows = logits.size // logits.shape[-1]
    return Explanation("dlogits", at, terms, {"logits": logits, "labels": labels}, rows, reads)


def explain_binary_cross_entropy(logits, targets, *, at=()):
    """The loss: for each logit the surprise at a yes, times its target, and at a no, times the rest."""
    terms = [term for index in np.ndindex(*logits.shape) for term in _surprises(logits, targets, index)]
    arrays = {"logits": logits, "targets": targets}
    reads = tuple((name, index) for name in arrays for index in np.ndindex(*logits.shape))
    return Explanation("loss", inside("binary_cross_entropy", at, ()), terms, arrays, logits.size, reads)


def _surprises(logits, targets, index):
    """The terms of one logit; without those that are multiplied by 0, but for an infinity, which gives NaN."""
    z, t = np.float64(logits[index]), float(targets[index])
    yes = Factor("surprise", index, softplus(-z), written=f"{MINUS}log(sigmoid({number(z)}))")
    no = Factor("surprise", index, softplus(z), written=f"{MINUS}log(1 {MINUS} sigmoid({number(z)}))")
    weighted = [(share, cost) for share, cost in ((t, yes), (1 - t, no)) if share or not np.isfinite(cost.value)]
    return [[cost] if share == 1 else [Factor("target", index, share), cost] for share, cost in weighted]


def explain_binary_cross_entropy_backward(logits, targets, *, at, of=None):
    """dlogits[at]: the probability of a yes minus the target, divided among all elements."""
    gradient_of(of, "logits")
    at = inside("binary_cross_entropy_backward", at, logits.shape)
    z, t = np.float64(logits[at]), targets[at]
    terms = [[Factor("probability", at, sigmoid(z), written=f"sigmoid({number(z)})")]]
    if t:
        terms.append([Factor("target", at, -t)])
    reads = (("logits", at), ("targets", at))
    return Explanation("dlogits", at, terms, {"logits": logits, "targets": targets}, logits.size, reads)


def explain_mean_squared_error(y, target, *, at=()):
    """The loss: for each element, the square of its difference from the target."""
    terms = []
    for index in np.ndindex(*y.shape):
        square = (float(y[index]) - float(target[index])) ** 2
        terms.append([Factor("square", index, square, written=f"{_difference(y, target, index)}²")])
    arrays = {"y": y, "target": target}
    reads = tuple((name, index) for name in arrays for index in np.ndindex(*y.shape))
    return Explanation("loss", inside("mean_squared_error", at, ()), terms, arrays, y.size, reads)


def explain_mean_squared_error_backward(y, target, *, at, of=None):
    """dy[at]: the difference from the target, times 2, divided among all elements."""
    gradient_of(of, "y")
    at = inside("mean_squared_error_backward", at, y.shape)
    share = Factor("share", (), 2 / y.size, written=f"2/{y.size}")
    difference = Factor("difference", at, float(y[at]) - float(target[at]), written=_difference(y, target, at))
    arrays = {"y": y, "target": target}
    return Explanation("dy", at, [[share, difference]], arrays, reads=(("y", at), ("target", at)))


def _difference(y, target, index):
    """y − target at one position, written out."""
    text = number(target[index])
    return f"({number(y[index])} {MINUS} {f'({text})' if text.startswith(MINUS) else text})"
