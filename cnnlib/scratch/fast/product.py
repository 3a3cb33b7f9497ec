"""A 1×1 kernel looks at one cell: the convolution is a product of cells with the filters, and copies nothing."""

import itertools
from math import prod

import numpy as np

from cnnlib.scratch.fast.chunks import PARTS, blocks, parts
from cnnlib.scratch.fast.im2col import unfolded
from cnnlib.scratch.fast.threads import share

MULTIPLICATIONS = 2**23  # of a part of a product of matrices, at least


def correlate(x, kernel, w):
    """Cells times filters."""
    c_out = kernel.shape[3]
    y = np.empty((len(x), *w.out_size, c_out), x.dtype)

    def fill(block):
        cells = cells_below(x, w, block)
        np.matmul(cells, kernel[0, 0], out=y[block].reshape(len(cells), c_out))  # a view of y, as in im2col

    share(fill, itertools.product(*blocks(x, w)))
    return y


def kernel_gradient(d_out, x, w):
    """Cells times the gradients of their outputs."""
    c_in, c_out = x.shape[3], d_out.shape[3]
    of_batch = list(itertools.product(*blocks(x, w)))

    def gradient(part):
        return sum(cells_below(x, w, block).T @ d_out[block].reshape(-1, c_out) for block in of_batch[part])

    zeros = np.zeros((c_in, c_out), x.dtype)
    return sum(share(gradient, parts(len(of_batch))), zeros).reshape(1, 1, c_in, c_out)


def gradients(d_out, x, kernel, w):
    """Each cell that the kernel stops at receives its output's gradient times the kernel, any other cell 0."""
    dx, (c_in, c_out) = np.zeros(x.shape, x.dtype), kernel.shape[2:]
    (out_rows, rows), (out_columns, columns) = map(_on_image, w.size, w.padding, w.strides)
    d_cells, dx_cells = d_out[:, out_rows, out_columns], dx[:, rows, columns]

    def fill(block):
        d_block = d_cells[block]
        dx_cells[block] = (d_block.reshape(-1, c_out) @ kernel[0, 0].T).reshape(*d_block.shape[:3], c_in)

    share(fill, itertools.product(*blocks(d_cells, w._replace(out_size=d_cells.shape[1:3]))))
    return dx, kernel_gradient(d_out, x, w)


def cells_below(x, w, block):
    """The cells that the kernel stops at, as a matrix; a copy only where strides or padding keep them apart."""
    cells = x[block] if w.strides == (1, 1) and w.out_size == w.size else unfolded(x, w, block)
    return cells.reshape(-1, x.shape[3])  # (images · rows · out_w, c_in)


def _on_image(n, padding, stride):
    """Along one axis: the outputs whose window stands on a cell of the image, not on padding; and these cells."""
    before, _ = padding
    first, end = -(-before // stride), (n - 1 + before) // stride + 1  # -(-n // stride) rounds up
    return slice(first, end), slice(first * stride - before, None, stride)


def matmul(a, b):
    """``a @ b`` for a matrix b; a may have more axes before its last. Large products are cut along the longer side.

    Examples
    --------
    >>> matmul(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]))
    array([[11.]])
    >>> matmul(np.ones((2, 5, 3)), np.ones((3, 4))).shape
    (2, 5, 4)
    """
    outer, (inner, columns) = a.shape[:-1], b.shape
    rows = prod(outer)
    a = a.reshape(rows, inner)
    y = np.empty((rows, columns), a.dtype)
    tall = rows >= columns

    def fill(part):
        np.matmul(*(a[part], b) if tall else (a, b[:, part]), out=y[part] if tall else y[:, part])

    count = max(rows * inner * columns // MULTIPLICATIONS, 1)
    share(fill, parts(max(rows, columns), min(count, PARTS)))
    return y.reshape(*outer, columns)


