"""Training: the same steps, means and callbacks as Keras, repeatable, and honest about wrong calls."""

import keras
import numpy as np
import pytest

import cnnlib.tf
from cnnlib import scratch
from tests.scratch.networks import branched, examples, small
from tests.scratch.training.cases import LOSSES
from tests.scratch.training.fitting import OPTIMIZERS, compiled, data_of, labels_of, loss
from tests.scratch.twins import close, in_float64, pair

# Ten steps through maxima and square roots spread a rounding error; in float64 nothing of it is seen.
AFTER_TEN_STEPS = {"float32": 2e-3, "float64": 1e-8}


@pytest.mark.parametrize(
    "build, optimizer, dtype",
    [*((small, name, "float64") for name in OPTIMIZERS), *((branched, "adam", dtype) for dtype in AFTER_TEN_STEPS)],
)
def test_ten_steps_give_the_weights_and_means_of_keras(build, optimizer, dtype):
    def check():
        ours, theirs = pair(build, dtype)
        x, y = data_of(build, dtype)
        histories = []
        for network, nn in ((ours, scratch), (theirs, cnnlib.tf)):
            compiled(network, nn, optimizer, len(ours.outputs))
            options = dict(
                batch_size=8, epochs=2, shuffle=False, verbose=0, validation_data=data_of(build, dtype, 12, 5)
            )
            histories.append(network.fit(x, y, **options))  # five steps an epoch
        rtol = AFTER_TEN_STEPS[dtype]
        assert close(ours.get_weights(), theirs.get_weights(), rtol)
        mine, keras_history = (h.history for h in histories)
        assert list(mine) == list(keras_history)  # names, and their order
        for name in mine:
            assert mine[name] == pytest.approx(keras_history[name], rel=max(rtol, 1e-6))  # Keras's means are float32
        assert histories[0].epoch == histories[1].epoch == [0, 1]
        assert ours.evaluate(x, y, verbose=0) == pytest.approx(theirs.evaluate(x, y, verbose=0), rel=max(rtol, 1e-6))
        by_name = ours.evaluate(x, y, verbose=0, return_dict=True)
        assert by_name.keys() == theirs.evaluate(x, y, verbose=0, return_dict=True).keys()
        assert close(ours.predict(x, verbose=0), theirs.predict(x, verbose=0), 10 * rtol)

    in_float64(check) if dtype == "float64" else check()


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_trains_as_in_keras(name):
    options, _ = LOSSES[name]
    ours, theirs = pair(small, "float32")
    x, y = labels_of(name, 24)
    losses = []
    for network, nn in ((ours, scratch), (theirs, cnnlib.tf)):
        network.compile(
            nn.SGD(0.0625),
            getattr(nn, name)(**options),
            metrics=["accuracy"],
            **({"run_eagerly": True} if nn is cnnlib.tf else {}),
        )
        losses.append(network.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0).history)
    assert losses[0]["loss"] == pytest.approx(losses[1]["loss"], rel=1e-4)
    assert losses[0]["accuracy"] == pytest.approx(losses[1]["accuracy"])


@pytest.mark.parametrize("name", ["CategoricalCrossentropy", "SparseCategoricalCrossentropy"])
def test_a_class_for_every_pixel_is_learned_as_in_keras(name):
    options, form = LOSSES[name]
    x = data_of(small, "float32", 12)[0]
    y = (x[..., 0] > 0).astype(int) + (x[..., 1] > 1)  # (12, 8, 8), of 3 classes
    y = np.eye(3, dtype="float32")[y] if form == "rows" else y
    layers = lambda nn: [nn.Input((8, 8, 2)), nn.Conv2D(3, 3, padding="same")]  # noqa: E731
    ours, theirs = pair(lambda nn, dtype="float32": nn.Sequential(layers(nn)), "float32")
    histories = []
    for network, nn in ((ours, scratch), (theirs, cnnlib.tf)):
        network.compile(nn.SGD(0.0625), getattr(nn, name)(**options), metrics=["accuracy"])
        histories.append(network.fit(x, y, batch_size=5, epochs=2, shuffle=False, verbose=0).history)
    assert histories[0]["loss"] == pytest.approx(histories[1]["loss"], rel=1e-4)
    assert histories[0]["accuracy"] == pytest.approx(histories[1]["accuracy"], abs=0.01)
    assert close(ours.get_weights(), theirs.get_weights(), 1e-4)


