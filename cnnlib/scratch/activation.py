"""Activations: a function of one number, applied to every element; without one, stacked layers are a single linear one.

`gelu` and `softmax` have files of their own.
"""

import numpy as np

from cnnlib import checks


def relu(x, max_value=None):
    r"""Rectified linear unit: keep what is positive, set the rest to 0.

    Parameters
    ----------
    x : ndarray, any shape
    max_value : float, optional
        Where the output stops growing; ``max_value=6`` is ReLU6, which mobile networks use.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        If `x` does not hold float32 or float64, or `max_value` is negative or no number.

    Notes
    -----
    .. math:: y = \min(\max(x, 0), \text{max\_value})

    References
    ----------
    V. Nair and G. Hinton, "Rectified linear units improve restricted Boltzmann machines", 2010.
    A. Krizhevsky, "Convolutional deep belief networks on CIFAR-10", 2010 (ReLU6).

    Examples
    --------
    >>> relu(np.array([-1.0, 0.0, 2.0, 9.0]), max_value=6)
    array([0., 0., 2., 6.])
    """
    checks.check_arrays("relu", x=x)
    y = np.maximum(x, 0)
    return y if max_value is None else np.minimum(y, _max_value("relu", max_value))


def relu_backward(d_out, x, max_value=None):
    r"""Gradient of the loss for `relu`'s x: it passes where the output grows with x.

    At the two corners, where there is no derivative, it is 0.

    Parameters
    ----------
    d_out : ndarray, shape of `x`
        Gradient of the loss for `relu`'s output.
    x, max_value
        As given to `relu`.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        As `relu`, and if `d_out` has another shape than `x`.

    Notes
    -----
    .. math:: \partial x = \partial y \cdot [0 < x < \text{max\_value}]

    Examples
    --------
    >>> relu_backward(np.full(4, 3.0), np.array([-1.0, 0.0, 2.0, 9.0]), max_value=6)
    array([0., 0., 3., 0.])
    """
    checks.check_gradient("relu_backward", d_out, x)
    growing = x > 0
    if max_value is not None:
        growing &= x < _max_value("relu_backward", max_value)
    return d_out * growing


def leaky_relu(x, negative_slope=0.3):
    r"""ReLU that lets a share of what is negative through, so that no unit stops learning.

    Parameters
    ----------
    x : ndarray, any shape
    negative_slope : float
        That share, at least 0.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        If `x` does not hold float32 or float64, or `negative_slope` is negative or no number.

    Notes
    -----
    .. math:: y = \begin{cases} x & x > 0 \\ \text{negative\_slope} \cdot x & \text{otherwise}\end{cases}

    References
    ----------
    A. Maas, A. Hannun and A. Ng, "Rectifier nonlinearities improve neural network acoustic models", 2013.

    Examples
    --------
    >>> leaky_relu(np.array([-1.0, 0.0, 2.0]))
    array([-0.3,  0. ,  2. ])
    """
    checks.check_arrays("leaky_relu", x=x)
    return np.where(x > 0, x, checks.real("leaky_relu", "negative_slope", negative_slope, minimum=0) * x)


def leaky_relu_backward(d_out, x, negative_slope=0.3):
    r"""Gradient of the loss for `leaky_relu`'s x; at the corner it is that of the negative side.

    Parameters
    ----------
    d_out : ndarray, shape of `x`
        Gradient of the loss for `leaky_relu`'s output.
    x, negative_slope
        As given to `leaky_relu`.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        As `leaky_relu`, and if `d_out` has another shape than `x`.

    Examples
    --------
    >>> leaky_relu_backward(np.ones(3), np.array([-1.0, 0.0, 2.0]))
    array([0.3, 0.3, 1. ])
    """
    checks.check_gradient("leaky_relu_backward", d_out, x)
    slope = checks.real("leaky_relu_backward", "negative_slope", negative_slope, minimum=0)
    return np.where(x > 0, d_out, slope * d_out)


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
        If `x` does not hold float32 or float64, or `alpha` is negative or no number.

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
    alpha = checks.real("elu", "alpha", alpha, minimum=0)
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))  # minimum: e^1000 is too large for a float


def elu_backward(d_out, x, alpha=1.0):
    r"""Gradient of the loss for `elu`'s x; at 0 it is that of the negative side.

    Parameters
    ----------
    d_out : ndarray, shape of `x`
        Gradient of the loss for `elu`'s output.
    x, alpha
        As given to `elu`.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        As `elu`, and if `d_out` has another shape than `x`.

    Notes
    -----
    .. math:: \partial x = \partial y \cdot \begin{cases} 1 & x > 0 \\ \alpha e^x & \text{otherwise}\end{cases}

    Examples
    --------
    >>> elu_backward(np.ones(3), np.array([-1000.0, 0.0, 2.0]), alpha=0.5)
    array([0. , 0.5, 1. ])
    """
    checks.check_gradient("elu_backward", d_out, x)
    alpha = checks.real("elu_backward", "alpha", alpha, minimum=0)
    return d_out * np.where(x > 0, 1, alpha * np.exp(np.fmin(x, 0)))  # fmin: at NaN, as in TensorFlow, alpha


def _max_value(op, max_value):
    return checks.real(op, "max_value", max_value, minimum=0)
