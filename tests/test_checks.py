"""The words of the messages that both halves share."""

import types

import numpy as np
import pytest

from cnnlib import arguments, checks, scratch


def test_what_cannot_be_reshaped_by_a_method_is_by_a_function():
    tensor = types.SimpleNamespace(shape=(5, 2, 3))
    with pytest.raises(ValueError, match=r"flatten it to \(5, 6\): tf.reshape\(x, \(-1, 6\)\)$"):
        arguments.check_dense("dense", tensor, np.ones((6, 4)))


def test_of_one_there_is_no_each():
    assert arguments.one_each(1, "x's", "channel") == "one number for x's only channel"
    assert arguments.one_each(2, "x's", "channel") == "one number for each of x's 2 channels"


@pytest.mark.parametrize(
    "limits, fits, not_",
    [
        ({}, [0, 0.5, 1e9], [-1e-9, np.inf, np.nan]),
        ({"minimum": -np.inf}, [-1e9, 0], [-np.inf, np.inf, np.nan]),
        ({"above": True}, [1e-9], [0, -1]),
        ({"maximum": 1}, [0, 1], [-1, 1.5]),
        ({"below": 1}, [0, 0.999], [-1, 1, 2, np.nan]),
    ],
)
def test_a_number_lies_between_its_limits(limits, fits, not_):
    for value in fits:
        assert checks.real("f", "rate", value, **limits) == value
    for value in not_:
        finite = "" if np.isfinite(value) else "finite "
        with pytest.raises(ValueError, match=f"^f: rate is {value}, needs a {finite}number"):
            checks.real("f", "rate", value, **limits)


def test_the_limits_of_a_number_are_named_with_their_reason():
    for value, exception in ((1, ValueError), ("a", TypeError)):
        with pytest.raises(exception, match="needs a number of at least 0 and below 1, such as 0.5$"):
            checks.real("f", "rate", value, below=1, why=", such as 0.5")


def test_a_number_that_no_float_holds_is_refused_in_words():
    with pytest.raises(ValueError, match="^f: rate is too large for a float, needs a number of at least 0$"):
        checks.real("f", "rate", 10**400)
    with pytest.raises(ValueError, match="^f: value is too large for a float, needs a number$"):
        checks.number("f", "value", -(10**5000))


def test_what_arrays_are_computed_with_float32_can_hold():
    assert checks.coefficient("f", "scale", -3.4e38, minimum=-np.inf) == -3.4e38
    for value, needs in ((1e39, "most 3.4e"), (-1e39, "least -3.4e")):
        with pytest.raises(ValueError) as caught:
            checks.coefficient("f", "scale", value, minimum=-np.inf)
        assert str(caught.value) == f"f: scale is {value}, which float32 cannot hold, needs at {needs}+38"


@pytest.mark.parametrize("dtype", ["complex64", "<U3", "datetime64[D]", "O", [("a", "f4")]])
def test_what_is_not_a_number_is_not_to_be_converted(dtype):
    with pytest.raises(TypeError, match="^f: x holds [a-z0-9]+(\\[D\\])?, needs float32 or float64$"):
        checks.check_floats("f", x=np.zeros(2, dtype))


@pytest.mark.parametrize("dtype", ["float16", "longdouble", "int8", "uint64", "bool"])
def test_another_number_is_to_be_converted(dtype):
    with pytest.raises(TypeError, match=r"needs float32 or float64; convert it: x.astype\(np.float32\)$"):
        checks.check_floats("f", x=np.zeros(2, dtype))


@pytest.mark.parametrize(
    "x, words",
    [
        ([1.0], "a list, needs an array of float32 or float64; wrap it: np.array(x, dtype=np.float32)"),
        ([np.float32(1)], "a list, needs an array of float32 or float64; wrap it: np.array(x, dtype=np.float32)"),
        ([np.ones(2)] * 3, "a list of 3 arrays, needs an array of float32 or float64"),
        ((types.SimpleNamespace(shape=(2,)),), "a list of 1 array, needs an array of float32 or float64"),
    ],
)
def test_a_list_of_numbers_can_be_wrapped_and_one_of_arrays_not(x, words):
    with pytest.raises(TypeError) as caught:
        checks.check_floats("f", x=x)
    assert str(caught.value) == f"f: x is {words}"


@pytest.mark.parametrize(
    "wrong, words",
    [
        (lambda x: scratch.dense(x, x[:1, :1]), "dense: kernel takes 1 input, but x has 2"),
        (lambda x: scratch.conv2d(x[None, None], x[None, :1, None]), "conv2d: kernel has 1 input channel, but x has 2"),
        (
            lambda x: scratch.depthwise_conv2d(x[None, None], x[None, None, :1]),
            "depthwise_conv2d: kernel has kernels for 1 channel, but x has 2",
        ),
        (
            lambda x: scratch.separable_conv2d(x[None, :, :, None], x[:1, :1, None, None], x[None, None]),
            "separable_conv2d: pointwise_kernel has shape (1, 1, 2, 2), needs (1, 1, 1, 2) "
            "(the depthwise step gives 1 channel)",
        ),
        (
            lambda x: scratch.max_pool2d(x[None, None], 1, padding=1),
            "max_pool2d: padding adds 1 cell on one side of height, but pool_size spans 1; ",
        ),
        (
            lambda x: scratch.conv2d_transpose(x[None, None], x[None, None], padding=((1, 0), (0, 0))),
            "conv2d_transpose: padding cuts off 1 cell, but the output has 1; needs less padding",
        ),
        (
            lambda x: scratch.conv2d_transpose(x[None, None], x[None, None], output_padding=1),
            "conv2d_transpose: output_padding is 1, needs 0 at strides 1 "
            "(from any other size conv2d does not lead back to 1 cell)",
        ),
        (
            lambda x: scratch.instance_norm(x[None, :, :, None], x[0], x[0]),
            "instance_norm: gamma has shape (2,), needs (1,) (one number for x's only channel)",
        ),
    ],
)
def test_counts_of_one(wrong, words):
    with pytest.raises(ValueError) as caught:
        wrong(np.ones((2, 2)))
    assert str(caught.value).startswith(words)
