"""The path from a call to its arithmetic is short: what `tools/traces.py` counts."""

import pytest

import traces

LONGEST = {"batch": (50, 12), "separable_conv2d": (13, 4)}  # of other calls: 10 functions in 4 files
CALLS = [name for name in traces.CALLS if name != "fit"]  # which asks much of its arguments, once


@pytest.mark.parametrize("name", CALLS)
def test_few_functions_and_files_to_the_arithmetic(name):
    calls, _ = traces.path_of(name)
    counted, most = traces.count(calls, "path"), LONGEST.get(name, (10, 4))
    assert all(n <= limit for n, limit in zip(counted, most)), (counted, most)


def test_what_a_bias_takes_stands_apart():
    assert "add_bias" not in {c[1] for c in traces.path_of("conv2d")[0]}
    calls, _ = traces.path_of("conv2d with a bias")
    assert {c[1] for c in calls if c[3] == "bias"} == {"add_bias", "long_rows", "tiled"}
