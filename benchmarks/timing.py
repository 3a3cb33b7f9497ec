"""Ratios of times: two functions in one process, run in turn, compared by their medians."""

import gc
import statistics
import time
from typing import NamedTuple


class Ratio(NamedTuple):
    """How many times as long as the other one takes; `low` and `high` are the quartiles over the pairs of runs."""

    ratio: float
    low: float
    high: float
    milliseconds: float  # of ours


def compare(ours, theirs, seconds=1.5, least=7):
    """Run both in turn for about so long, at least so many times each.

    Whatever slows the machine down for a moment meets both, and a median forgets it.
    """
    ours(), theirs()  # the first call allocates, and TensorFlow picks its algorithm
    times, start = [], time.perf_counter()
    gc.disable()
    try:
        while len(times) < least or time.perf_counter() - start < seconds:
            times.append((_timed(ours), _timed(theirs)))
    finally:
        gc.enable()
    low, _, high = statistics.quantiles([a / b for a, b in times], n=4)
    a, b = (statistics.median(column) for column in zip(*times))
    return Ratio(a / b, low, high, a * 1000)


def _timed(f):
    start = time.perf_counter()
    f()
    return time.perf_counter() - start
