"""Softplus: a smooth ReLU whose slope is the sigmoid."""

import numpy as np

from cnnlib import checks
from cnnlib.scratch.sigmoid import logistic


def softplus(x):
    r"""Logarithm of 1 + e^x: near 0 where x is very negative, near x where it is large.

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
    .. math:: y = \log(1 + e^x) = \max(x, 0) + \log(1 + e^{-|x|})

    The second form is the one computed: its power is at most 1.

    References
    ----------
    C. Dugas, Y. Bengio, F. Bélisle, C. Nadeau and R. Garcia, "Incorporating second-order functional knowledge for
    better option pricing", 2000.

    Examples
    --------
    >>> softplus(np.array([-1000.0, 0.0, 1000.0])).round(4)
    array([0.000e+00, 6.931e-01, 1.000e+03])
    """
    checks.check_arrays("softplus", x=x)
    return log1p_exp(x)


def log1p_exp(x):
    """`softplus` of a checked array, by its formula's name: what `mish` is made of."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def softplus_backward(d_out, x):
    r"""Gradient of the loss for `softplus`'s x; arguments and errors as for `softplus`.

    .. math:: \partial x = \partial y \cdot \mathrm{sigmoid}(x)

    Examples
    --------
    >>> softplus_backward(np.ones(3), np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    checks.check_arrays("softplus_backward", x=x)
    checks.check_gradient("softplus_backward", d_out, x)
    return d_out * logistic(x)
