"""Convolutions that Hypothesis draws."""

import numpy as np
from hypothesis import strategies as st

from tests.ops.convolution import OPS


def drawn(data):
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    return OPS["conv2d"].draw(data.draw, lambda shape: rng.normal(size=shape))
