"""Callbacks: they see what Keras's see and decide the same."""

import numpy as np
import pytest

import cnnlib.tf
from cnnlib import scratch
from tests.scratch.networks import examples, small
from tests.scratch.training.cases import CALLBACKS as CASES
from tests.scratch.training.fitting import compiled, data_of
from tests.scratch.twins import close, in_float64, pair

RTOL = 1e-6  # between weights in float64; Keras's batch normalization holds epsilon in float32
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


@pytest.mark.parametrize("options", CASES["EarlyStopping"])
def test_early_stopping_stops_and_restores_where_keras_does(options):
    ours = epochs_run(scratch.EarlyStopping(**options))
    assert ours == epochs_run(cnnlib.tf.EarlyStopping(**options))


def test_early_stopping_ends_fit_and_says_so(capsys):
    network, data = compiled(small(scratch), scratch), examples(12)
    stop = scratch.EarlyStopping(monitor="loss", patience=1, min_delta=100, verbose=1, restore_best_weights=True)
    history = network.fit(*data, epochs=9, verbose=0, callbacks=[stop])
    assert history.epoch == [0, 1] and network.stop_training
    assert capsys.readouterr().out == "Epoch 2: early stopping\n"


class Keep(scratch.Callback):
    """Keeps each epoch's weights."""

    def __init__(self):
        self.weights = []

    def on_epoch_end(self, epoch, logs):
        self.weights.append(self.model.get_weights())


def test_early_stopping_restores_the_weights_of_the_best_epoch_exactly():
    """The loss falls for three epochs; then steps too long make it rise."""
    scratch.set_random_seed(0)
    network, keep = compiled(small(scratch), scratch, "sgd"), Keep()
    rates = scratch.LearningRateScheduler(lambda epoch: 0.03125 if epoch < 3 else 4.0)
    stop = scratch.EarlyStopping("val_loss", patience=2, restore_best_weights=True)
    options = dict(epochs=9, verbose=0, validation_data=data_of(small, "float32", 30, 5), callbacks=[rates, stop, keep])
    losses = network.fit(*data_of(small, "float32"), **options).history["val_loss"]
    best = int(np.argmin(losses))
    assert 0 < best < len(losses) - 1 == len(keep.weights) - 1
    same = [all(np.array_equal(a, b) for a, b in zip(network.get_weights(), kept)) for kept in keep.weights]
    assert [epoch for epoch, is_same in enumerate(same) if is_same] == [best]


def fit_beside_keras(make_callbacks, epochs=5):
    """Train equal networks in both halves, in float64; (network, history) of each."""
    fitted = []
    for network, nn in zip(pair(small, "float64"), (scratch, cnnlib.tf)):
        compiled(network, nn, "sgd")
        validation = data_of(small, "float64", 16, 5)
        options = dict(batch_size=12, epochs=epochs, shuffle=False, verbose=0, validation_data=validation)
        history = network.fit(*data_of(small, "float64", 24), **options, callbacks=make_callbacks(nn)).history
        fitted.append((network, history))
    return fitted


@pytest.mark.parametrize("options", CASES["LearningRateScheduler"])
def test_learning_rates_and_what_they_lead_to_are_those_of_keras(options):
    (ours, history), (theirs, in_keras) = in_float64(
        lambda: fit_beside_keras(lambda nn: [nn.LearningRateScheduler(**options)])
    )
    assert history["learning_rate"] == in_keras["learning_rate"] and len(set(history["learning_rate"])) > 3
    assert history["loss"] == pytest.approx(in_keras["loss"], rel=1e-6)
    assert close(ours.get_weights(), theirs.get_weights(), RTOL)


def test_checkpoints_are_saved_after_the_epochs_after_which_keras_saves(tmp_path):
    def callbacks(nn):
        ending = ".npz" if nn is scratch else ".weights.h5"
        saving = [nn.LearningRateScheduler(**CASES["LearningRateScheduler"][0])]  # the losses go down and up
        for i, options in enumerate(CASES["ModelCheckpoint"]):
            folder = tmp_path / f"{i}{ending}"
            folder.mkdir()
            saving.append(nn.ModelCheckpoint(str(folder / f"{{epoch}}{ending}"), save_weights_only=True, **options))
        return saving

    def check():
        (ours, history), (theirs, _) = fit_beside_keras(callbacks)
        for i, options in enumerate(CASES["ModelCheckpoint"]):
            folders = tmp_path / f"{i}.npz", tmp_path / f"{i}.weights.h5"
            epochs, in_keras = (sorted(int(p.name.partition(".")[0]) for p in folder.iterdir()) for folder in folders)
            assert epochs == in_keras == (best_so_far(history, **options) if options else [1, 2, 3, 4, 5])
            for epoch in epochs:
                ours.load_weights(folders[0] / f"{epoch}.npz")
                theirs.load_weights(folders[1] / f"{epoch}.weights.h5")
                assert close(ours.get_weights(), theirs.get_weights(), RTOL)

    in_float64(check)


