"""Normalization: mean 0 and variance 1 over some axes, then a learnt scale and shift.

Batch, layer, instance and group normalization differ in the axes alone, so they share one `normalize` and its one
backward:

==============  =========================================================  ================================
                mean and variance over                                     gamma and beta
==============  =========================================================  ================================
batch           batch, height, width (`cnnlib.scratch.batch_norm`)         one a channel
layer           `axis`, by default the channels                            one for each place along `axis`
instance        height, width                                              one a channel
group           height, width, the channels of a group                     one a channel
==============  =========================================================  ================================
"""

import numpy as np

from cnnlib import checks
from cnnlib.scratch.layouts import group_layout, instance_layout, layer_layout


def standardize(x, axes, epsilon):
    r"""Shift and scale `x` to mean 0 and variance 1 over `axes`; also the mean and variance, with those axes kept.

    .. math:: \hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}}
    """
    mean = x.mean(axis=axes, keepdims=True)
    centered = x - mean
    # Rounded, a mean of 10,000 can be off by a tenth; that is the mean of what is left, where it is seen clearly.
    rest = centered.mean(axis=axes, keepdims=True)
    centered -= rest
    variance = np.square(centered).mean(axis=axes, keepdims=True)  # of the differences: never below 0
    return centered / np.sqrt(variance + epsilon), mean + rest, variance


def normalize(x, gamma, beta, layout, epsilon):
    """Standardize, scale and shift; also the mean and variance."""
    normalized, mean, variance = standardize(x.reshape(layout.shape), layout.axes, epsilon)
    y = normalized * gamma.reshape(layout.weights) + beta.reshape(layout.weights)
    return y.reshape(x.shape), mean, variance


def normalize_backward(d_out, x, gamma, layout, epsilon):
    r"""Gradients of the loss for the x, gamma and beta of `normalize`.

    x reaches the loss by three ways: directly, through the mean, and through the variance. With
    :math:`g = \gamma \, \partial y` and means over `layout.axes`, they come to

    .. math:: \partial x = \frac{g - \overline{g} - \hat x \, \overline{g \hat x}}{\sqrt{\sigma^2 + \varepsilon}}.
    """
    d_out, x_shape, axes = d_out.reshape(layout.shape), x.shape, layout.axes
    normalized, _, variance = standardize(x.reshape(layout.shape), axes, epsilon)
    shared = tuple(axis for axis, n in enumerate(layout.weights) if n == 1)  # one gamma for all places along these
    dgamma = (d_out * normalized).sum(axis=shared).reshape(gamma.shape)
    dbeta = d_out.sum(axis=shared).reshape(gamma.shape)
    g = d_out * gamma.reshape(layout.weights)
    through_variance = normalized * (g * normalized).mean(axis=axes, keepdims=True)
    dx = (g - g.mean(axis=axes, keepdims=True) - through_variance) / np.sqrt(variance + epsilon)
    return dx.reshape(x_shape), dgamma, dbeta


