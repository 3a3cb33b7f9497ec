"""How a number came about: the arithmetic of one output element, or of one gradient element, written out."""

from cnnlib.explanation.arithmetic import Explanation, Factor, number, product
from cnnlib.explanation.convolution import explain_conv2d, explain_conv2d_backward
from cnnlib.explanation.dense import explain_dense, explain_dense_backward
from cnnlib.explanation.loss import explain_softmax_cross_entropy, explain_softmax_cross_entropy_backward
from cnnlib.explanation.pooling import (
    explain_avg_pool2d,
    explain_avg_pool2d_backward,
    explain_max_pool2d,
    explain_max_pool2d_backward,
)

__all__ = ["Explanation", "Factor", "explain", "number", "product"]

# A new operation is covered by adding its row here.
EXPLAINED = {
    "avg_pool2d": explain_avg_pool2d,
    "avg_pool2d_backward": explain_avg_pool2d_backward,
    "conv2d": explain_conv2d,
    "conv2d_backward": explain_conv2d_backward,
    "dense": explain_dense,
    "dense_backward": explain_dense_backward,
    "max_pool2d": explain_max_pool2d,
    "max_pool2d_backward": explain_max_pool2d_backward,
    "softmax_cross_entropy": explain_softmax_cross_entropy,
    "softmax_cross_entropy_backward": explain_softmax_cross_entropy_backward,
}


def explain(op, *arrays, at=(), of=None, **options):
    """Write out the arithmetic behind one number.

    Parameters
    ----------
    op : function
        Such as `cnnlib.scratch.conv2d` or `cnnlib.scratch.conv2d_backward`, or their twins.
    *arrays, **options
        As given to `op`.
    at : tuple of int
        Which element: its position in the output, or in the gradient. A loss is one number, and has no position.
    of : str, optional
        For a backward function: whose gradient, such as "x", "kernel" or "bias"; needed where it gives several.

    Returns
    -------
    Explanation
        Printed, it is the arithmetic; ``.value`` is the number, ``.terms`` are the products it adds up,
        ``.figure()`` is a picture with the cells it used highlighted.

    Raises
    ------
    ValueError
        If `op` has no explanation, `of` names no gradient, or `at` is outside the array.

    Examples
    --------
    >>> import numpy as np
    >>> from cnnlib import scratch
    >>> x, kernel = np.array([[1.0, -1.0], [2.0, 3.0]]), np.array([[-1.0, 1.0], [0.0, 2.0]])
    >>> print(explain(scratch.conv2d, x[None, :, :, None], kernel[:, :, None, None], at=(0, 0, 0, 0)))
    y[0, 0, 0, 0] = 1·(−1) + (−1)·1 + 2·0 + 3·2 = 4
    >>> print(explain(scratch.max_pool2d, x[None, :, :, None], at=(0, 0, 0, 0)))
    y[0, 0, 0, 0] = max(1, −1, 2, 3) = 3
    >>> print(explain(scratch.softmax_cross_entropy, x, np.array([0, 0])))
    loss = (−log(e^1/(e^1 + e^(−1))) − log(e^2/(e^2 + e^3)))/2 = 0.720095
    """
    name = getattr(op, "__name__", str(op))
    if name not in EXPLAINED:
        raise ValueError(f"explain: op is {name}, needs one of {', '.join(EXPLAINED)}")
    named = {"of": of} if name.endswith("_backward") else {}
    return EXPLAINED[name](*arrays, at=tuple(at), **named, **options)
