"""ReLU and its leaky relatives: activations that are straight on both sides of 0.

An activation is a function of one number, applied to every element; without one, stacked layers are a single linear
layer. The others have files of their own: `elu`, `gelu`, `mish`, `sigmoid`, `silu`, `softmax`, `softplus`, `tanh`.
"""

import numpy as np

from cnnlib import arguments, checks


def relu(x, max_value=None, negative_slope=0.0, threshold=0.0):
    r"""Rectified linear unit: keep what is positive, set the rest to 0.

    Parameters
    ----------
    x : ndarray, any shape
    max_value : float, optional
        Where the output stops growing; ``max_value=6`` is ReLU6, which mobile networks use.
    negative_slope : float
        Slope of the output up to the threshold.
    threshold : float
        Only an x above it is kept.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        If `x` does not hold float32 or float64, or an option is negative or not a number.

    Notes
    -----
    Plain, it is :math:`y = \max(x, 0)`; with all options,

    .. math::
        y = \begin{cases}
        \min(x, \text{max\_value}) & x > \text{threshold} \\
        \text{negative\_slope} \cdot (x - \text{threshold}) & \text{otherwise}
        \end{cases}

    References
    ----------
    V. Nair and G. Hinton, "Rectified linear units improve restricted Boltzmann machines", 2010.
    A. Krizhevsky, "Convolutional deep belief networks on CIFAR-10", 2010 (ReLU6).

    Examples
    --------
    >>> relu(np.array([-1.0, 0.0, 2.0, 9.0]), max_value=6)
    array([0., 0., 2., 6.])
    >>> relu(np.array([-1.0, 0.5, 2.0]), negative_slope=0.5, threshold=1.0)
    array([-1.  , -0.25,  2.  ])
    """
    checks.check_arrays("relu", x=x)
    options = max_value, negative_slope, threshold
    max_value, slope, threshold = arguments.relu_options("relu", *options)
    y = np.maximum(x, 0)
    if max_value is not None:
        y = np.minimum(y, max_value)
    if threshold:
        y = y * (x > threshold)
    return np.where(x > threshold, y, slope * (x - threshold)) if slope else y


def relu_backward(d_out, x, max_value=None, negative_slope=0.0, threshold=0.0):
    r"""Gradient of the loss for `relu`'s x; arguments and errors as for `relu`.

    At the threshold it is that of the side below; at max_value it is 0.

    .. math::
        \partial x = \partial y \cdot \begin{cases}
        [x < \text{max\_value}] & x > \text{threshold} \\
        \text{negative\_slope} & \text{otherwise}
        \end{cases}

    Examples
    --------
    >>> relu_backward(np.full(4, 3.0), np.array([-1.0, 0.0, 2.0, 9.0]), max_value=6)
    array([0., 0., 3., 0.])
    """
    checks.check_arrays("relu_backward", x=x)
    options = max_value, negative_slope, threshold
    max_value, slope, threshold = arguments.relu_options("relu_backward", *options)
    checks.check_gradient("relu_backward", d_out, x)
    dx = d_out * (x > threshold)
    if max_value is not None:
        dx = np.where(x >= max_value, 0, dx)
    return np.where(x > threshold, dx, slope * d_out) if slope else dx


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
        If `x` does not hold float32 or float64, or `negative_slope` is negative or not a number.

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
    return np.where(x > 0, x, checks.coefficient("leaky_relu", "negative_slope", negative_slope) * x)


def leaky_relu_backward(d_out, x, negative_slope=0.3):
    r"""Gradient of the loss for `leaky_relu`'s x; arguments and errors as for `leaky_relu`.

    At 0 it is that of the negative side.

    .. math::
        \partial x = \partial y \cdot \begin{cases} 1 & x > 0 \\ \text{negative\_slope} & \text{otherwise}\end{cases}

    Examples
    --------
    >>> leaky_relu_backward(np.ones(3), np.array([-1.0, 0.0, 2.0]))
    array([0.3, 0.3, 1. ])
    """
    checks.check_arrays("leaky_relu_backward", x=x)
    slope = checks.coefficient("leaky_relu_backward", "negative_slope", negative_slope)
    checks.check_gradient("leaky_relu_backward", d_out, x)
    return np.where(x > 0, d_out, slope * d_out)


def prelu(x, alpha):
    r"""Parametric ReLU: a leaky ReLU that learns its slopes.

    Parameters
    ----------
    x : ndarray, shape (batch, …)
    alpha : ndarray, shape of `x` without the batch
        Slopes of the negative side; an axis of length 1 shares them. For a slope a channel of images: (1, 1, c_in).

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        If the arrays do not hold the same one of float32 and float64, or `alpha` does not fit `x`.

    Notes
    -----
    .. math:: y = \max(x, 0) + \alpha \min(x, 0)

    References
    ----------
    K. He, X. Zhang, S. Ren and J. Sun, "Delving deep into rectifiers", 2015.

    Examples
    --------
    >>> prelu(np.array([[-1.0, 2.0], [-1.0, -2.0]]), alpha=np.array([0.5, 0.25]))
    array([[-0.5,  2. ],
           [-0.5, -0.5]])
    """
    checks.check_arrays("prelu", x=x, alpha=alpha)
    arguments.check_prelu("prelu", x, alpha)
    return np.maximum(x, 0) + alpha * np.minimum(x, 0)


def prelu_backward(d_out, x, alpha):
    r"""Gradients of the loss for `prelu`'s x and alpha; arguments and errors as for `prelu`.

    At 0 that for x is 0.

    .. math::
        \partial x = \partial y \cdot ([x > 0] + \alpha [x < 0]), \qquad
        \partial\alpha = \sum \partial y \min(x, 0)

    The sum is over the batch, and over the axes that share a slope.

    Examples
    --------
    >>> prelu_backward(np.ones((1, 2)), np.array([[-3.0, 2.0]]), alpha=np.array([0.5]))
    (array([[0.5, 1. ]]), array([-3.]))
    """
    checks.check_arrays("prelu_backward", x=x, alpha=alpha)
    arguments.check_prelu("prelu_backward", x, alpha)
    checks.check_gradient("prelu_backward", d_out, x)
    dx = d_out * ((x > 0) + alpha * (x < 0))
    shared = (0, *(axis for axis, n in enumerate(alpha.shape, 1) if n == 1))
    dalpha = (d_out * np.minimum(x, 0)).sum(axis=shared, keepdims=True)[0]
    return dx, dalpha
