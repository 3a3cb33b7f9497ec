"""Work cut into parts, which a few threads take from one list; each thread multiplies with one thread of BLAS.

BLAS's own threads wait for each other at every product. Beside another busy program one of them is often without a
core, and then the others stand still, at every product anew. Here a slow thread delays its own part only; the others
take the next ones from the list.

There are as many threads as BLAS was set to (by the environment, such as OPENBLAS_NUM_THREADS, or by threadpoolctl);
while parts are worked on, BLAS itself is held at one, and afterwards it has its own number again. Without threadpoolctl,
BLAS cannot be told, and keeps its threads. How the work is cut depends on its size alone, and what parts give is put
together in their order: the numbers are the same for any number of threads.
"""

from collections import deque
from contextlib import contextmanager
from functools import cache
from math import prod
from threading import Lock, local

import numpy as np

KEPT_MEGABYTES = 4  # of memory that a thread keeps for its next part
STRIPS, MULTIPLICATIONS = 8, 2**23  # of a product of matrices: so many at most, each of so many at least
_lock, _held = Lock(), []  # each library's own number of threads, once for each caller that holds them at one
_memory, _pools = local(), {}


def share(work, parts):
    """Give each part to ``work``, some at a time.

    Returns
    -------
    list
        What `work` returned, in the order of the parts.

    Examples
    --------
    >>> share(lambda n: n**2, [1, 2, 3])
    [1, 4, 9]
    """
    parts = list(parts)
    results, left = [None] * len(parts), deque(range(len(parts)))

    def take():
        while True:
            try:
                i = left.popleft()
            except IndexError:
                return
            results[i] = work(parts[i])

    with one_blas_thread() as threads:
        helpers = [_pool(threads - 1).submit(take) for _ in range(min(threads, len(parts)) - 1)]
        try:
            take()
        finally:
            left.clear()  # after an error nothing more is begun
            for helper in helpers:
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
        own = _held[0] if _held else [library.num_threads for library in _blas()]
        if not _held:
            _set([1] * len(own))
        _held.append(own)
    try:
        yield max(own, default=1)
    finally:
        with _lock:
            _held.pop()
            if not _held:
                _set(own)


def multiply(a, b):
    """``a @ b`` for a matrix b, in strips where it is large; a may have more axes before its last.

    Examples
    --------
    >>> multiply(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]))
    array([[11.]])
    >>> multiply(np.ones((2, 5, 3)), np.ones((3, 4))).shape
    (2, 5, 4)
    """
    outer, (inner, columns) = a.shape[:-1], b.shape
    rows = prod(outer)
    a = a.reshape(rows, inner)
    y = np.empty((rows, columns), a.dtype)
    strips = min(max(rows * inner * columns // MULTIPLICATIONS, 1), STRIPS)
    tall = rows >= columns

    def strip(i):
        part = slice(i * max(rows, columns) // strips, (i + 1) * max(rows, columns) // strips)
        np.matmul(*(a[part], b) if tall else (a, b[:, part]), out=y[part] if tall else y[:, part])

    share(strip, range(strips))
    return y.reshape(*outer, columns)


def buffer(name, shape, dtype):
    """Memory of this thread's own, the same at each call: fresh memory costs more than what is written into it.

    No more than `KEPT_MEGABYTES` are kept under a name; what is larger is fresh.

    Examples
    --------
    >>> buffer("windows", (2, 3), np.float32).shape
    (2, 3)
    """
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    if size > KEPT_MEGABYTES * 1e6:
        return np.empty(shape, dtype)
    cells = getattr(_memory, name, None)
    if cells is None or cells.nbytes < size:
        cells = np.empty(size, np.uint8)
        setattr(_memory, name, cells)
    return cells[:size].view(dtype).reshape(shape)


def forget():
    """Give back the memory that threads keep, and the threads."""
    _memory.__dict__.clear()
    for pool in _pools.values():
        pool.shutdown()
    _pools.clear()


def _set(numbers):
    for library, threads in zip(_blas(), numbers):
        if library.num_threads != threads:
            library.set_num_threads(threads)


@cache
def _blas():
    """What holds the number of threads of each BLAS that is loaded, as NumPy's is; nothing without threadpoolctl."""
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return []
    return ThreadpoolController().select(user_api="blas").lib_controllers


def _pool(helpers):
    from concurrent.futures import ThreadPoolExecutor

    with _lock:
        if helpers not in _pools:
            _pools[helpers] = ThreadPoolExecutor(helpers, thread_name_prefix="cnnlib")
        return _pools[helpers]
