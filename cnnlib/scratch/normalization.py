"""Normalization: mean 0 and variance 1 over some axes, then a learned scale and shift.

Batch, layer, instance and group normalization differ in the axes alone, so they share `standardize` and its backward:

==============  =========================================================  ================================
                mean and variance over                                     gamma and beta
==============  =========================================================  ================================
batch           batch, height, width (`cnnlib.scratch.batch_norm`)         one for each channel
layer           `axis`, by default the channels                            one for each place along `axis`
instance        height, width                                              one for each channel
group           height, width, the channels of a group                     one for each channel
==============  =========================================================  ================================
"""

import numpy as np

from cnnlib import arguments, checks


def standardize(x, axes, epsilon):
    r"""Shift and scale `x` to mean 0 and variance 1 over `axes`; also the mean and variance, with those axes kept.

    .. math:: \hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}}

    Examples
    --------
    >>> x_hat, mean, variance = standardize(np.array([[1.0, 3.0]]), axes=1, epsilon=1e-12)
    >>> x_hat, mean, variance
    (array([[-1.,  1.]]), array([[2.]]), array([[1.]]))
    """
    mean = x.mean(axis=axes, keepdims=True)
    centered = x - mean
    # In float32 the mean of large numbers is inexact: subtract the residual's as well.
    residual = centered.mean(axis=axes, keepdims=True)
    centered -= residual
    # of the differences: never below 0
    variance = np.square(centered).mean(axis=axes, keepdims=True)
    return centered / np.sqrt(variance + epsilon), mean + residual, variance


def standardize_backward(d_out, x, axes, epsilon):
    r"""Gradient of the loss for `standardize`'s x, from that for its :math:`\hat x`; also :math:`\hat x` itself.

    x reaches the loss in three ways: directly, through the mean, and through the variance. With means over `axes`,

    .. math:: \partial x = \frac{\partial \hat x - \overline{\partial \hat x}
        - \hat x \, \overline{\hat x \, \partial \hat x}}{\sqrt{\sigma^2 + \varepsilon}}.

    Examples
    --------
    >>> dx, x_hat = standardize_backward(np.array([[1.0, 1.0]]), np.array([[1.0, 3.0]]), axes=1, epsilon=1e-12)
    >>> dx  # raising all outputs alike: no x can
    array([[0., 0.]])
    """
    x_hat, _, variance = standardize(x, axes, epsilon)
    through_mean = d_out.mean(axis=axes, keepdims=True)
    through_variance = x_hat * (d_out * x_hat).mean(axis=axes, keepdims=True)
    return (d_out - through_mean - through_variance) / np.sqrt(variance + epsilon), x_hat


def layer_norm(x, gamma, beta, *, axis=-1, epsilon=1e-3):
    r"""Normalize each example on its own, over `axis`.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c_in), (batch, steps, c_in) or (batch, features)
    gamma, beta : ndarray, shape of x along `axis`
        Scale and shift: (c_in,) for the last axis, (height, width, c_in) for ``axis=(1, 2, 3)``, as in Keras.
    axis : int or tuple of int
        Axes to normalize over, the batch not among them. -1: the channels of each cell. (1, 2, 3): the whole image.
    epsilon : float
        Added to the variance.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError
        If the shapes do not fit together, or an option is out of range.
    TypeError
        If an array does not hold float32 or float64, or an option is not a number.

    Notes
    -----
    .. math:: y = \gamma \, \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta,

    with mean :math:`\mu` and variance :math:`\sigma^2` over `axis`.

    References
    ----------
    J. L. Ba, J. R. Kiros and G. E. Hinton, "Layer Normalization", 2016.

    Examples
    --------
    >>> layer_norm(np.array([[1.0, 3.0]]), np.ones(2), np.zeros(2), epsilon=1e-12)
    array([[-1.,  1.]])
    """
    checks.check_arrays("layer_norm", x=x, gamma=gamma, beta=beta)
    axes, epsilon = arguments.layer_norm_options("layer_norm", x, axis, epsilon, gamma=gamma, beta=beta)
    shape = [n if a in axes else 1 for a, n in enumerate(x.shape)]  # gamma's, among x's axes
    return gamma.reshape(shape) * standardize(x, axes, epsilon)[0] + beta.reshape(shape)


def layer_norm_backward(d_out, x, gamma, *, axis=-1, epsilon=1e-3):
    r"""Gradients of the loss for `layer_norm`'s x, gamma and beta; parameters and errors are those of `layer_norm`.

    With sums over the places that share a gamma, and dx from `standardize_backward`,

    .. math:: \partial \hat x = \gamma \, \partial y, \quad
        \partial \gamma = \sum \hat x \, \partial y, \quad \partial \beta = \sum \partial y.

    Examples
    --------
    >>> dx, dgamma, dbeta = layer_norm_backward(np.array([[1.0, 0.0]]), np.array([[1.0, 3.0]]), np.ones(2))
    >>> dgamma.round(3), dbeta
    (array([-1.,  0.]), array([1., 0.]))
    """
    checks.check_arrays("layer_norm_backward", x=x, gamma=gamma)
    axes, epsilon = arguments.layer_norm_options("layer_norm_backward", x, axis, epsilon, gamma=gamma)
    checks.check_gradient("layer_norm_backward", d_out, x)
    shape = [n if a in axes else 1 for a, n in enumerate(x.shape)]
    dx, x_hat = standardize_backward(gamma.reshape(shape) * d_out, x, axes, epsilon)
    shared = tuple(a for a in range(x.ndim) if a not in axes)  # a gamma serves all places along these
    return dx, (d_out * x_hat).sum(axis=shared), d_out.sum(axis=shared)


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