def trained(seed, **options):
    scratch.set_random_seed(seed)
    network = scratch.Sequential(
        [scratch.Input((8, 8, 2)), scratch.Conv2D(3, 3), scratch.Flatten(), scratch.Dropout(0.3), scratch.Dense(3)]
    )
    x, y = examples(30)
    history = compiled(network, scratch).fit(x, y, batch_size=7, epochs=2, verbose=0, **options)
    return network.get_weights(), history.history


def test_training_repeats_itself_bit_for_bit_from_a_seed():
    (weights, history), (again, history_again) = trained(3), trained(3)
    assert all(np.array_equal(a, b) for a, b in zip(weights, again)) and history == history_again
    assert not np.array_equal(weights[0], trained(4)[0][0])
    assert not np.array_equal(weights[0], trained(3, shuffle=False)[0][0])


def test_every_example_is_seen_once_an_epoch_in_a_new_order():
    network = compiled(scratch.Sequential([scratch.Input((1,)), scratch.Dense(2)]), scratch)
    seen, train_batch = [], network._train_batch

    def watch(losses, batch):
        (x,), (y,) = batch.x, batch.y
        seen.append(x[:, 0].astype(int).tolist())
        assert (x[:, 0] == y + 2 * (x[:, 0] // 2)).all()  # labels go with their examples
        return train_batch(losses, batch)

    network._train_batch = watch
    x = np.arange(10, dtype="float32")[:, None]
    network.fit(x, (np.arange(10) % 2).astype("uint8"), batch_size=4, epochs=2, verbose=0)
    assert [len(batch) for batch in seen] == [4, 4, 2] * 2
    first, second = sum(seen[:3], []), sum(seen[3:], [])
    assert sorted(first) == sorted(second) == list(range(10)) and first != second


def test_loss_falls_and_validation_is_measured_without_training():
    scratch.set_random_seed(1)
    network, (x, y) = compiled(small(scratch), scratch, "momentum"), examples(200)
    history = network.fit(x, y, epochs=10, validation_data=examples(50, seed=1), verbose=0).history
    assert history["loss"][-1] < 0.6 * history["loss"][0] and history["val_accuracy"][-1] > 0.8
    expected = network.evaluate(*examples(50, seed=1), verbose=0)
    assert [history["val_loss"][-1], history["val_accuracy"][-1]] == pytest.approx(expected)


def test_verbose_shows_a_bar_lines_or_nothing(capsys):
    network, data = compiled(small(scratch), scratch), examples(10)
    network.fit(*data, verbose=0)
    network.predict(data[0], verbose=2)
    assert capsys.readouterr() == ("", "")
    history = network.fit(*data, epochs=2, verbose=2, shuffle=False).history
    out = capsys.readouterr().out.splitlines()
    assert out[1] == f"Epoch 2/2 - accuracy: {history['accuracy'][1]:.4f} - loss: {history['loss'][1]:.4f}"
    history = network.fit(*data, epochs=2, verbose=1, batch_size=5, validation_data=data).history
    out, err = capsys.readouterr()
    assert err == "" and "Epoch 2/2: 100%" in out and "2/2" in out
    assert f"loss: {history['loss'][1]:.4f}" in out and f"val_loss: {history['val_loss'][1]:.4f}" in out
    network.evaluate(*data, verbose=1)
    assert "Evaluation: 100%" in capsys.readouterr().out


def test_keras_string_names_of_optimizers_are_understood():
    for name, kind in {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop"}.items():
        network = small(scratch)
        network.compile(name, loss(scratch))
        assert type(network.optimizer) is getattr(scratch, kind)
        assert type(keras.optimizers.get(name)).__name__ == kind
