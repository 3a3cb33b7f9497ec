"""Memory that each thread keeps to use it again, and copies of whole rows."""

from math import prod
from threading import local

import numpy as np

from cnnlib.scratch.fast.chunks import MEGABYTE

KEPT_MEGABYTES = 4  # of one piece of memory that a thread keeps
kept = local()  # a piece of memory for each name; each thread has its own


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
    size = prod(shape) * np.dtype(dtype).itemsize
    if size > KEPT_MEGABYTES * MEGABYTE:
        return np.empty(shape, dtype)
    cells = getattr(kept, name, None)
    if cells is None or cells.nbytes < size:
        cells = np.empty(size, np.uint8)
        setattr(kept, name, cells)
    return cells[:size].view(dtype).reshape(shape)


def copy_rows(source, out=None):
    """A copy of an array: in `out`, or in new memory in the order of its axes.

    Where the numbers of the last axis lie side by side in both, they are moved as one; with few of them, that takes
    half the time.
    """
    out = target = np.empty(source.shape, source.dtype) if out is None else out
    alike = source.dtype == target.dtype  # in the order of their bytes, too
    if alike and source.strides[-1] == target.strides[-1] == source.itemsize and source.size:
        row = f"V{source.shape[-1] * source.itemsize}"
        source, target = source.view(row), target.view(row)
    np.copyto(target, source)
    return out
