"""A 1×1 kernel looks at one cell: the convolution is a product of cells with the filters, and copies nothing."""

import numpy as np

from cnnlib.scratch.fast.blocks import blocks, cut, windows
from cnnlib.scratch.fast.threads import share
from cnnlib.scratch.geometry import Geometry
from cnnlib.scratch.windows import stops


def correlate(x, kernel, g):
    """Cells times filters."""
    y = np.empty((len(x), *g.out_size, kernel.shape[3]), x.dtype)

    def multiply(block):
        np.matmul(cells(x, g, block), kernel[0, 0], out=y[block].reshape(-1, kernel.shape[3]))

    share(multiply, blocks(x, (1, 1), g))
    return y


def kernel_gradient(d_out, x, shape, g):
    """Cells times the gradients of what became of them."""

    def gradient(part):
        return sum(cells(x, g, block).T @ d_out[block].reshape(-1, shape[3]) for block in part).reshape(shape)

    return sum(share(gradient, cut(blocks(x, (1, 1), g))), np.zeros(shape, x.dtype))


def correlate_backward(d_out, x, kernel, g):
    """Each cell met receives its output's gradient times the kernel, any other nothing."""
    dx = np.zeros(x.shape, x.dtype)
    axes = zip(x.shape[1:3], g.padding, g.strides, g.out_size)
    (of_rows, rows), (of_columns, columns) = (_met(n, before, stride, out) for n, (before, _), stride, out in axes)
    d_out_met, dx_met = d_out[:, of_rows, of_columns], dx[:, rows, columns]
    each = Geometry((1, 1), ((0, 0), (0, 0)), (1, 1), d_out_met.shape[1:3])

    def multiply(block):
        dx_met[block] = (cells(d_out_met, each, block) @ kernel[0, 0].T).reshape(dx_met[block].shape)

    share(multiply, blocks(d_out_met, (1, 1), each))
    return dx, kernel_gradient(d_out, x, kernel.shape, g)


def _met(n, before, stride, out):
    """Along one axis: the outputs that met a cell of x, not one of the padding, and those cells."""
    first = -(-before // stride)  # rounded up
    end = min((n - 1 + before) // stride + 1, out)
    return slice(first, max(end, first)), stops(first * stride - before, max(end - first, 0), stride)


def cells(x, g, block):
    """The cells that a 1×1 kernel stops at, as a matrix (images · rows · out_w, c_in)."""
    return windows(x, (1, 1), g, block).reshape(-1, x.shape[3])
