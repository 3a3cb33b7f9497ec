"""A 1×1 kernel looks at one cell: the convolution is one product of all cells with the filters, and copies nothing."""

import numpy as np


def correlate(x, kernel, g, y):
    """Cells times filters."""
    cells = met_cells(x, g)
    np.matmul(cells.reshape(-1, cells.shape[3]), kernel[0, 0], out=y.reshape(-1, y.shape[3]))


def kernel_gradient(d_out, x, kernel, g):
    """Cells times the gradients of what became of them."""
    cells = met_cells(x, g)
    return (cells.reshape(-1, cells.shape[3]).T @ d_out.reshape(-1, d_out.shape[3])).reshape(kernel.shape)


def correlate_backward(d_out, x, kernel, g, dx):
    """Each cell met receives its output's gradient times the kernel, any other nothing."""
    d_cells = met_cells(dx, g)
    d_cells[...] = (d_out.reshape(-1, d_out.shape[3]) @ kernel[0, 0].T).reshape(d_cells.shape)
    return kernel_gradient(d_out, x, kernel, g)


def met_cells(x, g):
    """The cells that a 1×1 kernel stops at, (batch, out_h, out_w, c_in)."""
    return x[:, *g.cells_under(0, 0)]
