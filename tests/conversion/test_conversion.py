"""`cnnlib.from_keras`: every supported layer, every graph, and the name of what is not supported."""

import pickle

import keras
import numpy as np
import pytest
from keras.src.applications import convnext

import cnnlib
import cnnlib.tf as nn
from cnnlib import scratch
from cnnlib.conversion import operations
from cnnlib.conversion.layers import IN_TRAINING_ALONE, SPATIAL_DROPOUT, known_activations, supported_layers
from cnnlib.scratch.layers.activation import FUNCTIONS
from cnnlib.scratch.layers.layer import as_list
from tests.conversion.models import OPERATIONS, model_of, shapes_of, within
from tests.scratch.layers.cases import CASES, EVERY_CASE
from tests.scratch.networks import branched, small
from tests.scratch.twins import RTOL, in_float64, keras_gradients, normal, randomize

L = keras.layers


def assert_same_network(model, x, dtype="float32"):
    randomize(model)
    network = cnnlib.from_keras(model)
    as_given = keras.tree.pack_sequence_as(model.input, x) if isinstance(x, list) else x
    y, expected = network(x), keras.tree.flatten(model(as_given, training=False))
    for a, b in zip(y if isinstance(y, list) else [y], expected, strict=True):
        assert a.dtype == dtype and scratch.relative_error(a, np.asarray(b)) <= 10 * RTOL[dtype]
    return network


def assert_same_gradients(model, network, x, dtype="float32"):
    y = network(x)
    d_out = [normal(a.shape, dtype, 8 + i) for i, a in enumerate(y if isinstance(y, list) else [y])]
    d_out = d_out if isinstance(y, list) else d_out[0]
    dx = network.backward(d_out)
    expected_y, expected_dx, expected = keras_gradients(model, x, d_out, training=False)
    ours = [*as_list(y), *as_list(dx), *network.gradients]
    theirs = [*as_list(expected_y), *as_list(expected_dx), *expected]
    for a, b in zip(ours, theirs, strict=True):
        assert scratch.relative_error(a, b) <= (1e-8 if dtype == "float64" else 1e-3)


def test_every_layer_can_be_converted():
    without = {"InputLayer", "Model", "Sequential", "Pipeline", *IN_TRAINING_ALONE, *SPATIAL_DROPOUT}
    assert set(supported_layers()) - without == set(CASES)


@pytest.mark.parametrize("name, arguments, shape", EVERY_CASE)
def test_a_model_of_one_layer(name, arguments, shape):
    several = isinstance(shape, list)
    inputs = [keras.Input(s[1:]) for s in (shape if several else [shape])]
    layer = getattr(nn, name)(**arguments)
    model = keras.Model(inputs if several else inputs[0], layer(inputs if several else inputs[0]))
    x = [normal(s, "float32", i) for i, s in enumerate(shape)] if several else normal(shape, "float32")
    network = assert_same_network(model, x)
    assert [layer.name for layer in network.layers] == [layer.name for layer in model.layers]


@pytest.mark.parametrize("build", [small, branched])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_whole_networks(build, dtype):
    model = in_float64(lambda: build(nn, dtype)) if dtype == "float64" else build(nn)
    x = [normal((3, *t.shape[1:]), dtype, i) for i, t in enumerate(model.inputs)]
    x = x if len(x) > 1 else x[0]
    network = assert_same_network(model, x, dtype)
    assert [layer.name for layer in network.layers] == [layer.name for layer in model.layers]
    y = network(x, training=True)
    d_out = [np.ones_like(a) for a in y] if isinstance(y, list) else np.ones_like(y)
    network.backward(d_out)
    _, _, expected = keras_gradients(model, x, d_out, training=True)
    for ours, theirs in zip(network.gradients, expected, strict=True):
        assert scratch.relative_error(ours, theirs) <= (1e-8 if dtype == "float64" else 1e-3)


def test_regularizers_are_converted():
    regularized = L.Conv2D(3, 3, kernel_regularizer="l2"), L.BatchNormalization(gamma_regularizer="l1")
    model = keras.Sequential([keras.Input((6, 6, 2)), *regularized])
    network = assert_same_network(model, normal((2, 6, 6, 2), "float32"))
    assert network.losses == pytest.approx([float(penalty) for penalty in model.losses], rel=1e-5)


