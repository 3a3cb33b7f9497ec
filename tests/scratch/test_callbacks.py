"""Callbacks: they see what Keras's see and decide the same."""

import numpy as np
import pytest

import cnnlib.tf
from cnnlib import scratch
from tests.scratch.networks import examples, small
from tests.scratch.test_training import compiled

# Validation losses of nine epochs: better, worse, hardly better, better, then worse for good.
LOSSES = [1.0, 0.8, 0.9, 0.795, 0.6, 0.7, 0.7, 0.75, 0.8]


class Network:
    """Stands for a network in training: its weights are the number of the epoch."""

    metrics, stop_training = (), False

    def get_weights(self):
        return [np.array(self.epoch)]

    def set_weights(self, weights):
        self.restored = int(weights[0])


def epochs_run(callback):
    """After how many epochs the callback stops training, and whose weights it restores."""
    network = Network()
    callback.set_model(network)
    callback.on_train_begin()
    for network.epoch, loss in enumerate(LOSSES):
        callback.on_epoch_begin(network.epoch)
        callback.on_epoch_end(network.epoch, {"val_loss": loss, "gain": -loss})
        if network.stop_training:
            break
    callback.on_train_end()
    return network.epoch + 1, getattr(network, "restored", None)


@pytest.mark.parametrize(
    "options",
    [
        {},
        dict(patience=1),
        dict(patience=2, min_delta=0.01),
        dict(patience=3, restore_best_weights=True),
        dict(patience=20, restore_best_weights=True),
        dict(patience=2, baseline=0.5, restore_best_weights=True),
        dict(patience=1, start_from_epoch=4, restore_best_weights=True),
        dict(monitor="gain", mode="max", patience=2, restore_best_weights=True),
    ],
)
def test_early_stopping_stops_and_restores_where_keras_does(options):
    ours = epochs_run(scratch.EarlyStopping(**options))
    assert ours == epochs_run(cnnlib.tf.EarlyStopping(**options))


def test_early_stopping_ends_fit_and_says_so(capsys):
    network, data = compiled(small(scratch), scratch), examples(12)
    stop = scratch.EarlyStopping(monitor="loss", patience=1, min_delta=100, verbose=1, restore_best_weights=True)
    history = network.fit(*data, epochs=9, verbose=0, callbacks=[stop])
    assert history.epoch == [0, 1] and network.stop_training
    assert capsys.readouterr().out == "Epoch 2: early stopping\n"


def test_the_learning_rate_follows_a_schedule_of_epochs(capsys):
    network, data = compiled(small(scratch), scratch, "sgd"), examples(12)
    halve = scratch.LearningRateScheduler(lambda epoch, rate: rate / 2, verbose=1)
    history = network.fit(*data, epochs=3, verbose=0, callbacks=[halve]).history
    assert history["learning_rate"] == [0.03125, 0.015625, 0.0078125]
    assert capsys.readouterr().out.splitlines()[2] == "Epoch 3: learning rate 0.0078125"
    network.fit(*data, verbose=0, callbacks=[scratch.LearningRateScheduler(lambda epoch: 0.25)])
    assert network.optimizer.learning_rate == 0.25


def test_checkpoints_hold_the_weights_of_their_epochs(tmp_path, capsys):
    network, data = compiled(small(scratch), scratch), examples(12)
    every = scratch.ModelCheckpoint(tmp_path / "{epoch:02d}-{loss:.2f}.npz", save_weights_only=True, verbose=1)
    best = scratch.ModelCheckpoint(
        tmp_path / "best.npz", "loss", save_best_only=True, save_weights_only=True, mode="max"
    )
    history = network.fit(*data, epochs=3, verbose=0, callbacks=[every, best]).history
    names = [f"{i + 1:02d}-{loss:.2f}.npz" for i, loss in enumerate(history["loss"])]
    assert sorted(path.name for path in tmp_path.iterdir()) == [*names, "best.npz"]
    assert capsys.readouterr().out.splitlines()[0] == f"Epoch 1: saved {tmp_path / names[0]}"
    last = network.get_weights()
    for name, epoch in ((names[2], 2), ("best.npz", int(np.argmax(history["loss"])))):
        network.load_weights(tmp_path / name)
        same = all(np.array_equal(a, b) for a, b in zip(last, network.get_weights()))
        assert same == (epoch == 2)


class Watch(scratch.Callback):
    def __init__(self):
        self.seen = []

    def on_train_begin(self):
        self.seen.append("begin")

    def on_epoch_begin(self, epoch):
        self.seen.append(epoch)

    def on_epoch_end(self, epoch, logs):
        self.seen.append(sorted(logs))

    def on_train_end(self):
        self.seen.append("end")


def test_a_callback_of_ones_own_is_told_of_all():
    watch, network = Watch(), compiled(small(scratch), scratch)
    network.fit(*examples(4), epochs=2, verbose=0, callbacks=[watch])
    assert watch.seen == ["begin", 0, ["accuracy", "loss"], 1, ["accuracy", "loss"], "end"] and watch.model is network


WRONG = {
    "mode": (lambda: scratch.EarlyStopping(mode="up"), "EarlyStopping: mode is 'up'"),
    "monitor": (lambda: scratch.EarlyStopping(monitor="speed"), "mode is \"auto\", but monitor is 'speed'"),
    "patience": (lambda: scratch.EarlyStopping(patience=-1), "EarlyStopping: patience is -1"),
    "start": (lambda: scratch.EarlyStopping(start_from_epoch=-1), "EarlyStopping: start_from_epoch is -1"),
    "whole network": (lambda: scratch.ModelCheckpoint("a.npz"), "save_weights_only is False, needs True"),
    "nothing to watch": (
        lambda: compiled(small(scratch), scratch).fit(*examples(4), verbose=0, callbacks=[scratch.EarlyStopping()]),
        "EarlyStopping: monitor is 'val_loss', needs one of accuracy, loss; give fit validation_data",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_call_is_refused(case):
    call, words = WRONG[case]
    with pytest.raises(ValueError) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)
