"""im2col: windows copied into the rows of a matrix, so that a convolution is one matrix product.

`conv2d_windows` does that for a whole batch; its copy is kernel_h · kernel_w times the batch. Here the matrix holds a
block of some rows of windows at a time, and stays in the processor's cache. Where there are few channels, several
windows are copied as one (`strips`).
"""

import numpy as np

from cnnlib.scratch.fast.chunks import parts
from cnnlib.scratch.fast.strips import cheapest_strips
from cnnlib.scratch.fast.threads import share
from cnnlib.scratch.fast.unfold import blocks, unfolded
from cnnlib.scratch.padding import inside


def correlate(x, kernel, w):
    """Windows times filters, block by block: each product is written where it belongs in the output."""
    strips = cheapest_strips(w, *kernel.shape[2:], x)
    weights = strips.kernel(kernel)  # (kh · reach · c_in, n · c_out)
    y = np.empty((len(x), *strips.w.out_size, weights.shape[1]), x.dtype)

    def multiply(block):
        matrix, _ = unfolded(x, strips.w, block)  # (windows, kh · reach · c_in)
        # A block is whole images, or rows of one image: its outputs lie side by side, and `reshape` copies none.
        np.matmul(matrix, weights, out=y[block].reshape(-1, weights.shape[1]))

    share(multiply, blocks(x, strips.w))
    return y.reshape(len(x), *w.out_size, kernel.shape[3])


def kernel_gradient(d_out, x, w):
    """Windows times the gradients of their outputs, summed over all blocks."""
    c_in, c_out = x.shape[3], d_out.shape[3]
    strips = cheapest_strips(w, c_in, c_out)
    d_out = d_out.reshape(len(x), *strips.w.out_size, strips.n * c_out)

    def gradient(some):
        return sum(unfolded(x, strips.w, block)[0].T @ d_out[block].reshape(-1, d_out.shape[3]) for block in some)

    return strips.kernel_gradient(_sum_of_parts(gradient, blocks(x, strips.w), strips, c_in, d_out), c_in, c_out)


def gradients(d_out, x, kernel, w):
    """The two products of the definition: each output cell's gradient times the kernel, and times the window.

    Parts are whole images: the gradients of windows that overlap are added to the same cells.
    """
    *_, c_in, c_out = kernel.shape
    strips = cheapest_strips(w, c_in, c_out, d_out, moves=4)
    weights = strips.kernel(kernel)  # (kh · reach · c_in, n · c_out)
    d_out, dx = d_out.reshape(len(x), *strips.w.out_size, weights.shape[1]), np.empty(x.shape, x.dtype)

    def gradient(some):
        dkernel = np.zeros_like(weights)
        for images, blocks_of_images in some:
            d_padded = np.zeros((len(x[images]), *w.padded_size, c_in), x.dtype)
            for rows in blocks_of_images:
                matrix, windows = unfolded(x, strips.w, (images, rows))
                d_block = d_out[images, rows].reshape(-1, weights.shape[1])  # (windows, n · c_out)
                dkernel += matrix.T @ d_block
                np.matmul(d_block, weights.T, out=matrix)  # the windows' gradients, in the same memory
                _add_windows(d_padded[:, rows.start * w.strides[0] :], windows, strips.w)
            dx[images] = inside(d_padded, w.padding)
        return dkernel

    dkernel = _sum_of_parts(gradient, _by_images(blocks(x, strips.w)), strips, c_in, d_out)
    return dx, strips.kernel_gradient(dkernel, c_in, c_out)


def _sum_of_parts(gradient, blocks, strips, c_in, d_out):
    """The sum of what `gradient` gives for each part of the blocks, in their order."""
    zeros = np.zeros((np.prod(strips.w.kernel_size) * c_in, d_out.shape[3]), d_out.dtype)
    return sum(share(gradient, [blocks[part] for part in parts(len(blocks))]), zeros)


def _by_images(blocks):
    """The rows of the blocks, listed by the images that they are of."""
    rows = {}
    for images, some in blocks:
        rows.setdefault((images.start, images.stop), []).append(some)
    return [(slice(*images), some) for images, some in rows.items()]


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
            some = windows[:, :, first::apart, u]
            as_rows[:, :, first::apart, u] += some.reshape(*some.shape[:3], kw * c)
    return x
