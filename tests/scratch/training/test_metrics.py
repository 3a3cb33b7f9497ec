"""Metrics: by hand, and the numbers and names of Keras's in `fit` and `evaluate`."""

import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf

import cnnlib.tf
from cnnlib import scratch
from tests.scratch.networks import branched, examples, small
from tests.scratch.training.cases import METRICS as CASES
from tests.scratch.training.fitting import data_of, loss
from tests.scratch.twins import pair

EVERY_CASE = [(name, *case) for name in CASES for case in CASES[name]]


def labels(form, shape, seed=0):
    """Labels of a form for outputs of this shape."""
    rng = np.random.default_rng(seed)
    if form == "binary":
        return rng.integers(0, 2, shape)
    classes = rng.integers(0, shape[-1], shape[:-1])
    return classes if form == "classes" else np.eye(shape[-1], dtype="float32")[classes]


@pytest.mark.parametrize("name, options, form", EVERY_CASE)
@pytest.mark.parametrize("shape", [(40, 5), (3, 4, 5, 6)])
def test_a_metric_is_that_of_keras(name, options, form, shape):
    y_pred = np.random.default_rng(1).normal(size=shape).astype("float32")
    ours, theirs = getattr(scratch, name)(**options), getattr(cnnlib.tf, name)(**options)
    y_true = labels(form, shape)
    assert ours(y_true, y_pred) == pytest.approx(float(theirs(y_true, y_pred)), rel=1e-6)
    assert ours.name == theirs.name and 0 < ours(y_true, y_pred) <= 1


def test_outputs_that_are_equal_all_count_as_the_larger_one():
    """As in TensorFlow: the class is among the first k if fewer than k outputs are larger."""
    y_pred, y_true = np.array([[1, 1, 1, 2]], "float32"), np.array([2])
    assert [scratch.SparseTopKCategoricalAccuracy(k)(y_true, y_pred) for k in (1, 2, 3)] == [0, 1, 1]
    expected = [float(keras.metrics.SparseTopKCategoricalAccuracy(k)(y_true, y_pred)) for k in (1, 2, 3)]
    assert expected == [0, 1, 1]
    assert scratch.BinaryAccuracy()(np.array([[0]]), np.array([[0.5]])) == 1  # not above the threshold


HARD_ROWS = list(itertools.product([0, 1, 2, np.nan, np.inf, -np.inf], repeat=3))


@pytest.mark.parametrize("name, k", [(name, k) for name in CASES if "Top" in name for k in (1, 2, 3, 5)])
def test_the_first_k_of_nan_and_infinities_are_those_of_keras(name, k):
    """A network that gives NaN is right about nothing."""
    assert_right_about_as_many_hard_rows(name, k=k)
    y_true = np.eye(3)[:1] if name == "TopKCategoricalAccuracy" else np.array([0])
    assert getattr(scratch, name)(k)(y_true, np.full((1, 3), np.nan)) == 0


@pytest.mark.parametrize("name", ["CategoricalAccuracy", "SparseCategoricalAccuracy"])
def test_nan_is_never_the_largest_output_as_in_keras(name):
    assert_right_about_as_many_hard_rows(name)


def assert_right_about_as_many_hard_rows(name, **options):
    """Row by row, for each class."""
    ours, theirs = getattr(scratch, name)(**options), getattr(cnnlib.tf, name)(**options)
    y_pred = np.array(HARD_ROWS, "float32")
    for c in range(3):
        y_true = np.full(len(y_pred), c)
        y_true = np.eye(3, dtype="float32")[y_true] if "Sparse" not in name else y_true
        expected = np.asarray(theirs._fn(y_true, y_pred, **theirs._fn_kwargs))  # of each row
        np.testing.assert_array_equal(ours.values(y_true, y_pred), expected)


def fitted(metrics, form="classes", loss_of=loss, **options):
    """History and evaluation of both halves, and how ours are called."""
    found = []
    for network, nn in zip(pair(small, "float32"), (scratch, cnnlib.tf)):
        x, y = data_of(small, "float32", 24)
        y = np.eye(3, dtype="float32")[y] if form == "rows" else y
        given = metrics(nn) if callable(metrics) else metrics
        eagerly = {"run_eagerly": True} if nn is cnnlib.tf else {}
        given = [given] if nn is cnnlib.tf and not isinstance(given, list) else given  # it takes lists only
        network.compile(nn.SGD(0.0625), loss_of(nn), metrics=given, **eagerly)
        history = network.fit(x, y, batch_size=10, epochs=2, shuffle=False, verbose=0, **options).history
        found.append((history, network.evaluate(x, y, verbose=0)))
    return found


