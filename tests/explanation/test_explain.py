"""Every explanation adds up to what the operation gives, at every element, over drawn configurations."""

import itertools
from functools import partial

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

import cnnlib.tf
from cnnlib import explain, explanation, scratch
from cnnlib.explanation import EXPLAINED
from cnnlib.numerals import number
from tests.ops import OPS
from tests.ops.calls import WITH_BACKWARD

FORWARD = sorted(name for name in EXPLAINED if not name.endswith("_backward"))
BACKWARD = sorted(name.removesuffix("_backward") for name in EXPLAINED if name.endswith("_backward"))
# What has no arithmetic over several elements to write out, or none that is a sum, a mean or a maximum.
EXEMPT = {
    "dropout",  # each element by itself, times 0 or 1/(1 − rate)
    *("pad2d", "sliding_windows"),  # move cells; conv2d and pooling show where from
    *("output_size", "same_padding"),  # count cells, and have no array
}
short = settings(max_examples=20, deadline=None, derandomize=True, database=None)


def drawn(data, name):
    """Arrays and options of one call, what the operation gives for them, and its first output."""
    op, rng = OPS[name], np.random.default_rng(data.draw(st.integers(0, 99)))
    arrays, options = op.draw(data.draw, lambda shape: rng.normal(size=shape))
    result = op.call(getattr(scratch, name), arrays, options)
    return arrays, options, result, op.differentiated(result)


def test_every_operation_has_an_explanation_unless_exempt():
    def with_backwards(names):
        return {*names, *(f"{name}_backward" for name in WITH_BACKWARD if name in names)}

    assert EXEMPT < OPS.keys()
    assert EXPLAINED.keys() == with_backwards(OPS) - with_backwards(EXEMPT)


@pytest.mark.parametrize("name", FORWARD)
def test_the_written_arithmetic_gives_the_output(name):
    @short
    @given(st.data())
    def check(data):
        arrays, options, _, y = drawn(data, name)
        for at in np.ndindex(*np.shape(y)):
            explained = OPS[name].call(partial(explain, getattr(scratch, name), at=at), arrays, options)
            assert explained.value == y[at] and explained.computed() == pytest.approx(y[at], rel=1e-9, abs=1e-12)
            assert str(explained).endswith(f" = {number(explained.value)}")
            assert repr(explained) == str(explained) and type(float(explained)) is float
            assert float(explained) == explained.value

    check()


@pytest.mark.parametrize("name", BACKWARD)
def test_the_written_arithmetic_gives_the_gradient(name):
    @short
    @given(st.data())
    def check(data):
        arrays, options, result, y = drawn(data, name)
        d_out = np.random.default_rng(1).normal(size=np.shape(y)) if np.ndim(y) else 1.0
        backward = getattr(scratch, name + "_backward")
        positional, options = OPS[name].backward_arguments(OPS[name], d_out, arrays, options, result)
        gradients = backward(*positional, **options)
        for of, gradient in zip(arrays, gradients if isinstance(gradients, tuple) else [gradients]):
            for at in np.ndindex(*gradient.shape):
                explained = explain(backward, *positional, of=of, at=at, **options)
                assert explained.value == gradient[at]
                assert explained.computed() == pytest.approx(gradient[at], rel=1e-9, abs=1e-12)
                assert explained.array == f"d{of}" and explained.at == at

    check()


@pytest.mark.parametrize("name", FORWARD)
def test_every_cell_of_an_explanation_is_in_its_array_or_is_padding(name):
    @short
    @given(st.data())
    def check(data):
        arrays, options, _, y = drawn(data, name)
        at = np.unravel_index(np.size(y) - 1, np.shape(y)) if np.ndim(y) else ()
        explained = OPS[name].call(partial(explain, getattr(scratch, name), at=at), arrays, options)
        for factor in itertools.chain(*explained.terms):
            if factor.array in explained.arrays:
                array = explained.arrays[factor.array]
                on_array = all(0 <= i < n for i, n in zip(factor.index, array.shape, strict=True))
                assert factor.padding != on_array
                assert factor.padding or factor.value == array[factor.index]

    check()


