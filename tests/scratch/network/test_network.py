"""Networks: the graph forward and backward, its order, names, messages."""

import warnings

import keras
import numpy as np
import pytest

import cnnlib.tf
from cnnlib import scratch
from tests.scratch.halves import HALVES
from tests.scratch.networks import branched, examples, lenet5, sharing, small
from tests.scratch.training.cases import OPTIMIZERS as CASES
from tests.scratch.twins import RTOL, close, in_float64, keras_gradients, normal, pair

KEPT = {"float32": 2e-4, "float64": 1e-8}


def inputs_of(network, dtype, n=5):
    x = [normal((n, *symbol.shape[1:]), dtype, seed) for seed, symbol in enumerate(network.inputs)]
    return x if len(x) > 1 else x[0]


@pytest.mark.parametrize("build", [small, branched])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("training", [False, True])
def test_outputs_and_gradients_agree_with_keras(build, dtype, training):
    ours, theirs = pair(build, dtype)
    x = inputs_of(ours, dtype)
    y = ours(x, training=training)
    d_out = (
        [normal(a.shape, dtype, 7 + i) for i, a in enumerate(y)] if isinstance(y, list) else normal(y.shape, dtype, 7)
    )
    dx = ours.backward(d_out)
    expected, expected_dx, expected_gradients = keras_gradients(theirs, x, d_out, training)
    assert close(y, expected, 10 * RTOL[dtype])
    assert close(dx, expected_dx, KEPT[dtype])
    assert close(ours.gradients, expected_gradients, KEPT[dtype])
    assert close(ours.get_weights(), theirs.get_weights(), 10 * RTOL[dtype])
    theirs.set_weights(ours.get_weights())  # and back
    expected = in_float64(lambda: theirs.predict(x, verbose=0)) if dtype == "float64" else theirs.predict(x, verbose=0)
    assert close(ours.predict(x, verbose=0), expected, 10 * RTOL[dtype])


@pytest.mark.parametrize("build", [small, branched])
def test_gradients_pass_the_finite_difference_check(build):
    network = build(scratch, "float64")
    x = inputs_of(network, "float64", n=2)
    several = isinstance(x, list)
    d_out = [normal((2, *symbol.shape[1:]), "float64", 3 + i) for i, symbol in enumerate(network.outputs)]
    network(x, training=True)
    dx = network.backward(d_out if len(d_out) > 1 else d_out[0])

    def loss(y):
        return sum(float((a * d).sum()) for a, d in zip(y if isinstance(y, list) else [y], d_out))

    first = x[0] if several else x
    numerical = scratch.numerical_gradient(lambda a: loss(network([a, *x[1:]] if several else a, training=True)), first)
    assert scratch.relative_error(dx[0] if several else dx, numerical) <= 1e-5
    for variable, gradient in list(zip(network.trainable_variables, network.gradients))[:4]:

        def loss_of(values, variable=variable):
            variable[...] = values
            return loss(network(x, training=True))

        before = variable.copy()
        numerical = scratch.numerical_gradient(loss_of, before.copy())
        variable[...] = before
        network(x, training=True)
        assert scratch.relative_error(gradient, numerical) <= 1e-5


@pytest.mark.parametrize("build", [small, branched, lambda nn, dtype=None: lenet5(nn)])
def test_layers_weights_and_counts_stand_in_the_order_of_keras(build):
    ours, theirs = build(scratch), build(cnnlib.tf)
    assert [type(layer).__name__ for layer in ours.layers] == [type(layer).__name__ for layer in theirs.layers]
    assert [w.shape for w in ours.get_weights()] == [w.shape for w in theirs.get_weights()]
    assert ours.count_params() == theirs.count_params()
    if build is branched:
        assert [l.name for l in ours.layers if l.count_params()] == [l.name for l in theirs.layers if l.count_params()]


