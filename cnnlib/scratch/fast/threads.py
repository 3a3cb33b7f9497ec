"""Threads: a few of them take chunks of work from one list.

BLAS's own threads wait for each other at every product. Beside another busy program one of them is often without a
core, and then the others stand still, at every product anew. Here a slow thread delays its own part only; the others
take the next ones from the list. There are as many threads as BLAS was set to (by the environment, such as
OPENBLAS_NUM_THREADS, or by threadpoolctl); while parts are worked on, BLAS itself is held at one, and afterwards it has
its own number again. Without threadpoolctl, BLAS cannot be told, and keeps its threads.
"""

from collections import deque
from contextlib import contextmanager
from functools import cache
from threading import Lock

from cnnlib.scratch.fast.memory import kept

_lock, _held = Lock(), []  # each library's own number of threads, once for each caller that holds them at one
_pool, _pool_size = None, 0


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
    """What `share` gives, with `helpers` threads beside the caller's."""
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
        limits = _held[0] if _held else [(library, library.num_threads) for library in _blas()]
        _held.append(limits)
        for library, threads in limits:
            if len(_held) == 1 and threads > 1:
                library.set_num_threads(1)
    try:
        yield max((threads for _, threads in limits), default=1)
    finally:
        with _lock:
            _held.pop()
            for library, threads in limits:
                if not _held and threads > 1:
                    library.set_num_threads(threads)


def forget():
    """Give back the threads, and the memory that they and the calling thread keep (`memory.buffer`).

    Until then there are as many threads beside the caller's as the call that needed the most of them had: at most one
    less than BLAS was set to.
    """
    global _pool
    with _lock:
        pool, _pool = _pool, None
    if pool is not None:
        pool.shutdown()
    kept.__dict__.clear()


@cache
def _blas():
    """The controller of each BLAS that is loaded, such as NumPy's; none without threadpoolctl."""
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return []
    return ThreadpoolController().select(user_api="blas").lib_controllers


def _start(take, helpers):
    """Let `helpers` threads work on `take` beside the caller's; a pool that has fewer is replaced."""
    global _pool, _pool_size
    from concurrent.futures import ThreadPoolExecutor

    with _lock:  # so that nobody gives the threads back before they have their work
        if _pool is None or _pool_size < helpers:
            if _pool is not None:
                _pool.shutdown(wait=False)
            _pool, _pool_size = ThreadPoolExecutor(helpers, thread_name_prefix="cnnlib"), helpers
        return [_pool.submit(take) for _ in range(helpers)]