def test_the_first_window_of_the_article():
    x = np.zeros((1, 5, 5, 1))
    x[0, :3, :3, 0] = [[1, -1, 0], [-1, -2, 2], [1, 2, -2]]
    kernel = np.array([[-1.0, 1, 2], [1, -1, 3], [0, -1, -2]])[:, :, None, None]
    text = str(explain(scratch.conv2d, x, kernel, at=(0, 0, 0, 0)))
    assert text == ("y[0, 0, 0, 0] = 1·(−1) + (−1)·1 + 0·2 + (−1)·1 + (−2)·(−1) + 2·3 + 1·0 + 2·(−1) + (−2)·(−2) = 7")


def test_padding_is_written_as_zero_and_marked():
    explained = explain(scratch.conv2d, np.ones((1, 2, 2, 1)), np.ones((3, 3, 1, 1)), at=(0, 0, 0, 0), padding=1)
    assert sum(factor.padding for term in explained.terms for factor in term) == 5
    assert explained.value == 4


def test_a_long_sum_is_cut_in_the_middle():
    text = str(explain(scratch.conv2d, np.ones((1, 9, 9, 1)), np.ones((9, 9, 1, 1)), at=(0, 0, 0, 0)))
    assert text.count("1·1") == 29 and "… (52 more) …" in text and text.endswith("= 81")


X = np.array([[1.0, -1, 0], [-1, -2, 2], [1, 2, -2]])[None, :, :, None]
D_OUT = np.array([[0.5, 1], [-1, 2]])[None, :, :, None]
Z = np.array([[2.0, 0], [-1, 1000]])


@pytest.mark.parametrize(
    "explained, text",
    [
        (explain(scratch.max_pool2d, X, 2, 1, at=(0, 0, 0, 0)), "y[0, 0, 0, 0] = max(1, −1, −1, −2) = 1"),
        (explain(scratch.max_pool2d, X, padding="same", at=(0, 1, 1, 0)), "y[0, 1, 1, 0] = max(−2, −∞, −∞, −∞) = −2"),
        (explain(scratch.max_pool2d_backward, D_OUT, X, 2, 1, at=(0, 1, 2, 0)), "dx[0, 1, 2, 0] = 1 + 2 = 3"),
        (explain(scratch.max_pool2d_backward, D_OUT, X, 2, 1, at=(0, 1, 1, 0)), "dx[0, 1, 1, 0] = 0 = 0"),
        (explain(scratch.avg_pool2d, X, 2, 1, at=(0, 0, 0, 0)), "y[0, 0, 0, 0] = (1 − 1 − 1 − 2)/4 = −0.75"),
        (explain(scratch.avg_pool2d, X, padding="same", at=(0, 0, 1, 0)), "y[0, 0, 1, 0] = (0 + 2)/2 = 1"),
        (
            explain(scratch.avg_pool2d, X, padding="same", count_include_pad=True, at=(0, 0, 1, 0)),
            "y[0, 0, 1, 0] = (0 + 0 + 2 + 0)/4 = 0.5",
        ),
        (
            explain(scratch.avg_pool2d_backward, D_OUT, X, 2, 1, at=(0, 1, 0, 0)),
            "dx[0, 1, 0, 0] = 0.5·1/4 + (−1)·1/4 = −0.125",
        ),
        (
            explain(scratch.dense, X[0, :, :, 0], np.array([[2.0], [0], [-1]]), np.array([-0.5]), at=(2, 0)),
            "y[2, 0] = 1·2 + 2·0 + (−2)·(−1) − 0.5 = 3.5",
        ),
        (
            explain(scratch.softmax_cross_entropy, Z, np.array([0, 0])),
            "loss = (−log(e^2/(e^2 + e^0)) − log(e^(−1)/(e^(−1) + e^1000)))/2 = 500.563",
        ),
        (
            explain(scratch.softmax_cross_entropy, Z[:1], np.array([0]), label_smoothing=0.5),
            "loss = 0.75·(−log(e^2/(e^2 + e^0))) + 0.25·(−log(e^0/(e^2 + e^0))) = 0.626928",
        ),
        (
            explain(scratch.softmax_cross_entropy_backward, Z, np.array([0, 0]), at=(0, 0)),
            "dlogits[0, 0] = (e^2/(e^2 + e^0) − 1)/2 = −0.0596015",
        ),
    ],
)
def test_arithmetic_is_written_as_by_hand(explained, text):
    assert str(explained) == text