def layer_norm(x, gamma, beta, *, axis=-1, epsilon=1e-3):
    r"""Normalize each example on its own, over `axis`.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c_in) or (batch, features)
    gamma, beta : ndarray, shape of x along `axis`
        Scale and shift: (c_in,) for the last axis, (height, width, c_in) for ``axis=(1, 2, 3)``, as in Keras.
    axis : int or tuple of int
        Axes to normalize over, the batch not among them. -1: the channels of each cell. (1, 2, 3): the whole example.
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
    epsilon = checks.real("layer_norm", "epsilon", epsilon, above=True)
    layout = layer_layout("layer_norm", x, axis, gamma=gamma, beta=beta)
    return normalize(x, gamma, beta, layout, epsilon)[0]


def layer_norm_backward(d_out, x, gamma, *, axis=-1, epsilon=1e-3):
    """Gradients of the loss for `layer_norm`'s x, gamma and beta. The formula: `normalize_backward`.

    Parameters
    ----------
    d_out : ndarray, shape of `x`
        Gradient of the loss for `layer_norm`'s output.
    x, gamma, axis, epsilon
        As given to `layer_norm`.

    Returns
    -------
    dx, dgamma, dbeta : ndarray
        Shapes of `x`, of `gamma` and of `gamma`.

    Raises
    ------
    ValueError, TypeError
        As `layer_norm`, and if `d_out` has another shape than `x`.

    Examples
    --------
    >>> dx, dgamma, dbeta = layer_norm_backward(np.array([[1.0, 0.0]]), np.array([[1.0, 3.0]]), np.ones(2))
    >>> dgamma.round(3), dbeta
    (array([-1.,  0.]), array([1., 0.]))
    """
    epsilon = checks.real("layer_norm_backward", "epsilon", epsilon, above=True)
    layout = layer_layout("layer_norm_backward", x, axis, gamma=gamma)
    checks.check_gradient("layer_norm_backward", d_out, x)
    return normalize_backward(d_out, x, gamma, layout, epsilon)


def instance_norm(x, gamma, beta, *, epsilon=1e-3):
    """Normalize each channel of each example on its own: group normalization with one channel a group.

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
    epsilon = checks.real("instance_norm", "epsilon", epsilon, above=True)
    layout = instance_layout("instance_norm", x, gamma=gamma, beta=beta)
    return normalize(x, gamma, beta, layout, epsilon)[0]


def instance_norm_backward(d_out, x, gamma, *, epsilon=1e-3):
    """Gradients of the loss for `instance_norm`'s x, gamma and beta. The formula: `normalize_backward`.

    Arguments, results and errors as for `layer_norm_backward`.

    Examples
    --------
    >>> dx, dgamma, dbeta = instance_norm_backward(np.ones((1, 1, 2, 1)), np.array([[[[1.0], [3.0]]]]), np.ones(1))
    >>> dx.ravel(), dgamma, dbeta  # raising all outputs alike: no x can
    (array([0., 0.]), array([0.]), array([2.]))
    """
    epsilon = checks.real("instance_norm_backward", "epsilon", epsilon, above=True)
    layout = instance_layout("instance_norm_backward", x, gamma=gamma)
    checks.check_gradient("instance_norm_backward", d_out, x)
    return normalize_backward(d_out, x, gamma, layout, epsilon)


def group_norm(x, gamma, beta, *, groups, epsilon=1e-3):
    """Normalize each group of neighboring channels of each example on its own.

    Parameters
    ----------
    x : ndarray, shape (batch, height, width, c_in) or (batch, features)
    gamma, beta : ndarray, shape (c_in,)
        Scale and shift.
    groups : int
        Into how many groups the channels are cut: with 1, the whole example is normalized at once, with as many
        as channels, each channel.
    epsilon : float
        Added to the variance.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    ValueError, TypeError
        As `layer_norm`.

    References
    ----------
    Y. Wu and K. He, "Group Normalization", 2018.

    Examples
    --------
    >>> x = np.array([[[[1.0, 3.0, 10.0, 30.0]]]])
    >>> group_norm(x, np.ones(4), np.zeros(4), groups=2, epsilon=1e-12)
    array([[[[-1.,  1., -1.,  1.]]]])
    """
    epsilon = checks.real("group_norm", "epsilon", epsilon, above=True)
    layout = group_layout("group_norm", x, groups, gamma=gamma, beta=beta)
    return normalize(x, gamma, beta, layout, epsilon)[0]


def group_norm_backward(d_out, x, gamma, *, groups, epsilon=1e-3):
    """Gradients of the loss for `group_norm`'s x, gamma and beta. The formula: `normalize_backward`.

    Arguments, results and errors as for `layer_norm_backward`, with `groups` for `axis`.

    Examples
    --------
    >>> dx, dgamma, dbeta = group_norm_backward(np.ones((1, 2)), np.array([[1.0, 3.0]]), np.ones(2), groups=1)
    >>> dx, dbeta
    (array([[0., 0.]]), array([1., 1.]))
    """
    epsilon = checks.real("group_norm_backward", "epsilon", epsilon, above=True)
    layout = group_layout("group_norm_backward", x, groups, gamma=gamma)
    checks.check_gradient("group_norm_backward", d_out, x)
    return normalize_backward(d_out, x, gamma, layout, epsilon)
