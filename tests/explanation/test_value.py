"""An explanation's value is the operation's own number, and its terms come to it, however hard the numbers are."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cnnlib.tf
from cnnlib import explain, scratch
from cnnlib.explanation import EXPLAINED
from tests.ops import OPS
from tests.ops.calls import as_tuple

drawn = settings(max_examples=40, deadline=None, derandomize=True, database=None)
drawn_of_tf = settings(drawn, max_examples=8)
HARD = {
    "plain": lambda a, rng: a,
    "mean 1e3": lambda a, rng: a + a.dtype.type(1e3),
    "mean 1e6": lambda a, rng: a + a.dtype.type(1e6),
    "ties": lambda a, rng: np.round(a),
    "far and zeros": lambda a, rng: rng.choice([0.0, -0.0, 100.0, -100.0, 1e4, -1e4], a.shape).astype(a.dtype),
    "all equal": lambda a, rng: np.full_like(a, 7.3),
    "nan": lambda a, rng: np.where(rng.random(a.shape) < 0.2, a.dtype.type(np.nan), a),
    "infinities": lambda a, rng: np.where(rng.random(a.shape) < 0.2, np.copysign(a.dtype.type(np.inf), a), a),
}
every_dtype = pytest.mark.parametrize("dtype", ["float32", "float64"])


def made_hard(data, arrays, rng):
    """The arrays with some of their numbers hard; a variance stays one."""
    kinds = {key: data.draw(st.sampled_from(list(HARD)), label=key) for key in arrays if key != "variance"}
    return arrays | {key: HARD[kind](arrays[key], rng) for key, kind in kinds.items()}


def drawn_call(data, half, name, dtype):
    """The arguments of a call of an explained operation, and what it gives for them, by name."""
    forward = name.removesuffix("_backward")
    op, rng = OPS[forward], np.random.default_rng(data.draw(st.integers(0, 99), label="seed"))
    arrays, options = op.draw(data.draw, lambda shape: rng.normal(size=shape).astype(dtype))
    arrays = made_hard(data, arrays, rng)
    if half is cnnlib.tf:
        options.pop("method", None)  # TensorFlow chooses it
    result = op.call(getattr(half, forward), arrays, options)
    y = np.asarray(op.differentiated(result))
    if name == forward:
        return list(arrays.values()), options, {None: y}
    d_out = made_hard(data, {"d_out": rng.normal(size=np.shape(y)).astype(dtype)}, rng)["d_out"]
    positional, options = op.backward_arguments(op, d_out, arrays, options, result)
    return positional, options, dict(zip(arrays, as_tuple(getattr(half, name)(*positional, **options))))


def rounding(explained, result):
    """How far rounding can take the operation's number from the terms': so many of the last digits of the largest."""
    sizes = [abs(math.prod(float(f.value) for f in term)) for term in explained.terms]
    largest, limits = float(np.abs(result[np.isfinite(result)]).max(initial=0)), np.finfo(result.dtype)
    last_digits = 50 * float(limits.eps) * max(sum(sizes) / explained.divisor, largest)
    return max(last_digits, float(limits.tiny))  # below it, numbers have fewer digits


def cell_is_spoiled(arrays, at):
    """An infinity or NaN anywhere in the cell: local response normalization gives NaN for all of its channels."""
    return not all(np.isfinite(array[at[:3]]).all() for array in arrays)


def drawn_explanation(data, half, name, dtype):
    """An explanation of one number of a drawn call, the call's array that holds it, its place, and the arguments."""
    with np.errstate(all="ignore"):
        positional, options, results = drawn_call(data, half, name, dtype)
        of = data.draw(st.sampled_from(list(results)), label="of")
        result = np.asarray(results[of])
        at = tuple(data.draw(st.integers(0, n - 1)) for n in result.shape)
        return explain(getattr(half, name), *positional, at=at, of=of, **options), result, at, positional


@every_dtype
@pytest.mark.parametrize("name", EXPLAINED)
def test_the_value_is_the_number_of_tensorflow(name, dtype):
    @drawn_of_tf
    @given(st.data())
    def check(data):
        explained, result, at, _ = drawn_explanation(data, cnnlib.tf, name, dtype)
        assert type(explained.value) is float
        np.testing.assert_array_equal(explained.value, result[at])

    check()


def test_terms_that_do_not_come_to_the_number_say_so():
    x = (1e6 + np.random.default_rng(0).normal(size=(4, 3))).astype(np.float32)
    weights = np.ones(3, np.float32), np.zeros(3, np.float32)
    of_tf, ours = (str(explain(half.batch_norm, x, *weights, at=(0, 0))) for half in (cnnlib.tf, scratch))
    assert re.search(r" = −?[\d.]+ \(rounded on the way: the terms come to −?[\d.]+\)$", of_tf)
    assert "rounded" not in ours


@every_dtype
@pytest.mark.parametrize("name", EXPLAINED)
def test_value(name, dtype):
    @drawn
    @given(st.data())
    def check(data):
        explained, result, at, positional = drawn_explanation(data, scratch, name, dtype)
        assert type(explained.value) is float
        np.testing.assert_array_equal(explained.value, result[at])
        computed = explained.computed()
        if np.isfinite(result[at]):
            assert "rounded on the way" not in str(explained)
            assert abs(computed - result[at]) <= rounding(explained, result)
        elif not (name.startswith("local_response_norm") and cell_is_spoiled(positional, at)):
            assert not np.isfinite(computed)  # infinities added up in another order may come to NaN

    check()
