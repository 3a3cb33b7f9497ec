"""Group and instance normalization: each example on its own, by groups of its channels or channel by channel."""

from cnnlib import arguments, checks
from cnnlib.scratch.standardize import standardize, standardize_backward


def instance_norm(x, gamma, beta, *, epsilon=1e-3):
    r"""Normalize each channel of each example on its own: group normalization with one channel in each group.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c_in)
    gamma, beta : ndarray, shape (c_in,)
        Scale and shift.
    epsilon : float
        Added to the variance.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        As `layer_norm`.

    Notes
    -----
    The formula is that of `layer_norm`, with mean and variance over height and width.

    References
    ----------
    D. Ulyanov, A. Vedaldi and V. Lempitsky, "Instance Normalization: The Missing Ingredient for Fast Stylization",
    2016.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[[1.0, 10.0], [3.0, 30.0]]]])
    >>> instance_norm(x, np.ones(2), np.zeros(2), epsilon=1e-12)
    array([[[[-1., -1.],
             [ 1.,  1.]]]])
    """
    checks.check_arrays("instance_norm", x=x, gamma=gamma, beta=beta)
    axes, epsilon = arguments.instance_norm_options("instance_norm", x, epsilon, gamma=gamma, beta=beta)
    return gamma * standardize(x, axes, epsilon)[0] + beta


def instance_norm_backward(d_out, x, gamma, *, epsilon=1e-3):
    """Gradients of the loss for `instance_norm`'s x, gamma and beta; parameters and errors are its own.

    The formulas are those of `layer_norm_backward`, with sums over batch, height and width for gamma and beta.

    Examples
    --------
    >>> import numpy as np
    >>> dx, dgamma, dbeta = instance_norm_backward(np.ones((1, 1, 2, 1)), np.array([[[[1.0], [3.0]]]]), np.ones(1))
    >>> dx.ravel(), dgamma, dbeta
    (array([0., 0.]), array([0.]), array([2.]))
    """
    checks.check_arrays("instance_norm_backward", x=x, gamma=gamma)
    axes, epsilon = arguments.instance_norm_options("instance_norm_backward", x, epsilon, gamma=gamma)
    checks.check_gradient("instance_norm_backward", d_out, x)
    dx, x_hat = standardize_backward(gamma * d_out, x, axes, epsilon)
    return dx, (d_out * x_hat).sum(axis=(0, 1, 2)), d_out.sum(axis=(0, 1, 2))


def group_norm(x, gamma, beta, *, groups, epsilon=1e-3):
    """Normalize each group of neighboring channels of each example on its own.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c_in), (batch, steps, c_in) or (batch, features)
    gamma, beta : ndarray, shape (c_in,)
        Scale and shift.
    groups : int
        How many groups the channels are cut into: with 1, the whole example is normalized at once; with as many
        groups as channels, each channel on its own.
    epsilon : float
        Added to the variance.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        As `layer_norm`.

    Notes
    -----
    The formula is that of `layer_norm`, with mean and variance over height, width and the channels of a group.

    References
    ----------
    Y. Wu and K. He, "Group Normalization", 2018.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[[1.0, 3.0, 10.0, 30.0]]]])
    >>> group_norm(x, np.ones(4), np.zeros(4), groups=2, epsilon=1e-12)
    array([[[[-1.,  1., -1.,  1.]]]])
    """
    checks.check_arrays("group_norm", x=x, gamma=gamma, beta=beta)
    groups, axes, epsilon = arguments.group_norm_options("group_norm", x, groups, epsilon, gamma=gamma, beta=beta)
    grouped = x.reshape(_grouped(x, groups))  # (batch, height, width, groups, channels of a group)
    return gamma * standardize(grouped, axes, epsilon)[0].reshape(x.shape) + beta


def group_norm_backward(d_out, x, gamma, *, groups, epsilon=1e-3):
    """Gradients of the loss for `group_norm`'s x, gamma and beta; parameters and errors are those of `group_norm`.

    The formulas are those of `layer_norm_backward`, with sums over batch, height and width for gamma and beta.

    Examples
    --------
    >>> import numpy as np
    >>> dx, dgamma, dbeta = group_norm_backward(np.ones((1, 2)), np.array([[1.0, 3.0]]), np.ones(2), groups=1)
    >>> dx, dbeta
    (array([[0., 0.]]), array([1., 1.]))
    """
    checks.check_arrays("group_norm_backward", x=x, gamma=gamma)
    groups, axes, epsilon = arguments.group_norm_options("group_norm_backward", x, groups, epsilon, gamma=gamma)
    checks.check_gradient("group_norm_backward", d_out, x)
    shape, shared = _grouped(x, groups), tuple(range(x.ndim - 1))
    dx, x_hat = standardize_backward((gamma * d_out).reshape(shape), x.reshape(shape), axes, epsilon)
    dgamma = (d_out * x_hat.reshape(x.shape)).sum(axis=shared)
    return dx.reshape(x.shape), dgamma, d_out.sum(axis=shared)


def _grouped(x, groups):
    """The shape of x with its channels cut into groups."""
    return (*x.shape[:-1], groups, x.shape[-1] // groups)