@pytest.mark.parametrize("name", ["ResNet50", "MobileNet"])
def test_networks_of_keras_applications(name):
    """They name the channels' axis 3, and hold every kind of padding that Keras's networks have."""
    model = getattr(keras.applications, name)(
        weights=None, input_shape=(32, 32, 3), classes=10, classifier_activation=None
    )
    assert_same_network(model, normal((2, 32, 32, 3), "float32"))


def test_networks_within_networks_and_frozen_layers():
    inner = keras.Sequential([keras.Input((6, 6, 2)), L.Conv2D(3, 3), L.BatchNormalization()])
    inner.layers[0].trainable = False
    x = keras.Input((6, 6, 2))
    model = keras.Model([x], L.Flatten()(inner(x)))
    network = assert_same_network(model, [normal((2, 6, 6, 2), "float32")])
    assert [v.shape for v in network.trainable_variables] == [tuple(v.shape) for v in model.trainable_variables]


def frozen_and_thawed():
    """A network of which one layer is set to be trained again, and one is added."""
    layers = L.Dense(3, kernel_regularizer="l2"), L.Dense(3, kernel_regularizer="l2"), L.BatchNormalization()
    model = keras.Sequential([keras.Input((4,)), *layers])
    model.trainable, model.layers[1].trainable = False, True
    model.add(L.Dense(2, bias_regularizer="l1"))
    return model


@pytest.mark.parametrize("within", [False, True])
def test_a_frozen_network_keeps_what_its_layers_are(within):
    model = frozen_and_thawed()
    model = keras.Sequential([keras.Input((4,)), model, L.Dense(5)]) if within else model
    x = normal((8, 4), "float32")
    network = assert_same_network(model, x)
    assert network.trainable == model.trainable == within
    assert_same_gradients(model, network, x)
    assert len(network.trainable_variables) == (6 if within else 0)
    assert np.isclose(sum(network.losses), sum(map(float, model.losses)), rtol=1e-5)


def test_channels_counted_from_the_front():
    model = within(L.BatchNormalization(axis=3), L.GroupNormalization(2, axis=3), L.Flatten())
    assert_same_network(keras.Sequential([model, L.BatchNormalization(axis=1)]), normal((2, 6, 6, 2), "float32"))


def test_training_given_to_the_network_overrides_that_given_to_a_layer():
    base = keras.Sequential([keras.Input((6, 6, 2)), L.BatchNormalization()], name="base")
    inputs = keras.Input((6, 6, 2))
    model = keras.Model(inputs, base(inputs, training=False))
    x = normal((2, 6, 6, 2), "float32")
    network = assert_same_network(model, x)
    assert scratch.relative_error(network(x, training=True), np.array(model(x, training=True))) <= 1e-5


ACTIVATIONS = [(name, i) for name, functions in known_activations().items() for i in range(len(functions))]


@pytest.mark.parametrize("name, i", ACTIVATIONS)
def test_an_activation_is_known_by_its_function(name, i):
    function, x = known_activations()[name][i], np.linspace(-7, 7, 400, dtype="float32").reshape(-1, 4)
    network = cnnlib.from_keras(keras.Sequential([keras.Input((4,)), L.Activation(function)]))
    assert abs(network(x) - np.array(function(x))).max() <= 2e-6  # gelu by tanh is 5e-4 off
    assert getattr(network.layers[0].activation, "name", "linear") == name


def test_every_activation_is_known():
    assert set(known_activations()) == {"linear", *FUNCTIONS}


def shared_by_two():
    shared, x = L.Dense(4), keras.Input((20,))
    one = keras.Sequential([keras.Input((20,)), shared, L.ReLU()])
    other = keras.Sequential([keras.Input((20,)), L.Rescaling(0.5), shared])
    return keras.Model(x, L.Add()([one(x), other(x)]))


def test_a_layer_shared_by_networks_within_is_one_layer():
    model, x = shared_by_two(), normal((3, 20), "float32")
    network = assert_same_network(model, x)
    assert network.count_params() == model.count_params() == 84
    assert [v.shape for v in network.trainable_variables] == [(20, 4), (4,)]
    y = network(x, training=True)
    network.backward(np.ones_like(y))
    _, _, expected = keras_gradients(model, x, np.ones_like(y), training=True)
    for ours, theirs in zip(network.gradients, expected, strict=True):
        assert scratch.relative_error(ours, theirs) <= 1e-5


