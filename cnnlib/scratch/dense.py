"""Dense (fully connected) layer: every output sees every input."""


from cnnlib import arguments, checks
from cnnlib.scratch.fast.threads import multiply


def dense(x, kernel, bias=None):
    r"""Apply a dense layer.

    Parameters
    ----------
    x : ndarray, shape (batch, n_in)
    kernel : ndarray, shape (n_in, n_out)
    bias : ndarray, shape (n_out,), optional

    Returns
    -------
    ndarray, shape (batch, n_out)

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
    >>> dense(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]), np.array([0.5]))
    array([[11.5]])
    """
    check_dense("dense", x, kernel, bias)
    y = multiply(x, kernel)  # x @ kernel: (batch, n_out)
    return y if bias is None else y + bias


def dense_backward(d_out, x, kernel):
    r"""Gradients of the loss for `dense`'s x, kernel and bias.

    Output y_bj meets x_bi through w_ij, so each gradient meets the other factor, transposed;
    the batch shares kernel and bias, so theirs are sums over it.

    Parameters
    ----------
    d_out : ndarray, shape (batch, n_out)
        Gradient of the loss for `dense`'s output.
    x, kernel
        As given to `dense`.

    Returns
    -------
    dx, dkernel, dbias : ndarray
        Shapes of `x`, of `kernel`, and (n_out,).

    Raises
    ------
    ValueError, TypeError
        As `dense`, and if `d_out` has another shape than the output.

    Notes
    -----
    .. math::
        \partial x_{bi} = \sum_j \partial y_{bj} \, w_{ij}, \qquad
        \partial w_{ij} = \sum_b x_{bi} \, \partial y_{bj}, \qquad
        \partial \beta_j = \sum_b \partial y_{bj}

    Examples
    --------
    >>> dx, dkernel, dbias = dense_backward(np.array([[2.0]]), np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]))
    >>> dx, dbias
    (array([[6., 8.]]), array([2.]))
    >>> dkernel
    array([[2.],
           [4.]])
    """
    check_dense("dense_backward", x, kernel)
    checks.check_gradient("dense_backward", d_out, x, (x.shape[0], kernel.shape[1]))
    dx = multiply(d_out, kernel.T)  # (batch, n_in)
    dkernel = multiply(x.T, d_out)  # (n_in, n_out)
    dbias = d_out.sum(axis=0)  # (n_out,)
    return dx, dkernel, dbias


def check_dense(op, x, kernel, bias=None):
    """Refuse what does not fit together; feature maps that are not flattened yet are the usual case."""
    checks.check_arrays(op, x=x, kernel=kernel, **({} if bias is None else {"bias": bias}))
    arguments.check_dense(op, x, kernel, bias)
