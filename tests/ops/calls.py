"""How the checks call an operation of the table, in either half."""

import os

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st

from cnnlib import scratch
from tests.ops import OPS

WITH_BACKWARD = [name for name in OPS if hasattr(scratch, name + "_backward")]
CONFIGURATIONS = int(os.environ.get("CNNLIB_CONFIGURATIONS", 40))

every_op = pytest.mark.parametrize("name", OPS)
every_op_with_backward = pytest.mark.parametrize("name", WITH_BACKWARD)
drawn = settings(max_examples=CONFIGURATIONS, deadline=None, derandomize=True, database=None)


def drawn_call(data, name, dtype, smooth=False):
    """Arrays and options of one call; the numbers come from a drawn seed, so that shapes shrink well."""
    rng = np.random.default_rng(data.draw(st.integers(0, 99), label="seed"))
    op = OPS[name]
    draw = (smooth and op.draw_smooth) or op.draw
    return draw(data.draw, lambda shape: rng.normal(size=shape).astype(dtype))


def run(module, name, arrays, options):
    return OPS[name].call(getattr(module, name), arrays, options)


def run_backward(module, name, arrays, options, d_out=None):
    """The gradients, and the d_out that they were taken for: a drawn one, unless one is given."""
    op, result = OPS[name], run(scratch, name, arrays, options)
    y = op.differentiated(result)
    if d_out is None and np.ndim(y) == 0:
        d_out = 1.0  # of a loss for itself
    elif d_out is None:
        d_out = np.random.default_rng(1).normal(size=np.shape(y)).astype(y.dtype)
    positional, options = op.backward_arguments(op, d_out, arrays, options, result)
    return as_tuple(getattr(module, name + "_backward")(*positional, **options)), d_out


def as_tuple(result):
    return tuple(result) if isinstance(result, (tuple, list)) else (result,)
