"""im2col: windows copied into the rows of a matrix, so that a convolution is one matrix product.

`conv2d_windows` does that for a whole batch; its copy is kernel_h · kernel_w times the batch. Here the matrix holds a
block of windows at a time, and stays in the processor's cache: those on some whole images, or some rows of those on one
image. Where there are few channels, several windows are copied as one (`strips`).
"""

import itertools

import numpy as np

from cnnlib.scratch.fast.chunks import MEGABYTE, PARTS, chunks
from cnnlib.scratch.fast.memory import buffer, copy_rows
from cnnlib.scratch.fast.strips import cheapest_strips
from cnnlib.scratch.fast.threads import share, share_sum
from cnnlib.scratch.padding import inside

BLOCK = 3  # megabytes of a block at most
SMALLEST_BLOCK = 0.8  # megabytes of a block that is made smaller so that there is one for each of the `PARTS`


def correlate(x, kernel, w):
    """Windows times filters, block by block: each product is written where it belongs in the output."""
    strips = cheapest_strips(w, *kernel.shape[2:], x)
    weights = strips.kernel(kernel)  # (kh · reach · c_in, n · c_out)
    y = np.empty((len(x), *strips.w.out_size, weights.shape[1]), x.dtype)

    def multiply(block):
        matrix, _ = unfolded(x, strips.w, block)  # (windows, kh · reach · c_in)
        # The outputs of a block lie side by side in y, so `reshape` gives a view of them, and no copy.
        np.matmul(matrix, weights, out=y[block].reshape(len(matrix), weights.shape[1]))

    share(multiply, itertools.product(*blocks(x, strips.w)))
    return y.reshape(len(x), *w.out_size, kernel.shape[3])


def kernel_gradient(d_out, x, w):
    """Windows times the gradients of their outputs, summed over all blocks."""
    c_in, c_out = x.shape[3], d_out.shape[3]
    strips = cheapest_strips(w, c_in, c_out)
    d_out = d_out.reshape(len(x), *strips.w.out_size, strips.n * c_out)
    dkernel = np.zeros((*strips.w.kernel_size, c_in, strips.n * c_out), x.dtype)

    def gradient(part):
        products = (unfolded(x, strips.w, block)[0].T @ d_out[block].reshape(-1, d_out.shape[3]) for block in part)
        return sum(products).reshape(dkernel.shape)

    return strips.kernel_gradient(share_sum(gradient, list(itertools.product(*blocks(x, strips.w))), dkernel))


def gradients(d_out, x, kernel, w):
    """The two products of the definition: each output cell's gradient times the kernel, and times the window.

    Parts are whole images: the gradients of windows that overlap are added to the same cells.
    """
    strips = cheapest_strips(w, *kernel.shape[2:], d_out, moves=4)
    weights = strips.kernel(kernel)  # (kh · reach · c_in, n · c_out)
    d_out, dx = d_out.reshape(len(x), *strips.w.out_size, weights.shape[1]), np.empty(x.shape, x.dtype)
    dkernel = np.zeros((*strips.w.kernel_size, x.shape[3], weights.shape[1]), x.dtype)
    of_images, of_rows = blocks(x, strips.w)

    def gradient(part):
        d_weights = np.zeros_like(weights)
        for images in part:
            d_padded = np.zeros((len(x[images]), *w.padded_size, x.shape[3]), x.dtype)
            for rows in of_rows:
                matrix, windows = unfolded(x, strips.w, (images, rows))
                d_block = d_out[images, rows].reshape(len(matrix), weights.shape[1])  # (windows, n · c_out)
                d_weights += matrix.T @ d_block
                np.matmul(d_block, weights.T, out=matrix)  # the windows' gradients, in the same memory
                _add_windows(d_padded[:, rows.start * w.strides[0] :], windows, strips.w)
            dx[images] = inside(d_padded, w.padding)
        return d_weights.reshape(dkernel.shape)

    return dx, strips.kernel_gradient(share_sum(gradient, of_images, dkernel))


def blocks(x, w):
    """How the windows on a batch are cut into blocks: slices of its images, and slices of their rows of windows."""
    batch, (out_h, out_w), (kh, kw) = len(x), w.out_size, w.kernel_size
    row_bytes = out_w * kh * kw * x.shape[3] * x.itemsize  # of a copy
    megabytes = min(BLOCK, max(batch * out_h * row_bytes / MEGABYTE / PARTS, SMALLEST_BLOCK))
    return chunks(batch, out_h * row_bytes, megabytes), chunks(out_h, row_bytes, megabytes)


def unfolded(x, w, block):
    """A copy of a block's windows as a matrix with a row for each; and the same memory in the windows' shape."""
    view = block_view(x, w, block)
    *places, kh, kw, c = view.shape  # places: (images, rows, out_w)
    copy = buffer("windows", view.shape, view.dtype)
    if view.strides[4:] == (c * view.itemsize, view.itemsize):  # the numbers of a window's row lie side by side
        as_rows = (*places, kh, kw * c)
        side_by_side = np.lib.stride_tricks.as_strided(view, as_rows, (*view.strides[:4], view.itemsize))
        copy_rows(copy.reshape(as_rows), side_by_side)
    else:
        np.copyto(copy, view)
    return copy.reshape(-1, kh * kw * c), copy


def block_view(x, w, block):
    """The windows of a block, not copied: a view (images, rows, out_w, kernel_h, kernel_w, c_in) of padded rows.

    Where no padding is among the rows, they are those of x itself.
    """
    images, rows = block
    (top, _), (left, right) = w.padding
    first = rows.start * w.strides[0]  # of the padded rows under these windows
    count = (rows.stop - 1 - rows.start) * w.strides[0] + (w.kernel_size[0] - 1) * w.dilation_rate[0] + 1
    cells = image_rows = x[images, max(first - top, 0) : max(first + count - top, 0)]
    if image_rows.shape[1] < count or left or right:
        cells = buffer("padded", (len(image_rows), count, left + x.shape[2] + right, x.shape[3]), x.dtype)
        above, end = min(max(top - first, 0), count), left + x.shape[2]
        below = above + image_rows.shape[1]
        for zeros in (cells[:, :above], cells[:, below:], cells[:, :, :left], cells[:, :, end:]):
            zeros[...] = 0
        cells[:, above:below, left:end] = image_rows
    return w._replace(out_size=(rows.stop - rows.start, w.out_size[1])).view(cells)


def _add_windows(x, windows, w):
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
