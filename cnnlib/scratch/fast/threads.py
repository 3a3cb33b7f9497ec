"""Threads: work cut into chunks, which a few threads take from one list, and the memory that each of them keeps.

How work is cut depends on its size alone, never on the number of threads, and what parts give is put together in their
order. So the numbers do not depend on it either.

BLAS's own threads wait for each other at every product. Beside another busy program one of them is often without a
core, and then the others stand still, at every product anew. Here a slow thread delays its own part only; the others
take the next ones from the list. There are as many threads as BLAS was set to (by the environment, such as
OPENBLAS_NUM_THREADS, or by threadpoolctl); while parts are worked on, BLAS itself is held at one, and afterwards it has
its own number again. Without threadpoolctl, BLAS cannot be told, and keeps its threads.
"""

from collections import deque
from contextlib import contextmanager
from functools import cache
from math import prod
from threading import Lock, local

import numpy as np

MEGABYTE = 10**6
PARTS = 8  # of one call: threads that are done early find another one
LARGEST_BLOCK = 3  # megabytes of windows that are multiplied at a time
SMALLEST_BLOCK = 0.8  # megabytes of a block that is made smaller so that there is one for each of the `PARTS`
KEPT_MEGABYTES = 4  # of one piece of memory that a thread keeps
_kept = local()
_lock, _held = Lock(), []  # each library's own number of threads, once for each caller that holds them at one
_pool, _pool_size = None, 0


def parts(n, count=PARTS):
    """Cut n items into `count` slices at most, as equal in length as can be.

    Examples
    --------
    >>> parts(7, 3)
    [slice(0, 2, None), slice(2, 4, None), slice(4, 7, None)]
    """
    count = min(count, n)
    return [slice(i * n // count, (i + 1) * n // count) for i in range(count)]


def chunks(n, item_bytes, megabytes):
    """Cut n items into the fewest slices of at most so many megabytes each; an item that is larger stands alone.

    Examples
    --------
    >>> chunks(5, item_bytes=400_000, megabytes=1)
    [slice(0, 1, None), slice(1, 3, None), slice(3, 5, None)]
    """
    at_once = max(int(megabytes * MEGABYTE // max(item_bytes, 1)), 1)
    return parts(n, -(-n // at_once))  # -(-n // m) rounds up


def blocks(x, w):
    """How the windows on a batch are cut into blocks: slices of its images, and slices of their rows of windows."""
    batch, (out_h, out_w), (kh, kw) = len(x), w.out_size, w.kernel_size
    row_bytes = out_w * kh * kw * x.shape[3] * x.itemsize  # of a copy
    megabytes = min(LARGEST_BLOCK, max(batch * out_h * row_bytes / MEGABYTE / PARTS, SMALLEST_BLOCK))
    return chunks(batch, out_h * row_bytes, megabytes), chunks(out_h, row_bytes, megabytes)


def buffer(name, shape, dtype):
    """Memory of this thread's own, the same at each call: fresh memory costs more than what is written into it.

    A thread keeps one piece for each name, of `KEPT_MEGABYTES` at most; what is larger is fresh, and not kept. There
    are three names, "windows", "padded" and "products". So a thread keeps 12 MB at most, until it ends or `forget` is
    called.

    Examples
    --------
    >>> buffer("windows", (2, 3), np.float32).shape
    (2, 3)
    """
    size = prod(shape) * np.dtype(dtype).itemsize
    if size > KEPT_MEGABYTES * 10**6:
        return np.empty(shape, dtype)
    cells = getattr(_kept, name, None)
    if cells is None or cells.nbytes < size:
        cells = np.empty(size, np.uint8)
        setattr(_kept, name, cells)
    return cells[:size].view(dtype).reshape(shape)


def copy_rows(source, out=None):
    """A copy, in `out` or in new memory where its numbers lie side by side.

    Where the numbers of the last axis lie side by side in both, they are moved as one; with few of them, that takes
    half the time.
    """
    out = target = np.empty(source.shape, source.dtype) if out is None else out
    if source.strides[-1] == target.strides[-1] == source.itemsize and source.size:
        row = f"V{source.shape[-1] * source.itemsize}"
        source, target = source.view(row), target.view(row)
    np.copyto(target, source)
    return out


# `make mutants` leaves the rest out: with a mistake in it, threads may wait for each other without end.
# pragma: no mutate start


def share(work, items):
    """Give each item to ``work``, some at a time.

    Returns
    -------
    list
        What `work` returned, in the order of the items.

    Examples
    --------
    >>> share(lambda n: n**2, [1, 2, 3])
    [1, 4, 9]
    """
    items = list(items)
    with one_blas_thread() as threads:
        helpers = min(threads, len(items)) - 1
        return _with_helpers(work, items, helpers) if helpers > 0 else [work(item) for item in items]


def _with_helpers(work, items, helpers):
    """What `share` gives, with so many threads beside the caller's."""
    results, left = [None] * len(items), deque(range(len(items)))

    def take():
        while True:
            try:
                i = left.popleft()
            except IndexError:
                return
            results[i] = work(items[i])

    started = _start(take, helpers)
    try:
        take()
    finally:
        left.clear()  # after an error nothing more is begun
        for helper in started:
            helper.cancel() or helper.result()  # one that found no core yet is not waited for
    return results


@contextmanager
def one_blas_thread():
    """Hold BLAS at one thread; gives how many it had.

    Examples
    --------
    >>> with one_blas_thread() as threads:
    ...     print(threads >= 1)
    True
    """
    with _lock:
        own = _held[0] if _held else [(library, library.num_threads) for library in _blas()]
        _held.append(own)
        for library, threads in own:
            if len(_held) == 1 and threads > 1:
                library.set_num_threads(1)
    try:
        yield max((threads for _, threads in own), default=1)
    finally:
        with _lock:
            _held.pop()
            for library, threads in own:
                if not _held and threads > 1:
                    library.set_num_threads(threads)


def forget():
    """Give back the threads, and the memory that they and the calling thread keep (`buffer`).

    Until then there are as many threads beside the caller's as the call that needed the most of them had: at most one
    less than BLAS was set to.
    """
    global _pool
    with _lock:
        pool, _pool = _pool, None
    if pool is not None:
        pool.shutdown()
    _kept.__dict__.clear()


@cache
def _blas():
    """What holds the number of threads of each BLAS that is loaded, as NumPy's is; nothing without threadpoolctl."""
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return []
    return ThreadpoolController().select(user_api="blas").lib_controllers


def _start(take, helpers):
    """Let so many threads work on `take` beside the caller's; more of them than ever before replace those that are."""
    global _pool, _pool_size
    from concurrent.futures import ThreadPoolExecutor

    with _lock:  # so that nobody gives the threads back before they have their work
        if _pool is None or _pool_size < helpers:
            if _pool is not None:
                _pool.shutdown(wait=False)
            _pool, _pool_size = ThreadPoolExecutor(helpers, thread_name_prefix="cnnlib"), helpers
        return [_pool.submit(take) for _ in range(helpers)]


# pragma: no mutate end
