"""Run a test for NumPy's half and for TensorFlow's: it is called with `half`, the module."""

import pytest

HALVES = pytest.mark.parametrize("half", ["scratch", "tf"], indirect=True)