def called_twice(x):
    network = within(L.Conv2D(2, 3, padding="same"))
    return [network(network(x)), network(x)]


def one_layer_twice():
    dense = L.Dense(4)
    return within(dense, dense, shape=(4,))


def other_input():
    a, b = keras.Input((4,)), keras.Input((3,))
    return keras.Model([a, b], L.Dense(2)(b))


def dict_of_inputs():
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    return keras.Model({"b": b, "a": a}, L.Add()([a, L.Dense(4)(b)]))


def list_of_lists():
    a, b, c = (keras.Input((4,)) for _ in range(3))
    return keras.Model([[a, b], c], L.Add()([a, L.Dense(4)(b), L.ReLU()(c)]))


def on_a_dict():
    a, b = keras.Input((4,), name="first"), keras.Input((4,), name="second")
    network = keras.Model([b, a], L.Concatenate()([L.Dense(2)(a), b]))
    return model_of(lambda x, y: network({"first": x, "second": y}), (4,), (4,))


def network_that_gives_a_dict():
    network = model_of(lambda x: {"z": L.Dense(2)(x), "a": L.Dense(3)(x)}, (4,))
    return model_of(lambda x: [network(x)["z"], network(L.ReLU()(x))["a"]], (4,))


def two_sizes(x):
    any_size = keras.Input((None, None, 2))
    network = keras.Model(any_size, L.Conv2D(2, 3)(any_size))
    return [network(x), network(L.ZeroPadding2D()(x))]


class OwnTraining(keras.Model):
    def train_step(self, data):
        raise NotImplementedError


def own_training():
    x = keras.Input((4,))
    return OwnTraining(x, L.Dense(2)(x))


RIGHT = {
    "a keyword": lambda: model_of(lambda x: L.Dense(2)(inputs=x), (4,)),
    "a list of one": lambda: model_of(lambda x: [L.Dense(2)(x)], (4,)),
    "a tuple": lambda: model_of(lambda x: (L.Dense(2)(x), L.Flatten()(x)), (4,)),
    "an output twice": lambda: model_of(lambda x: [L.Dense(2, name="a")(x)] * 2, (4,)),
    "the input as output": lambda: model_of(lambda x: [x, L.Dense(2)(x)], (4,)),
    "an input that leads nowhere": other_input,
    "a network called twice": lambda: model_of(called_twice),
    "a layer twice in a row": one_layer_twice,
    "a network of any size": lambda: model_of(
        lambda x: within(L.Conv2D(3, 3), L.GlobalMaxPooling2D(), shape=(None, None, 2))(x)
    ),
    "a network on two sizes": lambda: model_of(two_sizes),
    "a network of several inputs": lambda: model_of(
        lambda x: model_of(lambda a, b: [L.Add()([a, b]), L.Dense(2)(a)], (4,), (4,))([x, x]), (4,)
    ),
    "a network on a list of one": lambda: model_of(
        lambda x: keras.Model([a := keras.Input((4,))], L.Dense(2)(a))(x), (4,)
    ),
    "a network without Input": lambda: model_of(lambda x: keras.Sequential([L.Dense(3)])(x), (4,)),
    "a batch of one size": lambda: keras.Model(x := keras.Input(batch_shape=(3, 4)), L.Dense(2)(x)),
    "dense on rows of rows": lambda: within(L.Dense(2, activation="relu"), L.Dense(3), shape=(5, 4)),
    "dense on each cell": lambda: within(L.Dense(3), L.Flatten(), L.Dense(2), shape=(4, 4, 4)),
    "norms of rows of rows": lambda: within(
        L.BatchNormalization(), L.LayerNormalization(), L.LayerNormalization(axis=(1, 2)), shape=(5, 4)
    ),
    "groups of rows of rows": lambda: within(L.GroupNormalization(2), shape=(5, 4)),
    "axes in another order": lambda: within(L.LayerNormalization(axis=(3, 1)), shape=(4, 4, 4)),
    "training of its own": own_training,
    "a sum that broadcasts": lambda: model_of(lambda x: L.Add()([x, L.GlobalMaxPooling2D(keepdims=True)(x)])),
    "normalizations of rows of rows": lambda: within(L.BatchNormalization(), L.LayerNormalization(), shape=(5, 3)),
    "regularizers and constraints": lambda: within(
        L.Conv2D(2, 3, kernel_regularizer="l2", bias_constraint="non_neg", activity_regularizer="l1"),
        L.BatchNormalization(activity_regularizer="l2", gamma_regularizer="l1", beta_constraint="non_neg"),
    ),
    "layers as activations": lambda: within(
        L.Conv2D(2, 3, activation=L.ReLU(0.5, negative_slope=0.1)), L.Activation(L.ReLU(0.3)), L.Flatten()
    ),
    "inputs in a dict": dict_of_inputs,
    "inputs in lists of lists": list_of_lists,
    "outputs in a dict": lambda: model_of(lambda x: {"b": L.Dense(2)(x), "a": L.Dense(3)(x)}, (4,)),
    "a network on a dict": lambda: model_of(lambda x, y: dict_of_inputs()({"a": x, "b": y}), (4,), (4,)),
    "a network of two inputs on a dict": on_a_dict,
    "a network that gives a dict": network_that_gives_a_dict,
    "softmax over all places": lambda: model_of(lambda x: L.Softmax([1, 2])(x), (5, 4, 3)),
    "softmax over all places as an activation": lambda: model_of(
        lambda x: L.Conv2D(2, 3, activation=L.Softmax((1, 2)))(x), (5, 4, 3)
    ),
}


