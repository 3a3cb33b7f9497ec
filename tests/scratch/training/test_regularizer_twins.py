"""Regularized training: penalties, weights and reported losses are those of Keras, step by step."""

import inspect

import keras
import numpy as np
import pytest

import cnnlib.tf
from cnnlib import scratch
from tests.scratch.layers.cases import CASES as LAYER_CASES
from tests.scratch.layers.cases import LAYERS
from tests.scratch.networks import branched
from tests.scratch.training.cases import REGULARIZERS as CASES
from tests.scratch.training.fitting import compiled, data_of
from tests.scratch.twins import close, in_float64, normal, pair, randomize

RTOL = {"float32": 2e-3, "float64": 1e-6}
EVERY_CASE = [(name, options) for name in CASES for options in CASES[name]]


@pytest.mark.parametrize("name, options", EVERY_CASE)
def test_a_penalty_is_that_of_keras(name, options):
    w = normal((3, 3, 2, 4), "float32")
    ours, theirs = getattr(scratch, name)(**options), getattr(cnnlib.tf, name)(**options)
    assert float(ours(w)) == pytest.approx(float(theirs(w)), rel=1e-6)


def options_of(name):
    """The arguments of a layer that name regularizers."""
    parameters = inspect.signature(getattr(scratch, name)).parameters
    return [option for option in parameters if option.endswith("_regularizer")]


@pytest.mark.parametrize("name", [name for name in LAYERS if options_of(name)])
def test_each_regularizer_is_that_of_the_weight_that_it_has_in_keras(name):
    arguments, shape = LAYER_CASES[name][0]  # has all weights
    theirs_of = {option: keras.regularizers.L1L2(l1=2.0**i, l2=0.5) for i, option in enumerate(options_of(name))}
    ours_of = {option: scratch.L1L2(l1=2.0**i, l2=0.5) for i, option in enumerate(options_of(name))}
    theirs, ours = getattr(cnnlib.tf, name)(**arguments, **theirs_of), getattr(scratch, name)(**arguments, **ours_of)
    theirs(np.ones(shape, "float32")), ours(np.ones(shape, "float32"))
    randomize(theirs)
    ours.set_weights(theirs.get_weights())
    expected = [float(penalty) for penalty in theirs.losses]
    assert len(expected) == len(options_of(name)) and ours.losses == pytest.approx(expected, rel=1e-5)


def test_every_layer_with_a_kernel_or_scale_takes_regularizers():
    keras_has = {name: inspect.signature(getattr(cnnlib.tf, name)).parameters for name in LAYERS}
    for name in LAYERS:
        initializers = [o for o in inspect.signature(getattr(scratch, name)).parameters if o.endswith("_initializer")]
        needed = {o.replace("_initializer", "_regularizer") for o in initializers}
        assert set(options_of(name)) == needed & set(keras_has[name])


def regularized(nn, dtype="float32"):
    """A regularizer of each kind, in layers of each kind that has weights; one layer frozen."""
    frozen = nn.Conv2D(3, 1, kernel_regularizer=nn.L2(0.5), name="frozen")
    frozen.trainable = False
    return nn.Sequential(
        [
            nn.Input((8, 8, 2), dtype=dtype),
            nn.Conv2D(4, 3, padding="same", activation="relu", kernel_regularizer=nn.L2(0.0625), bias_regularizer="l2"),
            nn.BatchNormalization(momentum=0.75, gamma_regularizer=nn.L1(0.125), beta_regularizer=nn.L2(0.25)),
            frozen,
            nn.DepthwiseConv2D(3, depthwise_regularizer=nn.L1L2(0.03125, 0.0625)),
            nn.SeparableConv2D(4, 3, depthwise_regularizer=nn.L1(0.0625), pointwise_regularizer=nn.L2(0.125)),
            nn.Conv2DTranspose(2, 2, kernel_regularizer=nn.L2(0.25)),
            nn.Flatten(),
            nn.Dense(3, kernel_regularizer=nn.L2, bias_regularizer=nn.L1(0.125)),
        ]
    )


def shared(nn, dtype="float32"):
    """A regularized layer in two networks within one: its penalty counts once."""
    x = nn.Input((8, 8, 2), dtype=dtype)
    layer = nn.Dense(4, kernel_regularizer=nn.L2(0.25), name="shared")
    one = nn.Sequential([nn.Input((128,), dtype=dtype), layer], name="a")
    other = nn.Sequential([nn.Input((128,), dtype=dtype), layer, nn.Activation("tanh")], name="b")
    y = nn.Flatten(name="flat")(x)
    return nn.Model(x, nn.Dense(3, name="last")(nn.Add(name="sum")([one(y), other(y)])))


@pytest.mark.parametrize("build", [regularized, shared])
@pytest.mark.parametrize("dtype, optimizer", [("float32", "momentum"), ("float64", "adam")])
def test_training_is_that_of_keras(build, dtype, optimizer):
    ours, theirs = pair(build, dtype)

    def check():
        assert sum(map(float, ours.losses)) == pytest.approx(sum(map(float, theirs.losses)), rel=1e-6)
        x, y = data_of(branched, dtype, 30)
        x, y, histories = x[0], y[0], []
        options = dict(batch_size=8, epochs=3, shuffle=False, verbose=0, validation_split=0.25)
        options["sample_weight"] = (np.arange(30) % 4 / 2).astype(dtype)
        for network, nn in ((ours, scratch), (theirs, cnnlib.tf)):
            compiled(network, nn, optimizer)
            histories.append(network.fit(x, y, **options).history)
        assert close(ours.get_weights(), theirs.get_weights(), RTOL[dtype])
        for name in histories[0]:
            assert histories[0][name] == pytest.approx(histories[1][name], rel=RTOL[dtype]), name
        assert ours.evaluate(x, y, verbose=0) == pytest.approx(theirs.evaluate(x, y, verbose=0), rel=RTOL[dtype])

    in_float64(check) if dtype == "float64" else check()


def test_penalties_are_no_part_of_the_loss_of_an_output():
    def build(nn, dtype="float32"):
        x = nn.Input((4,), dtype=dtype)
        y = nn.Dense(3, kernel_regularizer=nn.L2(0.5), name="one")(x)
        return nn.Model(x, [y, nn.Dense(1, name="other")(x)])

    histories, x = [], normal((12, 4), "float32")
    for network, nn in zip(pair(build, "float32"), (scratch, cnnlib.tf)):
        # In a graph Keras does not know how large a batch is, and takes the mean of an output's loss over the batches.
        eagerly = {"run_eagerly": True} if nn is cnnlib.tf else {}
        network.compile(nn.SGD(0.0625), ["mse", "mse"], loss_weights=[1.0, 0.5], **eagerly)
        y = [normal((12, 3), "float32", 1), normal((12, 1), "float32", 2)]
        histories.append(network.fit(x, y, batch_size=5, epochs=2, shuffle=False, verbose=0).history)
    assert list(histories[0]) == list(histories[1]) == ["loss", "one_loss", "other_loss"]
    for name in histories[0]:
        assert histories[0][name] == pytest.approx(histories[1][name], rel=1e-4)
    of_outputs = histories[0]["one_loss"][0] + 0.5 * histories[0]["other_loss"][0]
    assert histories[0]["loss"][0] > 1.1 * of_outputs
