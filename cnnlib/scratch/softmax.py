"""Softmax: scores become probabilities; and its logarithm, which losses are made of."""

import numpy as np

from cnnlib import arguments, checks


def softmax(x, axis=-1):
    r"""Turn scores into positive numbers that sum to 1 along an axis.

    Parameters
    ----------
    x : ndarray, at least one axis
    axis : int or tuple of int
        The axis of the classes. Of several axes, such as (1, 2), the numbers of all their places sum to 1: a map of
        attention.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        If `x` does not hold float32 or float64, has no such axis, or is empty along it; if an axis is named twice.

    Notes
    -----
    .. math:: y_k = \frac{e^{x_k}}{\sum_l e^{x_l}} = \frac{e^{x_k - m}}{\sum_l e^{x_l - m}}, \qquad m = \max_l x_l

    The second form is the one computed: no power is above 1, so none is too large for a float. A score of −∞, as of a
    class that is ruled out, has probability 0. With a score of +∞ or NaN, or −∞ alone, all probabilities are NaN.

    References
    ----------
    J. Bridle, "Probabilistic interpretation of feedforward classification network outputs, with relationships to
    statistical pattern recognition", 1990.

    Examples
    --------
    >>> softmax(np.array([1000.0, 1000.0, -1000.0]))
    array([0.5, 0.5, 0. ])
    >>> softmax(np.zeros((1, 2, 2, 1)), axis=(1, 2))[0, :, :, 0]
    array([[0.25, 0.25],
           [0.25, 0.25]])
    """
    axis = _axis("softmax", x, axis)
    return probabilities(x, axis)


def probabilities(x, axis=-1):
    """`softmax` of checked arguments: what its gradient and losses are made of."""
    powers = np.exp(_below_maximum(x, axis))
    return powers / powers.sum(axis=axis, keepdims=True)


def softmax_backward(d_out, x, axis=-1):
    r"""Gradient of the loss for `softmax`'s x; arguments and errors as for `softmax`.

    Raising one score lowers every other probability. As :math:`\partial y_l / \partial x_k = y_l ([k = l] - y_k)`,

    .. math:: \partial x_k = y_k \Big(\partial y_k - \sum_l y_l \, \partial y_l\Big)

    Examples
    --------
    >>> softmax_backward(np.array([1.0, 0.0]), np.array([0.0, 0.0]))
    array([ 0.25, -0.25])
    """
    axis = _axis("softmax_backward", x, axis)
    checks.check_gradient("softmax_backward", d_out, x)
    y = probabilities(x, axis)
    return y * (d_out - (y * d_out).sum(axis=axis, keepdims=True))


def log_softmax(x, axis=-1):
    r"""Logarithm of `softmax`, finite even where the probability itself rounds to 0.

    Parameters
    ----------
    x : ndarray, at least one axis
    axis : int or tuple of int
        As for `softmax`.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        As `softmax`.

    Notes
    -----
    .. math:: y_k = (x_k - m) - \log \sum_l e^{x_l - m}, \qquad m = \max_l x_l

    It is −∞ where :math:`x_k` is, or lies further below the maximum than the largest float.

    References
    ----------
    I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, 2016, section 4.1.

    Examples
    --------
    >>> log_softmax(np.array([1000.0, 0.0, -1000.0]))
    array([    0., -1000., -2000.])
    """
    axis = _axis("log_softmax", x, axis)
    return log_probabilities(x, axis)


def log_probabilities(x, axis=-1):
    """`log_softmax` of checked arguments."""
    below = _below_maximum(x, axis)
    return below - np.log(np.exp(below).sum(axis=axis, keepdims=True))


def log_softmax_backward(d_out, x, axis=-1):
    r"""Gradient of the loss for `log_softmax`'s x; arguments and errors as for `log_softmax`.

    .. math:: \partial x_k = \partial y_k - \mathrm{softmax}(x)_k \sum_l \partial y_l

    Examples
    --------
    >>> log_softmax_backward(np.array([1.0, 0.0]), np.array([0.0, 0.0]))
    array([ 0.5, -0.5])
    """
    axis = _axis("log_softmax_backward", x, axis)
    checks.check_gradient("log_softmax_backward", d_out, x)
    return d_out - probabilities(x, axis) * d_out.sum(axis=axis, keepdims=True)


def _below_maximum(x, axis):
    """At most 0; −∞ where the difference is too large for a float, without a warning: e to it is 0 either way."""
    with np.errstate(over="ignore"):
        return x - x.max(axis=axis, keepdims=True)


def _axis(op, x, axis):
    checks.check_arrays(op, x=x)
    return arguments.softmax_axis(op, axis, x)