def test_a_figure_shows_padding_as_what_it_holds():
    def shown(explained):
        return [text.get_text() for ax in explained.figure().axes for text in ax.texts]

    assert shown(explain(scratch.max_pool2d, X, padding="same", at=(0, 1, 1, 0))).count("−∞") == 16
    counted = explain(scratch.avg_pool2d, X, padding="same", count_include_pad=True, at=(0, 1, 1, 0))
    assert shown(counted).count("0") == 16 + 1 and "−∞" not in shown(counted)


@pytest.mark.parametrize(
    "explained, panels",
    [
        (explain(scratch.max_pool2d_backward, D_OUT, X, 2, 1, at=(0, 1, 1, 0)), ["x[0, :, :, 0]"]),
        (explain(scratch.avg_pool2d_backward, D_OUT, X, 2, 1, at=(0, 0, 0, 0)), ["d_out[0, :, :, 0]", "x[0, :, :, 0]"]),
        (explain(scratch.dense, Z, Z, Z[0], at=(0, 0)), ["x", "kernel", "bias"]),
        (explain(scratch.softmax_cross_entropy, Z, np.array([0, 1])), ["logits", "labels"]),
        (
            explain(
                scratch.conv2d_backward,
                D_OUT,
                np.ones((1, 4, 4, 1)),
                np.ones((2, 2, 1, 1)),
                strides=2,
                of="x",
                at=(0, 0, 0, 0),
            ),
            ["d_out[0, :, :, 0]", "kernel[:, :, 0, 0]"],
        ),
        (
            explain(
                scratch.conv2d_backward,
                D_OUT,
                np.ones((1, 5, 5, 1)),
                np.ones((2, 2, 1, 1)),
                strides=2,
                of="x",
                at=(0, 4, 4, 0),
            ),
            ["d_out[0, :, :, 0]"],
        ),
    ],
)
def test_a_figure_shows_the_arrays_that_were_used(explained, panels):
    assert [ax.get_title() for ax in explained.figure().axes] == panels


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"at": (0, 3, 0, 0)}, "at is (0, 3, 0, 0), but conv2d gives an array of shape (1, 3, 3, 1); needs "),
        ({"at": (0, 0)}, "(1, 3, 3, 1); needs an index for each axis, from (0, 0, 0, 0) to (0, 2, 2, 0)"),
        ({"op": np.add}, "op is add, needs one of avg_pool2d, "),
        ({"op": scratch.dropout}, "op is dropout, needs one of avg_pool2d, "),
        ({"of": "x"}, "explain: of is 'x', but conv2d gives no gradient; leave of out, or ask conv2d_backward"),
        ({"method": "strassen"}, "conv2d: method is 'strassen', needs one of auto, im2col, "),
        ({"method": "product"}, "conv2d: method is 'product', which needs a 1×1 kernel, but kernel is 3×3"),
        ({"op": scratch.conv2d_backward, "of": "y"}, 'of is \'y\', needs "x", "kernel" or "bias"'),
    ],
)
def test_a_wrong_question_is_refused(changes, words):
    x, kernel = np.ones((1, 5, 5, 1)), np.ones((3, 3, 1, 1))
    call = {"op": scratch.conv2d, "at": (0, 0, 0, 0)} | changes
    arrays = [np.ones((1, 3, 3, 1)), x, kernel] if call["op"] is scratch.conv2d_backward else [x, kernel]
    with pytest.raises(ValueError) as caught:
        explain(call.pop("op"), *arrays, **call)
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_of_no_number_there_is_nothing_to_explain():
    words = r"explain: relu gives an array of shape \(0, 3\), which holds no number to explain"
    with pytest.raises(ValueError, match=f"^{words}$"):
        explain(scratch.relu, np.ones((0, 3)), at=(0, 0))


@pytest.mark.parametrize(
    "x, at, words",
    [
        (np.ones((1, 5, 5, 1)), (0.5, 0, 0, 0), "explain: at is 0.5, needs an integer"),
        (np.ones((1, 5, 5, 1)), 0, "explain: at is 0, needs a tuple of integers"),
        ([[[[1.0]]]], (0, 0, 0, 0), "explain: x is a list, needs an array; wrap it: np.array(x, dtype=np.float32)"),
    ],
)
def test_what_is_no_position_or_array_is_refused(x, at, words):
    with pytest.raises(TypeError) as caught:
        explain(scratch.conv2d, x, np.ones((1, 1, 1, 1)), at=at)
    assert words in str(caught.value)


