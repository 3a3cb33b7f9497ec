"""im2col: windows copied into the rows of a matrix, so that a convolution is one matrix product.

`conv2d_windows` does that for a whole batch; its copy is kernel_h · kernel_w times the batch. Here the matrix holds a
block of windows at a time, and stays in the processor's cache: those on some whole images, or some rows of those on one
image.

With few channels, the time goes into copying short rows of numbers: five rows of five for each 5×5 window of a gray
picture, and each number is copied into five neighboring windows. A strip of seven such windows reaches over 11 columns.
As one wide window it is five rows of 11, and each number is copied once. The wide kernel holds the filters seven times,
each time one column further to the right, with zeros around. Its outputs are those of all seven windows, in the order
in which they lie in memory. The multiplications by zero cost less than the copies that are saved.
"""

import itertools
from typing import NamedTuple

import numpy as np

from cnnlib.arguments import kernel_span
from cnnlib.scratch.fast.chunks import blocks, parts
from cnnlib.scratch.fast.memory import buffer, copy_rows
from cnnlib.scratch.fast.threads import share
from cnnlib.scratch.windows import Windows

# What it costs to copy a row of numbers, and each number in it, in multiplications; as measured.
ROW, NUMBER = 220, 10
COLUMNS = 16  # of a product of matrices, which BLAS takes at a time
LONGEST = 1024  # windows of a strip; past it the multiplications by zero cost more than the copies that are saved


def correlate(x, kernel, w):
    """Windows times filters, block by block: each product is written where it belongs in the output."""
    strips = cheapest_strips(kernel, w, x)
    # (kh · reach · c_in, n · c_out)
    weights = strips.kernel.reshape(-1, strips.kernel.shape[3])
    y = np.empty((len(x), *strips.w.out_size, weights.shape[1]), x.dtype)

    def multiply(block):
        # (windows, kh · reach · c_in)
        matrix = unfolded(x, strips.w, block).reshape(-1, len(weights))
        # A block's outputs lie side by side in y: `reshape` gives a view, and no copy.
        np.matmul(matrix, weights, out=y[block].reshape(len(matrix), weights.shape[1]))

    share(multiply, itertools.product(*blocks(x, strips.w)))
    return y.reshape(len(x), *w.out_size, kernel.shape[3])


def kernel_gradient(d_out, x, w):
    """Windows times the gradients of their outputs, summed over all blocks."""
    strips = cheapest_strips(np.zeros((*w.kernel_size, x.shape[3], d_out.shape[3]), x.dtype), w)
    inputs, outputs = strips.kernel[..., 0].size, strips.kernel.shape[3]  # kh · reach · c_in, n · c_out
    d_out = d_out.reshape(len(x), *strips.w.out_size, outputs)
    of_batch = list(itertools.product(*blocks(x, strips.w)))

    def gradient(part):
        pairs = ((unfolded(x, strips.w, block), d_out[block]) for block in of_batch[part])
        products = (windows.reshape(-1, inputs).T @ d_block.reshape(-1, outputs) for windows, d_block in pairs)
        return sum(products).reshape(strips.kernel.shape)

    d_wide = sum(share(gradient, parts(len(of_batch))), strips.kernel)
    return sum(d_wide[place] for place in strips.places)


def gradients(d_out, x, kernel, w):
    """The two products of the definition: each output cell's gradient times the kernel, and times the window.

    Parts are whole images: the gradients of windows that overlap are added to the same cells.
    """
    strips = cheapest_strips(kernel, w, d_out, moves=4)
    (height, width), ((top, bottom), (left, right)) = w.size, w.padding
    # (kh · reach · c_in, n · c_out)
    weights = strips.kernel.reshape(-1, strips.kernel.shape[3])
    d_out, dx = d_out.reshape(len(x), *strips.w.out_size, weights.shape[1]), np.empty(x.shape, x.dtype)
    of_images, of_rows = blocks(x, strips.w)

    def gradient(part):
        d_weights = np.zeros_like(weights)
        for images in of_images[part]:
            d_padded = np.zeros((len(x[images]), top + height + bottom, left + width + right, x.shape[3]), x.dtype)
            for rows in of_rows:
                windows = unfolded(x, strips.w, (images, rows))
                matrix = windows.reshape(-1, len(weights))
                d_block = d_out[images, rows].reshape(len(matrix), weights.shape[1])  # (windows, n · c_out)
                d_weights += matrix.T @ d_block
                np.matmul(d_block, weights.T, out=matrix)  # the windows' gradients, in the same memory
                add_windows(d_padded[:, rows.start * w.strides[0] :], windows, strips.w)
            dx[images] = d_padded[:, top : top + height, left : left + width]
        return d_weights.reshape(strips.kernel.shape)

    d_wide = sum(share(gradient, parts(len(of_images))), np.zeros(strips.kernel.shape, x.dtype))
    return dx, sum(d_wide[place] for place in strips.places)