def best_so_far(history, monitor, mode, save_best_only):
    """The epochs, from 1, that bettered all before them."""
    sign = {"min": -1, "max": 1, "auto": 1 if "accuracy" in monitor else -1}[mode]
    values = [sign * value for value in history[monitor]]
    return [i + 1 for i, value in enumerate(values) if value > max(values[:i], default=-np.inf)]


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


def checkpoint(filepath, **options):
    return scratch.ModelCheckpoint(filepath, save_weights_only=True, **options)


def test_a_checkpoint_makes_its_folders(tmp_path):
    network = compiled(small(scratch), scratch)
    network.fit(*examples(4), epochs=2, verbose=0, callbacks=[checkpoint(tmp_path / "a/{epoch}/weights.npz")])
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.npz")) == [
        "a/1/weights.npz",
        "a/2/weights.npz",
    ]


BEFORE = {  # what would fail after an epoch, or later
    "monitor": (lambda folder: scratch.EarlyStopping(), ValueError, "EarlyStopping: monitor is 'val_loss', needs one"),
    "monitor of the best": (
        lambda folder: checkpoint(folder / "a.npz", save_best_only=True),
        ValueError,
        "ModelCheckpoint: monitor is 'val_loss', needs one of accuracy, loss; give fit validation_data",
    ),
    "a file for a folder": (
        lambda folder: checkpoint(folder / "file/weights.npz"),
        FileExistsError,
        "file/weights.npz', but the folder '",
    ),
    "a folder below a file": (
        lambda folder: checkpoint(folder / "file/a/weights.npz"),
        NotADirectoryError,
        "cannot be made (Not a directory)",
    ),
    "a folder for a file": (
        lambda folder: checkpoint(folder / "folder.npz"),
        IsADirectoryError,
        "folder.npz', a folder, needs the name of a file",
    ),
    "a mean that is missing": (
        lambda folder: checkpoint(folder / "{val_loss}.npz"),
        ValueError,
        "needs names from accuracy, epoch, loss; give fit validation_data",
    ),
    "digits of a fraction": (
        lambda folder: checkpoint(folder / "{loss:d}.npz"),
        ValueError,
        "which cannot be filled in (Unknown format code 'd' for object of type 'float'); needs fields such as",
    ),
    "no name": (lambda folder: checkpoint(folder / "{}.npz"), ValueError, "{}.npz', which cannot be filled in ("),
    "half a field": (lambda folder: checkpoint(folder / "{epoch.npz"), ValueError, "which cannot be filled in ("),
    "an event that never comes": (
        lambda folder: type("Mine", (scratch.Callback,), {"on_batch_end": lambda self, batch, logs=None: None})(),
        ValueError,
        "Mine: on_batch_end is never called, needs one of on_epoch_begin, on_epoch_end, on_train_begin, on_train_end",
    ),
    "a method that takes too little": (
        lambda folder: type("Mine", (scratch.Callback,), {"on_epoch_end": lambda self, epoch: None})(),
        TypeError,
        "Mine: on_epoch_end takes (epoch), needs (epoch, logs) after self",
    ),
    "no number": (
        lambda folder: scratch.LearningRateScheduler(lambda epoch: None),
        TypeError,
        "LearningRateScheduler: schedule(0) is None, needs a number of at least 0",
    ),
    "below 0": (
        lambda folder: scratch.LearningRateScheduler(lambda epoch: -0.1),
        ValueError,
        "LearningRateScheduler: schedule(0) is -0.1, needs a number of at least 0",
    ),
}


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("case", BEFORE)
def test_what_would_fail_after_an_epoch_is_refused_before_it(tmp_path, case, place):
    (tmp_path / "file").touch()
    (tmp_path / "folder.npz").mkdir()
    make, exception, words = BEFORE[case]
    network, callbacks = compiled(small(scratch), scratch), [scratch.LearningRateScheduler(lambda epoch: 0.1)]
    callbacks.insert(place, make(tmp_path))
    before = network.get_weights()
    if place:  # the scheduler stands before it
        words = words.replace("accuracy, loss", "accuracy, learning_rate, loss")
        words = words.replace("accuracy, epoch, loss", "accuracy, epoch, learning_rate, loss")
    with pytest.raises(exception) as caught:
        network.fit(*examples(4), verbose=0, callbacks=callbacks)
    assert words in str(caught.value) and "\n" not in str(caught.value)
    assert all(np.array_equal(a, b) for a, b in zip(before, network.get_weights())) and not network.optimizer.iterations


