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
    return compare_all({"ours": ours}, theirs, seconds, least)["ours"]


def compare_all(ways, theirs, seconds=1.5, least=7):
    """`compare` several ways, all in turn with one run of the other, so that their ratios can be compared too.

    Parameters
    ----------
    ways : dict of str to function

    Returns
    -------
    dict of str to Ratio
    """
    functions = [*ways.values(), theirs]
    for function in functions:
        function()  # the first call allocates, and TensorFlow picks its algorithm
    rounds, start = [], time.perf_counter()
    gc.disable()
    try:
        while len(rounds) < least or time.perf_counter() - start < seconds:
            rounds.append([_timed(function) for function in functions])
    finally:
        gc.enable()
    *columns, others = zip(*rounds)
    return {name: _ratio(times, others) for name, times in zip(ways, columns)}


def _ratio(times, others):
    low, _, high = statistics.quantiles([a / b for a, b in zip(times, others)], n=4)
    median = statistics.median(times)
    return Ratio(median / statistics.median(others), low, high, median * 1000)


def _timed(f):
    start = time.perf_counter()
    f()
    return time.perf_counter() - start
