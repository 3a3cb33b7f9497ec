"""The windows of a batch, some rows of windows at a time, copied into the rows of a matrix: a block of im2col."""

import numpy as np

from cnnlib.scratch.fast import chunks
from cnnlib.scratch.fast.memory import buffer, copy_rows


def blocks(x, w):
    """Cut the windows on a batch into blocks (images, rows of windows), so that copies of them fit the cache."""
    row_bytes = w.out_size[1] * w.kernel_size[0] * w.kernel_size[1] * x.shape[3] * x.itemsize
    return chunks.blocks(len(x), w.out_size[0], row_bytes)


def block_view(x, w, block):
    """The windows of a block, not copied: a view (images, rows, out_w, kernel_h, kernel_w, c_in) of padded rows."""
    images, rows = block
    cells = _padded_rows(x[images], w, rows)
    return w._replace(out_size=(rows.stop - rows.start, w.out_size[1])).view(cells)


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


def _padded_rows(x, w, rows):
    """The rows of the padded images under these rows of windows; x's own memory where no padding is among them."""
    (top, _), (left, right) = w.padding
    first = rows.start * w.strides[0]
    last = (rows.stop - 1) * w.strides[0] + (w.kernel_size[0] - 1) * w.dilation_rate[0] + 1
    image_rows = x[:, max(first - top, 0) : max(last - top, 0)]
    if image_rows.shape[1] == last - first and left == right == 0:
        return image_rows
    cells = buffer("padded", (len(x), last - first, left + x.shape[2] + right, x.shape[3]), x.dtype)
    above, end = min(max(top - first, 0), last - first), left + x.shape[2]
    below = above + image_rows.shape[1]
    for zeros in (cells[:, :above], cells[:, below:], cells[:, :, :left], cells[:, :, end:]):
        zeros[...] = 0
    cells[:, above:below, left:end] = image_rows
    return cells
