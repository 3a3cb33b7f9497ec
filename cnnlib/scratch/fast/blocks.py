"""A batch's windows cut into blocks, and the blocks into parts that threads may work on at the same time."""

import numpy as np

from cnnlib.scratch.fast.threads import buffer, share
from cnnlib.scratch.padding import padded

MEGABYTES = 3  # of the copy of a block's windows
PARTS = 8
SMALLEST = 0.8  # megabytes, of a block that is made smaller for the sake of having so many parts


def blocks(x, kernel_size, g, megabytes=None):
    """Cut the windows into runs of images, or of one image's rows, so that a copy of each is about so large.

    Without a size, at most `MEGABYTES`, and less where it takes that to have a block for each of the `PARTS`.
    """
    out_h, out_w = g.out_size
    if not len(x) * out_h * out_w:
        return []
    row = out_w * int(np.prod(kernel_size)) * x.shape[3] * x.itemsize / 1e6
    if megabytes is None:
        megabytes = min(MEGABYTES, max(len(x) * out_h * row / PARTS, SMALLEST))
    rows_that_fit = max(int(megabytes / row), 1)
    images = max(rows_that_fit // out_h, 1)
    rows = -(-out_h // -(-out_h // rows_that_fit))  # an image in as few blocks as that allows, of equal height
    return [
        (slice(i, min(i + images, len(x))), slice(j, min(j + rows, out_h)))
        for i in range(0, len(x), images)
        for j in range(0, out_h, rows)
    ]


def cut(items, parts=PARTS):
    """A list of blocks, or a range of images, in so many runs at most, as equal as can be; of images, as slices."""
    ends = [i * len(items) // parts for i in range(parts + 1)]
    runs = [items[first:end] for first, end in zip(ends, ends[1:]) if first < end]
    return [slice(run.start, run.stop) for run in runs] if isinstance(items, range) else runs


def copy_runs(target, source):
    """``target[...] = source``; where the last axis of both is one run in memory, each run as one element.

    Where runs are short, that takes half the time.
    """
    if source.strides[-1] == target.strides[-1] == source.itemsize and source.size:
        run = f"V{source.shape[-1] * source.itemsize}"
        source, target = source.view(run), target.view(run)
    np.copyto(target, source)


def runs_copied(source):
    """A contiguous copy, by `copy_runs`."""
    target = np.empty(source.shape, source.dtype)
    copy_runs(target, source)
    return target


def image_runs(x):
    """A batch cut into runs of images, of a megabyte at most, as equal as can be."""
    return cut(range(len(x)), -(-x.nbytes // 1_000_000) or 1)


def windows(x, kernel_size, g, block):
    """The windows of one block, as a view (images, rows, out_w, kernel_h, kernel_w, c_in) of its padded rows."""
    (images, rows), (kh, kw) = block, kernel_size
    (sh, sw), (dh, dw) = g.strides, g.dilation_rate
    cells = _padded_rows(x[images], g.padding, rows.start * sh, (rows.stop - 1) * sh + (kh - 1) * dh + 1)
    image, row, column, channel = cells.strides
    return np.lib.stride_tricks.as_strided(
        cells,
        (len(cells), rows.stop - rows.start, g.out_size[1], kh, kw, cells.shape[3]),
        (image, sh * row, sw * column, dh * row, dw * column, channel),
        writeable=False,
    )


def unfolded(x, kernel_size, g, block):
    """A copy of a block's windows as a matrix with a row for each; and the same memory in the windows' shape."""
    view = windows(x, kernel_size, g, block)
    *places, kh, kw, c = view.shape  # places: (images, rows, out_w)
    copy = buffer("windows", view.shape, view.dtype)
    if view.strides[4:] == (c * view.itemsize, view.itemsize):  # a window's row is one run in memory
        run = np.lib.stride_tricks.as_strided(view, (*places, kh, kw * c), (*view.strides[:4], view.itemsize))
        copy_runs(copy.reshape(run.shape), run)
    else:
        np.copyto(copy, view)
    return copy.reshape(-1, kh * kw * c), copy


def _padded_rows(x, padding, first, last):
    """Rows `first` to `last` of the padded images: x itself where no zero is among them."""
    (top, _), (left, right) = padding
    inside = x[:, max(first - top, 0) : max(last - top, 0)]
    if inside.shape[1] == last - first and left == right == 0:
        return inside
    cells = buffer("padded", (len(x), last - first, left + x.shape[2] + right, x.shape[3]), x.dtype)
    above = min(max(top - first, 0), last - first)
    rows, columns = slice(above, above + inside.shape[1]), slice(left, left + x.shape[2])
    for zeros in (cells[:, : rows.start], cells[:, rows.stop :], cells[:, :, :left], cells[:, :, columns.stop :]):
        zeros[...] = 0
    cells[:, rows, columns] = inside
    return cells


def fill_images(work, x, g, y):
    """Let ``work(image, y_image)`` write each image of `y` from a padded image of `x`, some at a time; gives `y`."""
    share(lambda i: work(padded(x[i : i + 1], g.padding)[0], y[i]), range(len(x)))
    return y
