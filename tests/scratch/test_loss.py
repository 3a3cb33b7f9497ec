"""Losses on hard logits, with every form of labels, and against Keras's own classes."""

import numpy as np
import pytest

from cnnlib import scratch
from cnnlib.scratch import loss
from tests.scratch.halves import HALVES

LOGITS = np.random.default_rng(0).normal(size=(6, 5)).astype(np.float32)
LABELS = np.array([0, 4, 2, 2, 1, 3])
PIXELS_AND_ROWS = (LOGITS.reshape(1, 2, 3, 5), LABELS.reshape(1, 2, 3)), (LOGITS, LABELS)


@HALVES
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_logits_of_a_thousand(half, dtype):
    logits = np.array([[1000, -1000], [1000, -1000]], dtype)
    right, wrong = np.array([0, 0]), np.array([1, 1])
    assert half.softmax_cross_entropy(logits, right) == 0
    assert half.softmax_cross_entropy(logits, wrong) == 2000
    dlogits = half.softmax_cross_entropy_backward(logits, wrong)
    np.testing.assert_array_equal(dlogits, [[0.5, -0.5], [0.5, -0.5]])


@HALVES
def test_labels_in_either_form_give_the_same_loss_and_gradient(half):
    for smoothing in (0.0, 0.1):
        for f in (half.softmax_cross_entropy, half.softmax_cross_entropy_backward):
            from_integers = f(LOGITS, LABELS, label_smoothing=smoothing)
            from_rows = f(LOGITS, np.eye(5, dtype=np.float32)[LABELS], label_smoothing=smoothing)
            np.testing.assert_array_equal(from_integers, from_rows)


def test_the_loss_is_that_of_keras(keras):
    sparse = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(LABELS, LOGITS)
    assert scratch.softmax_cross_entropy(LOGITS, LABELS) == pytest.approx(float(sparse), rel=1e-6)
    smooth = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
    expected = float(smooth(np.eye(5, dtype=np.float32)[LABELS], LOGITS))
    assert scratch.softmax_cross_entropy(LOGITS, LABELS, label_smoothing=0.1) == pytest.approx(expected, rel=1e-6)
    squared = keras.losses.MeanSquaredError()(LOGITS, 2 * LOGITS)
    assert scratch.mean_squared_error(LOGITS, 2 * LOGITS) == pytest.approx(float(squared), rel=1e-6)


def test_the_loss_of_pixels_is_that_of_one_long_batch():
    for smoothing in (0.0, 0.1):
        loss, of_rows = (scratch.softmax_cross_entropy(*a, label_smoothing=smoothing) for a in PIXELS_AND_ROWS)
        assert loss == of_rows
        dlogits, of_rows = (
            scratch.softmax_cross_entropy_backward(*a, label_smoothing=smoothing) for a in PIXELS_AND_ROWS
        )
        np.testing.assert_array_equal(dlogits.reshape(6, 5), of_rows)


def test_the_loss_of_pixels_is_that_of_keras(keras):
    (logits, labels), _ = PIXELS_AND_ROWS
    sparse = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, logits)
    assert scratch.softmax_cross_entropy(logits, labels) == pytest.approx(float(sparse), rel=1e-6)


def test_a_message_calls_the_arguments_what_they_are_called():
    names, wrong = ("y_pred", "y_true"), LOGITS[:, :1]
    for check in (loss.check_labels, loss.check_binary, loss.check_target):
        with pytest.raises(ValueError, match=r"f: y_true has shape \(6, 1\), needs \(6, 5\) \(the shape of y_pred"):
            check("f", LOGITS, wrong, names)
        with pytest.raises(ValueError, match=r"^f: \w+ has shape \(6, 1\)"):
            check("f", LOGITS, wrong)


def test_the_gradient_of_each_example_sums_to_zero():
    dlogits = scratch.softmax_cross_entropy_backward(LOGITS.astype(np.float64), LABELS, label_smoothing=0.1)
    np.testing.assert_allclose(dlogits.sum(axis=1), 0, atol=1e-16)


def test_an_untrained_guess_costs_the_logarithm_of_the_number_of_classes():
    assert scratch.softmax_cross_entropy(np.zeros((3, 10)), np.array([1, 5, 9])) == pytest.approx(np.log(10))


