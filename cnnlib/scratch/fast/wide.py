"""Windows that stand side by side, taken as one wide window.

With few channels, im2col spends its time in copying short runs of numbers: five of them for each 5×5 window of a gray
picture, and each number goes into five windows. Seven such windows side by side reach over 11 columns. As one window
they are five runs of 11, each number once. The filters are written seven times, each one column further to the right,
with zeros around; the product gives the outputs of all seven, in the order in which they lie in memory. What is
multiplied by zero in vain costs less than what need not be copied.
"""

from typing import NamedTuple

import numpy as np

from cnnlib.scratch.geometry import Geometry

RUN, COPY = 220, 10  # what a run of numbers costs to copy, and each number in it, in multiplications; as measured
COLUMNS = 16  # of a product, which BLAS takes at a time


class Wide(NamedTuple):
    """So many windows side by side; the shape of the wide kernel, and where its windows stand."""

    n: int
    shape: tuple  # (kernel_h, reach, c_in, n · c_out)
    g: Geometry


def side_by_side(shape, g, *factors, moves=1):
    """As many windows at once as make a convolution with a kernel of this shape cheapest; they divide the output's width.

    An infinity or nan among the `factors` that would meet the zeros allows no more than one: 0 · ∞ is nan.
    `moves` says how often a window's numbers are moved: once where they are copied, four times where they are added up
    as well.
    """
    out_w = g.out_size[1]
    counts = [n for n in range(1, out_w + 1) if out_w % n == 0] if g.dilation_rate[1] == 1 else [1]
    n = min(counts, key=lambda n: _cost(shape, g, n, moves))
    if n > 1 and not all(map(_is_finite, factors)):
        n = 1
    kh, kw, c_in, c_out = shape
    wide = (kh, _reach(kw, g, n), c_in, n * c_out)
    return Wide(n, wide, g._replace(strides=(g.strides[0], n * g.strides[1]), out_size=(g.out_size[0], out_w // n)))


def widened(kernel, wide, stride):
    """The filters once for each of the windows, each time `stride` columns further to the right; zeros elsewhere."""
    if wide.n == 1:
        return kernel
    weights = np.zeros(wide.shape, kernel.dtype)
    for columns, filters in _places(kernel.shape, wide, stride):
        weights[:, columns, :, filters] = kernel
    return weights


def narrowed(gradient, shape, wide, stride):
    """The gradient for the kernel from that for the wide one: what stands in several places receives from each."""
    return sum(gradient[:, columns, :, filters] for columns, filters in _places(shape, wide, stride))


def _places(shape, wide, stride):
    _, kw, _, c_out = shape
    for i in range(wide.n):
        yield slice(i * stride, i * stride + kw), slice(i * c_out, (i + 1) * c_out)


def _reach(kw, g, n):
    return (n - 1) * g.strides[1] + kw if n > 1 else kw


def _cost(shape, g, n, moves):
    """Of one window, in multiplications: a run for each row of the kernel, and its numbers copied and multiplied."""
    kh, kw, c_in, c_out = shape
    columns = -(-n * c_out // COLUMNS) * COLUMNS
    return kh * (moves * RUN + _reach(kw, g, n) * c_in * (moves * COPY + columns)) / n


def _is_finite(array):
    with np.errstate(all="ignore"):
        return np.isfinite(array.sum())  # a sum too large counts as infinite, which is safe