def test_a_method_changes_nothing_in_the_sum():
    x, kernel = np.arange(16.0).reshape(1, 4, 4, 1), np.ones((2, 2, 1, 1))
    for method in ("auto", "fft", "sums"):
        explained = explain(scratch.conv2d, x, kernel, at=(0, 1, 1, 0), method=method)
        assert str(explained) == "y[0, 1, 1, 0] = 5·1 + 6·1 + 9·1 + 10·1 = 30"


def test_lists_are_named_by_their_arguments():
    for op, arrays, words in [
        (scratch.conv2d, (np.ones((1, 5, 5, 1)), [[1.0]]), "kernel is a list, needs an array; wrap it: np.array(k"),
        (scratch.softmax_cross_entropy, (np.ones((2, 2)), [0, 1]), "labels is a list, needs an array; wrap it: np.a"),
    ]:
        with pytest.raises(TypeError) as caught:
            explain(op, *arrays, at=(0, 0, 0, 0))
        assert str(caught.value).startswith("explain: " + words)


@pytest.mark.parametrize("half", [scratch, cnnlib.tf])
def test_what_has_no_numbers_is_refused(half):
    def refused(x, kind):
        for arrays, name in ((x, np.ones((3, 3, 1, 1))), "x"), ((np.ones((1, 5, 5, 1)), x), "kernel"):
            with pytest.raises(TypeError) as caught:
                explain(half.conv2d, *arrays, at=(0, 0, 0, 0))
            needs = "which has no numbers to write out; needs an array"
            assert str(caught.value) == f"explain: {name} is {kind}, {needs}"

    refused(scratch.Input((5, 5, 1)), "a symbol")
    refused(tf.keras.Input((5, 5, 1)), "a symbol")
    tf.function(lambda x: refused(x, "a tensor of a graph"), autograph=False)(tf.ones((1, 5, 5, 1)))


@pytest.mark.parametrize(
    "op, kind",
    [
        (partial(scratch.conv2d, np.ones((1, 5, 5, 1))), "a partial"),
        (scratch.Conv2D(2, 3), "a Conv2D"),
        (np.ones(2), "an ndarray"),
    ],
)
def test_of_an_operation_that_is_no_function_the_type_is_shown(op, kind):
    with pytest.raises(TypeError) as caught:
        explain(op, np.ones((1, 5, 5, 1)), at=(0, 0))
    assert str(caught.value) == f"explain: op is {kind}, needs the function itself, such as cnnlib.scratch.conv2d"


def conv2d(x, kernel):
    """Somebody else's."""
    return x


@pytest.mark.parametrize("theirs", [conv2d, tf.nn.max_pool2d])
def test_a_function_of_the_name_of_ours_is_refused(theirs):
    x, kernel = np.ones((1, 5, 5, 1)), np.ones((3, 3, 1, 1))
    with pytest.raises(ValueError) as caught:
        explain(theirs, x, kernel, at=(0, 0, 0, 0))
    name = theirs.__name__
    assert str(caught.value).startswith(f"explain: op is {name} of {theirs.__module__}, needs the library's own: ")
    assert str(caught.value).endswith(f": cnnlib.scratch.{name}")


@pytest.mark.parametrize("name", EXPLAINED)
def test_the_functions_of_both_halves_are_known(name):
    assert explanation._name_of(getattr(scratch, name)) == explanation._name_of(getattr(cnnlib.tf, name)) == name


def test_the_other_half_is_explained_with_its_own_number():
    rng = np.random.default_rng(0)
    x, kernel = (rng.normal(size=s).astype(np.float32) for s in ((1, 9, 9, 8), (3, 3, 8, 2)))
    explained = explain(cnnlib.tf.conv2d, tf.constant(x), kernel, at=(0, 2, 3, 1), padding="same")
    assert explained.value == cnnlib.tf.conv2d(x, kernel, padding="same").numpy()[0, 2, 3, 1]
    assert explained.value == pytest.approx(explained.computed(), rel=1e-5)