@pytest.mark.parametrize("case", RIGHT)
def test_unusual_models_are_converted(case):
    model = RIGHT[case]()
    x = [normal((3, *tensor.shape[1:]), "float32", i) for i, tensor in enumerate(model.inputs)]
    network = assert_same_network(model, x if len(x) > 1 else x[0])
    assert network.count_params() == model.count_params()
    assert isinstance(network(x if len(x) > 1 else x[0]), list) == (len(model.outputs) > 1)  # as Keras


def test_every_operation_has_a_case():
    """By the class that Keras makes of the function."""
    met = set()
    for build, _ in OPERATIONS.values():
        for operation in model_of(build, *shapes_of(build)).operations:
            met.add(f"{type(operation).__module__}.{type(operation).__name__}".removeprefix("keras.src."))
    assert set(operations.OPERATIONS) <= met


@pytest.mark.parametrize("case", OPERATIONS)
def test_an_operation_becomes_a_layer(case):
    build, kind = OPERATIONS[case]
    shapes = shapes_of(build)
    model = model_of(build, *shapes)
    x = [normal((3, *shape), "float32", i) for i, shape in enumerate(shapes)]
    network = assert_same_network(model, x if len(x) > 1 else x[0])
    assert type(network.layers[-1]).__name__ == kind
    assert [layer.name for layer in network.layers] == [operation.name for operation in model.operations]
    assert_same_gradients(model, network, x if len(x) > 1 else x[0])


# Arguments of the layers of which only the input is passed on.
IN_TRAINING = {name: (0.5,) for name in IN_TRAINING_ALONE} | {
    "RandomPosterization": (4,),
    "RandomShear": (0.2, 0.2),
    "RandomColorJitter": ((0, 1), 0.5, 0.5, 0.5, 0.2),
    **dict.fromkeys(["AugMix", "CutMix", "MixUp", "RandAugment", "Solarization"], ()),
}


@pytest.mark.parametrize("name", IN_TRAINING)
def test_noise_and_augmentation_pass_on_what_they_are_called_on(name):
    model = within(getattr(L, name)(*IN_TRAINING[name], name="noise"), L.Conv2D(2, 3), shape=(6, 6, 3))
    network = assert_same_network(model, normal((2, 6, 6, 3), "float32"))
    assert isinstance(network.get_layer("noise"), scratch.Identity)


@pytest.mark.parametrize("name, shape", [("SpatialDropout1D", (5, 40)), ("SpatialDropout3D", (2, 3, 2, 40))])
def test_dropout_of_whole_channels_along_any_number_of_axes(name, shape):
    model, x = within(getattr(L, name)(0.25, name="noise"), shape=shape), np.ones((6, *shape), "float32")
    network = assert_same_network(model, x)
    for y in (network(x, training=True), np.array(model(x, training=True))):
        channels = y.reshape(6, -1, 40)
        assert np.array_equal(channels, np.broadcast_to(channels[:, :1], channels.shape))  # all of it, or none
        assert sorted(set(y.ravel().tolist())) == [0, pytest.approx(4 / 3)] and 0.1 < (y == 0).mean() < 0.4


