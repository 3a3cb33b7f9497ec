"""Memory that a thread keeps from one part of its work to the next, and copies that move whole rows of numbers."""

from threading import local

import numpy as np

KEPT_MEGABYTES = 4  # of one piece
_kept = local()


def buffer(name, shape, dtype):
    """Memory of this thread's own, the same at each call: fresh memory costs more than what is written into it.

    A thread keeps one piece for each name, of `KEPT_MEGABYTES` at most; what is larger is fresh, and not kept. There
    are three names, "windows", "padded" and "products". So a thread keeps 12 MB at most, until it ends or
    `threads.forget` is called.

    Examples
    --------
    >>> buffer("windows", (2, 3), np.float32).shape
    (2, 3)
    """
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    if size > KEPT_MEGABYTES * 10**6:
        return np.empty(shape, dtype)
    cells = getattr(_kept, name, None)
    if cells is None or cells.nbytes < size:
        cells = np.empty(size, np.uint8)
        setattr(_kept, name, cells)
    return cells[:size].view(dtype).reshape(shape)


def forget():
    """Give back what this thread keeps."""
    _kept.__dict__.clear()


def copy_rows(target, source):
    """``target[...] = source``; where the numbers of the last axis lie side by side in both, they are moved as one.

    Where the last axis is short, that takes half the time.
    """
    if source.strides[-1] == target.strides[-1] == source.itemsize and source.size:
        row = f"V{source.shape[-1] * source.itemsize}"
        source, target = source.view(row), target.view(row)
    np.copyto(target, source)


def contiguous(source):
    """A copy whose numbers lie side by side, by `copy_rows`."""
    target = np.empty(source.shape, source.dtype)
    copy_rows(target, source)
    return target
