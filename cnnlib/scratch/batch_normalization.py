"""Batch normalization: in training by the batch's own mean and variance, at inference by remembered ones."""

import numpy as np

from cnnlib import arguments, checks
from cnnlib.scratch import channelwise
from cnnlib.scratch.layouts import batch_layout


def batch_norm(x, gamma, beta, *, epsilon=1e-3):
    r"""Normalize each channel over the batch and all cells: what batch normalization does in training.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c_in) or (batch, features)
    gamma, beta : ndarray, shape (c_in,)
        Scale and shift.
    epsilon : float
        Added to the variance.

    Returns
    -------
    y : ndarray, shape of `x`
    mean, variance : ndarray, shape (c_in,)
        Of the batch, for the caller's running averages; the variance divides by the count of numbers, as Keras's does.

    Raises
    ------
    ValueError
        If the shapes do not fit together, the batch is empty or an option is out of range.
    TypeError
        If an array does not hold float32 or float64, or `epsilon` is not a number.

    Notes
    -----
    .. math:: y = \gamma \, \frac{x - \mu_\mathcal{B}}{\sqrt{\sigma_\mathcal{B}^2 + \varepsilon}} + \beta

    References
    ----------
    S. Ioffe and C. Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate
    Shift", 2015, algorithm 1.

    Examples
    --------
    >>> y, mean, variance = batch_norm(np.array([[1.0], [3.0]]), np.ones(1), np.zeros(1), epsilon=1e-12)
    >>> y.ravel(), mean, variance
    (array([-1.,  1.]), array([2.]), array([1.]))
    """
    epsilon = checks.real("batch_norm", "epsilon", epsilon, above=True)
    batch_layout("batch_norm", x, gamma=gamma, beta=beta)
    return channelwise.normalize(x, gamma, beta, epsilon)


def batch_norm_backward(d_out, x, gamma, *, epsilon=1e-3):
    """Gradients of the loss for `batch_norm`'s x, gamma and beta. The formula: `normalize_backward`.

    Parameters
    ----------
    d_out : ndarray, shape of `x`
        Gradient of the loss for `batch_norm`'s y.
    x, gamma, epsilon
        As given to `batch_norm`.

    Returns
    -------
    dx, dgamma, dbeta : ndarray
        Shapes of `x`, (c_in,) and (c_in,).

    Raises
    ------
    ValueError, TypeError
        As `batch_norm`, and if `d_out` has another shape than `x`.

    Examples
    --------
    >>> d_out, x = np.array([[1.0], [0.0], [0.0]]), np.array([[1.0], [2.0], [3.0]])
    >>> dx, dgamma, dbeta = batch_norm_backward(d_out, x, np.ones(1))
    >>> dx.ravel().round(3)  # more of one x moves the mean, so the others' outputs too
    array([ 0.205, -0.408,  0.203])
    """
    epsilon = checks.real("batch_norm_backward", "epsilon", epsilon, above=True)
    batch_layout("batch_norm_backward", x, gamma=gamma)
    checks.check_gradient("batch_norm_backward", d_out, x)
    return channelwise.normalize_backward(d_out, x, gamma, epsilon)


def batch_norm_inference(x, gamma, beta, mean, variance, *, epsilon=1e-3):
    r"""Normalize each channel by a given mean and variance: what batch normalization does after training.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c_in) or (batch, features)
    gamma, beta, mean, variance : ndarray, shape (c_in,)
        Scale and shift; the running averages that training left.
    epsilon : float
        Added to the variance.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError
        If the shapes do not fit together, a variance is below 0 or an option is out of range.
    TypeError
        If an array does not hold float32 or float64, or `epsilon` is not a number.

    Notes
    -----
    With the running averages, not those of the batch (so an example's output does not depend on its neighbors),

    .. math:: y = \gamma \, \frac{x - \mu_r}{\sqrt{\sigma_r^2 + \varepsilon}} + \beta.

    References
    ----------
    S. Ioffe and C. Szegedy, "Batch Normalization", 2015, algorithm 2.

    Examples
    --------
    >>> one, two = np.ones(1), np.full(1, 2.0)
    >>> batch_norm_inference(np.array([[1.0], [3.0]]), one, one, mean=two, variance=one, epsilon=1e-12).round(6)
    array([[0.],
           [2.]])
    """
    epsilon = checks.real("batch_norm_inference", "epsilon", epsilon, above=True)
    check_inference("batch_norm_inference", x, variance, gamma=gamma, beta=beta, mean=mean)
    return gamma * ((x - mean) / np.sqrt(variance + epsilon)) + beta


def batch_norm_inference_backward(d_out, x, gamma, mean, variance, *, epsilon=1e-3):
    r"""Gradients of the loss for `batch_norm_inference`'s x, gamma, beta, mean and variance.

    Parameters
    ----------
    d_out : ndarray, shape of `x`
        Gradient of the loss for `batch_norm_inference`'s output.
    x, gamma, mean, variance, epsilon
        As given to `batch_norm_inference`.

    Returns
    -------
    dx, dgamma, dbeta, dmean, dvariance : ndarray
        Shape of `x`, and four times (c_in,).

    Raises
    ------
    ValueError, TypeError
        As `batch_norm_inference`, and if `d_out` has another shape than `x`.

    Notes
    -----
    Mean and variance are given, so each x has its own output alone. With sums over batch, height and width,

    .. math::
        \partial x = \frac{\gamma}{\sqrt{\sigma_r^2 + \varepsilon}} \, \partial y, \quad
        \partial \gamma = \sum \hat x \, \partial y, \quad
        \partial \beta = \sum \partial y, \quad
        \partial \mu_r = \frac{-\gamma \, \partial \beta}{\sqrt{\sigma_r^2 + \varepsilon}}, \quad
        \partial \sigma_r^2 = \frac{-\gamma \, \partial \gamma}{2 (\sigma_r^2 + \varepsilon)}.

    Examples
    --------
    >>> x, one = np.array([[1.0], [3.0]]), np.ones(1)
    >>> dx, dgamma, dbeta, dmean, dvariance = batch_norm_inference_backward(
    ...     np.ones((2, 1)), x, one, mean=one, variance=one, epsilon=1e-12
    ... )
    >>> dgamma, dbeta, dmean, dvariance
    (array([2.]), array([2.]), array([-2.]), array([-1.]))
    """
    epsilon = checks.real("batch_norm_inference_backward", "epsilon", epsilon, above=True)
    check_inference("batch_norm_inference_backward", x, variance, gamma=gamma, mean=mean)
    checks.check_gradient("batch_norm_inference_backward", d_out, x)
    deviation = np.sqrt(variance + epsilon)
    axes = tuple(range(x.ndim - 1))  # all but the channels
    dgamma = (d_out * ((x - mean) / deviation)).sum(axis=axes)
    dbeta = d_out.sum(axis=axes)
    dmean, dvariance = -gamma * dbeta / deviation, -gamma * dgamma / (2 * (variance + epsilon))
    return d_out * (gamma / deviation), dgamma, dbeta, dmean, dvariance


def check_inference(op, x, variance, **weights):
    """Check the arrays of a normalization by a given mean and variance."""
    checks.check_arrays(op, x=x, **weights, variance=variance)
    arguments.check_batch_norm_inference(op, x, variance, **weights)
