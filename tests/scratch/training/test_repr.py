"""What Python shows of the objects of training: the call that makes them, without most of the defaults."""

import numpy as np
import pytest

from cnnlib import scratch


def halve(epoch, rate):
    return rate / 2


SHOWN = {
    "Adam(learning_rate=0.001)": lambda: scratch.Adam(),
    "SGD(learning_rate=0.1, momentum=0.9)": lambda: scratch.SGD(0.1, momentum=0.9),
    "AdamW(learning_rate=0.001, weight_decay=0.5, clipnorm=1.0)": lambda: scratch.AdamW(weight_decay=0.5, clipnorm=1),
    "RMSprop(learning_rate=CosineDecay(0.1, 50))": lambda: scratch.RMSprop(
        scratch.CosineDecay(0.1, 50)
    ),
    "SparseCategoricalCrossentropy(from_logits=True)": lambda: scratch.SparseCategoricalCrossentropy(True),
    "CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)": lambda: scratch.CategoricalCrossentropy(
        True, 0.1
    ),
    "MeanSquaredError()": lambda: scratch.MeanSquaredError(),
    "BinaryAccuracy(threshold=0.0)": lambda: scratch.BinaryAccuracy(threshold=0.0),
    "TopKCategoricalAccuracy(k=5)": lambda: scratch.TopKCategoricalAccuracy(),
    "ExponentialDecay(0.1, 9, 0.5, staircase=True)": lambda: scratch.ExponentialDecay(0.1, 9, 0.5, staircase=True),
    "PiecewiseConstantDecay([2], [0.1, 0.01])": lambda: scratch.PiecewiseConstantDecay(
        [2], [0.1, 0.01]
    ),
    "HeNormal(seed=3)": lambda: scratch.HeNormal(seed=3),
    "Zeros()": lambda: scratch.Zeros(),
    "L2(l2=0.01)": lambda: scratch.L2(),
    "L1L2(l1=0.0, l2=0.5)": lambda: scratch.L1L2(l2=0.5),
    "EarlyStopping(patience=3)": lambda: scratch.EarlyStopping(patience=3),
    'EarlyStopping(monitor="gain", mode="max")': lambda: scratch.EarlyStopping("gain", mode="max"),
    "LearningRateScheduler(halve)": lambda: scratch.LearningRateScheduler(halve),
    'ModelCheckpoint("w.npz", save_weights_only=True)': lambda: scratch.ModelCheckpoint(
        "w.npz", save_weights_only=True
    ),
    "Callback()": lambda: scratch.Callback(),
    "History(epochs=0)": lambda: scratch.History(),
}


@pytest.mark.parametrize("words", SHOWN)
def test_an_object_is_shown_as_it_is_made(words):
    assert repr(SHOWN[words]()) == words


def test_a_history_shows_its_epochs_and_the_last_means():
    network = scratch.Sequential([scratch.Input((2,)), scratch.Dense(1, kernel_initializer="zeros")])
    network.compile(scratch.SGD(0.0), "mse")
    history = network.fit(np.ones((4, 2), "float32"), np.full((4, 1), 1.5, "float32"), epochs=3, verbose=0)
    assert repr(history) == "History(epochs=3, loss=2.25)"


def test_to_show_an_optimizer_does_not_call_its_schedule():
    asked = []  # and None, which it gives, is no learning rate
    assert repr(scratch.SGD(asked.append)).startswith("SGD(learning_rate=") and asked == []


def test_a_learning_rate_that_was_set_is_shown():
    optimizer = scratch.Adam()
    optimizer.learning_rate = 0.5
    assert repr(optimizer) == "Adam(learning_rate=0.5)"


def test_a_callback_of_ones_own_is_shown_without_what_it_does_not_keep():
    class Keep(scratch.Callback):
        def __init__(self, what, how_often=1):
            self.how_often = how_often

    assert repr(Keep("weights")) == "Keep(…)" and repr(Keep("weights", 3)) == "Keep(…, how_often=3)"
