"""im2col: windows copied into the rows of a matrix, so that a convolution is one matrix product.

`conv2d_windows` does that for a whole batch; its copy is kernel_h · kernel_w times the batch. Here the matrix holds a
block of some rows of windows at a time, and stays in the processor's cache. Where there are few channels, several
windows are copied as one (`wide`).
"""

import numpy as np

from cnnlib.scratch.fast.blocks import blocks, cut, unfolded
from cnnlib.scratch.fast.threads import share
from cnnlib.scratch.fast.wide import narrowed, side_by_side, widened
from cnnlib.scratch.padding import inside
from cnnlib.scratch.windows import add_windows


def correlate(x, kernel, g):
    """Windows times filters, block by block: each product is written where it belongs in the output."""
    wide = side_by_side(kernel.shape, g, x)
    size, columns = wide.shape[:2], wide.shape[3]
    weights = widened(kernel, wide, g.strides[1]).reshape(-1, columns)
    y = np.empty((len(x), *wide.g.out_size, columns), x.dtype)

    def multiply(block):
        matrix, _ = unfolded(x, size, wide.g, block)  # (windows, kh · kw · c_in)
        np.matmul(matrix, weights, out=y[block].reshape(-1, columns))

    share(multiply, blocks(x, size, wide.g))
    return y.reshape(len(x), *g.out_size, kernel.shape[3])


def kernel_gradient(d_out, x, shape, g):
    """Each output cell's gradient times the window."""
    wide = side_by_side(shape, g)
    size, columns = wide.shape[:2], wide.shape[3]
    d_out = d_out.reshape(len(x), *wide.g.out_size, columns)

    def gradient(part):
        products = (unfolded(x, size, wide.g, block)[0].T @ d_out[block].reshape(-1, columns) for block in part)
        return sum(products).reshape(wide.shape)

    gradients = share(gradient, cut(blocks(x, size, wide.g)))
    return narrowed(sum(gradients, np.zeros(wide.shape, x.dtype)), shape, wide, g.strides[1])


def correlate_backward(d_out, x, kernel, g):
    """The two products of the definition: each output cell's gradient times the kernel, and times the window.

    Parts are whole images: the gradients of windows that overlap are added to the same cells.
    """
    wide = side_by_side(kernel.shape, g, d_out, moves=4)
    size, columns = wide.shape[:2], wide.shape[3]
    weights = widened(kernel, wide, g.strides[1]).reshape(-1, columns)  # (kh · kw · c_in, c_out)
    d_out, dx = d_out.reshape(len(x), *wide.g.out_size, columns), np.empty(x.shape, x.dtype)

    def gradient(part):
        dkernel = np.zeros_like(weights)
        for images, of_images in part:
            around = np.zeros(_padded_shape(x[images], g.padding), x.dtype)
            for rows in of_images:
                matrix, as_windows = unfolded(x, size, wide.g, (images, rows))
                d_block = d_out[images, rows].reshape(-1, columns)  # (images · rows · out_w, c_out)
                dkernel += matrix.T @ d_block
                np.matmul(d_block, weights.T, out=matrix)  # the windows' gradients, in the same memory
                add = _add_rows_of_windows if g.dilation_rate[1] == 1 else add_windows
                add(around[:, rows.start * g.strides[0] :], as_windows, wide.g.strides, g.dilation_rate)
            dx[images] = inside(around, g.padding)
        return dkernel.reshape(wide.shape)

    gradients = share(gradient, cut(_by_images(blocks(x, size, wide.g))))
    return dx, narrowed(sum(gradients, np.zeros(wide.shape, x.dtype)), kernel.shape, wide, g.strides[1])


def _by_images(of_batch):
    """The blocks' rows, listed by the images that they are of."""
    rows = {}
    for images, of_images in of_batch:
        rows.setdefault((images.start, images.stop), []).append(of_images)
    return [(slice(*images), of_images) for images, of_images in rows.items()]


def _padded_shape(x, padding):
    batch, height, width, c = x.shape
    return batch, height + sum(padding[0]), width + sum(padding[1]), c


def _add_rows_of_windows(x, windows, strides, dilation_rate):
    """`add_windows` for all weights of a kernel's row at once, where none is left out between them.

    A window's row is one run of kernel_w · c numbers in `x`. Windows at least kernel_w cells apart do not meet, so
    the rows of every such set are added together.
    """
    (sh, sw), (image, row, column, cell) = strides, x.strides
    batch, out_h, out_w, kh, kw, c = windows.shape
    apart = -(-kw // sw)  # stops from one window to the next that it does not meet
    runs = np.lib.stride_tricks.as_strided(
        x, (batch, out_h, out_w, kh, kw * c), (image, sh * row, sw * column, dilation_rate[0] * row, cell)
    )
    for u in range(kh):
        for first in range(min(apart, out_w)):
            part = windows[:, :, first::apart, u]
            runs[:, :, first::apart, u] += part.reshape(*part.shape[:3], kw * c)
    return x
