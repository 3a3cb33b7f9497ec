"""Losses: one number that says how wrong a batch of outputs is; where every gradient begins."""

import numpy as np

from cnnlib import arguments, checks
from cnnlib.scratch.sigmoid import logistic
from cnnlib.scratch.softmax import log_probabilities, probabilities


def softmax_cross_entropy(logits, labels, *, label_smoothing=0.0):
    r"""Mean over a batch of −log of the probability that `softmax` of the logits gives to the right class.

    Parameters
    ----------
    logits : ndarray, shape (batch, classes), or (batch, height, width, classes), or of any more axes
        Scores, one for each class, in rows: one for each example, or for each pixel.
    labels : ndarray of int, shape of `logits` without its last axis, or of float, shape of `logits`
        The right class for each row, or a row of probabilities for each, such as a one-hot row.
    label_smoothing : float
        Share of each label, from 0 to 1, that is spread evenly over all classes.

    Returns
    -------
    float of the type of `logits`

    Raises
    ------
    ValueError
        If the shapes do not fit together, there is no example, a label is not a class, a row is not a distribution,
        or `label_smoothing` is out of range.
    TypeError
        If `logits` does not hold float32 or float64, or `labels` holds neither integers nor the same type.

    Notes
    -----
    With targets :math:`t_{bk} = (1 - \epsilon) \, \text{label}_{bk} + \epsilon / K` for :math:`B` rows and :math:`K`
    classes,

    .. math:: L = -\frac1B \sum_{b,k} t_{bk} \log \mathrm{softmax}(z_b)_k.

    The logarithm is `log_softmax`, so a right class whose probability rounds to 0 costs a large number, not infinity.
    A class whose logit is −∞ is ruled out: it costs nothing where its target is 0, and infinity where it is not.

    References
    ----------
    I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, 2016, section 6.2.2.3.
    C. Szegedy et al., "Rethinking the Inception architecture for computer vision", 2016, section 7 (label smoothing).

    Examples
    --------
    >>> logits = np.log(np.array([[0.5, 0.25, 0.25], [0.125, 0.75, 0.125]]))
    >>> (softmax_cross_entropy(logits, np.array([0, 2])) / np.log(2)).round(12)  # the mean of log 2 and log 8
    np.float64(2.0)
    >>> softmax_cross_entropy(np.array([[1000.0, -1000.0]]), np.array([1]))
    np.float64(2000.0)
    """
    t = targets("softmax_cross_entropy", logits, labels, label_smoothing)
    return cross_entropies(logits, t).mean()


def cross_entropies(logits, t):
    """The cross-entropy of each row of logits, for rows of target probabilities."""
    # Only where a target is above 0: of a class that is ruled out, 0 · log 0 would be NaN.
    costs = np.multiply(t, -log_probabilities(logits), out=np.zeros_like(logits), where=t > 0)  # (batch, …, classes)
    return costs.sum(axis=-1)


def softmax_cross_entropy_backward(logits, labels, *, label_smoothing=0.0):
    r"""Gradient of `softmax_cross_entropy` for the logits; arguments and errors as for `softmax_cross_entropy`.

    It is the probabilities minus the targets, which are 1 for the right class if no label is smoothed:

    .. math:: \partial z_{bk} = \frac1B \big(\mathrm{softmax}(z_b)_k - t_{bk}\big)

    Examples
    --------
    >>> softmax_cross_entropy_backward(np.array([[0.0, 0.0], [1000.0, -1000.0]]), np.array([0, 1]))
    array([[-0.25,  0.25],
           [ 0.5 , -0.5 ]])
    """
    t = targets("softmax_cross_entropy_backward", logits, labels, label_smoothing)
    return cross_entropies_backward(logits, t)


def cross_entropies_backward(logits, t):
    """Gradient of the mean of `cross_entropies` for the logits."""
    rows = logits.size // logits.shape[-1]
    return (probabilities(logits) - t) / rows


def targets(op, logits, labels, label_smoothing):
    """The probabilities that each row of logits should give, after a check of all arguments."""
    check_labels(op, logits, labels)
    return target_rows(logits, labels, checks.real(op, "label_smoothing", label_smoothing, minimum=0, maximum=1))


def target_rows(logits, labels, smoothing):
    """A row of probabilities for each label: of integers a 1 in the place of the class; smoothed, if asked for."""
    classes = logits.shape[-1]
    if labels.ndim < logits.ndim:
        rows = np.zeros_like(logits)  # (batch, …, classes)
        np.put_along_axis(rows, labels[..., None].astype(np.intp), 1, axis=-1)
    else:
        rows = labels
    return (1 - smoothing) * rows + smoothing / classes if smoothing else rows


def check_labels(op, logits, labels, names=("logits", "labels")):
    """Refuse logits that are not rows, and labels that do not fit them."""
    scores, name = names
    checks.check_arrays(op, **{scores: logits})
    checks.refuse_tensors(op, **{name: labels})
    arguments.check_logits(op, logits, labels, names)