@pytest.mark.parametrize(
    "metrics, form",
    [
        ("accuracy", "classes"),
        ("acc", "classes"),
        (["acc"], "rows"),
        (["accuracy"], "rows"),
        ("sparse_categorical_accuracy", "classes"),
        (["categorical_accuracy", "accuracy"], "rows"),
        (["top_k_categorical_accuracy"], "rows"),
        (["sparse_top_k_categorical_accuracy", ["acc"]], "classes"),
        (lambda nn: [nn.SparseTopKCategoricalAccuracy(k=2, name="two"), "accuracy"], "classes"),
        (lambda nn: [nn.CategoricalAccuracy], "rows"),
        (["mse", "mean_squared_error"], "rows"),
        (["CategoricalAccuracy", "TopKCategoricalAccuracy", "MeanSquaredError"], "rows"),
        (["SparseCategoricalAccuracy", "SparseTopKCategoricalAccuracy"], "classes"),
        ([], "classes"),
    ],
)
def test_names_and_means_are_those_of_keras(metrics, form):
    of_rows = lambda nn: nn.CategoricalCrossentropy(from_logits=True)  # noqa: E731
    (ours, measured), (theirs, expected) = fitted(metrics, form, of_rows if form == "rows" else loss)
    assert list(ours) == list(theirs)
    for name in ours:
        assert ours[name] == pytest.approx(theirs[name], rel=1e-4), name
    assert measured == pytest.approx(expected, rel=1e-4)


def test_metrics_leave_the_weights_of_examples_out():
    (ours, _), (theirs, _) = fitted(["accuracy"], sample_weight=np.arange(24) / 8)
    assert ours["accuracy"] == pytest.approx(theirs["accuracy"])
    assert ours["loss"] == pytest.approx(theirs["loss"], rel=1e-4)


def binary(nn, dtype="float32"):
    return nn.Sequential([nn.Input((8, 8, 2)), nn.Flatten(), nn.Dense(1)])


def test_binary_classes_are_told_apart_as_in_keras():
    histories, (x, labels) = [], data_of(small, "float32", 24)
    y = (labels > 0).astype("float32")[:, None]
    for network, nn in zip(pair(binary, "float32"), (scratch, cnnlib.tf)):
        metrics = [nn.BinaryAccuracy("accuracy", threshold=0.0)]
        eagerly = {"run_eagerly": True} if nn is cnnlib.tf else {}
        network.compile(nn.SGD(0.0625), nn.BinaryCrossentropy(from_logits=True), metrics=metrics, **eagerly)
        options = dict(batch_size=10, epochs=3, shuffle=False, verbose=0, class_weight={0: 2.0, 1: 0.5})
        histories.append(network.fit(x, y, **options).history)
    for name in ("accuracy", "loss"):
        assert histories[0][name] == pytest.approx(histories[1][name], rel=1e-4)


def test_the_accuracy_of_one_output_is_the_binary_one():
    histories, (x, labels) = [], data_of(small, "float32", 24)
    y = (labels > 0).astype("float32")[:, None]
    for network, nn in zip(pair(binary, "float32"), (scratch, cnnlib.tf)):
        network.compile(nn.SGD(0.0078125), "mse", metrics=["accuracy", "binary_accuracy"])
        histories.append(network.fit(x, y, batch_size=12, epochs=2, shuffle=False, verbose=0).history)
    assert histories[0].keys() == histories[1].keys()
    for name in histories[0]:
        assert histories[0][name] == pytest.approx(histories[1][name], rel=1e-4)


@pytest.mark.parametrize("name", ["accuracy", "acc", "binary_accuracy", "BinaryAccuracy"])
def test_the_binary_accuracy_of_logits_needs_a_threshold_of_0(name):
    network, y = binary(scratch), np.ones((6, 1), "float32")
    network.compile("sgd", scratch.BinaryCrossentropy(from_logits=True), metrics=[name])
    words = "which counts outputs above 0.5 as 1, but the outputs are logits; needs BinaryAccuracy\\(threshold=0.0\\)"
    with pytest.raises(ValueError, match=f"compile: metrics holds '{name}', {words}"):
        network.evaluate(X, y, verbose=0)


def test_the_metrics_of_several_outputs():
    """A list with an entry for each: a name, a list of them, or None."""
    metrics, histories = [["accuracy", "sparse_top_k_categorical_accuracy"], None], []
    for network, nn in zip(pair(branched, "float32"), (scratch, cnnlib.tf)):
        x, y = data_of(branched, "float32", 12)
        eagerly = {"run_eagerly": True} if nn is cnnlib.tf else {}
        network.compile(nn.SGD(0.0625), [loss(nn), loss(nn)], metrics=metrics, **eagerly)
        histories.append(network.fit(x, y, batch_size=6, shuffle=False, verbose=0).history)
    assert list(histories[0]) == list(histories[1])
    for name in histories[0]:
        assert histories[0][name] == pytest.approx(histories[1][name], rel=1e-4)


X, Y = examples(6)


def compile_and_evaluate(metrics, y=Y, loss=loss):
    network = small(scratch)
    network.compile("sgd", loss(scratch), metrics=metrics)
    network.evaluate(X, y, verbose=0)


class OfFactor(scratch.CategoricalAccuracy):
    def __init__(self, factor):
        super().__init__()


