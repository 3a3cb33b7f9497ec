"""Weights of examples and classes, and examples held out for validation: the same training as Keras's."""

import numpy as np
import pytest

import cnnlib.tf
from cnnlib import scratch
from cnnlib.scratch.training.examples import Examples
from tests.scratch.networks import branched, examples, small
from tests.scratch.training.cases import LOSSES
from tests.scratch.training.fitting import compiled, data_of, labels_of
from tests.scratch.twins import close, in_float64, pair

RTOL = {"float32": 2e-3, "float64": 1e-7}


def weights(n, seed=0, dtype="float32"):
    """Fractions that float32 can hold, some of them 0."""
    return (np.random.default_rng(seed).integers(0, 9, n) / 4).astype(dtype)


CLASSES = {0: 0.5, 2: 3.0}
# The network, and what `fit` is given besides the 37 examples; three batches of 13 an epoch, the last one smaller.
CASES = {
    "sample_weight": (small, lambda dtype: dict(sample_weight=weights(37))),
    "whole numbers": (small, lambda dtype: dict(sample_weight=np.arange(37) % 3)),
    "a mask": (small, lambda dtype: dict(sample_weight=np.arange(37) % 3 == 0)),
    "split": (small, lambda dtype: dict(validation_split=0.3)),
    "sample_weight, split": (small, lambda dtype: dict(sample_weight=weights(37), validation_split=0.3)),
    "class_weight": (small, lambda dtype: dict(class_weight=CLASSES)),
    "class_weight, split": (small, lambda dtype: dict(class_weight=CLASSES, validation_split=0.3)),
    "class_weight, validation": (
        small,
        lambda dtype: dict(class_weight=CLASSES, validation_data=(*data_of(small, dtype, 12, 5), weights(12, 3))),
    ),
    "two outputs, one weight": (
        branched,
        lambda dtype: dict(sample_weight=weights(37), validation_split=0.3, validation_batch_size=4),
    ),
    "two outputs, two weights": (
        branched,
        lambda dtype: dict(sample_weight=[weights(37), weights(37, 1)], validation_split=0.3),
    ),
}


@pytest.mark.parametrize(
    "case, dtype",
    [*((case, "float64") for case in CASES), ("sample_weight, split", "float32"), ("class_weight, split", "float32")],
)
def test_weighted_and_split_training_is_that_of_keras(case, dtype):
    build, options = CASES[case]
    ours, theirs = pair(build, dtype)
    (x, y), given, histories = data_of(build, dtype, 37), options(dtype), []

    def check():
        for network, nn in ((ours, scratch), (theirs, cnnlib.tf)):
            compiled(network, nn, "momentum", len(ours.outputs))
            fitted = network.fit(x, y, batch_size=13, epochs=3, shuffle=False, verbose=0, **given)
            histories.append(fitted.history)
        assert close(ours.get_weights(), theirs.get_weights(), RTOL[dtype])
        assert list(histories[0]) == list(histories[1])
        for name, values in histories[0].items():
            assert values == pytest.approx(histories[1][name], rel=RTOL[dtype]), name

    in_float64(check) if dtype == "float64" else check()


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("by", ["sample_weight", "class_weight"])
def test_every_loss_is_weighted_as_in_keras(name, by):
    options, _ = LOSSES[name]
    ours, theirs = pair(small, "float32")
    x, y = labels_of(name, 24)
    weight = weights(24) if by == "sample_weight" else {0: 0.25, 1: 2.0}
    losses, measured = [], []
    for network, nn in ((ours, scratch), (theirs, cnnlib.tf)):
        eagerly = {"run_eagerly": True} if nn is cnnlib.tf else {}
        network.compile(nn.SGD(0.0625), getattr(nn, name)(**options), **eagerly)
        given = dict(batch_size=8, epochs=2, shuffle=False, verbose=0) | {by: weight}
        losses.append(network.fit(x, y, **given).history["loss"])
        measured.append(network.evaluate(x, y, batch_size=7, verbose=0, sample_weight=weights(24, 1)))
    assert losses[0] == pytest.approx(losses[1], rel=1e-4) and measured[0] == pytest.approx(measured[1], rel=1e-4)
    loss, keras_loss = getattr(scratch, name)(**options), getattr(cnnlib.tf, name)(**options)
    y_pred = ours.predict(x, verbose=0)
    expected = float(keras_loss(y, y_pred, weights(24)))
    assert float(loss(y, y_pred, weights(24))) == pytest.approx(expected, rel=1e-5)
    truth, y_pred = y.astype("float64") if y.ndim > 1 else y, y_pred.astype("float64")
    numerical = scratch.numerical_gradient(lambda z: loss(truth, z, weights(24)), y_pred)
    assert scratch.relative_error(loss.backward(truth, y_pred, weights(24)), numerical) < 1e-7