def pipeline():
    inner = L.Pipeline([L.RandomBrightness(0.1), L.Rescaling(0.5)])
    layers = [L.RandomFlip(), L.RandomZoom(0.2), L.BatchNormalization(), inner]
    return L.Pipeline(layers, name="augmentation")


@pytest.mark.parametrize("in_a_row", [True, False])
def test_a_pipeline_of_augmentations_is_a_network_within(in_a_row):
    layers = [pipeline(), L.Conv2D(2, 3)]
    model = within(*layers, shape=(6, 6, 3)) if in_a_row else model_of(lambda x: layers[1](layers[0](x)), (6, 6, 3))
    x = normal((2, 6, 6, 3), "float32")
    network = assert_same_network(model, x)
    assert_same_gradients(model, network, x)
    first, *_, last = network.get_layer("augmentation").layers
    assert isinstance(first, scratch.RandomFlip) and isinstance(last, scratch.Sequential)


def test_a_layer_of_a_pipeline_that_stands_elsewhere_too_is_one_layer():
    dense = L.Dense(3)
    model = within(L.Pipeline([dense, L.GaussianNoise(0.1)]), dense, shape=(3,))
    network = assert_same_network(model, normal((2, 3), "float32"))
    assert network.count_params() == model.count_params() == 12


def test_pictures_of_any_size():
    x = keras.Input((None, None, 2))
    y = L.Conv2D(3, 3, strides=2, padding="same", activation="relu")(x)
    y = L.Conv2DTranspose(2, 2, strides=2)(L.BatchNormalization()(y)) + 0.5 * x
    pooled = keras.ops.mean(y, axis=(1, 2), keepdims=True)
    model = keras.Model(x, [y, L.Dense(3)(L.Flatten()(pooled))])
    network = assert_same_network(model, normal((2, 6, 6, 2), "float32"))
    assert network.input.shape == (None, None, None, 2)
    assert_same_gradients(model, network, normal((2, 8, 4, 2), "float32"))


def doubled(w):
    return keras.ops.sum(w * w)


def test_regularizers_are_those_of_keras_or_none():
    layers = [
        L.Conv2D(2, 3, kernel_regularizer="l1", bias_regularizer=doubled),
        L.BatchNormalization(gamma_regularizer=keras.regularizers.L1L2(0.1, 0.2), beta_regularizer=doubled),
        L.Dense(3, kernel_regularizer=keras.regularizers.L2(0.3), activity_regularizer="l2"),
    ]
    convolution, norm, dense = cnnlib.from_keras(within(*layers)).layers
    assert (convolution.kernel_regularizer.l1, convolution.kernel_regularizer.l2) == (np.float32(0.01), 0)
    assert convolution.bias_regularizer is None and norm.beta_regularizer is None
    assert (norm.gamma_regularizer.l1, norm.gamma_regularizer.l2) == (np.float32(0.1), np.float32(0.2))
    assert (dense.kernel_regularizer.l1, dense.kernel_regularizer.l2) == (0, np.float32(0.3))


class Silent(keras.regularizers.Regularizer):
    """A regularizer that does not say how it was made."""

    def __call__(self, w):
        return keras.ops.sum(w)


def test_a_regularizer_need_not_say_how_it_was_made():
    silent = Silent()
    layers = [
        L.Conv2D(2, 3, kernel_regularizer=silent, bias_regularizer="l1"),
        L.BatchNormalization(gamma_regularizer=silent),
        L.Dense(3, activity_regularizer=silent),
    ]
    network = assert_same_network(within(*layers), normal((2, 6, 6, 2), "float32"))
    assert network.layers[0].kernel_regularizer is None and network.layers[0].bias_regularizer is not None
    assert layers[0].kernel_regularizer is layers[1].gamma_regularizer is layers[2].activity_regularizer is silent


