"""Strips: windows that stand side by side, taken as one wide window.

With few channels, im2col spends its time on copying short rows of numbers: five rows of five for each 5×5 window of a
gray picture, and each number is copied into five neighboring windows. A strip of seven such windows reaches over 11
columns. As one wide window it is five rows of 11, and each number is copied once. The wide kernel holds the filters
seven times, each time one column further to the right, with zeros around. Its outputs are those of all seven windows,
in the order in which they lie in memory. The multiplications by zero cost less than the copies that are saved.
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
        wide, kw, stride = kernel, self.single.kernel_size[1], self.single.strides[1]
        if self.n > 1:
            wide = np.zeros((*self.w.kernel_size, c_in, self.n * c_out), kernel.dtype)
            for i in range(self.n):
                wide[:, i * stride : i * stride + kw, :, i * c_out : (i + 1) * c_out] = kernel
        return wide.reshape(-1, self.n * c_out)

    def kernel_gradient(self, wide):
        """The gradient for the kernel from that for the wide one: a weight adds up what its copies receive."""
        kw, stride, c_out = self.single.kernel_size[1], self.single.strides[1], wide.shape[3] // self.n
        return sum(wide[:, i * stride : i * stride + kw, :, i * c_out : (i + 1) * c_out] for i in range(self.n))


def cheapest_strips(w, c_in, c_out, *factors, moves=1):
    """Strips of as many windows as make a convolution cheapest; that number divides the width of the output.

    Dilation along the rows would leave columns out of a strip, and allows one window only; so does an infinity or NaN
    among the `factors` that would meet the zeros, for 0 · ∞ is NaN. `moves` says how often a window's numbers are
    moved: once where they are copied, four times where they are added up as well.
    """
    (kh, kw), (sh, sw), (out_h, out_w) = w.kernel_size, w.strides, w.out_size
    costs = {}  # of one window, in multiplications: its share of the rows of a strip of n, each copied and multiplied
    for n in range(1, out_w + 1) if w.dilation_rate[1] == 1 else [1]:
        if out_w % n == 0:
            reach, columns = (n - 1) * sw + kw, -(-n * c_out // COLUMNS) * COLUMNS
            costs[n] = kh * (moves * ROW + reach * c_in * (moves * NUMBER + columns)) / n
    n = min(costs, key=costs.get)
    if n > 1:
        with np.errstate(all="ignore"):  # a sum that is too large counts as infinite, which is safe
            n = n if all(np.isfinite(factor.sum()) for factor in factors) else 1
    reach = (n - 1) * sw + kw
    return Strips(n, w, w._replace(kernel_size=(kh, reach), strides=(sh, n * sw), out_size=(out_h, out_w // n)))
