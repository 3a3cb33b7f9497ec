"""A 1×1 kernel looks at one cell: the convolution is a product of cells with the filters, and copies nothing."""

import itertools

import numpy as np

from cnnlib.scratch.fast.im2col import block_view, blocks
from cnnlib.scratch.fast.threads import share, share_sum


def correlate(x, kernel, w):
    """Cells times filters."""
    c_in, c_out = kernel.shape[2:]
    y = np.empty((len(x), *w.out_size, c_out), x.dtype)

    def multiply(block):
        cells = block_view(x, w, block).reshape(-1, c_in)  # (images · rows · out_w, c_in)
        np.matmul(cells, kernel[0, 0], out=y[block].reshape(len(cells), c_out))  # a view of y, as in im2col

    share(multiply, itertools.product(*blocks(x, w)))
    return y


def kernel_gradient(d_out, x, w):
    """Cells times the gradients of their outputs."""
    c_in, c_out = x.shape[3], d_out.shape[3]

    def gradient(part):
        return sum(block_view(x, w, block).reshape(-1, c_in).T @ d_out[block].reshape(-1, c_out) for block in part)

    of_batch, zeros = list(itertools.product(*blocks(x, w))), np.zeros((c_in, c_out), x.dtype)
    return share_sum(gradient, of_batch, zeros).reshape(1, 1, c_in, c_out)


def gradients(d_out, x, kernel, w):
    """Each cell that the kernel stops at receives its output's gradient times the kernel, any other cell 0."""
    dx, (c_in, c_out) = np.zeros(x.shape, x.dtype), kernel.shape[2:]
    (out_rows, rows), (out_columns, columns) = map(_on_image, w.size, w.padding, w.strides)
    d_cells, dx_cells = d_out[:, out_rows, out_columns], dx[:, rows, columns]

    def multiply(block):
        d_block = d_cells[block]
        dx_cells[block] = (d_block.reshape(-1, c_out) @ kernel[0, 0].T).reshape(*d_block.shape[:3], c_in)

    share(multiply, itertools.product(*blocks(d_cells, w._replace(out_size=d_cells.shape[1:3]))))
    return dx, kernel_gradient(d_out, x, w)


def _on_image(n, padding, stride):
    """Along one axis: the outputs whose window stands on a cell of the image, not on padding; and these cells."""
    before, _ = padding
    first, end = -(-before // stride), (n - 1 + before) // stride + 1  # -(-n // stride) rounds up
    return slice(first, end), slice(first * stride - before, None, stride)
