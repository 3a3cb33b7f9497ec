"""Sigmoid and tanh: the S-shaped activations, flat at both ends, where their gradients vanish."""

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
    power = np.exp(-np.abs(x))  # never too large for a float
    return np.where(x >= 0, 1, power) / (1 + power)


def sigmoid_backward(d_out, x):
    r"""Gradient of the loss for `sigmoid`'s x.

    Parameters
    ----------
    d_out : ndarray, shape of `x`
        Gradient of the loss for `sigmoid`'s output.
    x : ndarray
        As given to `sigmoid`.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        As `sigmoid`, and if `d_out` has another shape than `x`.

    Notes
    -----
    .. math:: \partial x = \partial y \cdot y (1 - y) \le \tfrac14 \, \partial y

    Examples
    --------
    >>> sigmoid_backward(np.ones(3), np.array([-1000.0, 0.0, 1000.0]))
    array([0.  , 0.25, 0.  ])
    """
    checks.check_gradient("sigmoid_backward", d_out, x)
    y = sigmoid(x)
    return d_out * y * (1 - y)


def tanh(x):
    r"""Squeeze every number into (−1, 1): a sigmoid stretched to be odd, with slope 1 at 0.

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
    .. math:: y = \frac{e^x - e^{-x}}{e^x + e^{-x}} = 2\,\mathrm{sigmoid}(2x) - 1

    References
    ----------
    Y. LeCun, L. Bottou, G. Orr and K.-R. Müller, "Efficient BackProp", 1998, section 4.4.

    Examples
    --------
    >>> tanh(np.array([-1000.0, 0.0, 1000.0]))
    array([-1.,  0.,  1.])
    """
    checks.check_arrays("tanh", x=x)
    return np.tanh(x)


def tanh_backward(d_out, x):
    r"""Gradient of the loss for `tanh`'s x.

    Parameters
    ----------
    d_out : ndarray, shape of `x`
        Gradient of the loss for `tanh`'s output.
    x : ndarray
        As given to `tanh`.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        As `tanh`, and if `d_out` has another shape than `x`.

    Notes
    -----
    .. math:: \partial x = \partial y \cdot (1 - y^2)

    Examples
    --------
    >>> tanh_backward(np.ones(3), np.array([-1000.0, 0.0, 1000.0]))
    array([0., 1., 0.])
    """
    checks.check_gradient("tanh_backward", d_out, x)
    return d_out * (1 - np.tanh(x) ** 2)