def test_summary_says_what_keras_says():
    lines = []
    lenet5(scratch).summary(print_fn=lines.append)
    text = "\n".join(lines)
    assert lines[0] == 'Model: "sequential"'
    for layer, shape, count in [
        ("conv2d (Conv2D)", "(None, 28, 28, 6)", "156"),
        ("max_pooling2d_1 (MaxPooling2D)", "(None, 5, 5, 16)", "0"),
        ("dense_2 (Dense)", "(None, 10)", "850"),
    ]:
        assert any(line.split("  ")[0] == layer and shape in line and line.endswith(f" {count}") for line in lines)
    assert "Total params: 61,706\nTrainable params: 61,706\nNon-trainable params: 0" in text
    network = branched(scratch)
    lines.clear()
    network.summary(print_fn=lines.append)
    assert "Non-trainable params: 8" in lines
    network.trainable = False
    lines.clear()
    network.summary(print_fn=lines.append)
    assert "Trainable params: 0" in lines


def test_a_network_within_a_network_is_a_layer():
    def nested(nn, dtype="float32"):
        inner = nn.Sequential(
            [nn.Input((6, 6, 4), dtype=dtype), nn.Conv2D(3, 3, use_bias=False), nn.BatchNormalization()]
        )
        x = nn.Input((8, 8, 2), dtype=dtype)
        return nn.Model(
            x, nn.Dense(2)(nn.Flatten()(inner(nn.Conv2D(4, 3, use_bias=False)(x))))
        )  # a bias would have no gradient

    ours, theirs = pair(nested, "float64")
    x = inputs_of(ours, "float64")
    y = ours(x, training=True)
    d_out = normal(y.shape, "float64", 1)
    ours.backward(d_out)
    expected, _, gradients = keras_gradients(theirs, x, d_out, True)
    assert close(y, expected, 1e-10) and close(ours.gradients, gradients, 1e-8)
    assert close(ours.get_weights(), theirs.get_weights(), 1e-10)


def test_networks_within_that_nobody_named_are_numbered_as_in_keras():
    def names(nn):
        inner = [nn.Sequential([nn.Input((4,)), nn.Dense(4)]) for _ in range(2)]
        x = nn.Input((4,))
        within = nn.Model(x, nn.Dense(4)(x))
        outer = nn.Sequential([nn.Input((4,)), *inner, within])
        return [layer.name.partition("_")[0] for layer in outer.layers], [layer.name for layer in outer.layers]

    (kinds, ours), (of_keras, _) = names(scratch), names(cnnlib.tf)
    assert ours == ["sequential", "sequential_1", "model"] and kinds[:2] == of_keras[:2]
    named = scratch.Sequential([scratch.Dense(4)], name="sequential")
    network = scratch.Sequential([scratch.Input((4,)), scratch.Sequential([scratch.Dense(4)]), named])
    assert [layer.name for layer in network.layers] == ["sequential_1", "sequential"]


def test_a_layer_shared_by_networks_within_is_one_variable():
    ours, theirs = pair(sharing, "float64")
    assert ours.count_params() == theirs.count_params() == 4 * 4 + 4 + 4 * 3 + 3
    assert len(ours.weights) == len(ours.trainable_variables) == 4
    x = inputs_of(ours, "float64")
    y = ours(x, training=True)
    d_out = [normal(a.shape, "float64", 1 + i) for i, a in enumerate(y)]
    dx = ours.backward(d_out)
    expected, expected_dx, gradients = keras_gradients(theirs, x, d_out, training=True)
    assert close(y, expected, RTOL["float64"]) and close([dx], [expected_dx], 1e-9)
    assert close(ours.gradients, gradients, 1e-9)


@pytest.mark.parametrize("optimizer", CASES)
def test_an_optimizer_steps_a_shared_variable_once(optimizer):
    options = CASES[optimizer][-1]  # numbers that float32 can hold
    ours, theirs = pair(sharing, "float64")
    x = inputs_of(ours, "float64")
    goals = [normal((5, n), "float64", n) for n in (3, 4, 3)]
    ours.compile(getattr(scratch, optimizer)(**options), loss=[scratch.MeanSquaredError()] * 3)
    ours.fit(x, goals, batch_size=5, epochs=3, verbose=0)

    def fit():  # in float64, the optimizer's numbers too
        theirs.compile(getattr(keras.optimizers, optimizer)(**options), loss=["mse"] * 3, jit_compile=False)
        theirs.fit(x, goals, batch_size=5, epochs=3, verbose=0, shuffle=False)

    in_float64(fit)
    assert close(ours.get_weights(), theirs.get_weights(), 1e-9)


