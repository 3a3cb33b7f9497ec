"""The maximum, the mean, and the sums behind `max_pool2d`, `avg_pool2d` and their gradients."""

import numpy as np

from cnnlib.explanation.cells import factor, first_maximum, gradient_of, inside
from cnnlib.explanation.explanation import Explanation, Factor, Maximum
from cnnlib.scratch.inner import windows_of_pool


def explain_max_pool2d(x, pool_size=2, strides=None, padding="valid", *, at):
    """y[at]: the largest cell of its window; padding is −∞."""
    w = windows_of_pool("max_pool2d", x, pool_size, strides, padding)
    at = inside("max_pool2d", at, (len(x), *w.out_size, x.shape[3]))
    return Maximum("y", at, [[cell] for cell in _window(x, w, at, padding=-np.inf)], {"x": x})


def explain_max_pool2d_backward(d_out, x, pool_size=2, strides=None, padding="valid", *, at, of=None):
    """dx[at]: the gradients of the windows whose first maximum is this cell."""
    w = _windows_of_backward("max_pool2d", x, pool_size, strides, padding, of)
    b, m, n, c = at = inside("max_pool2d_backward", at, x.shape)
    terms = []
    for i, j in _windows_on(w, m, n):
        window = _window(x, w, (b, i, j, c), padding=-np.inf)
        if first_maximum([cell for cell in window if not cell.padding]).index == at:
            terms.append([factor("d_out", d_out, (b, i, j, c))])
    return Explanation("dx", at, terms, {"d_out": d_out, "x": x}, reads=(("x", at),))


def explain_avg_pool2d(x, pool_size=2, strides=None, padding="valid", count_include_pad=False, *, at):
    """y[at]: the mean of its window."""
    w = windows_of_pool("avg_pool2d", x, pool_size, strides, padding)
    at = inside("avg_pool2d", at, (len(x), *w.out_size, x.shape[3]))
    cells = _counted(x, w, at, count_include_pad)
    return Explanation("y", at, [[cell] for cell in cells], {"x": x}, divisor=len(cells))


def explain_avg_pool2d_backward(
    d_out, x, pool_size=2, strides=None, padding="valid", count_include_pad=False, *, at, of=None
):
    """dx[at]: a share of the gradient of each window that stands on this cell."""
    w = _windows_of_backward("avg_pool2d", x, pool_size, strides, padding, of)
    b, m, n, c = at = inside("avg_pool2d_backward", at, x.shape)
    terms = []
    for i, j in _windows_on(w, m, n):
        count = len(_counted(x, w, (b, i, j, c), count_include_pad))
        share = Factor("share", (), 1 / count, written=f"1/{count}")
        terms.append([factor("d_out", d_out, (b, i, j, c)), share])
    return Explanation("dx", at, terms, {"d_out": d_out, "x": x}, reads=(("x", at),))


def _windows_of_backward(op, x, pool_size, strides, padding, of):
    gradient_of(of, "x")
    return windows_of_pool(f"{op}_backward", x, pool_size, strides, padding)


def _window(x, w, at, padding):
    """The cells of one window, row by row."""
    b, i, j, c = at
    return [factor("x", x, (b, *w.cell(i, j, u, v), c), padding) for u, v in np.ndindex(*w.kernel_size)]


def _counted(x, w, at, count_include_pad):
    """The cells that the mean of one window is over."""
    return [cell for cell in _window(x, w, at, padding=0.0) if count_include_pad or not cell.padding]


def _windows_on(w, m, n):
    """The windows that stand on one cell of x, row by row."""
    return sorted((i, j) for _, _, i, j in w.windows_on(m, n))