@pytest.mark.parametrize(
    "op, arrays, options, words",
    [
        ("conv2d", [X, X], {}, "explain: op is 'conv2d', needs the function itself, such as cnnlib.scratch.conv2d"),
        (scratch.conv2d, [X, X], {"stride": 2}, "conv2d: stride is not an argument; conv2d takes x, kernel, bias, strides, "),
        (scratch.conv2d, [X], {}, "conv2d: kernel is missing; conv2d takes x, kernel, bias, "),
        (scratch.conv2d_backward, [X, X], {"of": "x"}, "conv2d_backward: kernel is missing; conv2d_backward takes "),
        (scratch.batch_norm, [X, X], {}, "batch_norm: beta is missing; batch_norm takes x, gamma, beta, "),
        (scratch.group_norm, [X, X, X], {}, "group_norm: groups is missing; group_norm takes x, gamma, beta, "),
        (scratch.max_pool2d, [X], {"method": "fft"}, "max_pool2d: method is not an argument; max_pool2d takes x, "),
        (scratch.dense, [X, X, X, X], {}, "dense: 4 arguments without a name given, needs at most 3 (x, kernel, bias)"),
        (scratch.conv2d, [X, X], {"x": X}, "conv2d: x is given twice, by its place and by its name"),
        (scratch.conv2d, [X, X, None, 2], {}, "conv2d: 4 arguments without a name given, needs at most 3 (x, kernel, bias); by name it takes strides, "),
        (scratch.separable_conv2d, [X, X, X], {"groups": 2}, "separable_conv2d: groups is not an argument; "),
    ],
)
def test_wrong_arguments_are_refused_in_the_name_of_the_operation(op, arrays, options, words):
    with pytest.raises(TypeError) as caught:
        explain(op, *arrays, at=(0, 0, 0, 0), **options)
    message = str(caught.value)
    assert message.startswith(words) and "\n" not in message and "explain_" not in message


def test_a_method_that_spoils_a_number_is_not_denied():
    x, kernel = np.ones((1, 9, 9, 1)), np.ones((3, 3, 1, 1))
    x[0, 0, 0] = np.nan
    for method, value in (("im2col", 9), ("fft", np.nan)):
        explained = explain(scratch.conv2d, x, kernel, at=(0, 6, 6, 0), method=method)
        np.testing.assert_equal(explained.value, value)
        assert explained.computed() == 9


@pytest.mark.parametrize("mean", [1e3, 1e6])
@pytest.mark.parametrize("name", ["batch_norm", "layer_norm", "instance_norm", "group_norm"])
def test_the_terms_of_a_norm_far_from_zero_come_to_the_number_in_float32(name, mean):
    rng = np.random.default_rng(0)
    x = (mean + rng.normal(size=(2, 3, 3, 4))).astype(np.float32)
    gamma, beta, options = np.ones(4, np.float32), np.zeros(4, np.float32), {"groups": 2} if name[0] == "g" else {}
    y = getattr(scratch, name)(x, gamma, beta, **options)
    y = y[0] if name == "batch_norm" else y
    for at in np.ndindex(*y.shape):
        explained = explain(getattr(scratch, name), x, gamma, beta, at=at, **options)
        assert explained.value == y[at] and explained.computed() == pytest.approx(y[at], rel=1e-6, abs=1e-6)


def test_the_maximum_of_nan_is_nan_and_it_has_the_gradient():
    x = np.array([[1, np.nan], [0, 2]])[None, :, :, None]
    assert str(explain(scratch.max_pool2d, x, at=(0, 0, 0, 0))) == "y[0, 0, 0, 0] = max(1, nan, 0, 2) = nan"
    assert str(explain(scratch.global_max_pool2d, x, at=(0, 0))) == "y[0, 0] = max(1, nan, 0, 2) = nan"
    d_out = np.full((1, 1, 1, 1), 3.0)
    for backward, d in ((scratch.max_pool2d_backward, d_out), (scratch.global_max_pool2d_backward, d_out[0, 0])):
        values = [explain(backward, d, x, at=(0, i, j, 0)).computed() for i, j in np.ndindex(2, 2)]
        assert values == [0, 3, 0, 0]
