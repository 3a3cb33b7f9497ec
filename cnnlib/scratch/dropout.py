"""Dropout: in training, numbers are left out at random, so that a network cannot rely on any one of them."""

import numpy as np

from cnnlib import arguments, checks


def dropout(x, rate, rng):
    r"""Set each element to 0 with probability `rate`, and scale up the others so that the expected value stays.

    Parameters
    ----------
    x : ndarray, any shape
    rate : float
        Probability that an element is dropped: at least 0, and below 1.
    rng : np.random.Generator
        Draws the mask. The same seed drops the same elements, in float32 and in float64.

    Returns
    -------
    y : ndarray, shape of `x`
    mask : ndarray of bool, shape of `x`
        True where an element was kept.

    Raises
    ------
    ValueError, TypeError
        If `x` does not hold float32 or float64, `rate` is out of range, or `rng` is not a generator.

    Notes
    -----
    With :math:`m_i` drawn to be 1 with probability :math:`1 - r` and 0 otherwise,

    .. math:: y_i = \frac{m_i x_i}{1 - r}, \qquad \mathrm{E}[y_i] = x_i.

    This is inverted dropout: the original scales the weights by :math:`1 - r` after training instead.

    References
    ----------
    N. Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014.

    Examples
    --------
    >>> y, mask = dropout(np.arange(1.0, 7.0), rate=0.5, rng=np.random.default_rng(0))
    >>> y
    array([ 2.,  0.,  0.,  0., 10., 12.])
    >>> mask.sum()
    np.int64(3)
    """
    checks.check_arrays("dropout", x=x)
    rate = arguments.dropout_rate("dropout", rate)
    checks.check_generator("dropout", rng)
    mask = drawn_mask(x.shape, rate, rng)
    return masked(x, mask, rate), mask


def dropout_backward(d_out, mask, rate):
    r"""Gradient of the loss for `dropout`'s x: 0 for what was dropped; the rest is scaled as the output was.

    Parameters
    ----------
    d_out : ndarray, any shape
        Gradient of the loss for `dropout`'s output.
    mask : ndarray of bool, shape of `d_out`
        As `dropout` returned it.
    rate : float
        As given to `dropout`.

    Returns
    -------
    ndarray, shape of `d_out`

    Raises
    ------
    ValueError, TypeError
        If `mask` is not of bool, `d_out` has another shape or does not hold float32 or float64, or `rate` is
        out of range.

    Notes
    -----
    .. math:: \partial x_i = \frac{m_i \, \partial y_i}{1 - r}

    Examples
    --------
    >>> dropout_backward(np.array([1.0, 1.0, 3.0]), np.array([True, False, True]), rate=0.5)
    array([2., 0., 6.])
    """
    checks.check_arrays("dropout_backward", d_out=d_out)
    checks.refuse_tensors("dropout_backward", mask=mask)
    rate = arguments.dropout_rate("dropout_backward", rate)
    arguments.check_mask("dropout_backward", mask, d_out)
    return masked(d_out, mask, rate)


def drawn_mask(shape, rate, rng):
    """True where an element is kept; `random` is uniform on [0, 1)."""
    return rng.random(shape) >= rate


def masked(x, mask, rate):
    """The elements that are kept, scaled up; 0 in the place of the others."""
    return np.where(mask, x / (1 - rate), 0)
