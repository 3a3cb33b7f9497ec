"""What must hold for every operation of cnnlib.scratch by itself, and how both halves refuse a wrong call.

tests/test_parity.py compares the numbers of the two halves.
"""

import importlib
import inspect
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlib import checks, scratch
from tests.ops import OPS
from tests.ops.calls import (
    CONFIGURATIONS,
    WITH_BACKWARD,
    as_tuple,
    drawn,
    drawn_call,
    every_op,
    every_op_with_backward,
    run,
    run_backward,
)


def test_every_operation_has_a_backward():
    assert set(OPS) - set(WITH_BACKWARD) == {"output_size", "same_padding"}  # these two count cells


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


@every_op
def test_each_array_is_checked_once(name, monkeypatch):
    checked, check_symbols = [], checks._refuse_symbols

    def note(op, **arrays):
        checked.extend((op, key) for key in arrays)
        check_symbols(op, **arrays)

    monkeypatch.setattr(checks, "_refuse_symbols", note)

    @settings(drawn, max_examples=1)
    @given(st.data())
    def check(data):
        arrays, options = drawn_call(data, name, "float32")
        checked.clear()
        (run_backward if name in WITH_BACKWARD else run)(scratch, name, arrays, options)
        assert len(checked) == len(set(checked)), checked

    check()


def public_functions_called(call):
    """The public functions of cnnlib.scratch that a call passes through, the outer one first."""
    called, codes = [], {f.__code__: key for key, f in vars(scratch).items() if inspect.isfunction(f)}
    sys.setprofile(lambda frame, event, _: called.append(codes.get(frame.f_code)) if event == "call" else None)
    try:
        call()
    finally:
        sys.setprofile(None)
    return [key for key in called if key]


@every_op
def test_no_public_function_is_a_helper_of_another(name):
    """It would check again what was checked, and its messages would name it in the place of the one that was called."""

    @settings(drawn, max_examples=10)
    @given(st.data())
    def check(data):
        arrays, options = drawn_call(data, name, "float64")
        assert public_functions_called(lambda: run(scratch, name, arrays, options)) == [name]
        if name in WITH_BACKWARD:
            called = public_functions_called(lambda: run_backward(scratch, name, arrays, options))
            assert called == [name, name + "_backward"]

    check()


# Arguments without a wrong call here: conv2d's `method` is NumPy's own, and tests/scratch/fast/test_methods.py spoils it.
SPOILED_ELSEWHERE = {"conv2d": {"method"}}


@every_op
def test_every_argument_has_a_wrong_call(name):
    arguments = inspect.signature(getattr(scratch, name)).parameters.keys()
    spoiled = {argument for changes, *_ in OPS[name].wrong.values() for argument in changes}
    assert arguments - spoiled == SPOILED_ELSEWHERE.get(name, set())


# TensorFlow is loaded by the tests of its half alone: `make mutants` leaves those out, by their names.
both_halves = pytest.mark.parametrize("half", ["scratch", "tf"])


def half_of(name):
    return importlib.import_module(f"cnnlib.{name}")


@both_halves
@pytest.mark.parametrize("name, case", [(name, case) for name, op in OPS.items() for case in op.wrong])
def test_wrong_call_is_refused_in_one_line(name, case, half):
    arrays, options = OPS[name].example
    changes, exception, words = OPS[name].wrong[case]
    run(half_of(half), name, arrays, options)  # right as it stands
    assert changes.keys() <= arrays.keys() | options.keys(), (
        "the example gives every argument, so that it can be spoiled"
    )
    spoiled = [{key: changes.get(key, value) for key, value in part.items()} for part in (arrays, options)]
    with pytest.raises(exception) as caught:
        run(half_of(half), name, *spoiled)
    message = str(caught.value)
    assert message.startswith(f"{name}: ") and words in message and "\n" not in message


def spoiled_backward(name, case):
    """The arguments of the backward for a wrong call, for one with a wrong d_out as well, and for the right one."""
    op = OPS[name]
    changes, arrays, options = op.wrong[case][0], *op.example
    result = run(scratch, name, arrays, options)
    d_out = np.ones_like(op.differentiated(result))
    spoiled = [{key: changes.get(key, value) for key, value in part.items()} for part in (arrays, options)]
    wrong = np.ones((1, *d_out.shape, 2), d_out.dtype) if d_out.shape else d_out
    calls = [(d_out, *spoiled), (wrong, *spoiled), (d_out, arrays, options)]
    return [op.backward_arguments(op, *call, result) for call in calls]