def unfolded(x, w, block):
    """A copy of a block's windows, (images, rows, out_w, kernel_h, kernel_w, c_in); as a matrix, it has a row for each.

    They are looked at on the padded rows below them, which are those of x itself where no padding is among them.
    """
    images, rows = block
    (top, _), (left, right) = w.padding
    first = rows.start * w.strides[0]  # of the padded rows below these windows
    count = (rows.stop - 1 - rows.start) * w.strides[0] + kernel_span(w.kernel_size[0], w.dilation_rate[0])
    cells = image_rows = x[images, max(first - top, 0) : max(first + count - top, 0)]
    if image_rows.shape[1] < count or left or right:
        cells = buffer("padded", (len(image_rows), count, left + x.shape[2] + right, x.shape[3]), x.dtype)
        above, end = min(max(top - first, 0), count), left + x.shape[2]
        below = above + image_rows.shape[1]
        for zeros in (cells[:, :above], cells[:, below:], cells[:, :, :left], cells[:, :, end:]):
            zeros[...] = 0
        cells[:, above:below, left:end] = image_rows
    view = w._replace(out_size=(rows.stop - rows.start, w.out_size[1])).view(cells)
    copy = buffer("windows", view.shape, view.dtype)
    *places, kw, c = view.shape
    if view.strides[4:] == (c * view.itemsize, view.itemsize):  # the numbers of a window's row lie side by side
        copy_rows(view.reshape(*places, kw * c), out=copy.reshape(*places, kw * c))
    else:
        np.copyto(copy, view)
    return copy


def add_windows(x, windows, w):
    """`Windows.add_to` for some rows of windows; if no column is left out, all weights of a kernel's row at once.

    The numbers of a window's row then lie side by side in `x`. Windows at least kernel_w cells apart do not overlap, so
    the rows of every such set are added together.
    """
    batch, out_h, out_w, kh, kw, c = windows.shape
    if w.dilation_rate[1] > 1:
        return w._replace(out_size=(out_h, out_w)).add_to(x, windows)
    image, row, column, cell = x.strides
    (sh, sw), apart = w.strides, -(-kw // w.strides[1])  # stops from one window to the next that it does not overlap
    steps = (image, sh * row, sw * column, w.dilation_rate[0] * row, cell)
    as_rows = np.lib.stride_tricks.as_strided(x, (batch, out_h, out_w, kh, kw * c), steps)
    for u in range(kh):
        for first in range(min(apart, out_w)):
            separate = windows[:, :, first::apart, u]
            as_rows[:, :, first::apart, u] += separate.reshape(*separate.shape[:3], kw * c)
    return x


class Strips(NamedTuple):
    """The windows of a convolution, n of them as one."""

    w: Windows  # where the strips stand
    kernel: np.ndarray  # the wide kernel: (kernel_h, reach, c_in, n · c_out)
    places: list  # where the kernel stands in it, n times


def cheapest_strips(kernel, w, *factors, moves=1):
    """Strips of as many windows as make a convolution cheapest; that number divides the width of the output.

    Dilation along the rows would leave columns out of a strip, and allows one window only; so does an infinity or NaN
    among the `factors` that would meet the zeros, for 0 · ∞ is NaN. `moves` says how often a window's numbers are
    moved: once where they are copied, four times where they are added up as well.
    """
    (kh, kw, c_in, c_out), (sh, sw), (out_h, out_w) = kernel.shape, w.strides, w.out_size
    costs = {}  # of one window, in multiplications: its share of the rows of a strip of n, each copied and multiplied
    for n in range(1, min(out_w, LONGEST) + 1) if w.dilation_rate[1] == 1 else [1]:
        if out_w % n == 0:
            reach, columns = (n - 1) * sw + kw, -(-n * c_out // COLUMNS) * COLUMNS
            costs[n] = kh * (moves * ROW + reach * c_in * (moves * NUMBER + columns)) / n
    n = min(costs, key=costs.get)
    with np.errstate(all="ignore"):  # a sum that is too large counts as infinite, which is safe
        if n == 1 or not all(np.isfinite(factor.sum()) for factor in factors):
            return Strips(w, kernel, [...])
    reach = (n - 1) * sw + kw
    wide = np.zeros((kh, reach, c_in, n * c_out), kernel.dtype)
    places = [np.s_[:, i * sw : i * sw + kw, :, i * c_out : (i + 1) * c_out] for i in range(n)]
    for place in places:
        wide[place] = kernel
    return Strips(w._replace(kernel_size=(kh, reach), strides=(sh, n * sw), out_size=(out_h, out_w // n)), wide, places)