def moments(nn, dtype="float32"):
    """One batch normalization called on three tensors: its moving statistics depend on the order of the calls."""
    x = nn.Input((4,), dtype=dtype)
    norm = nn.BatchNormalization(momentum=0.5, name="norm")
    within = nn.Sequential([nn.Input((4,), dtype=dtype), norm], name="within")
    deep, plain, scaled = norm(nn.ReLU()(nn.ReLU()(x))), norm(x), within(nn.Rescaling(3.0)(x))
    return nn.Model(x, [nn.Add()([scaled, deep]), nn.Add()([plain, scaled]), plain])


def test_a_shared_layer_meets_its_inputs_in_the_order_of_keras():
    ours, theirs = pair(moments, "float64")
    before, x = ours.get_weights(), 1 + inputs_of(ours, "float64")
    ours(x, training=True), theirs(x, training=True)
    assert not close(ours.get_weights()[2:], before[2:], 0.1)
    assert close(ours.get_weights(), theirs.get_weights(), 1e-6)


def test_a_frozen_shared_layer_is_frozen_everywhere():
    network = sharing(scratch)
    network.get_layer("shared").trainable = False
    assert [v.shape for v in network.trainable_variables] == [(4, 3), (3,)]
    x = inputs_of(network, "float32")
    network.backward([np.ones_like(y) for y in network(x)])
    assert [g.shape for g in network.gradients] == [(4, 3), (3,)]


def test_a_model_with_a_call_of_its_own_is_refused():
    words = "Doubled: a Model with its own call is not supported, needs a graph of symbols; give Model the inputs"
    with pytest.raises(TypeError, match=words):

        class Doubled(scratch.Model):
            def call(self, x):
                return 2 * x


def test_an_output_that_nothing_uses_gets_a_gradient_of_zeros():
    x = scratch.Input((4,), dtype="float64")
    first, second = scratch.Dense(2), scratch.Dense(3)
    inner = scratch.Model(x, [first(x), second(x)])
    outer_x = scratch.Input((4,), dtype="float64")
    used, _ = inner(outer_x)
    network = scratch.Model(outer_x, used)
    network(np.ones((2, 4)))
    network.backward(np.ones((2, 2)))
    assert [bool(g.any()) for g in network.gradients] == [True, True, False, False]


def test_a_sequential_without_input_is_built_by_its_first_call():
    network = scratch.Sequential([scratch.Flatten(), scratch.Dense(2)])
    network.add(scratch.Dense(5))
    assert not network.built
    assert network(np.ones((3, 2, 2))).shape == (3, 5) and network.built
    assert [w.shape for w in network.weights] == [(4, 2), (2,), (2, 5), (5,)]
    assert network.weights[0].dtype == np.float64
    network.add(scratch.ReLU())
    assert network(np.ones((1, 2, 2))).shape == (1, 5)
    assert [layer.name for layer in network.layers] == ["flatten", "dense", "dense_1", "re_lu"]


def test_a_frozen_layer_is_left_out():
    network = small(scratch, "float64")
    network.layers[0].trainable = False
    x, y = examples(4, "float64")
    assert len(network.trainable_variables) == 7
    before = network.get_weights()
    network.compile(scratch.SGD(0.1), scratch.SparseCategoricalCrossentropy(from_logits=True))
    network.fit(x, y, verbose=0)
    changed = [not np.array_equal(a, b) for a, b in zip(before, network.get_weights())]
    assert changed[:2] == [False, False] and all(changed[2:])


def frozen(nn, dtype="float32"):
    """A network with layers that are set to be trained after it was frozen."""
    network = nn.Sequential([nn.Input((4,), dtype=dtype), nn.Dense(3, kernel_regularizer="l2"), nn.Dense(3)])
    network.trainable, network.layers[1].trainable = False, True
    network.add(nn.Dense(2, kernel_regularizer="l2"))
    return network


def around_frozen(nn, dtype="float32"):
    return nn.Sequential([nn.Input((4,), dtype=dtype), frozen(nn, dtype), nn.Dense(5)])


