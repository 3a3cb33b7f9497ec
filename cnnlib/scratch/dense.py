"""Dense (fully connected) layer: every output sees every input."""

from cnnlib import arguments, checks
from cnnlib.scratch.fast.product import matmul


def dense(x, kernel, bias=None):
    r"""Apply a dense layer to the last axis.

    Parameters
    ----------
    x : ndarray, shape (batch, n_in)
        Between batch and n_in there may be more axes, such as (batch, height, width, n_in): every place then has its
        own output, by the same kernel.
    kernel : ndarray, shape (n_in, n_out)
    bias : ndarray, shape (n_out,), optional

    Returns
    -------
    ndarray, shape (batch, n_out)
        With all axes of `x` but the last, where there are more.

    Raises
    ------
    ValueError
        If the shapes do not fit together.
    TypeError
        If an array does not hold float32 or float64.

    Notes
    -----
    .. math:: y_{bj} = \sum_i x_{bi} w_{ij} + \beta_j

    References
    ----------
    I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, 2016, chapter 6.

    Examples
    --------
    >>> import numpy as np
    >>> dense(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]), np.array([0.5]))
    array([[11.5]])
    """
    _check("dense", x, kernel, bias)
    y = matmul(x, kernel)  # x @ kernel: (batch, n_out)
    return y if bias is None else y + bias


def dense_backward(d_out, x, kernel):
    r"""Gradients of the loss for `dense`'s x, kernel and bias; parameters and errors are those of `dense`.

    Output :math:`y_{bj}` meets :math:`x_{bi}` through :math:`w_{ij}`, so the gradient of each is that of y times the
    other. The batch shares kernel and bias, so their gradients are sums over it, and over all places.

    .. math::
        \partial x_{bi} = \sum_j \partial y_{bj} \, w_{ij}, \qquad
        \partial w_{ij} = \sum_b x_{bi} \, \partial y_{bj}, \qquad
        \partial \beta_j = \sum_b \partial y_{bj}

    Examples
    --------
    >>> import numpy as np
    >>> dx, dkernel, dbias = dense_backward(np.array([[2.0]]), np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]))
    >>> dx, dbias
    (array([[6., 8.]]), array([2.]))
    >>> dkernel
    array([[2.],
           [4.]])
    """
    _check("dense_backward", x, kernel)
    n_in, n_out = kernel.shape
    checks.check_gradient("dense_backward", d_out, x, (*x.shape[:-1], n_out))
    dx = matmul(d_out, kernel.T)  # (batch, n_in)
    x, d_out = x.reshape(-1, n_in), d_out.reshape(-1, n_out)  # each place counts as an example
    dkernel = matmul(x.T, d_out)  # (n_in, n_out)
    dbias = d_out.sum(axis=0)  # (n_out,)
    return dx, dkernel, dbias


def _check(op, x, kernel, bias=None):
    checks.check_arrays(op, x=x, kernel=kernel, bias=bias)
    arguments.check_dense(op, x, kernel, bias)