@both_halves
@pytest.mark.parametrize("name, case", [(name, case) for name in WITH_BACKWARD for case in OPS[name].wrong])
def test_wrong_call_of_backward_is_refused_alike(name, case, half):
    """In both halves the gradient's shape comes last, where another argument is wrong, too."""
    *wrong_calls, (right, right_options) = spoiled_backward(name, case)
    positional, options = wrong_calls[0]
    if all(a is b for a, b in zip([*positional, *options.values()], [*right, *right_options.values()])):
        return  # the backward does not take the argument
    _, exception, words = OPS[name].wrong[case]
    for positional, options in wrong_calls:
        with pytest.raises(exception) as caught:
            getattr(half_of(half), f"{name}_backward")(*positional, **options)
        message = str(caught.value)
        assert message.startswith(f"{name}_backward: ") and words in message and "\n" not in message


def outputs_and_gradients(name, arrays, options, d_out=None):
    outputs = as_tuple(run(scratch, name, arrays, options))
    return outputs + run_backward(scratch, name, arrays, options, d_out)[0] if name in WITH_BACKWARD else outputs


LAYOUTS = {
    "axes the other way round": np.asfortranarray,
    "channels first": lambda a: np.moveaxis(np.ascontiguousarray(np.moveaxis(a, -1, 0)), 0, -1),
    "every other cell of a larger array": lambda a: np.repeat(a, 2, axis=-1)[..., ::2],
    "backwards": lambda a: np.ascontiguousarray(a[::-1])[::-1],
}


@every_op
@pytest.mark.parametrize("layout", LAYOUTS)
def test_how_an_array_lies_in_memory_changes_nothing(name, layout):
    """To rounding: sums may run in another order."""

    def laid_out(a):
        return LAYOUTS[layout](a) if np.ndim(a) and isinstance(a, np.ndarray) else a

    @settings(drawn, max_examples=10)
    @given(st.data())
    def check(data):
        arrays, options = drawn_call(data, name, "float64")
        y = OPS[name].differentiated(run(scratch, name, arrays, options))
        d_out = np.random.default_rng(1).normal(size=np.shape(y)) if np.ndim(y) else 1.0
        wanted, got = (
            outputs_and_gradients(
                name, {k: f(a) for k, a in arrays.items()}, {k: f(a) for k, a in options.items()}, f(d_out)
            )
            for f in (lambda a: a, laid_out)
        )
        for a, b in zip(wanted, got, strict=True):
            np.testing.assert_allclose(b, a, rtol=1e-9, atol=1e-12)

    check()


@every_op_with_backward
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_gradient_has_the_shape_and_the_type_of_its_array(name, dtype):
    arrays, options = OPS[name].example
    arrays = {key: a.astype(dtype) for key, a in arrays.items()}
    options = {key: v.astype(dtype) if getattr(v, "dtype", "") == "float32" else v for key, v in options.items()}
    gradients, _ = run_backward(scratch, name, arrays, options)
    for (key, array), gradient in zip(arrays.items(), gradients, strict=True):
        assert (gradient.shape, gradient.dtype) == (array.shape, dtype), key


@every_op
def test_options_left_out_take_their_defaults(name):
    op, rng = OPS[name], np.random.default_rng(0)
    arrays, options = op.example
    parameters = inspect.signature(getattr(scratch, name)).parameters
    assert {key for key in options if parameters[key].default is not inspect.Parameter.empty} == op.defaults.keys()
    arrays = {key: rng.normal(size=a.shape).astype(a.dtype) for key, a in arrays.items()}
    if "variance" in arrays:
        arrays["variance"] **= 2
    given = {key: value for key, value in options.items() if key not in op.defaults}
    left_out, spelled_out = (outputs_and_gradients(name, arrays, o) for o in (given, given | op.defaults))
    for a, b in zip(left_out, spelled_out, strict=True):
        np.testing.assert_array_equal(a, b, strict=True)


@both_halves
@every_op_with_backward
def test_backward_refuses_a_gradient_of_another_shape(name, half):
    arrays, options = OPS[name].example
    y = OPS[name].differentiated(run(scratch, name, arrays, options))
    if np.ndim(y) == 0:
        return  # a loss takes no d_out
    with pytest.raises(
        ValueError, match=f"^{name}_backward: d_out has shape .*, needs .* \\(the shape of {name}'s output"
    ):
        run_backward(half_of(half), name, arrays, options, np.ones((1, 1, 1, 1, 1), np.float32))
    if OPS[name].gradient_type_is_free:
        return
    with pytest.raises(TypeError, match=f"^{name}_backward: d_out holds float64, but .* float32"):
        run_backward(half_of(half), name, arrays, options, np.ones(y.shape))
