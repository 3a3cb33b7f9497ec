"""TensorFlow for the tests that compare with it, loaded when the first of them runs.

So `-k "not tf and not keras"` runs the other tests of a file without TensorFlow.
"""

import importlib

import pytest

import cnnlib


@pytest.fixture
def half(request):
    """`cnnlib.scratch` or `cnnlib.tf`; a test asks for both by `@HALVES` of `tests/scratch/halves.py`."""
    return getattr(cnnlib, request.param)


@pytest.fixture
def keras():
    cnnlib.tf  # noqa: B018  (first: loads TensorFlow without its log lines)
    return importlib.import_module("keras")
