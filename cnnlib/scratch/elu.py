"""Exponential linear units: ReLU with a smooth negative side."""

import numpy as np

from cnnlib import checks

# Of `selu`: with these two, numbers of mean 0 and variance 1 keep both from layer to layer.
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


def elu(x, alpha=1.0):
    r"""Exponential linear unit: ReLU with a smooth negative side that levels off at −alpha.

    Parameters
    ----------
    x : ndarray, any shape
    alpha : float
        At least 0; with 1, the slope has no jump at 0.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        If `x` does not hold float32 or float64, or `alpha` is negative or not a number.

    Notes
    -----
    .. math:: y = \begin{cases} x & x > 0 \\ \alpha (e^x - 1) & \text{otherwise}\end{cases}

    References
    ----------
    D.-A. Clevert, T. Unterthiner and S. Hochreiter, "Fast and accurate deep network learning by exponential linear
    units (ELUs)", 2016.

    Examples
    --------
    >>> elu(np.array([-1000.0, 0.0, 2.0]))
    array([-1.,  0.,  2.])
    """
    checks.check_arrays("elu", x=x)
    alpha = checks.coefficient("elu", "alpha", alpha)
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))  # minimum: e^1000 is too large for a float


def elu_backward(d_out, x, alpha=1.0):
    r"""Gradient of the loss for `elu`'s x; arguments and errors as for `elu`.

    At 0 it is that of the negative side.

    .. math:: \partial x = \partial y \cdot \begin{cases} 1 & x > 0 \\ \alpha e^x & \text{otherwise}\end{cases}

    Examples
    --------
    >>> elu_backward(np.ones(3), np.array([-1000.0, 0.0, 2.0]), alpha=0.5)
    array([0. , 0.5, 1. ])
    """
    checks.check_arrays("elu_backward", x=x)
    alpha = checks.coefficient("elu_backward", "alpha", alpha)
    checks.check_gradient("elu_backward", d_out, x)
    return d_out * np.where(x > 0, 1, alpha * np.exp(np.fmin(x, 0)))  # fmin: at NaN, as in TensorFlow, alpha


def selu(x):
    r"""Scaled exponential linear unit: an `elu` that holds the variance of a deep network at 1.

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
    .. math::
        y = \lambda \begin{cases} x & x > 0 \\ \alpha (e^x - 1) & \text{otherwise}\end{cases},
        \qquad \lambda \approx 1.0507, \quad \alpha \approx 1.6733

    References
    ----------
    G. Klambauer, T. Unterthiner, A. Mayr and S. Hochreiter, "Self-normalizing neural networks", 2017.

    Examples
    --------
    >>> selu(np.array([-1000.0, 0.0, 1.0])).round(4)
    array([-1.7581,  0.    ,  1.0507])
    """
    checks.check_arrays("selu", x=x)
    return SELU_SCALE * np.where(x > 0, x, SELU_ALPHA * np.expm1(np.minimum(x, 0)))


def selu_backward(d_out, x):
    r"""Gradient of the loss for `selu`'s x; arguments and errors as for `selu`.

    At 0 it is that of the positive side, as in TensorFlow.

    .. math:: \partial x = \partial y \cdot \lambda \begin{cases} \alpha e^x & x < 0 \\ 1 & \text{otherwise}\end{cases}

    Examples
    --------
    >>> selu_backward(np.ones(3), np.array([-1000.0, 0.0, 1.0])).round(4)
    array([0.    , 1.0507, 1.0507])
    """
    checks.check_arrays("selu_backward", x=x)
    checks.check_gradient("selu_backward", d_out, x)
    return d_out * np.where(x < 0, SELU_ALPHA * np.exp(np.minimum(x, 0)), 1) * SELU_SCALE