@HALVES
def test_smoothing_takes_from_the_label_and_gives_to_all_classes_alike(half):
    logits, labels = np.array([[np.log(3), 0]]), np.array([0])  # probabilities 3/4 and 1/4
    loss = half.softmax_cross_entropy(logits, labels, label_smoothing=0.2)  # targets 0.9 and 0.1
    assert float(loss) == pytest.approx(-0.9 * np.log(0.75) - 0.1 * np.log(0.25), rel=1e-12)
    dlogits = half.softmax_cross_entropy_backward(logits, labels, label_smoothing=0.2)
    np.testing.assert_allclose(dlogits, [[0.75 - 0.9, 0.25 - 0.1]], rtol=1e-12)


def test_one_class_costs_nothing():
    assert scratch.softmax_cross_entropy(np.array([[3.0]]), np.array([0])) == 0


@HALVES
def test_a_label_that_is_no_class_is_refused(half):
    for f in (half.softmax_cross_entropy, half.softmax_cross_entropy_backward):
        for wrong in (5, -1):
            with pytest.raises(ValueError, match=f"labels holds {wrong}, needs classes from 0 to 4"):
                f(LOGITS, np.array([0, 4, 2, 2, 1, wrong]))


def test_labels_that_are_no_numpy_array_are_refused():
    class Column:
        shape, dtype = (6,), np.dtype(int)

    with pytest.raises(TypeError, match="^softmax_cross_entropy: labels is a Column, needs a NumPy array$"):
        scratch.softmax_cross_entropy(LOGITS, Column())


@pytest.mark.parametrize("name", ["softmax_cross_entropy", "mean_squared_error"])
def test_backward_refuses_what_forward_refuses(name):
    backward = getattr(scratch, name + "_backward")
    with pytest.raises(TypeError, match=f"^{name}_backward: .* is a list"):
        backward([[1.0]], np.array([0]))
    with pytest.raises(ValueError, match=f"^{name}_backward: .* needs at least 1 example"):
        backward(np.ones((0, 3)), np.ones((0, 3)))
    with pytest.raises(TypeError, match=f"^{name}_backward: .* is a list"):
        backward(np.ones((1, 3)), [0])


def test_rows_of_probabilities_in_float32_may_miss_one_by_their_rounding():
    logits = np.random.default_rng(1).normal(size=(4, 1000)).astype(np.float32)
    soft = scratch.softmax(logits)
    assert scratch.softmax_cross_entropy(logits, soft) > 0


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_losses_and_gradients_keep_the_type(dtype):
    logits, smoothing = LOGITS.astype(dtype), np.float64(0.1)
    assert scratch.softmax_cross_entropy(logits, LABELS, label_smoothing=smoothing).dtype == dtype
    assert scratch.softmax_cross_entropy_backward(logits, LABELS, label_smoothing=smoothing).dtype == dtype
    assert scratch.mean_squared_error(logits, logits).dtype == dtype
    assert scratch.mean_squared_error_backward(logits, logits).dtype == dtype


def test_labels_are_not_written_to():
    rows = np.eye(5, dtype=np.float32)[LABELS]
    rows.flags.writeable = LABELS.flags.writeable = False
    for labels in (rows, LABELS):
        scratch.softmax_cross_entropy(LOGITS, labels, label_smoothing=0.1)
        scratch.softmax_cross_entropy_backward(LOGITS, labels, label_smoothing=0.1)


@HALVES
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("ruled_out", [-np.inf, -3e38])
def test_a_class_that_is_ruled_out_costs_nothing(half, dtype, ruled_out):
    logits = np.array([[1, ruled_out, 2]], dtype)
    for labels in (np.array([2]), np.array([[0, 0, 1]], dtype)):
        assert float(half.softmax_cross_entropy(logits, labels)) == pytest.approx(0.3132617, rel=1e-6)
        dlogits = half.softmax_cross_entropy_backward(logits, labels)
        np.testing.assert_allclose(dlogits, [[0.2689414, 0, -0.2689414]], rtol=1e-6)


@HALVES
def test_a_label_or_a_smoothed_target_that_is_ruled_out_costs_infinity(half):
    logits = np.array([[1.0, -np.inf, 2.0]])
    assert half.softmax_cross_entropy(logits, np.array([1])) == np.inf
    assert half.softmax_cross_entropy(logits, np.array([2]), label_smoothing=0.1) == np.inf
    dlogits = half.softmax_cross_entropy_backward(logits, np.array([1]))
    np.testing.assert_allclose(dlogits, [[0.2689414, -1, 0.7310586]], rtol=1e-6)


