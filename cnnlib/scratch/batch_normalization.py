"""Batch normalization: in training by the batch's own mean and variance, at inference by given ones.

`batch_norm_naive` and its backward are the definition: `standardize` over all axes but the channels. `batch_norm` is
the one to use; what makes it fast stands in `cnnlib.scratch.fast.batch_normalization`. Tests hold both equal.
"""

import numpy as np

from cnnlib import arguments, checks
from cnnlib.scratch.fast.batch_normalization import normalize_channels, normalize_channels_backward
from cnnlib.scratch.standardize import standardize, standardize_backward


def batch_norm_naive(x, gamma, beta, *, epsilon=1e-3):
    """`batch_norm` as its formula says it.

    Parameters, results and errors as for `batch_norm`.

    Examples
    --------
    >>> y, mean, variance = batch_norm_naive(np.array([[1.0], [3.0]]), np.ones(1), np.zeros(1), epsilon=1e-12)
    >>> y.ravel(), mean, variance
    (array([-1.,  1.]), array([2.]), array([1.]))
    """
    op = "batch_norm_naive"
    checks.check_arrays(op, x=x, gamma=gamma, beta=beta)
    axes, epsilon = arguments.batch_norm_options(op, x, epsilon, gamma=gamma, beta=beta)  # all but the channels
    x_hat, mean, variance = standardize(x, axes, epsilon)
    return gamma * x_hat + beta, mean.ravel(), variance.ravel()


def batch_norm_naive_backward(d_out, x, gamma, *, epsilon=1e-3):
    """`batch_norm_backward` by `standardize_backward`, which all normalizations share.

    Parameters, results and errors as for `batch_norm_backward`.

    Examples
    --------
    >>> d_out, x = np.array([[1.0], [0.0], [0.0]]), np.array([[1.0], [2.0], [3.0]])
    >>> dx, dgamma, dbeta = batch_norm_naive_backward(d_out, x, np.ones(1))
    >>> dx.ravel().round(3)
    array([ 0.205, -0.408,  0.203])
    """
    op = "batch_norm_naive_backward"
    checks.check_arrays(op, x=x, gamma=gamma)
    axes, epsilon = arguments.batch_norm_options(op, x, epsilon, gamma=gamma)
    checks.check_gradient(op, d_out, x)
    dx, x_hat = standardize_backward(gamma * d_out, x, axes, epsilon)
    return dx, (d_out * x_hat).sum(axis=axes), d_out.sum(axis=axes)


def batch_norm(x, gamma, beta, *, epsilon=1e-3):
    r"""Normalize each channel over the batch and all cells: what batch normalization does in training.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c_in), (batch, steps, c_in) or (batch, features)
    gamma, beta : ndarray, shape (c_in,)
        Scale and shift.
    epsilon : float
        Added to the variance.

    Returns
    -------
    y : ndarray, shape of `x`
    mean, variance : ndarray, shape (c_in,)
        Of the batch, for the caller's running averages. The variance is the sum of squares divided by how many numbers
        there are, as Keras's is.

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
    checks.check_arrays("batch_norm", x=x, gamma=gamma, beta=beta)
    _, epsilon = arguments.batch_norm_options("batch_norm", x, epsilon, gamma=gamma, beta=beta)
    return normalize_channels(x, gamma, beta, epsilon)


def batch_norm_backward(d_out, x, gamma, *, epsilon=1e-3):
    r"""Gradients of the loss for `batch_norm`'s x, gamma and beta; parameters and errors are those of `batch_norm`.

    x reaches the loss in three ways: directly, through the mean, and through the variance. With n numbers a channel,
    :math:`\hat x = (x - \mu) / \sqrt{\sigma^2 + \varepsilon}`, and sums over batch, height and width,

    .. math::
        \partial \gamma = \sum \hat x \, \partial y, \quad
        \partial \beta = \sum \partial y, \quad
        \partial x = \frac{\gamma}{\sqrt{\sigma^2 + \varepsilon}}
        \left(\partial y - \frac{\partial \beta}{n} - \hat x \, \frac{\partial \gamma}{n}\right).

    Examples
    --------
    >>> d_out, x = np.array([[1.0], [0.0], [0.0]]), np.array([[1.0], [2.0], [3.0]])
    >>> dx, dgamma, dbeta = batch_norm_backward(d_out, x, np.ones(1))
    >>> dx.ravel().round(3)  # more of one x moves the mean, so the others' outputs too
    array([ 0.205, -0.408,  0.203])
    """
    checks.check_arrays("batch_norm_backward", x=x, gamma=gamma)
    _, epsilon = arguments.batch_norm_options("batch_norm_backward", x, epsilon, gamma=gamma)
    checks.check_gradient("batch_norm_backward", d_out, x)
    return normalize_channels_backward(d_out, x, gamma, epsilon)


def batch_norm_inference(x, gamma, beta, mean, variance, *, epsilon=1e-3):
    r"""Normalize each channel by a given mean and variance: what batch normalization does after training.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c_in), (batch, steps, c_in) or (batch, features)
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
    checks.check_arrays("batch_norm_inference", x=x, gamma=gamma, beta=beta, mean=mean, variance=variance)
    weights = {"gamma": gamma, "beta": beta, "mean": mean}
    epsilon = arguments.batch_norm_inference_options("batch_norm_inference", x, variance, epsilon, **weights)
    return gamma * ((x - mean) / np.sqrt(variance + epsilon)) + beta


def batch_norm_inference_backward(d_out, x, gamma, mean, variance, *, epsilon=1e-3):
    r"""Gradients for `batch_norm_inference`'s x, gamma, beta, mean and variance; parameters and errors are its own.

    Mean and variance are given, so each x reaches its own output alone. With sums over batch, height and width,

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
    op = "batch_norm_inference_backward"
    checks.check_arrays(op, x=x, gamma=gamma, mean=mean, variance=variance)
    epsilon = arguments.batch_norm_inference_options(op, x, variance, epsilon, gamma=gamma, mean=mean)
    checks.check_gradient(op, d_out, x)
    deviation = np.sqrt(variance + epsilon)
    axes = tuple(range(x.ndim - 1))  # all but the channels
    dgamma = (d_out * ((x - mean) / deviation)).sum(axis=axes)
    dbeta = d_out.sum(axis=axes)
    dmean, dvariance = -gamma * dbeta / deviation, -gamma * dgamma / (2 * (variance + epsilon))
    return d_out * (gamma / deviation), dgamma, dbeta, dmean, dvariance
