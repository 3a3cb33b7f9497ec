"""Training refuses what does not fit in one line, before it changes anything."""

import numpy as np
import pytest

from cnnlib import scratch
from tests.scratch.networks import branched, examples, small
from tests.scratch.training.fitting import compiled, data_of, loss


def wrong(method, *arguments, compiled_=True, **options):
    network = compiled(small(scratch), scratch) if compiled_ else small(scratch)
    return lambda: getattr(network, method)(*arguments, **options)


class Elsewhere:
    """What another library calls by one of our names; its repr holds an address."""


X, Y = examples(6)
WRONG = {
    "not compiled": (
        wrong("fit", X, Y, compiled_=False),
        ValueError,
        "fit: the network is not compiled; call compile(",
    ),
    "lengths": (wrong("fit", X, Y[:5]), ValueError, "fit: y has 5 examples, but x has 6"),
    "bytes": (wrong("fit", X.astype("uint8"), Y), TypeError, "x holds uint8, needs float32 or float64"),
    "a list": (wrong("fit", X, Y.tolist()), ValueError, "fit: y is a list of 6, needs one array; wrap it: np.array(y)"),
    "no examples": (wrong("fit", X[:0], Y[:0]), ValueError, "fit: x has no examples"),
    "labels": (
        wrong("fit", X, Y[:, None], verbose=0),
        ValueError,
        "SparseCategoricalCrossentropy: y_true has shape (6, 1), needs (6,); take its column: y_true[..., 0]",
    ),
    "rows of labels": (
        wrong("fit", X, np.eye(3, dtype="float32")[Y], verbose=0),
        ValueError,
        "SparseCategoricalCrossentropy: y_true has shape (6, 3), needs (6,); CategoricalCrossentropy takes rows",
    ),
    "a mean squared error of integers": (
        lambda: scratch.MeanSquaredError()(np.ones((2, 1), int), np.ones((2, 1))),
        TypeError,
        "MeanSquaredError: y_true holds int64, needs float32 or float64; convert it: y_true.astype(np.float32)",
    ),
    "float labels": (
        wrong("fit", X, Y.astype("float32"), verbose=0),
        TypeError,
        "y_true has shape (6,) and holds float32, needs integers, a class for each row of y_pred; convert it: y_true.as",
    ),
    "float64 labels": (
        wrong("fit", X, Y.astype("float64")),
        TypeError,
        "y_true has shape (6,) and holds float64, needs integers, a class for each row of y_pred; convert it: y_true.as",
    ),
    "words as labels": (
        wrong("fit", X, np.array(["cat", "dog"] * 3)),
        TypeError,
        "holds words, needs integers, a class for each row of y_pred; number the words: np.unique(y_true, return_inv",
    ),
    "an optimizer from elsewhere": (
        wrong("compile", Elsewhere()),
        ValueError,
        "compile: optimizer is an Elsewhere of tests, needs an optimizer or one of sgd",
    ),
    "a loss from elsewhere": (
        wrong("compile", "sgd", Elsewhere()),
        ValueError,
        "compile: loss is an Elsewhere of tests, needs a loss",
    ),
    "a callback from elsewhere": (
        wrong("fit", X, Y, callbacks=[Elsewhere()]),
        TypeError,
        "fit: callbacks holds an Elsewhere of tests, needs a Callback",
    ),
    "a loss weight from elsewhere": (
        wrong("compile", "sgd", loss(scratch), Elsewhere()),
        TypeError,
        "compile: loss_weights is an Elsewhere of tests, needs a list",
    ),
    "an optimizer's arguments": (
        lambda: scratch.Adam(lr=0.1),
        TypeError,
        "Adam: lr is not an argument; Adam takes learning_rate, beta_1, beta_2, epsilon",
    ),
    "a callback's arguments": (
        lambda: scratch.EarlyStopping(patience=1, min=2),
        TypeError,
        "EarlyStopping: min is not an argument; EarlyStopping takes monitor, min_delta",
    ),
    "a loss's arguments": (
        lambda: scratch.MeanSquaredError(1),
        TypeError,
        "MeanSquaredError: 1 argument without a name given, needs none",
    ),
    "a loss's call": (
        lambda: scratch.MeanSquaredError()(X),
        TypeError,
        "MeanSquaredError: y_pred is missing; MeanSquaredError takes y_true, y_pred",
    ),
    "a schedule's arguments": (
        lambda: scratch.ExponentialDecay(0.1),
        TypeError,
        "ExponentialDecay: decay_steps and decay_rate are missing; ExponentialDecay takes initial_learning_rate",
    ),
    "an initializer's arguments": (
        lambda: scratch.HeNormal(scale=2),
        TypeError,
        "HeNormal: scale is not an argument; HeNormal takes seed",
    ),
    "class": (wrong("fit", X, Y + 5, verbose=0), ValueError, "needs classes from 0 to 2"),
    "batch": (wrong("fit", X, Y, batch_size=0), ValueError, "fit: batch_size is 0, needs at least 1"),
    "epochs": (wrong("fit", X, Y, epochs=1.5), TypeError, "fit: epochs is 1.5, needs an integer"),
    "verbose": (wrong("fit", X, Y, verbose=3), ValueError, 'fit: verbose is 3, needs "auto", 0'),
    "validation": (
        wrong("fit", X, Y, validation_data=(X, Y[:3])),
        ValueError,
        "fit: validation_data: y has 3 examples",
    ),
    "evaluate": (wrong("evaluate", X, Y[:5]), ValueError, "evaluate: y has 5 examples, but x has 6"),
    "predict": (wrong("predict", X, batch_size=True), TypeError, "predict: batch_size is True"),
    "optimizer": (
        wrong("compile", "lion", loss(scratch)),
        ValueError,
        "compile: optimizer is 'lion', needs an optimizer",
    ),
    "loss": (
        wrong("compile", "sgd", "sparse_categorical_crossentropy"),
        ValueError,
        "compile: loss is 'sparse_categorical_crossentropy', needs a loss, such as SparseCategoricalCrossentropy(from_",
    ),
    "no loss": (wrong("compile", "sgd"), ValueError, "compile: loss is None"),
    "a list as a loss": (wrong("compile", "sgd", [[]]), ValueError, "compile: loss is [], needs a loss, such as"),
    "a loss of probabilities": (
        wrong("compile", "sgd", "binary_crossentropy"),
        ValueError,
        "compile: loss is 'binary_crossentropy', needs a loss, such as BinaryCrossentropy(from_logits=True); in Ke",
    ),
    "a class of probabilities by its name": (
        wrong("compile", "sgd", "BinaryCrossentropy"),
        ValueError,
        "compile: loss is 'BinaryCrossentropy', needs a loss, such as BinaryCrossentropy(from_logits=True); in Keras th",
    ),
    "probabilities of a sigmoid": (
        scratch.BinaryCrossentropy,
        ValueError,
        "BinaryCrossentropy: from_logits is False, needs True; end the network with a Dense without sigmoid and give",
    ),
    "a binary label in a row": (
        lambda: scratch.BinaryCrossentropy(True)(np.ones(2), np.ones((2, 1))),
        ValueError,
        "BinaryCrossentropy: y_true has shape (2,), needs (2, 1) (the shape of y_pred; make a column of it: y_true[...",
    ),
    "probabilities": (scratch.SparseCategoricalCrossentropy, ValueError, "from_logits is False, needs True; end the"),
    "smoothing": (
        lambda: scratch.CategoricalCrossentropy(True, 2),
        ValueError,
        "CategoricalCrossentropy: label_smoothing is 2",
    ),
    "validation alone": (
        wrong("fit", X, Y, validation_data=X),
        ValueError,
        "fit: validation_data is an ndarray, needs a pair (x, y)",
    ),
    "validation without labels": (
        wrong("fit", X, Y, validation_data=(X,)),
        ValueError,
        "fit: validation_data is a tuple of 1, needs a pair (x, y)",
    ),
    "validation's class": (
        wrong("fit", X, Y, validation_data=(X, Y + 5)),
        ValueError,
        "needs classes from 0 to 2",
    ),
    "validation batch": (
        wrong("fit", X, Y, validation_data=(X, Y), validation_batch_size=0),
        ValueError,
        "fit: validation_batch_size is 0, needs at least 1",
    ),
    "no labels": (wrong("fit", X, None), TypeError, "fit: y is None, needs an array"),
    "shuffle": (wrong("fit", X, Y, shuffle="no"), TypeError, "fit: shuffle is 'no', needs True or False"),
    "callbacks": (wrong("fit", X, Y, callbacks=[7]), TypeError, "fit: callbacks holds 7, needs a Callback"),
    "a callback": (
        wrong("fit", X, Y, callbacks=scratch.EarlyStopping()),
        TypeError,
        "fit: callbacks is an EarlyStopping, needs a list",
    ),
    "metric": (wrong("compile", "sgd", loss(scratch), metrics=["auc"]), ValueError, "compile: metrics holds 'auc'"),
    "metric in the weights' place": (
        wrong("compile", "sgd", loss(scratch), ["accuracy"]),
        TypeError,
        "compile: loss_weights holds 'accuracy', needs numbers; metrics go by name: metrics=['accuracy']",
    ),
    "one loss weight": (
        wrong("compile", "sgd", loss(scratch), 0.5),
        TypeError,
        "compile: loss_weights is 0.5, needs a list of numbers",
    ),
    "an optimizer in a list": (wrong("compile", [], loss(scratch)), ValueError, "compile: optimizer is [], needs"),
    "an optimizer's class": (
        wrong("compile", scratch.Adam, loss(scratch)),
        ValueError,
        "compile: optimizer is the class Adam, needs an optimizer or one of sgd, adam, adamw, rmsprop; make one",
    ),
    "metrics by name": (
        wrong("compile", "sgd", loss(scratch), metrics={"dense": "accuracy"}),
        TypeError,
        "compile: metrics is {'dense': 'accuracy'}, needs a metric or a list of metrics",
    ),
    "a loss's class": (
        wrong("compile", "sgd", scratch.SparseCategoricalCrossentropy),
        ValueError,
        "SparseCategoricalCrossentropy: from_logits is False, needs True",
    ),
    "compile's other arguments": (
        wrong("compile", "sgd", loss(scratch), run_eagerly=True),
        TypeError,
        "compile: run_eagerly is not an argument; compile takes optimizer, loss, loss_weights, metrics",
    ),
    **{
        f"fit's {argument}": (
            wrong("fit", X, Y, **{argument: 0.5}),
            TypeError,
            f"fit: {argument} is not an argument; fit takes x, y, batch_size, epochs, verbose, callbacks, validation",
        )
        for argument in ("steps_per_epoch", "initial_epoch", "validation_freq")
    },
    "evaluate's other arguments": (
        wrong("evaluate", X, Y, steps=1),
        TypeError,
        "evaluate: steps is not an argument; evaluate takes x, y, batch_size, verbose, sample_weight, return_dict",
    ),
    "predict's other arguments": (
        wrong("predict", X, steps=2),
        TypeError,
        "predict: steps is not an argument; predict takes x, batch_size, verbose",
    ),
    "validation_split by its place": (
        wrong("fit", X, Y, 8, 1, 0, None, None, 0.5),
        TypeError,
        "fit: 8 arguments without a name given, needs at most 6 (x, y, batch_size, epochs, verbose, callbacks); by name",
    ),
    "nothing to predict": (
        wrong("predict"),
        TypeError,
        "predict: x is missing; predict takes x, batch_size, verbose",
    ),
    "x twice": (wrong("fit", X, x=X), TypeError, "fit: x is given twice, by its place and by its name"),
    "no y": (wrong("fit", X), TypeError, "fit: y is None, needs an array"),
    "no x": (wrong("fit"), TypeError, "x is None, needs an array"),
    "float64": (
        wrong("fit", X.astype("float64"), Y),
        TypeError,
        "x holds float64, but the network holds float32; give both the same type: x.astype(np.float32)",
    ),
    "a number of labels": (wrong("fit", X, np.array(3)), ValueError, "fit: y is a single number, needs an array with"),
    "a callback's class": (
        wrong("fit", X, Y, callbacks=[scratch.EarlyStopping]),
        TypeError,
        "fit: callbacks holds the class EarlyStopping, needs a Callback, such as EarlyStopping()",
    ),
    "a dict": (wrong("evaluate", X, Y, return_dict="yes"), TypeError, "evaluate: return_dict is 'yes', needs True or"),
    "an unbuilt network": (
        lambda: scratch.Sequential([scratch.Dense(2)]).predict(None),
        TypeError,
        "predict: x is None, needs an array",
    ),
    "a number for an unbuilt network": (
        lambda: scratch.Sequential([scratch.Dense(2)]).predict(np.array(1.0)),
        ValueError,
        "predict: x is a single number, needs an array whose first axis is the batch",
    ),
    "labels in a list": (lambda: loss(scratch)([0], np.ones((1, 3))), TypeError, "y_true is a list, needs an array"),
    "loss weight": (wrong("compile", "sgd", loss(scratch), [-1.0]), ValueError, "compile: loss_weights is -1.0, needs"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_call_is_refused_in_one_line(case):
    call, exception, words = WRONG[case]
    with pytest.raises(exception) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "options, words",
    [
        (dict(loss=[loss(scratch)]), "loss has 1 entry, needs 2, one for each of classes, sides"),
        (dict(loss=loss(scratch), loss_weights=[1.0]), "loss_weights has 1 entry, needs 2"),
        (dict(loss=loss(scratch), metrics=["accuracy"]), "metrics has 1 entry, needs 2"),
    ],
)
def test_each_output_needs_its_loss_weight_and_metric(options, words):
    network = branched(scratch)
    network.compile("sgd", **options)
    with pytest.raises(ValueError) as caught:
        network.fit(*data_of(branched, "float32"))
    assert words in str(caught.value)


@pytest.mark.parametrize("place", ["first batch", "last batch", "validation"])
def test_a_wrong_label_changes_nothing(place):
    layers = [scratch.Input((8, 8, 2)), scratch.BatchNormalization(), scratch.Flatten(), scratch.Dense(3)]
    network = compiled(scratch.Sequential(layers), scratch)
    before, bad = network.get_weights(), Y.copy()
    bad[0 if place == "first batch" else -1] = 5
    y, y_validation = (Y, bad) if place == "validation" else (bad, Y)
    with pytest.raises(ValueError, match="SparseCategoricalCrossentropy: y_true holds 5, needs classes from 0 to 2, as y_pred has"):
        network.fit(X, y, batch_size=2, validation_data=(X, y_validation), shuffle=False, verbose=0)
    assert all(np.array_equal(a, b) for a, b in zip(before, network.get_weights()))
    assert network.optimizer.iterations == 0


def named_wrong(call, network=None):
    network = compiled(small(scratch), scratch) if network is None else network
    with pytest.raises(ValueError) as caught:
        call(network)
    return str(caught.value)


def test_a_wrong_array_is_called_as_the_caller_calls_it():
    columns, narrow = Y[:, None], X[..., :1]
    labels = "SparseCategoricalCrossentropy: y_true has shape (6, 1), needs (6,); take its column: y_true[..., 0]"
    shape = "x has shape (6, 8, 8, 1), needs (batch, 8, 8, 2)"
    for call, message in [
        (lambda network: network.fit(X, columns), f"fit: y: {labels}"),
        (lambda network: network.fit(narrow, Y), f"fit: {shape}"),
        (lambda network: network.evaluate(X, columns), f"evaluate: y: {labels}"),
        (lambda network: network.predict(narrow), f"predict: {shape}"),
        (lambda network: network.fit(X, Y, validation_data=(X, columns)), f"fit: validation_data: y: {labels}"),
        (lambda network: network.fit(X, Y, validation_data=(narrow, Y)), f"fit: validation_data: {shape}"),
    ]:
        assert named_wrong(call) == message


def test_of_several_outputs_the_one_is_named_that_does_not_fit():
    network = branched(scratch)
    network.compile("sgd", loss(scratch), metrics=[None, "accuracy"])
    x, (classes, sides) = data_of(branched, "float32")
    message = named_wrong(lambda network: network.fit(x, [classes, sides[:, None]]), network)
    assert message.startswith("fit: y[1]: SparseCategoricalCrossentropy: y_true has shape ")
    network.compile("sgd", [loss(scratch), "mse"], metrics=[None, scratch.SparseCategoricalAccuracy()])
    sides = np.zeros((len(classes), *network.outputs[1].shape[1:]), "float32")
    message = named_wrong(lambda network: network.fit(x, [classes, sides]), network)
    assert message.startswith("fit: y[1]: sparse_categorical_accuracy: y_true has shape ")


@pytest.mark.parametrize("schedule, words", [(lambda step: None, "is None"), (lambda step: -0.1, "is -0.1")])
def test_a_schedule_that_gives_no_rate_changes_nothing(schedule, words):
    layers = [scratch.Input((8, 8, 2)), scratch.BatchNormalization(), scratch.Flatten(), scratch.Dense(3)]
    network = scratch.Sequential(layers)
    network.compile(scratch.SGD(schedule), loss(scratch))
    before = network.get_weights()
    with pytest.raises((ValueError, TypeError), match=f"^SGD: learning_rate of the schedule {words}, needs a number"):
        network.fit(X, Y, verbose=0)
    assert all(np.array_equal(a, b) for a, b in zip(before, network.get_weights()))


def test_accuracy_of_numbers_that_are_no_classes_is_refused():
    network = scratch.Sequential([scratch.Input((8, 8, 2)), scratch.Flatten(), scratch.Dense(1)])
    network.compile("sgd", scratch.MeanSquaredError(), metrics=["accuracy"])
    with pytest.raises(ValueError, match="accuracy: y_true holds .*, needs 0 and 1; for other numbers measure 'mse'"):
        network.evaluate(X, network(X), verbose=0)


@pytest.mark.parametrize("weights", [np.array([1.0, 0.5]), [1.0, np.float64(0.5)]])
def test_loss_weights_may_be_numpy_numbers(weights):
    trained = []
    for loss_weights in (weights, [1.0, 0.5]):
        scratch.set_random_seed(1)
        network = branched(scratch)
        network.compile("sgd", loss(scratch), loss_weights=loss_weights)
        network.fit(*data_of(branched, "float32"), shuffle=False, verbose=0)
        trained.append(network.get_weights())
    assert all(a.dtype == "float32" and np.array_equal(a, b) for a, b in zip(*trained))


@pytest.mark.parametrize("by", ["mse", "MSE", "mean_squared_error", "MeanSquaredError", scratch.MeanSquaredError])
def test_the_loss_whose_name_means_the_same_may_be_named(by):
    losses = []
    for given in (by, scratch.MeanSquaredError()):
        scratch.set_random_seed(0)
        network = scratch.Sequential([scratch.Input((8, 8, 2)), scratch.Flatten(), scratch.Dense(1)])
        network.compile("SGD", given)  # Keras takes this name in any case
        losses += network.fit(X, np.ones((6, 1), "float32"), verbose=0).history["loss"]
    assert losses[0] == losses[1]


@pytest.mark.parametrize("verbose", [np.array([1, 2]), np.array(["auto"] * 2), [1], "loud", 3, None])
def test_what_is_no_verbosity_is_refused_in_words(verbose):
    network = scratch.Sequential([scratch.Input((2,)), scratch.Dense(1)])
    network.compile("sgd", "mse")
    x, y = np.ones((4, 2), np.float32), np.ones((4, 1), np.float32)
    for call, words in (
        (lambda: network.fit(x, y, verbose=verbose), "fit: verbose is"),
        (lambda: network.predict(x, verbose=verbose), "predict: verbose is"),
        (lambda: scratch.EarlyStopping(verbose=verbose), "EarlyStopping: verbose is"),
    ):
        with pytest.raises(ValueError, match=f"^{words} [^\n]+, needs "):
            call()


def test_an_array_in_place_of_a_word_is_refused_in_words():
    with pytest.raises(ValueError, match=r'^EarlyStopping: mode is array\(.*\), needs "auto", "min" or "max"$'):
        scratch.EarlyStopping(mode=np.array(["min", "max"]))


def test_the_class_of_a_loss_that_needs_arguments_is_refused():
    class Scaled(scratch.MeanSquaredError):
        def __init__(self, factor):
            super().__init__()

    network = scratch.Sequential([scratch.Input((2,)), scratch.Dense(1)])
    with pytest.raises(TypeError, match=r"^compile: loss is the class Scaled, which needs arguments; make one: Scal"):
        network.compile("sgd", Scaled)
