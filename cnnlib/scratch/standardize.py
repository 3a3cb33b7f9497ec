"""What all normalizations share: mean 0 and variance 1 over some axes of x, and its backward pass.

Batch, layer, instance and group normalization differ in the axes alone; each then scales and shifts by weights that it
learns:

==============  =========================================================  ================================
                mean and variance over                                     gamma and beta
==============  =========================================================  ================================
batch           batch, height, width                                       one for each channel
layer           `axis`, by default the channels                            one for each place along `axis`
instance        height, width                                              one for each channel
group           height, width, the channels of a group                     one for each channel
==============  =========================================================  ================================
"""

import numpy as np


def spread(array, axes, x):
    """An array with a number for each place along `axes` of x, in the shape in which it broadcasts over the others.

    Examples
    --------
    >>> spread(np.array([1.0, 2.0]), axes=(1,), x=np.zeros((5, 2, 3))).shape
    (1, 2, 1)
    """
    return array.reshape([n if a in axes else 1 for a, n in enumerate(x.shape)])


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
    # A mean of squares is never below 0, as E[x²] − E[x]² may be by rounding.
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
