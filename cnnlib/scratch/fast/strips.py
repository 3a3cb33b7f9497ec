"""Strips: windows that stand side by side, taken as one wide window.

With few channels, im2col spends its time on copying short rows of numbers: five rows of five for each 5×5 window of a
gray picture, and each number is copied into five neighboring windows. A strip of seven such windows reaches over 11
columns. As one wide window it is five rows of 11, and each number is copied once. The wide kernel holds the filters
seven times, each time one column further to the right, with zeros around. Its outputs are those of all seven windows, in
the order in which they lie in memory. The multiplications by zero cost less than the copies that are saved.
"""

from typing import NamedTuple

import numpy as np

from cnnlib.scratch.windows import Windows

# What it costs to copy a row of numbers, and each number in it, in multiplications; as measured.
ROW, NUMBER = 220, 10
COLUMNS = 16  # of a product of matrices, which BLAS takes at a time


class Strips(NamedTuple):
    """The windows of a convolution, n of them as one."""

    n: int
    single: Windows  # where the windows stand
    w: Windows  # where the strips stand

    def kernel(self, kernel):
        """The wide kernel as a matrix (kernel_h · reach · c_in, n · c_out)."""
        *_, c_in, c_out = kernel.shape
        wide = kernel
        if self.n > 1:
            wide = np.zeros((*self.w.kernel_size, c_in, self.n * c_out), kernel.dtype)
            for columns, filters in self._places(c_out):
                wide[:, columns, :, filters] = kernel
        return wide.reshape(-1, self.n * c_out)

    def kernel_gradient(self, gradient, c_in, c_out):
        """The gradient for the kernel from that for the wide one: a weight adds up what its copies receive."""
        wide = gradient.reshape(*self.w.kernel_size, c_in, self.n * c_out)
        return sum(wide[:, columns, :, filters] for columns, filters in self._places(c_out))

    def _places(self, c_out):
        """Columns and filters of the wide kernel where each copy of the kernel stands."""
        for i in range(self.n):
            first = i * self.single.strides[1]
            yield slice(first, first + self.single.kernel_size[1]), slice(i * c_out, (i + 1) * c_out)


def strips_of(w, n):
    """Strips of n windows; n divides the width of the output, and dilation leaves out no columns if n is above 1."""
    (kh, kw), (sh, sw), (out_h, out_w) = w.kernel_size, w.strides, w.out_size
    reach = (n - 1) * sw + kw
    return Strips(n, w, w._replace(kernel_size=(kh, reach), strides=(sh, n * sw), out_size=(out_h, out_w // n)))


def cheapest_strips(w, c_in, c_out, *factors, moves=1):
    """Strips of as many windows as make a convolution cheapest.

    An infinity or NaN among the `factors` that would meet the zeros allows no more than one: 0 · ∞ is NaN.
    `moves` says how often a window's numbers are moved: once where they are copied, four times where they are added up
    as well.
    """
    (kh, kw), stride, out_w = w.kernel_size, w.strides[1], w.out_size[1]
    counts = [n for n in range(1, out_w + 1) if out_w % n == 0] if w.dilation_rate[1] == 1 else [1]

    def cost(n):
        """Of one window, in multiplications: its share of the rows of the strip, each copied and multiplied."""
        reach, columns = (n - 1) * stride + kw, -(-n * c_out // COLUMNS) * COLUMNS
        return kh * (moves * ROW + reach * c_in * (moves * NUMBER + columns)) / n

    n = min(counts, key=cost)
    return strips_of(w, n if n == 1 or all(map(_is_finite, factors)) else 1)


def _is_finite(array):
    with np.errstate(all="ignore"):
        return np.isfinite(array.sum())  # a sum that is too large counts as infinite, which is safe