@pytest.mark.parametrize("build, count", [(frozen, 0), (around_frozen, 6)])
def test_a_frozen_network_trains_nothing_but_one_around_it_goes_by_the_layers(build, count):
    ours, theirs = pair(build, "float32")
    assert len(ours.trainable_variables) == len(theirs.trainable_variables) == count
    x, y = normal((8, 4), "float32"), normal((8, 2 if build is frozen else 5), "float32", 1)
    assert np.isclose(sum(ours.losses), sum(map(float, theirs.losses)), rtol=1e-5)
    d_out = np.ones_like(y)
    ours(x), ours.backward(d_out)
    assert close(ours.gradients, keras_gradients(theirs, x, d_out, False)[2], KEPT["float32"])
    for network in (ours, theirs):
        network.compile("sgd", "mse")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Keras warns where nothing is trained
        losses = [network.fit(x, y, verbose=0, shuffle=False).history["loss"] for network in (ours, theirs)]
    assert close(*map(np.array, losses), 1e-5) and close(ours.get_weights(), theirs.get_weights(), 1e-5)


def test_the_layers_of_a_network_that_is_trained_again_are_trained():
    network = frozen(scratch)
    network.trainable = True
    assert len(network.trainable_variables) == len(network.weights) == 6


def test_prediction_keeps_nothing_and_goes_batch_by_batch():
    network = branched(scratch)
    x = inputs_of(network, "float32", n=7)
    whole = network(x)
    network._last_call = None
    parts = network.predict(x, batch_size=3, verbose=0)
    assert close(parts, whole, 1e-5) and network._last_call is None


def test_deep_networks_need_no_recursion():
    x = y = scratch.Input((1,))
    for _ in range(1500):
        y = scratch.Rescaling(1.0)(y)
    network = scratch.Model(x, y)
    assert network(np.ones((1, 1), np.float32)) == 1 and network.backward(np.ones((1, 1), np.float32)) == 1


def test_keras_is_what_the_tf_half_gives():
    assert isinstance(small(cnnlib.tf), keras.Sequential) and isinstance(branched(cnnlib.tf), keras.Model)


def test_a_network_may_end_at_any_layer_of_another():
    network = branched(scratch)
    x = [normal((2, *symbol.shape[1:]), "float32", i) for i, symbol in enumerate(network.inputs)]
    part = scratch.Model(network.inputs, network.get_layer("join").output)
    same = scratch.Model(network.inputs, [network.get_layer(name).output for name in ("classes", "sides")])
    assert part(x).shape == (2, 8, 8, 12)
    for ours, theirs in zip(same(x), network(x)):
        assert np.array_equal(ours, theirs)
    with pytest.raises(ValueError, match="no layer is called 'middle'; it has"):
        network.get_layer("middle")
    with pytest.raises(ValueError, match=r"shared \(Conv2D\): output needs one call .* was called 2 times"):
        network.get_layer("shared").output
    with pytest.raises(ValueError, match="Dense: output needs one call of the layer on a symbol, but it was not"):
        scratch.Dense(2).output


@pytest.mark.parametrize("build", [small, branched])
def test_in_training_nobody_asks_for_the_gradient_of_a_picture(build):
    network = build(scratch)
    x = [normal((2, *symbol.shape[1:]), "float32", i) for i, symbol in enumerate(network.inputs)]
    y, kept = network.forward(x if len(x) > 1 else x[0], training=True)
    d_out = [np.ones_like(a) for a in y] if isinstance(y, list) else np.ones_like(y)
    dx, expected = network.backward(d_out, kept)
    none, gradients = network.backward(d_out, kept, input_gradient=False)
    assert all(d is not None for d in (dx if isinstance(dx, list) else [dx]))
    assert not any(d is not None for d in (none if isinstance(none, list) else [none]))
    assert list(gradients) == list(expected)
    for name, gradient in gradients.items():
        assert np.array_equal(gradient, expected[name])


@HALVES
def test_an_input_layer_may_begin_a_network(half):
    begun = half.Sequential([half.InputLayer((4,), name="x"), half.Dense(2)])
    added = half.Sequential()
    added.add(half.InputLayer((4,)))
    added.add(half.Dense(2))
    for network in (begun, added):
        assert [type(layer).__name__ for layer in network.layers] == ["Dense"] and network.built
        assert tuple(network(np.ones((3, 4), np.float32)).shape) == (3, 2)
    assert begun.inputs[0].shape == (None, 4)