@HALVES
def test_logits_whose_difference_is_too_large_for_a_float(half):
    logits = np.array([[3e38, -3e38, 0]], np.float32)
    costs = [float(half.softmax_cross_entropy(logits, np.array([label]))) for label in range(3)]
    assert costs == [0, np.inf, np.float32(3e38)]
    np.testing.assert_array_equal(half.softmax_cross_entropy_backward(logits, np.array([2])), [[1, 0, -1]])


@HALVES
@pytest.mark.parametrize("row", [[np.nan, 1, 2], [np.inf, 1, 2], [-np.inf, -np.inf, -np.inf]])
def test_a_row_without_probabilities_costs_nan(half, row):
    with np.errstate(invalid="ignore"):
        assert np.isnan(half.softmax_cross_entropy(np.array([row]), np.array([1])))


@HALVES
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("size", [100.0, 1e4])
def test_yes_or_no_for_large_logits(half, dtype, size):
    logits, targets = np.array([size, size, -size, -size], dtype), np.array([1, 0, 1, 0], dtype)
    assert half.binary_cross_entropy(logits, targets) == size / 2
    dlogits = half.binary_cross_entropy_backward(logits, targets)
    np.testing.assert_allclose(dlogits, [0, 0.25, -0.25, 0], atol=1e-40)


@HALVES
def test_yes_or_no_for_logits_of_zero_and_for_a_target_between(half):
    logits = np.array([[0.0], [-0.0], [np.log(3)]])  # probabilities ½, ½ and ¾
    targets = np.array([[1.0], [0.0], [0.25]])
    loss = half.binary_cross_entropy(logits, targets)
    costs = [np.log(2), np.log(2), -0.25 * np.log(0.75) - 0.75 * np.log(0.25)]
    assert float(loss) == pytest.approx(np.mean(costs), rel=1e-12)
    dlogits = half.binary_cross_entropy_backward(logits, targets)
    np.testing.assert_allclose(dlogits, [[-1 / 6], [1 / 6], [1 / 6]], rtol=1e-12)


@HALVES
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_small_cost_is_not_rounded_away(half, dtype):
    loss = half.binary_cross_entropy(np.array([20, -20], dtype), np.array([1, 0], dtype))
    assert float(loss) == pytest.approx(np.exp(-20.0), rel=1e-6)


def test_binary_cross_entropy_is_that_of_keras_and_of_two_classes(keras):
    logits, targets = LOGITS[:, :2], (LOGITS[:, 2:4] > 0).astype(np.float32)
    loss = scratch.binary_cross_entropy(logits, targets)
    assert loss.dtype == np.float32
    expected = keras.losses.BinaryCrossentropy(from_logits=True)(targets, logits)
    assert loss == pytest.approx(float(expected), rel=1e-6)
    two_classes = np.stack([np.zeros(12, np.float32), logits.ravel()], axis=1)
    of_classes = scratch.softmax_cross_entropy(two_classes, targets.ravel().astype(int))
    assert loss == pytest.approx(of_classes, rel=1e-6)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("logit", [np.nan, np.inf, -np.inf, 3e38, -3e38, 1e4, -1e4, 100, -100, 0.0, -0.0])
@pytest.mark.parametrize("target", [0, 0.5, 1])
def test_binary_cross_entropy_of_hard_logits_is_that_of_tf(logit, target, dtype):
    import cnnlib.tf

    logits, targets = np.array([logit], dtype), np.array([target], dtype)
    with np.errstate(invalid="ignore"):
        ours = [f(logits, targets) for f in (scratch.binary_cross_entropy, scratch.binary_cross_entropy_backward)]
    theirs = cnnlib.tf.binary_cross_entropy(logits, targets), cnnlib.tf.binary_cross_entropy_backward(logits, targets)
    for a, b in zip(ours, theirs):
        np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-40)


@pytest.mark.filterwarnings("error")
def test_no_warning_for_a_class_that_is_ruled_out():
    for logits in (np.array([[1, -np.inf, 2]], np.float32), np.array([[3e38, -3e38, 0]], np.float32)):
        scratch.softmax_cross_entropy(logits, np.array([2]))
        scratch.softmax_cross_entropy_backward(logits, np.array([2]))


@pytest.mark.parametrize(
    "loss, labels",
    [
        (scratch.SparseCategoricalCrossentropy(from_logits=True), np.array([2])),
        (scratch.CategoricalCrossentropy(from_logits=True), np.array([[0.0, 0, 1]])),
    ],
)
def test_the_losses_of_training_take_a_class_that_is_ruled_out(loss, labels):
    assert loss(labels, np.array([[1.0, -np.inf, 2.0]])) == pytest.approx(0.3132617, rel=1e-6)
