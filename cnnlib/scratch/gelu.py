"""GELU: each number times the probability that a normal one is smaller; a smooth ReLU."""

import functools
import math

import numpy as np

from cnnlib import checks
from cnnlib.scratch.sigmoid import logistic

STEPS, FARTHEST = 512, 9  # of the table of Φ: points in a unit, and where it ends, since Φ(−9) is 1e-19
CUBIC = 0.044715  # of the approximation by tanh


def gelu(x, approximate=False):
    r"""Gaussian error linear unit: weigh each number by the share of a normal distribution that lies below it.

    Parameters
    ----------
    x : ndarray, any shape
    approximate : bool
        False, as in Keras: the formula itself. True: the form with tanh, up to 5e-4 off, that older networks use.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    TypeError
        If `x` does not hold float32 or float64, or `approximate` is not a bool.

    Notes
    -----
    .. math::
        y = x \, \Phi(x), \quad \Phi(x) = \frac12 \, \mathrm{erfc}\Big(\frac{-x}{\sqrt 2}\Big)
        \qquad\text{or}\qquad
        y = \frac x2 (1 + \tanh u), \quad u = \sqrt{\tfrac2\pi} \, (x + 0.044715 \, x^3)

    Computed is :math:`\mathrm{sigmoid}(2u) = (1 + \tanh u) / 2`, which loses no digits where the tanh is near −1.

    References
    ----------
    D. Hendrycks and K. Gimpel, "Gaussian error linear units (GELUs)", 2016.

    Examples
    --------
    >>> gelu(np.array([-1000.0, -1.0, 0.0, 1.0])).round(4)
    array([-0.    , -0.1587,  0.    ,  0.8413])
    """
    checks.check_arrays("gelu", x=x)
    if checks.flag("gelu", "approximate", approximate):
        return x * logistic(2 * _inside_tanh(x))
    return x * normal_cdf(x)


def gelu_backward(d_out, x, approximate=False):
    r"""Gradient of the loss for `gelu`'s x; arguments and errors as for `gelu`.

    .. math:: \partial x = \partial y \, \big(\Phi(x) + x \varphi(x)\big), \qquad \varphi(x) = e^{-x^2/2} / \sqrt{2\pi}

    where :math:`\varphi`, the normal density, is the derivative of :math:`\Phi`; that of the approximation is, with
    :math:`s = \mathrm{sigmoid}(2u)`,

    .. math:: \partial x = \partial y \, \big(s + x \, s (1 - s) \, 2u'\big), \qquad
        u' = \sqrt{\tfrac2\pi} \, (1 + 3 \cdot 0.044715 \, x^2)

    Examples
    --------
    >>> gelu_backward(np.ones(3), np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    checks.check_arrays("gelu_backward", x=x)
    approximate = checks.flag("gelu_backward", "approximate", approximate)
    checks.check_gradient("gelu_backward", d_out, x)
    if approximate:
        s, slope = logistic(2 * _inside_tanh(x)), math.sqrt(2 / math.pi) * (1 + 3 * CUBIC * x**2)
        return d_out * (s + x * s * (1 - s) * 2 * slope)
    return d_out * (normal_cdf(x) + x * _density(x))


def _inside_tanh(x):
    return math.sqrt(2 / math.pi) * (x + CUBIC * x**3)


def normal_cdf_naive(x):
    """Φ by its definition, one call of the standard library's erfc for each element.

    Examples
    --------
    >>> normal_cdf_naive(np.array([-1.0, 0.0, 1.0])).round(4)
    array([0.1587, 0.5   , 0.8413])
    """
    phi = np.array([math.erfc(-v / math.sqrt(2)) / 2 for v in x.ravel().tolist()])
    return phi.reshape(x.shape).astype(x.dtype)


def normal_cdf(x):
    r"""Φ, the share of a normal distribution below x, without a call for each element: NumPy has no erf.

    Parameters
    ----------
    x : ndarray, any shape

    Returns
    -------
    ndarray, shape of `x`

    Notes
    -----
    Taylor's series around the nearest point :math:`a` of a table, at most 1/1024 away, so that four terms reach the
    last digit of float64. The derivatives of :math:`\Phi` are polynomials times the density :math:`\varphi`:

    .. math::
        \Phi(a + h) = \Phi(a) + \varphi(a) \Big(h - a \frac{h^2}{2} + (a^2 - 1) \frac{h^3}{6}
        - (a^3 - 3a) \frac{h^4}{24} + \dots\Big)

    Examples
    --------
    >>> normal_cdf(np.array([-1000.0, -1.0, 0.0, 1.0])).round(4)
    array([0.    , 0.1587, 0.5   , 0.8413])
    """
    phi, density = _table(x.dtype.name)
    x = np.clip(x, -FARTHEST, FARTHEST)
    nearest = np.rint(x * STEPS)
    a = nearest / STEPS
    h = x - a
    series = h * (1 - h / 2 * (a - h / 3 * (a**2 - 1 - h / 4 * (a**3 - 3 * a))))
    row = np.nan_to_num(nearest).astype(np.intp) + FARTHEST * STEPS  # nan: any row, as h is nan already
    return phi[row] + density[row] * series


@functools.lru_cache
def _table(dtype):
    """Φ and φ at the points of the table; at its left end, which stands for all that is further left, both are 0."""
    points = np.arange(-FARTHEST * STEPS, FARTHEST * STEPS + 1) / STEPS
    phi, density = normal_cdf_naive(points), _density(points)
    phi[0] = density[0] = 0
    return phi.astype(dtype), density.astype(dtype)


def _density(x):
    return np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
