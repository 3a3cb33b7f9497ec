"""im2col: windows copied into the rows of a matrix, so that a convolution is one matrix product.

`conv2d_windows` does that for a whole batch; its copy is kernel_h · kernel_w times the batch. Here the matrix holds a
block of some rows of windows at a time, and stays in the processor's cache.
"""

from _thread import get_ident

import numpy as np

from cnnlib.scratch.windows import add_windows, sliding_windows, stops

MEGABYTES = 2  # of a block's matrix
_memory = {}  # of each thread: threads would write into each other's blocks


def correlate(x, kernel, g, y):
    """Windows times filters, block by block: each product is written where it belongs in the output."""
    weights = kernel.reshape(-1, kernel.shape[3])  # (kh · kw · c_in, c_out)
    windows = sliding_windows(x, kernel.shape[:2], g.strides, g.dilation_rate)
    for block in blocks(windows):
        matrix, _ = unfolded(windows[block])  # (images · rows · out_w, kh · kw · c_in)
        np.matmul(matrix, weights, out=y[block].reshape(-1, kernel.shape[3]))


def kernel_gradient(d_out, x, kernel, g):
    """Each output cell's gradient times the window."""
    dkernel = np.zeros((kernel[..., 0].size, kernel.shape[3]), x.dtype)
    windows = sliding_windows(x, kernel.shape[:2], g.strides, g.dilation_rate)
    for block in blocks(windows):
        matrix, _ = unfolded(windows[block])
        dkernel += matrix.T @ d_out[block].reshape(-1, kernel.shape[3])
    return dkernel.reshape(kernel.shape)


def correlate_backward(d_out, x, kernel, g, dx):
    """The two products of the definition: each output cell's gradient times the window, and times the kernel.

    The windows' gradients are added to `dx`; the kernel's is returned.
    """
    weights = kernel.reshape(-1, kernel.shape[3])  # (kh · kw · c_in, c_out)
    dkernel = np.zeros_like(weights)
    windows = sliding_windows(x, kernel.shape[:2], g.strides, g.dilation_rate)
    for images, rows in blocks(windows):
        d_block = d_out[images, rows].reshape(-1, kernel.shape[3])  # (images · rows · out_w, c_out)
        matrix, as_windows = unfolded(windows[images, rows])
        dkernel += matrix.T @ d_block
        np.matmul(d_block, weights.T, out=matrix)  # the windows' gradients, in the same memory
        add = add_windows if g.dilation_rate[1] > 1 or _weight_by_weight(windows) else _add_rows_of_windows
        add(dx[images, rows.start * g.strides[0] :], as_windows, g.strides, g.dilation_rate)
    return dkernel.reshape(kernel.shape)


def blocks(windows, megabytes=MEGABYTES):
    """Cut windows into runs of images, or of one image's rows, so that a copy of each is about so large."""
    batch, out_h = windows.shape[:2]
    rows_that_fit = int(megabytes * 1e6 / (windows[0, 0].nbytes if windows.size else 1))
    rows = min(max(rows_that_fit, 1), out_h)
    images = max(rows_that_fit // out_h, 1)
    for i in range(0, batch, images):
        for j in range(0, out_h, rows):
            yield slice(i, i + images), slice(j, j + rows)


def unfolded(windows):
    """A copy of windows as a matrix with a row for each; and the same memory in the windows' shape."""
    *places, kh, kw, c = windows.shape  # places: (images, rows, out_w)
    if _weight_by_weight(windows):
        by_weight = _buffer(windows).reshape(kh, kw, c, *places)
        matrix, as_windows = by_weight.reshape(kh * kw * c, -1).T, by_weight.transpose(3, 4, 5, 0, 1, 2)
    else:
        as_windows = _buffer(windows).reshape(windows.shape)
        matrix = as_windows.reshape(-1, kh * kw * c)
    np.copyto(as_windows, windows)
    return matrix, as_windows


def _weight_by_weight(windows):
    """Whether a window's row is so short that it is faster to copy what one weight meets along a row of the image."""
    _, _, out_w, _, kw, c = windows.shape
    return 2 * kw * c < out_w


def _buffer(windows):
    """Memory for a copy of windows, the same at each call: fresh memory costs more than the copy into it."""
    cells = _memory.get(get_ident())
    if cells is None or cells.nbytes < windows.nbytes:
        cells = _memory[get_ident()] = np.empty(windows.nbytes, np.uint8)
    return cells[: windows.nbytes].view(windows.dtype)


def _add_rows_of_windows(x, windows, strides, dilation_rate):
    """`add_windows` for all weights of a kernel's row at once, where none is left out between them.

    A window's row is one run of kernel_w · c numbers in `x`. Windows at least kernel_w cells apart do not meet, so
    the rows of every such set are added together.
    """
    (_, out_h, out_w, kh, kw, c), (sh, sw) = windows.shape, strides
    apart = -(-kw // sw)  # stops from one window to the next that it does not meet
    cell = x.itemsize
    for u in range(kh):
        rows = x[:, stops(u * dilation_rate[0], out_h, sh)]
        for first in range(min(apart, out_w)):
            part = windows[:, :, first::apart, u].reshape(len(x), out_h, -1, kw * c)
            runs = np.lib.stride_tricks.as_strided(
                rows[:, :, first * sw :], part.shape, (*rows.strides[:2], apart * sw * c * cell, cell)
            )
            runs += part
    return x
