"""What must hold for every operation of cnnlib, checked for every row of `tests.ops`."""

import inspect
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cnnlib.tf
from cnnlib import scratch
from tests.ops import OPS

# Definitions that stand beside the fast form, and tools: NumPy only, tested in tests/scratch.
NUMPY_ONLY = {
    "conv2d_naive",
    "conv2d_windows",
    "normal_cdf",
    "normal_cdf_naive",
    "numerical_gradient",
    "relative_error",
}
# Functions that compute nothing; they and the classes are compared with Keras's in tests/scratch/layers.
NO_OPERATIONS = {"Input", "set_random_seed"}
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


def assert_same(results, expected, rtol):
    results, expected = as_tuple(results), as_tuple(expected)
    assert len(results) == len(expected)
    for ours, theirs in zip(results, expected):
        ours, theirs = np.asarray(ours), np.asarray(theirs)
        assert ours.shape == theirs.shape
        assert ours.dtype == theirs.dtype or ours.dtype.kind == "i"
        if ours.dtype == bool:
            ours, theirs = ours.astype(float), theirs.astype(float)
        assert scratch.relative_error(ours, theirs) <= rtol


def test_every_public_name_has_a_row_and_a_twin():
    public = set(scratch.__all__) - NUMPY_ONLY
    operations = {name for name in public - NO_OPERATIONS if inspect.isfunction(getattr(scratch, name))}
    assert {name.removesuffix("_backward") for name in operations} == set(OPS)
    assert public == set(cnnlib.tf.__all__)


@pytest.mark.parametrize("name", sorted({*OPS, *(f"{name}_backward" for name in WITH_BACKWARD)}))
def test_twins_have_one_signature(name):
    assert inspect.signature(getattr(scratch, name)) == inspect.signature(getattr(cnnlib.tf, name))


@every_op
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_forward_agrees_with_tensorflow(name, dtype):
    @drawn
    @given(st.data())
    def check(data):
        call = drawn_call(data, name, dtype)
        assert_same(run(scratch, name, *call), run(cnnlib.tf, name, *call), OPS[name].rtol[dtype])

    check()


@every_op_with_backward
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_backward_agrees_with_tensorflow(name, dtype):
    @drawn
    @given(st.data())
    def check(data):
        call = drawn_call(data, name, dtype)
        assert_same(
            run_backward(scratch, name, *call)[0], run_backward(cnnlib.tf, name, *call)[0], OPS[name].rtol[dtype]
        )

    check()


@every_op_with_backward
def test_backward_is_the_gradient_of_forward(name):
    @settings(drawn, max_examples=CONFIGURATIONS // 2)
    @given(st.data())
    def check(data):
        arrays, options = drawn_call(data, name, "float64", smooth=True)
        gradients, d_out = run_backward(scratch, name, arrays, options)
        assert len(gradients) == len(arrays)
        for (key, array), gradient in zip(arrays.items(), gradients):

            def loss(a):
                y = OPS[name].differentiated(run(scratch, name, arrays | {key: a}, options))
                return float((y * d_out).sum())

            assert scratch.relative_error(gradient, scratch.numerical_gradient(loss, array)) <= 1e-6, key

    check()


@every_op
def test_inputs_are_not_written_to(name):
    @settings(drawn, max_examples=10)
    @given(st.data())
    def check(data):
        arrays, options = drawn_call(data, name, "float32")
        for array in [*arrays.values(), *options.values()]:
            if isinstance(array, np.ndarray):
                array.flags.writeable = False  # a write raises
        y = OPS[name].differentiated(run(scratch, name, arrays, options))
        if name in WITH_BACKWARD:
            d_out = np.ones_like(y)
            d_out.flags.writeable = False
            run_backward(scratch, name, arrays, options, d_out)

    check()


@pytest.mark.parametrize("name, case", [(name, case) for name, op in OPS.items() for case in op.wrong])
def test_wrong_call_is_refused_in_one_line(name, case):
    arrays, options = OPS[name].example
    changes, exception, words = OPS[name].wrong[case]
    run(scratch, name, arrays, options)  # right as it stands
    assert changes.keys() <= arrays.keys() | options.keys(), (
        "the example gives every argument, so that it can be spoiled"
    )
    spoiled = [{key: changes.get(key, value) for key, value in part.items()} for part in (arrays, options)]
    with pytest.raises(exception) as caught:
        run(scratch, name, *spoiled)
    message = str(caught.value)
    assert message.startswith(f"{name}: ") and words in message and "\n" not in message


@every_op_with_backward
def test_backward_refuses_a_gradient_of_another_shape(name):
    arrays, options = OPS[name].example
    y = OPS[name].differentiated(run(scratch, name, arrays, options))
    if np.ndim(y) == 0:
        return  # a loss takes no d_out
    with pytest.raises(ValueError, match=f"^{name}_backward: d_out has shape .*, needs .*the shape of {name}'s output"):
        run_backward(scratch, name, arrays, options, np.ones((1, 1, 1, 1, 1), np.float32))
    if OPS[name].gradient_type_is_free:
        return
    with pytest.raises(TypeError, match=f"^{name}_backward: d_out holds float64, but .* float32"):
        run_backward(scratch, name, arrays, options, np.ones(y.shape))
