"""Where windows stand, counted one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlib import scratch
from tests.ops import OPS

drawn = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@drawn
@given(st.data())
def test_output_size_counts_the_places_of_a_window(data):
    _, options = OPS["output_size"].draw(data.draw, None)
    n, k, stride, dilation = (options[name] for name in ("n", "kernel_size", "strides", "dilation_rate"))
    before, after = data.draw(st.tuples(st.integers(0, 3), st.integers(0, 3)))
    last_cell = (k - 1) * dilation
    places = [first for first in range(-before, n + after, stride) if first + last_cell < n + after]
    assert scratch.output_size(n, k, stride, (before, after), dilation) == len(places)


@drawn
@given(st.data())
def test_same_padding_keeps_one_window_for_each_stride(data):
    _, options = OPS["same_padding"].draw(data.draw, None)
    before, after = scratch.same_padding(**options)
    assert 0 <= after - before <= 1
    assert scratch.output_size(padding=(before, after), **options) == np.ceil(options["n"] / options["strides"])
    if before + after:  # and one cell less would be too few
        fewer = options | dict(padding=(before, after - 1))
        assert scratch.output_size(**fewer) < np.ceil(options["n"] / options["strides"])


@pytest.mark.parametrize("padding, size", [("valid", 3), ("same", 4), (1, 4), ((2, 0), 4), ((0, 3), 5)])
def test_padding_in_every_form(padding, size):
    """A kernel of 3 on 8 cells, two by two."""
    assert scratch.output_size(8, 3, strides=2, padding=padding) == size


def test_a_window_larger_than_the_input_stands_on_padding():
    assert scratch.output_size(5, 7, padding=1) == 1
    assert scratch.output_size(5, 8, padding=(3, 0)) == scratch.output_size(5, 8, padding=(0, 3)) == 1