def test_weights_of_the_outputs_of_images_count_each_cell_of_their_example():
    loss, y_true = scratch.MeanSquaredError(), np.zeros((2, 3, 3, 1))
    y_pred = np.ones((2, 3, 3, 1)) * np.array([1.0, 2.0])[:, None, None, None]
    assert loss(y_true, y_pred, np.array([2.0, 0.5])) == (2 * 1 + 0.5 * 4) / 2
    assert loss.backward(y_true, y_pred, np.array([0.0, 1.0]))[0].any() == 0


def test_a_weight_of_2_is_an_example_that_comes_twice():
    """Over the same number of examples: each of 5 twice, in place of weights of 2 and 0."""
    x, y = examples(10)
    trained = []
    for data, weight in (((x, y), np.repeat([2.0, 0.0], 5)), ((np.tile(x[:5], (2, 1, 1, 1)), np.tile(y[:5], 2)), None)):
        scratch.set_random_seed(0)
        layers = [scratch.Input((8, 8, 2)), scratch.Flatten(), scratch.Dense(3)]
        network = compiled(scratch.Sequential(layers), scratch, "sgd")
        history = network.fit(*data, batch_size=10, epochs=2, sample_weight=weight, shuffle=False, verbose=0).history
        trained.append((network.get_weights(), history["loss"]))
    assert close(trained[0][0], trained[1][0], 1e-5) and trained[0][1] == pytest.approx(trained[1][1], rel=1e-5)


@pytest.mark.parametrize("n", [2, 3, 10, 37])
@pytest.mark.parametrize("fraction", [0.05, 0.1, 0.25, 0.3, 1 / 3, 0.7])
def test_as_many_are_held_out_as_in_keras_and_they_are_the_last(n, fraction):
    from keras.src.trainers.data_adapters.array_slicing import train_validation_split

    x = np.arange(n)
    try:
        theirs = [part[:] for part in train_validation_split(x, fraction)]
    except ValueError:
        with pytest.raises(ValueError, match="fit: validation_split is .*, which holds out all of"):
            Examples([x], 4, [x]).split(fraction, 3)
        return
    parts = Examples([x], 4, [2 * x], [3 * x]).split(fraction, 3)
    for part, expected in zip(parts, theirs):
        for array, factor in ((part.x[0], 1), (part.y[0], 2), (part.sample_weight[0], 3)):
            assert np.array_equal(array, factor * expected)
    assert [part.batch_size for part in parts] == [4, 3]


def test_examples_held_out_are_not_trained_on_and_not_shuffled():
    x, y = examples(20)
    network = compiled(small(scratch), scratch)
    seen, train_batch = [], network._train_batch

    def watch(losses, batch):
        seen.extend(batch.x[0])
        return train_batch(losses, batch)

    network._train_batch = watch
    network.fit(x, y, batch_size=4, epochs=2, validation_split=0.2, verbose=0)
    trained_on = {image.tobytes() for image in seen}
    assert trained_on == {image.tobytes() for image in x[:16]} and len(seen) == 32


