"""Work is shared among threads: the numbers do not depend on how many there are, and BLAS gets its own threads back."""

import os
import subprocess
import sys
import threading

import numpy as np
import pytest

from cnnlib import scratch
from cnnlib.scratch.fast import threads


class Library:
    """Stands for a BLAS that was set to so many threads."""

    def __init__(self, num_threads):
        self.num_threads = num_threads

    def set_num_threads(self, n):
        self.num_threads = n


def assert_no_thread_stays():
    """Those of a pool that was replaced end by themselves, when a processor is free."""
    for thread in threading.enumerate():
        if thread.name.startswith("cnnlib"):
            thread.join(timeout=60)
            assert not thread.is_alive()


@pytest.fixture(params=[1, 2, 5])
def library(request, monkeypatch):
    library = Library(request.param)
    monkeypatch.setattr(threads, "_blas", lambda: [library])
    return library


def test_every_part_is_worked_on_once_and_results_keep_their_order(library):
    for n in (0, 1, 2, 7, 100):
        seen = []
        assert threads.share(lambda i: seen.append(i) or 10 * i, range(n)) == [10 * i for i in range(n)]
        assert sorted(seen) == list(range(n))


def test_blas_has_one_thread_during_the_work_and_its_own_number_afterwards(library):
    before = library.num_threads
    assert set(threads.share(lambda _: library.num_threads, range(20))) == {1}
    with threads.one_blas_thread() as outer, threads.one_blas_thread() as inner:
        assert outer == inner == before and library.num_threads == 1
    assert library.num_threads == before


def test_each_library_gets_its_own_number_back(monkeypatch):
    libraries = [Library(2), Library(5)]
    monkeypatch.setattr(threads, "_blas", lambda: libraries)
    with threads.one_blas_thread() as most:
        assert most == 5 and [library.num_threads for library in libraries] == [1, 1]
    assert [library.num_threads for library in libraries] == [2, 5]


def test_an_error_in_a_part_reaches_the_caller_and_ends_the_work(library):
    before = library.num_threads

    def work(i):
        if i == 3:
            raise ZeroDivisionError("part 3")

    with pytest.raises(ZeroDivisionError, match="part 3"):
        threads.share(work, range(1000))
    assert library.num_threads == before
    assert threads.share(lambda i: i, range(4)) == [0, 1, 2, 3]


def test_several_threads_work_at_once(monkeypatch):
    monkeypatch.setattr(threads, "_blas", lambda: [Library(3)])
    meeting = threading.Barrier(3, timeout=20)
    assert len(threads.share(lambda _: meeting.wait(), range(3))) == 3  # one alone would wait in vain


def test_the_calls_of_several_threads_do_not_disturb_each_other(library):
    rng, results = np.random.default_rng(3), []
    x, kernel = rng.normal(size=(4, 20, 20, 8)), rng.normal(size=(3, 3, 8, 8))
    wanted = scratch.conv2d(x, kernel)

    def work():
        results.extend(np.array_equal(scratch.conv2d(x, kernel), wanted) for _ in range(50))

    callers = [threading.Thread(target=work) for _ in range(4)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert len(results) == 200 and all(results) and not threads._held


CODE = """
import sys
import numpy as np
from cnnlib import scratch as nn

rng = np.random.default_rng(0)
def normal(*shape):
    return rng.normal(size=shape).astype(np.float32)

for c_in, c_out, k, stride in ((1, 6, 5, 1), (16, 32, 3, 1), (16, 32, 3, 2), (24, 8, 1, 1)):
    x, kernel = normal(9, 28, 28, c_in), normal(k, k, c_in, c_out)
    y = nn.conv2d(x, kernel, strides=stride, padding="same")
    results = [y, *nn.conv2d_backward(normal(*y.shape), x, kernel, strides=stride, padding="same")]
    x, kernel = normal(9, 28, 28, c_in), normal(k, k, c_in, 2)
    y = nn.depthwise_conv2d(x, kernel, strides=stride)
    results += [y, *nn.depthwise_conv2d_backward(normal(*y.shape), x, kernel, strides=stride)]
    x, kernel = normal(600, 500), normal(500, 400)
    results += [nn.dense(x, kernel), *nn.dense_backward(normal(600, 400), x, kernel)]
    for result in results:
        sys.stdout.write(result.tobytes().hex())
"""


def test_one_thread_and_two_give_the_same_bits():
    environments = [{**os.environ, "OPENBLAS_NUM_THREADS": n} for n in ("1", "2")]
    one, two = (subprocess.run([sys.executable, "-c", CODE], env=e, check=True, capture_output=True) for e in environments)
    assert one.stdout == two.stdout and len(one.stdout) > 10**6


def test_more_threads_replace_those_that_there_are(monkeypatch):
    for count in (2, 4, 3, 5, 2):
        monkeypatch.setattr(threads, "_blas", lambda: [Library(count)])
        meeting = threading.Barrier(count, timeout=20)
        assert len(threads.share(lambda _: meeting.wait(), range(count))) == count
    named = [thread for thread in threading.enumerate() if thread.name.startswith("cnnlib")]
    assert len(named) <= 4 + 3  # the first ones may still be about to end
    threads.forget()
    assert_no_thread_stays()


def test_the_threads_can_be_given_back(library):
    assert threads.share(lambda i: i, range(4)) == [0, 1, 2, 3]
    threads.forget()
    threads.forget()
    assert_no_thread_stays()
    assert threads.share(lambda i: i, range(4)) == [0, 1, 2, 3]