def test_what_a_callback_of_ones_own_adds_may_be_watched(tmp_path):
    class Gain(scratch.Callback):
        def on_epoch_end(self, epoch, logs):
            logs["gain"], logs["note"] = -logs["loss"], "mine"

    stop, save = scratch.EarlyStopping("gain", mode="max"), checkpoint(tmp_path / "{note}-{learning_rate}.npz")
    rates = scratch.LearningRateScheduler(lambda epoch: 0.25)
    network = compiled(small(scratch), scratch)
    history = network.fit(*examples(4), verbose=2, callbacks=[Gain(), rates, stop, save]).history
    assert history["gain"] == [-history["loss"][0]] and (tmp_path / "mine-0.25.npz").exists()
    with pytest.raises(ValueError, match="EarlyStopping: monitor is 'gain', needs one of accuracy, loss$"):
        network.fit(*examples(4), verbose=0, callbacks=[stop, Gain()])


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


def compiled_without_metrics():
    network = small(scratch)
    network.compile("sgd", scratch.SparseCategoricalCrossentropy(from_logits=True))
    return network


WRONG = {
    "mode": (lambda: scratch.EarlyStopping(mode="up"), ValueError, "EarlyStopping: mode is 'up'"),
    "monitor": (
        lambda: scratch.EarlyStopping(monitor="speed"),
        ValueError,
        "mode is \"auto\", but monitor is 'speed'",
    ),
    "no name": (lambda: scratch.ModelCheckpoint("a.npz", 3), TypeError, "ModelCheckpoint: monitor is 3, needs a name"),
    "delta": (lambda: scratch.EarlyStopping(min_delta="x"), TypeError, "EarlyStopping: min_delta is 'x', needs a num"),
    "baseline": (lambda: scratch.EarlyStopping(baseline="x"), TypeError, "EarlyStopping: baseline is 'x', needs a"),
    "patience": (lambda: scratch.EarlyStopping(patience=-1), ValueError, "EarlyStopping: patience is -1"),
    "start": (lambda: scratch.EarlyStopping(start_from_epoch=-1), ValueError, "EarlyStopping: start_from_epoch is -1"),
    "restore": (
        lambda: scratch.EarlyStopping(restore_best_weights="no"),
        TypeError,
        "EarlyStopping: restore_best_weights is 'no', needs True or False",
    ),
    "verbose": (lambda: scratch.EarlyStopping(verbose="no"), ValueError, "EarlyStopping: verbose is 'no', needs 0"),
    "whole network": (lambda: scratch.ModelCheckpoint("a.npz"), ValueError, "save_weights_only is False, needs True"),
    "file": (
        lambda: scratch.ModelCheckpoint("a.h5", save_weights_only=True),
        ValueError,
        "ModelCheckpoint: filepath is 'a.h5', needs a name that ends in .npz",
    ),
    "mean in the name": (
        lambda: compiled(small(scratch), scratch).fit(
            *examples(4), verbose=0, callbacks=[scratch.ModelCheckpoint("{val_loss}.npz", save_weights_only=True)]
        ),
        ValueError,
        "needs names from accuracy, epoch, loss; give fit validation_data",
    ),
    "best": (
        lambda: scratch.ModelCheckpoint("a.npz", save_best_only="no", save_weights_only=True),
        TypeError,
        "ModelCheckpoint: save_best_only is 'no', needs True or False",
    ),
    "no schedule": (
        lambda: scratch.LearningRateScheduler(3),
        TypeError,
        "LearningRateScheduler: schedule is 3, needs a function of the epoch",
    ),
    **{
        f"schedule {name}": (
            lambda schedule=schedule: scratch.LearningRateScheduler(schedule),
            TypeError,
            "needs a function of the epoch, or of the epoch and the learning rate; such as lambda epoch: 0.1",
        )
        for name, schedule in {
            "built in": max,
            "class": dict,
            "a schedule that was not made": scratch.CosineDecay,
            "of arrays": scratch.Dense(2),
            "of nothing": lambda: 0.1,
            "of three": lambda a, b, c: 0.1,
        }.items()
    },
    "accuracy": (
        lambda: compiled_without_metrics().fit(*examples(4), verbose=0, callbacks=[scratch.EarlyStopping("accuracy")]),
        ValueError,
        "EarlyStopping: monitor is 'accuracy', needs one of loss; compile with metrics=[\"accuracy\"]",
    ),
    "nothing to watch": (
        lambda: compiled(small(scratch), scratch).fit(*examples(4), verbose=0, callbacks=[scratch.EarlyStopping()]),
        ValueError,
        "EarlyStopping: monitor is 'val_loss', needs one of accuracy, loss; give fit validation_data",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_call_is_refused(case):
    call, exception, words = WRONG[case]
    with pytest.raises(exception) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)
