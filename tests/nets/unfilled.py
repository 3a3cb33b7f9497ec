"""Classic networks without the hundred million numbers that some draw: for all that does not depend on these."""

import contextlib
from unittest import mock

import cnnlib.tf  # noqa: F401  (first: loads TensorFlow without its log lines)
import keras
import numpy as np
from cnnlib.scratch.initializer import VarianceScaling


@contextlib.contextmanager
def unfilled():
    """Networks built in here, by either half or by `keras.applications`, start with zeros, not with random numbers."""
    ours = mock.patch.object(VarianceScaling, "__call__", lambda self, shape, dtype="float32": np.zeros(shape, dtype))
    in_keras = keras.initializers.VarianceScaling
    theirs = mock.patch.object(in_keras, "__call__", lambda self, shape, dtype=None: keras.ops.zeros(shape, dtype))
    with ours, theirs:
        yield