def test_layers_that_keras_applications_has_for_itself():
    scale, depth = convnext.LayerScale(0.5, 2, name="scale"), convnext.StochasticDepth(0.4, name="depth")
    model, x = within(scale, depth), normal((2, 6, 6, 2), "float32")
    network = assert_same_network(model, x)
    assert_same_gradients(model, network, x)
    assert [w.shape for w in network.trainable_variables] == [(2,)]
    dropout = network.get_layer("depth")
    assert (dropout.rate, dropout.noise_shape) == (0.4, (None, 1, 1, 1))


def test_normalization_computes_with_what_it_adapted_to():
    layer = L.Normalization()
    layer.adapt(normal((20, 6, 6, 2), "float32") * 3 + 1)
    model, x = within(layer), normal((2, 6, 6, 2), "float32")
    network = cnnlib.from_keras(model)
    assert scratch.relative_error(network(x), np.array(model(x))) <= 1e-6
    five = np.full(2, 5.0, "float32")
    layer.set_weights([five, five, np.array(0)])  # does not change what Keras computes
    assert scratch.relative_error(cnnlib.from_keras(model)(x), np.array(model(x))) <= 1e-6


def test_a_layer_as_activation_can_be_shown_and_copied():
    model = within(L.Conv2D(2, 3, activation=L.ReLU(0.5, negative_slope=0.1)))
    network, x = cnnlib.from_keras(model), normal((2, 6, 6, 2), "float32")
    assert "relu" in repr(network.layers[0]).lower()
    assert np.array_equal(pickle.loads(pickle.dumps(network))(x), network(x))
    assert_same_gradients(model, network, x)


def test_a_model_that_was_saved_and_loaded(tmp_path):
    layers = [L.Conv2D(3, 3, activation="gelu"), L.BatchNormalization(), L.Flatten(), L.Dense(3, activation="elu")]
    within(*layers).save(tmp_path / "model.keras")
    assert_same_network(keras.models.load_model(tmp_path / "model.keras"), normal((2, 6, 6, 2), "float32"))


HARD = {"NaN": [np.nan], "infinities": [np.inf, -np.inf]}
PASS_ON_OTHERWISE = {"MaxPooling2D", "ReLU", "Softmax"}  # as the note in the docstring says


@pytest.mark.parametrize("kinds", HARD)
@pytest.mark.parametrize("name", sorted(CASES.keys() - PASS_ON_OTHERWISE))
def test_every_other_layer_passes_nan_and_infinities_on_as_in_keras(name, kinds):
    for arguments, shape in CASES[name]:
        if arguments.get("activation") == "softmax":
            continue
        several = isinstance(shape, list)
        inputs = [keras.Input(s[1:]) for s in (shape if several else [shape])]
        model = keras.Sequential([inputs[0], getattr(nn, name)(**arguments)]) if not several else None
        model = model or keras.Model(inputs, getattr(nn, name)(**arguments)(inputs))
        randomize(model)
        x = [normal(s, "float32", i) for i, s in enumerate(shape if several else [shape])]
        for i, array in enumerate(x):
            array.reshape(-1)[i :: 7 + i] = np.resize(HARD[kinds], array.size)[i :: 7 + i]
        x = x if several else x[0]
        with np.errstate(all="ignore"):
            ours, theirs = cnnlib.from_keras(model)(x), np.asarray(model(x, training=False))
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-3)


def test_nan_has_another_answer_in_three_layers_of_keras():
    def both(layer, x):
        model = keras.Sequential([keras.Input(x.shape[1:]), layer])
        return cnnlib.from_keras(model)(x).ravel(), np.asarray(model(x)).ravel()

    nan, lowest = np.float32(np.nan), np.finfo(np.float32).min
    ours, theirs = both(L.MaxPooling2D(), np.float32([1, nan, 0, 2]).reshape(1, 2, 2, 1))
    assert np.isnan(ours) and theirs == 2
    ours, theirs = both(L.MaxPooling2D(), np.full((1, 2, 2, 1), -np.inf, np.float32))
    assert ours == -np.inf and theirs == lowest
    ours, theirs = both(L.ReLU(threshold=0.5), np.float32([[nan, 1]]))
    assert np.isnan(ours[0]) and list(theirs) == [0, 1] and ours[1] == 1
    ours, _ = both(L.Softmax(), np.float32([[nan, 1]]))
    assert np.isnan(ours).all()