X, Y = examples(6)
ROWS = np.eye(3, dtype="float32")[Y]
WRONG = {
    "a list": (dict(sample_weight=[1.0] * 6), TypeError, "sample_weight is a list, needs an array with a number"),
    "a number": (dict(sample_weight=2), TypeError, "fit: sample_weight is an int, needs an array"),
    "too few": (dict(sample_weight=np.ones(5)), ValueError, "sample_weight has shape (5,), needs (6,), a number"),
    "a column": (dict(sample_weight=np.ones((6, 1))), ValueError, "take its column: sample_weight[:, 0]"),
    "nan": (dict(sample_weight=np.full(6, np.nan)), ValueError, "sample_weight holds nan, needs finite numbers"),
    "words": (dict(sample_weight=np.array(["a"] * 6)), TypeError, "needs numbers, one for each example"),
    "split of all": (dict(validation_split=1.0), ValueError, "split is 1.0, needs a number of at least 0 and below 1"),
    "negative split": (dict(validation_split=-0.1), ValueError, "fit: validation_split is -0.1, needs a number"),
    "split of a word": (dict(validation_split="some"), TypeError, "fit: validation_split is 'some', needs a number"),
    "most of it": (dict(validation_split=0.9), ValueError, "is 0.9, which holds out all of 6 examples"),
    "both": (
        dict(validation_split=0.5, validation_data=(X, Y)),
        ValueError,
        "fit: validation_split and validation_data are both given, needs one of them",
    ),
    "weights in validation_data": (
        dict(validation_data=(X, Y, np.ones(5))),
        ValueError,
        "fit: validation_data: sample_weight has shape (5,), needs (6,)",
    ),
    "four parts": (
        dict(validation_data=(X, Y, None, None)),
        ValueError,
        "fit: validation_data is a tuple of 4, needs a pair (x, y), or (x, y, sample_weight)",
    ),
    "both weights": (
        dict(class_weight={0: 1.0}, sample_weight=np.ones(6)),
        ValueError,
        "fit: class_weight and sample_weight are both given, needs one of them",
    ),
    "classes in a list": (dict(class_weight=[1.0, 2.0]), TypeError, "fit: class_weight is a list, needs a dict"),
    "a class by name": (dict(class_weight={"cat": 1.0}), TypeError, "fit: a class in class_weight is 'cat', needs"),
    "no such class": (dict(class_weight={3: 1.0}), ValueError, "holds the class 3, needs classes from 0 to 2"),
    "a word as weight": (dict(class_weight={0: "much"}), TypeError, "fit: class_weight[0] is 'much', needs a number"),
    "a negative weight": (dict(class_weight={0: -1}), ValueError, "fit: class_weight[0] is -1, needs a number"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_call_is_refused_in_one_line(case):
    options, exception, words = WRONG[case]
    network = compiled(small(scratch), scratch)
    before = network.get_weights()
    with pytest.raises(exception) as caught:
        network.fit(X, Y, verbose=0, **options)
    assert words in str(caught.value) and "\n" not in str(caught.value)
    assert all(np.array_equal(a, b) for a, b in zip(before, network.get_weights()))


def test_a_list_of_weights_needs_one_for_each_output():
    network, (x, y) = compiled(branched(scratch), scratch, outputs=2), data_of(branched, "float32", 6)
    with pytest.raises(ValueError, match="is a list of 1, needs an array, or a list of 2, one for each output"):
        network.fit(x, y, sample_weight=[np.ones(6)], verbose=0)
    with pytest.raises(ValueError, match=r"sample_weight\[1\] has shape \(5,\), needs \(6,\)"):
        network.evaluate(x, y, sample_weight=[np.ones(6), np.ones(5)], verbose=0)
    with pytest.raises(ValueError, match="needs one class for each example, but the network has 2 outputs"):
        network.fit(x, y, class_weight={0: 1.0}, verbose=0)


def test_weights_of_classes_need_one_class_for_each_example():
    network = scratch.Sequential([scratch.Input((8, 8, 2)), scratch.Conv2D(2, 1)])
    network.compile("sgd", "mse")
    with pytest.raises(ValueError, match=r"needs one class for each example, but y has shape \(6, 8, 8, 2\)"):
        network.fit(X, np.zeros((6, 8, 8, 2), "float32"), class_weight={0: 1.0}, verbose=0)


@pytest.mark.parametrize("given, words", [([1.0], "is a list"), (np.ones(3), "has shape (3,), needs (2,)")])
def test_a_loss_refuses_wrong_weights(given, words):
    for call in (scratch.MeanSquaredError(), scratch.MeanSquaredError().backward):
        with pytest.raises((TypeError, ValueError)) as caught:
            call(np.ones((2, 1)), np.ones((2, 1)), given)
        assert str(caught.value).startswith(f"MeanSquaredError: sample_weight {words}")


def test_weights_keep_the_type_of_the_outputs():
    y_pred = np.ones((2, 1), "float32")
    assert scratch.MeanSquaredError()(y_pred, y_pred, np.ones(2)).dtype == "float32"
    assert scratch.MeanSquaredError().backward(y_pred, y_pred, np.ones(2)).dtype == "float32"
