"""Mish: each number times the tanh of its softplus; a smooth ReLU that dips below 0."""

import numpy as np

from cnnlib import checks
from cnnlib.scratch.sigmoid import logistic
from cnnlib.scratch.softplus import log1p_exp


def mish(x):
    r"""Multiply each number by a gate from 0 to 1, the tanh of its `softplus`.

    Parameters
    ----------
    x : ndarray, any shape

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    TypeError
        If `x` does not hold float32 or float64.

    Notes
    -----
    .. math:: y = x \tanh(\mathrm{softplus}(x))

    At −∞ it is −∞ · 0, which is not a number.

    References
    ----------
    D. Misra, "Mish: a self regularized non-monotonic activation function", 2019.

    Examples
    --------
    >>> mish(np.array([-1.0, 0.0, 1.0])).round(4)
    array([-0.3034,  0.    ,  0.8651])
    """
    checks.check_arrays("mish", x=x)
    return x * np.tanh(log1p_exp(x))


def mish_backward(d_out, x):
    r"""Gradient of the loss for `mish`'s x; arguments and errors as for `mish`.

    .. math:: \partial x = \partial y \cdot \big(t + x (1 - t^2) \, \mathrm{sigmoid}(x)\big),
        \qquad t = \tanh(\mathrm{softplus}(x))

    Examples
    --------
    >>> mish_backward(np.ones(3), np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.6, 1. ])
    """
    checks.check_arrays("mish_backward", x=x)
    checks.check_gradient("mish_backward", d_out, x)
    t = np.tanh(log1p_exp(x))
    return d_out * (t + x * (1 - t**2) * logistic(x))
