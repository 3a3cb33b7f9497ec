"""What must hold for every operation of cnnlib, checked for every row of `op_table`."""

import inspect
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cnnlib.tf
from cnnlib import scratch
from tests.op_table import OPS

# Definitions that stand beside the fast form, and tools: NumPy only, tested in tests/scratch.
NUMPY_ONLY = {"conv2d_naive", "conv2d_windows", "numerical_gradient", "relative_error"}
WITH_BACKWARD = [name for name in OPS if hasattr(scratch, name + "_backward")]
CONFIGURATIONS = int(os.environ.get("CNNLIB_CONFIGURATIONS", 40))

every_op = pytest.mark.parametrize("name", OPS)
every_op_with_backward = pytest.mark.parametrize("name", WITH_BACKWARD)
drawn = settings(max_examples=CONFIGURATIONS, deadline=None, derandomize=True, database=None)


def drawn_call(data, name, dtype):
    """Arrays and options of one call; the numbers come from a drawn seed, so that shapes shrink well."""
    rng = np.random.default_rng(data.draw(st.integers(0, 99), label="seed"))
    arrays, options = OPS[name].draw(data.draw, lambda shape: rng.normal(size=shape).astype(dtype))
    return arrays, options


def drawn_backward_call(data, name, dtype):
    arrays, options = drawn_call(data, name, dtype)
    y = getattr(scratch, name)(**arrays, **options)
    d_out = np.random.default_rng(1).normal(size=y.shape).astype(dtype)
    read = {key: a for key, a in arrays.items() if key not in OPS[name].not_in_backward}
    return arrays, read, options, d_out


def as_tuple(result):
    return tuple(result) if isinstance(result, (tuple, list)) else (result,)


def assert_same(results, expected, dtype):
    results, expected = as_tuple(results), as_tuple(expected)
    assert len(results) == len(expected)
    for ours, theirs in zip(results, expected):
        ours, theirs = np.asarray(ours), np.asarray(theirs)
        assert ours.shape == theirs.shape
        assert ours.dtype == theirs.dtype or ours.dtype.kind == "i"
        assert scratch.relative_error(ours, theirs) <= (1e-12 if dtype == "float64" else 2e-5)


def test_every_public_name_has_a_row_and_a_twin():
    public = set(scratch.__all__) - NUMPY_ONLY
    assert {name.removesuffix("_backward") for name in public} == set(OPS)
    assert public == set(cnnlib.tf.__all__)


@pytest.mark.parametrize("name", sorted(set(scratch.__all__) - NUMPY_ONLY))
def test_twins_have_one_signature(name):
    assert inspect.signature(getattr(scratch, name)) == inspect.signature(getattr(cnnlib.tf, name))


@every_op
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_forward_agrees_with_tensorflow(name, dtype):
    @drawn
    @given(st.data())
    def check(data):
        arrays, options = drawn_call(data, name, dtype)
        ours = getattr(scratch, name)(**arrays, **options)
        assert_same(ours, getattr(cnnlib.tf, name)(**arrays, **options), dtype)

    check()


@every_op_with_backward
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_backward_agrees_with_tensorflow(name, dtype):
    @drawn
    @given(st.data())
    def check(data):
        _, read, options, d_out = drawn_backward_call(data, name, dtype)
        ours = getattr(scratch, name + "_backward")(d_out, **read, **options)
        assert_same(ours, getattr(cnnlib.tf, name + "_backward")(d_out, **read, **options), dtype)

    check()


@every_op_with_backward
def test_backward_is_the_gradient_of_forward(name):
    forward, backward = getattr(scratch, name), getattr(scratch, name + "_backward")

    @settings(drawn, max_examples=CONFIGURATIONS // 2)
    @given(st.data())
    def check(data):
        arrays, read, options, d_out = drawn_backward_call(data, name, "float64")
        gradients = as_tuple(backward(d_out, **read, **options))
        assert len(gradients) == len(arrays)
        for (key, array), gradient in zip(arrays.items(), gradients):
            loss = lambda a: float((forward(**(arrays | {key: a}), **options) * d_out).sum())
            assert scratch.relative_error(gradient, scratch.numerical_gradient(loss, array)) <= 1e-6, key

    check()


@every_op
def test_inputs_are_not_written_to(name):
    @settings(drawn, max_examples=10)
    @given(st.data())
    def check(data):
        arrays, options = drawn_call(data, name, "float32")
        for array in arrays.values():
            array.flags.writeable = False  # a write raises
        y = getattr(scratch, name)(**arrays, **options)
        if name in WITH_BACKWARD:
            d_out = np.ones_like(y)
            d_out.flags.writeable = False
            read = {key: a for key, a in arrays.items() if key not in OPS[name].not_in_backward}
            getattr(scratch, name + "_backward")(d_out, **read, **options)

    check()


@pytest.mark.parametrize("name, case", [(name, case) for name, op in OPS.items() for case in op.wrong])
def test_wrong_call_is_refused_in_one_line(name, case):
    arrays, options = OPS[name].example
    changes, exception, words = OPS[name].wrong[case]
    getattr(scratch, name)(**arrays, **options)  # right as it stands
    with pytest.raises(exception) as caught:
        getattr(scratch, name)(**(arrays | options | changes))
    message = str(caught.value)
    assert message.startswith(f"{name}: ") and words in message and "\n" not in message


@every_op_with_backward
def test_backward_refuses_a_gradient_of_another_shape(name):
    arrays, options = OPS[name].example
    read = {key: a for key, a in arrays.items() if key not in OPS[name].not_in_backward}
    backward = getattr(scratch, name + "_backward")
    with pytest.raises(ValueError, match=f"^{name}_backward: d_out has shape .*, needs .*the shape of {name}'s output"):
        backward(np.ones((1, 1, 1, 1), np.float32), **read, **options)
    with pytest.raises(TypeError, match=f"^{name}_backward: d_out holds float64, but x holds float32"):
        backward(np.ones(getattr(scratch, name)(**arrays, **options).shape), **read, **options)