ROWS = np.eye(3, dtype="float32")[Y]
WRONG = {
    "another name": (
        lambda: compile_and_evaluate(["auc"]),
        ValueError,
        "compile: metrics holds 'auc', needs a metric or one of accuracy, acc, binary_accuracy, categorical",
    ),
    "a number": (lambda: compile_and_evaluate(3), TypeError, "metrics is 3, needs a metric or a list of metrics"),
    "twice": (
        lambda: compile_and_evaluate(["acc", "acc"]),
        ValueError,
        "compile: metrics holds 'acc' twice, needs a name of its own for each metric",
    ),
    "rows for classes": (
        lambda: compile_and_evaluate(["categorical_accuracy"]),
        ValueError,
        "categorical_accuracy: y_true has shape (6,), needs (6, 3); sparse_categorical_accuracy takes integers",
    ),
    "classes for rows": (
        lambda: compile_and_evaluate(
            ["sparse_categorical_accuracy"], ROWS, lambda nn: nn.CategoricalCrossentropy(from_logits=True)
        ),
        ValueError,
        "sparse_categorical_accuracy: y_true has shape (6, 3), needs (6,); categorical_accuracy takes rows",
    ),
    "a list": (lambda: scratch.CategoricalAccuracy()([1], X[0, 0]), TypeError, "y_true is a list, needs an array"),
    "a list of outputs": (
        lambda: scratch.BinaryAccuracy()(np.array([1]), [0.9]),
        TypeError,
        "binary_accuracy: y_pred is a list, needs an array of float32 or float64; wrap it: np.array(y_pred",
    ),
    "two lists": (
        lambda: scratch.CategoricalAccuracy()([[0, 1]], [[0.2, 0.8]]),
        TypeError,
        "categorical_accuracy: y_pred is a list, needs an array",
    ),
    "a list of labels": (
        lambda: scratch.BinaryAccuracy()([1], np.array([0.9])),
        TypeError,
        "binary_accuracy: y_true is a list, needs an array; wrap it: np.array(y_true)",
    ),
    "a tensor of outputs": (
        lambda: scratch.SparseCategoricalAccuracy()(np.array([1]), tf.ones((1, 3))),
        TypeError,
        "y_pred is an EagerTensor, needs a NumPy array; convert it: y_pred.numpy()",
    ),
    "a tensor of labels": (
        lambda: scratch.SparseCategoricalAccuracy()(tf.ones(1), np.ones((1, 3))),
        TypeError,
        "sparse_categorical_accuracy: y_true is an EagerTensor, needs an array",
    ),
    "no example": (
        lambda: scratch.SparseTopKCategoricalAccuracy()(np.ones(0, int), np.ones((0, 3))),
        ValueError,
        "sparse_top_k_categorical_accuracy: y_pred has shape (0, 3), needs at least 1 example (a metric is a mean)",
    ),
    "floats": (
        lambda: scratch.SparseCategoricalAccuracy()(np.ones(2), np.ones((2, 3))),
        TypeError,
        "sparse_categorical_accuracy: y_true holds float64, needs integers",
    ),
    "no such class": (
        lambda: scratch.SparseTopKCategoricalAccuracy()(np.array([0, 3]), np.ones((2, 3))),
        ValueError,
        "sparse_top_k_categorical_accuracy: y_true holds 3, needs classes from 0 to 2",
    ),
    "one class": (
        lambda: scratch.CategoricalAccuracy()(np.ones((2, 1)), np.ones((2, 1))),
        ValueError,
        "categorical_accuracy: y_pred has shape (2, 1), needs (batch, classes) with 2 classes or more",
    ),
    "a row of labels": (
        lambda: scratch.BinaryAccuracy()(np.ones(2), np.ones((2, 1))),
        ValueError,
        "binary_accuracy: y_true has shape (2,), needs (2, 1); make a column of it: y_true[..., None]",
    ),
    "k of classes": (
        lambda: scratch.SparseTopKCategoricalAccuracy(0),
        ValueError,
        "SparseTopKCategoricalAccuracy: k is 0, needs at least 1",
    ),
    "a class that needs arguments": (
        lambda: compile_and_evaluate([OfFactor]),
        TypeError,
        "compile: a metric is the class OfFactor, which needs arguments; make one: OfFactor(…)",
    ),
    "threshold": (lambda: scratch.BinaryAccuracy(threshold="half"), TypeError, "BinaryAccuracy: threshold is 'half'"),
    "name": (lambda: scratch.CategoricalAccuracy(3), TypeError, "CategoricalAccuracy: name is 3, needs a word"),
    "arguments": (lambda: scratch.BinaryAccuracy(k=3), TypeError, "BinaryAccuracy: k is not an argument"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_call_is_refused_in_one_line(case):
    call, exception, words = WRONG[case]
    with pytest.raises(exception) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_a_wrong_k_of_rows_names_the_metric_of_rows():
    with pytest.raises(ValueError, match="^TopKCategoricalAccuracy: k is 0, needs at least 1$"):
        scratch.TopKCategoricalAccuracy(0)
