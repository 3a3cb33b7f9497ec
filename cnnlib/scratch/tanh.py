"""tanh: S-shaped as the sigmoid, and odd; flat at both ends, where its gradient vanishes."""

import numpy as np

from cnnlib import checks


def tanh(x):
    r"""Squeeze every number into (−1, 1): a sigmoid stretched to be odd, with slope 1 at 0.

    Parameters
    ----------
    x : ndarray, any shape

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    TypeError
        If `x` does not hold float32 or float64.

    Notes
    -----
    .. math:: y = \frac{e^x - e^{-x}}{e^x + e^{-x}} = 2\,\mathrm{sigmoid}(2x) - 1

    References
    ----------
    Y. LeCun, L. Bottou, G. Orr and K.-R. Müller, "Efficient BackProp", 1998, section 4.4.

    Examples
    --------
    >>> tanh(np.array([-1000.0, 0.0, 1000.0]))
    array([-1.,  0.,  1.])
    """
    checks.check_arrays("tanh", x=x)
    return np.tanh(x)


def tanh_backward(d_out, x):
    r"""Gradient of the loss for `tanh`'s x; arguments and errors as for `tanh`.

    .. math:: \partial x = \partial y \cdot (1 - y^2)

    Examples
    --------
    >>> tanh_backward(np.ones(3), np.array([-1000.0, 0.0, 1000.0]))
    array([0., 1., 0.])
    """
    checks.check_arrays("tanh_backward", x=x)
    checks.check_gradient("tanh_backward", d_out, x)
    return d_out * (1 - np.tanh(x) ** 2)
