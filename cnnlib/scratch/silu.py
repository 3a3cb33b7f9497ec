"""SiLU, also called swish, and its cheap form: each number times its own sigmoid, a gate from 0 to 1."""

import numpy as np

from cnnlib import checks
from cnnlib.scratch.sigmoid import logistic


def silu(x):
    r"""Sigmoid linear unit, or swish: multiply each number by its own `sigmoid`.

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
    .. math:: y = x \cdot \mathrm{sigmoid}(x) = \frac{x}{1 + e^{-x}}

    At −∞ it is −∞ · 0, which is not a number.

    References
    ----------
    S. Elfwing, E. Uchibe and K. Doya, "Sigmoid-weighted linear units for neural network function approximation in
    reinforcement learning", 2018.
    P. Ramachandran, B. Zoph and Q. Le, "Searching for activation functions", 2017 (swish).

    Examples
    --------
    >>> silu(np.array([-1000.0, -1.0, 0.0, 1.0])).round(4)
    array([-0.    , -0.2689,  0.    ,  0.7311])
    """
    checks.check_arrays("silu", x=x)
    return x * logistic(x)


def silu_backward(d_out, x):
    r"""Gradient of the loss for `silu`'s x; arguments and errors as for `silu`.

    .. math:: \partial x = \partial y \cdot s \, (1 + x (1 - s)), \qquad s = \mathrm{sigmoid}(x)

    Examples
    --------
    >>> silu_backward(np.ones(3), np.array([-1000.0, 0.0, 1000.0]))
    array([-0. ,  0.5,  1. ])
    """
    checks.check_arrays("silu_backward", x=x)
    checks.check_gradient("silu_backward", d_out, x)
    s = logistic(x)
    return d_out * s * (1 + x * (1 - s))


def hard_silu(x):
    r"""`silu` with `hard_sigmoid` as its gate, which needs no power: also called hard swish.

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
    .. math:: y = x \cdot \mathrm{hard\_sigmoid}(x) = x \cdot \frac{\min(\max(x + 3, 0), 6)}{6}

    At −∞ it is −∞ · 0, which is not a number.

    References
    ----------
    A. Howard et al., "Searching for MobileNetV3", 2019, section 5.2.

    Examples
    --------
    >>> hard_silu(np.array([-4.0, -1.5, 0.0, 1.5, 4.0]))
    array([-0.   , -0.375,  0.   ,  1.125,  4.   ])
    """
    checks.check_arrays("hard_silu", x=x)
    return x * (np.clip(x + 3, 0, 6) / 6)


def hard_silu_backward(d_out, x):
    r"""Gradient of the loss for `hard_silu`'s x; arguments and errors as for `hard_silu`.

    At −3 it is 0, at 3 it is 1.

    .. math:: \partial x = \partial y \cdot \big(\mathrm{hard\_sigmoid}(x) + \tfrac x6 [-3 < x < 3]\big)

    Examples
    --------
    >>> hard_silu_backward(np.ones(5), np.array([-4.0, -1.5, 0.0, 1.5, 4.0]))
    array([0. , 0. , 0.5, 1. , 1. ])
    """
    checks.check_arrays("hard_silu_backward", x=x)
    checks.check_gradient("hard_silu_backward", d_out, x)
    gate = np.clip(x + 3, 0, 6) / 6
    d_gate = d_out * ((x > -3) & (x < 3)) / 6
    return d_out * gate + x * d_gate
