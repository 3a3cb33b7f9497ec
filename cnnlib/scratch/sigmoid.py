"""Sigmoid and its cheap form: S-shaped activations, flat at both ends, where their gradients vanish."""

import numpy as np

from cnnlib import checks


def sigmoid(x):
    r"""Squeeze every number into (0, 1).

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
    .. math:: y = \frac{1}{1 + e^{-x}} = \frac{e^x}{e^x + 1}

    The first form is used where x is positive, the second where it is negative: the power is then at most 1.

    References
    ----------
    D. Rumelhart, G. Hinton and R. Williams, "Learning representations by back-propagating errors", 1986.

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    checks.check_arrays("sigmoid", x=x)
    return logistic(x)


def logistic(x):
    """`sigmoid` of a checked array, by its other name: what other functions are made of."""
    power = np.exp(-np.abs(x))  # never too large for a float
    return np.where(x >= 0, 1, power) / (1 + power)


def sigmoid_backward(d_out, x):
    r"""Gradient of the loss for `sigmoid`'s x; arguments and errors as for `sigmoid`.

    .. math:: \partial x = \partial y \cdot y (1 - y) \le \tfrac14 \, \partial y

    Examples
    --------
    >>> sigmoid_backward(np.ones(3), np.array([-1000.0, 0.0, 1000.0]))
    array([0.  , 0.25, 0.  ])
    """
    checks.check_arrays("sigmoid_backward", x=x)
    checks.check_gradient("sigmoid_backward", d_out, x)
    y = logistic(x)
    return d_out * y * (1 - y)


def hard_sigmoid(x):
    r"""Sigmoid's shape from three straight lines: 0 up to −3, 1 from 3 on. It needs no power.

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
    .. math:: y = \frac{\min(\max(x + 3, 0), 6)}{6}

    References
    ----------
    A. Howard et al., "Searching for MobileNetV3", 2019, section 5.2. Keras 2 had another line, x/5 + ½.

    Examples
    --------
    >>> hard_sigmoid(np.array([-4.0, -1.5, 0.0, 1.5, 4.0]))
    array([0.  , 0.25, 0.5 , 0.75, 1.  ])
    """
    checks.check_arrays("hard_sigmoid", x=x)
    return np.clip(x + 3, 0, 6) / 6


def hard_sigmoid_backward(d_out, x):
    r"""Gradient of the loss for `hard_sigmoid`'s x; arguments and errors as for `hard_sigmoid`.

    At the two corners it is 0.

    .. math:: \partial x = \partial y \cdot \tfrac16 [-3 < x < 3]

    Examples
    --------
    >>> hard_sigmoid_backward(np.full(5, 6.0), np.array([-3.0, -1.5, 0.0, 1.5, 3.0]))
    array([0., 1., 1., 1., 0.])
    """
    checks.check_arrays("hard_sigmoid_backward", x=x)
    checks.check_gradient("hard_sigmoid_backward", d_out, x)
    return d_out * ((x > -3) & (x < 3)) / 6
