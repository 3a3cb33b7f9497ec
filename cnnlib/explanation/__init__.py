"""How a number came about: the arithmetic of one output element, or of one gradient element, written out."""

from cnnlib.explanation.arithmetic import Explanation, Factor, number, product
from cnnlib.explanation.convolution import explain_conv2d, explain_conv2d_backward

__all__ = ["Explanation", "Factor", "explain", "number", "product"]

# A new operation is covered by adding its row here.
EXPLAINED = {
    "conv2d": explain_conv2d,
    "conv2d_backward": explain_conv2d_backward,
}


def explain(op, *arrays, at, of=None, **options):
    """Write out the arithmetic behind one number.

    Parameters
    ----------
    op : function
        Such as `cnnlib.scratch.conv2d` or `cnnlib.scratch.conv2d_backward`, or their twins.
    *arrays, **options
        As given to `op`.
    at : tuple of int
        Which element: its position in the output, or in the gradient.
    of : str, optional
        For a backward function: whose gradient, such as "x", "kernel" or "bias".

    Returns
    -------
    Explanation
        Printed, it is the written-out sum; ``.value`` is the number, ``.terms`` are the products it adds up,
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
    """
    name = getattr(op, "__name__", str(op))
    if name not in EXPLAINED:
        raise ValueError(f"explain: op is {name}, needs one of {', '.join(EXPLAINED)}")
    named = {"of": of} if name.endswith("_backward") else {}
    return EXPLAINED[name](*arrays, at=tuple(at), **named, **options)
