"""Layer normalization: each example on its own, by the mean and variance of a cell's channels, or of a whole image."""

from cnnlib import arguments, checks
from cnnlib.scratch.standardize import spread, standardize, standardize_backward


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
    >>> import numpy as np
    >>> layer_norm(np.array([[1.0, 3.0]]), np.ones(2), np.zeros(2), epsilon=1e-12)
    array([[-1.,  1.]])
    """
    checks.check_arrays("layer_norm", x=x, gamma=gamma, beta=beta)
    axes, epsilon = arguments.layer_norm_options("layer_norm", x, axis, epsilon, gamma=gamma, beta=beta)
    return spread(gamma, axes, x) * standardize(x, axes, epsilon)[0] + spread(beta, axes, x)


def layer_norm_backward(d_out, x, gamma, *, axis=-1, epsilon=1e-3):
    r"""Gradients of the loss for `layer_norm`'s x, gamma and beta; parameters and errors are those of `layer_norm`.

    With sums over the places that share a gamma, and dx from `standardize_backward`,

    .. math:: \partial \hat x = \gamma \, \partial y, \quad
        \partial \gamma = \sum \hat x \, \partial y, \quad \partial \beta = \sum \partial y.

    Examples
    --------
    >>> import numpy as np
    >>> dx, dgamma, dbeta = layer_norm_backward(np.array([[1.0, 0.0]]), np.array([[1.0, 3.0]]), np.ones(2))
    >>> dgamma.round(3), dbeta
    (array([-1.,  0.]), array([1., 0.]))
    """
    checks.check_arrays("layer_norm_backward", x=x, gamma=gamma)
    axes, epsilon = arguments.layer_norm_options("layer_norm_backward", x, axis, epsilon, gamma=gamma)
    checks.check_gradient("layer_norm_backward", d_out, x)
    dx, x_hat = standardize_backward(spread(gamma, axes, x) * d_out, x, axes, epsilon)
    shared = tuple(a for a in range(x.ndim) if a not in axes)  # a gamma serves all places along these
    return dx, (d_out * x_hat).sum(axis=shared), d_out.sum(axis=shared)