def binary_cross_entropy(logits, targets):
    r"""Mean over all elements of −log of the probability that the sigmoid of a logit gives to the right yes or no.

    Parameters
    ----------
    logits : ndarray, any shape
        Scores: positive for yes, negative for no.
    targets : ndarray, shape of `logits`
        1 for yes, 0 for no, or a probability between.

    Returns
    -------
    float of the type of `logits`

    Raises
    ------
    ValueError
        If the arrays differ in shape or are empty, or a target is not from 0 to 1.
    TypeError
        If the arrays do not hold the same one of float32 and float64.

    Notes
    -----
    With :math:`p_i = \mathrm{sigmoid}(z_i)`,

    .. math::
        L = -\frac1N \sum_{i=1}^N \big(t_i \log p_i + (1 - t_i) \log(1 - p_i)\big)
          = \frac1N \sum_{i=1}^N \big(\max(z_i, 0) - t_i z_i + \log(1 + e^{-|z_i|})\big).

    The second form is the one computed: its power is at most 1, and no probability rounds to 0 before its logarithm.
    An infinite logit may cost ∞ − ∞, which is not a number, as in TensorFlow.

    References
    ----------
    I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, 2016, section 6.2.2.2.

    Examples
    --------
    >>> logits = np.log(np.array([3.0, 7.0]))  # probabilities 3/4 and 7/8
    >>> (binary_cross_entropy(logits, np.array([1.0, 0.0])) / np.log(2)).round(4)  # the mean of log 4/3 and log 8
    np.float64(1.7075)
    >>> binary_cross_entropy(np.array([1000.0]), np.array([0.0]))
    np.float64(1000.0)
    """
    check_binary("binary_cross_entropy", logits, targets)
    return binary_cross_entropies(logits, targets).mean()


def binary_cross_entropies(logits, targets):
    """The binary cross-entropy of each element."""
    return np.maximum(logits, 0) - targets * logits + np.log1p(np.exp(-np.abs(logits)))


def binary_cross_entropy_backward(logits, targets):
    r"""Gradient of `binary_cross_entropy` for the logits; arguments and errors as for `binary_cross_entropy`.

    .. math:: \partial z_i = \frac1N (\mathrm{sigmoid}(z_i) - t_i)

    Examples
    --------
    >>> binary_cross_entropy_backward(np.array([0.0, 1000.0]), np.array([1.0, 0.0]))
    array([-0.25,  0.5 ])
    """
    check_binary("binary_cross_entropy_backward", logits, targets)
    return binary_cross_entropies_backward(logits, targets)


def binary_cross_entropies_backward(logits, targets):
    """Gradient of the mean of `binary_cross_entropies` for the logits."""
    return (logistic(logits) - targets) / logits.size


def check_binary(op, logits, targets, names=("logits", "targets")):
    """Refuse targets that do not fit the logits, or are not from 0 to 1."""
    checks.check_arrays(op, **dict(zip(names, (logits, targets))))
    arguments.check_binary(op, logits, targets, names)


def mean_squared_error(y, target):
    r"""Mean of the squared differences, over all elements.

    Parameters
    ----------
    y, target : ndarray of one shape
        The outputs, and what they should be.

    Returns
    -------
    float of the type of `y`

    Raises
    ------
    ValueError, TypeError
        If the arrays do not hold the same one of float32 and float64, differ in shape, or are empty.

    Notes
    -----
    .. math:: L = \frac1N \sum_{i=1}^N (y_i - t_i)^2

    References
    ----------
    I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, 2016, section 5.5.1.

    Examples
    --------
    >>> mean_squared_error(np.array([1.0, 2.0]), np.array([1.0, 5.0]))
    np.float64(4.5)
    """
    check_target("mean_squared_error", y, target)
    return squared_errors(y, target).mean()


def squared_errors(y, target):
    """The squared difference of each element."""
    return (y - target) ** 2


def mean_squared_error_backward(y, target):
    r"""Gradient of `mean_squared_error` for y; arguments and errors as for `mean_squared_error`.

    .. math:: \partial y_i = \frac2N (y_i - t_i)

    Examples
    --------
    >>> mean_squared_error_backward(np.array([1.0, 2.0]), np.array([1.0, 5.0]))
    array([ 0., -3.])
    """
    check_target("mean_squared_error_backward", y, target)
    return squared_errors_backward(y, target)


def squared_errors_backward(y, target):
    """Gradient of the mean of `squared_errors` for y."""
    return 2 / y.size * (y - target)


def check_target(op, y, target, names=("y", "target")):
    """Refuse a target that is not of the shape and type of y, or no example."""
    checks.check_arrays(op, **dict(zip(names, (y, target))))
    arguments.check_target(op, y, target, names)
