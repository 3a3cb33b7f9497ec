"""What `cnnlib.from_keras` refuses, and in which words: whatever may compute something else than its name says."""

import functools

import keras
import numpy as np
import pytest

import cnnlib
import cnnlib.tf  # noqa: F401  (first: loads TensorFlow without its log lines)
from cnnlib import scratch
from tests.test_conversion import model_of, within

L = keras.layers


class Doubled(keras.layers.Layer):
    def call(self, x):
        return 2 * x


class Twice(keras.Model):
    def call(self, x, training=None):
        return 2 * super().call(x, training=training)


class TwiceInARow(keras.Sequential):
    def call(self, x, training=None):
        return 2 * super().call(x, training=training)


class TwiceDirectly(keras.Model):
    def __call__(self, x, training=None):
        return 2 * super().__call__(x, training=training)


class Conv2D(keras.layers.Conv2D):
    def call(self, x):
        return 2 * super().call(x)


class Reversed(keras.layers.Dense):
    """A subclass that changes nothing is still not known to change nothing."""


def leaky_relu(x):
    return keras.ops.leaky_relu(x, 0.01)


def relu(x):
    return keras.ops.clip(x, 0, 1)


def gelu(x):
    return keras.activations.gelu(x, approximate=True)


def sequential(*layers):
    return keras.Sequential([keras.Input((6, 6, 2)), *layers])


def dense(activation):
    return sequential(L.Flatten(), L.Dense(2, activation=activation, name="dense"))


def own_call(kind):
    x = keras.Input((4,))
    return kind(x, L.Dense(2)(x), name="twice")


def replaced():
    layer = L.Dense(2, name="dense")
    layer.call = lambda x: 2 * x
    return within(layer, shape=(2,))


def replaced_in_model():
    model = within(L.Dense(2), shape=(4,))
    model.call = lambda x, training=None: 2 * x
    return model


def adapted():
    layer = L.Dense(2, name="dense")
    model = within(layer, shape=(4,))
    layer.enable_lora(2)
    return model


def quantized():
    model = within(L.Dense(2, name="dense"), shape=(4,))
    model.layers[0].quantize("int8")
    return model


def partly_trained(change):
    model = within(L.Dense(2, name="dense"), L.Dense(3), shape=(4,))
    change(model)
    return model


def thaw_one(model):
    model.trainable, model.layers[0].trainable = False, True


def dict_of_inputs():
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    return keras.Model({"b": b, "a": a}, L.Add()([a, L.Dense(4)(b)]), name="m")


def list_of_lists():
    a, b, c = (keras.Input((4,)) for _ in range(3))
    return keras.Model([[a, b], c], L.Add()([a, b, c]), name="m")


def one_input_twice():
    x = keras.Input((4,))
    return keras.Model([x, x], L.Add()([x, L.ReLU()(x)]), name="m")


def empty():
    x = keras.Input((0,), name="x")
    return keras.Model(x, L.ReLU()(x), name="m")


def input_of(**options):
    x = keras.Input((4,), name="x", **options)
    return keras.Model(x, L.Flatten()(x), name="m")


def two_sizes(x):
    any_size = keras.Input((None, None, 2))
    network = keras.Model(any_size, L.ReLU()(any_size), name="inner")
    return [network(x), network(L.MaxPooling2D()(x))]


class Subclassed(keras.Model):
    def call(self, x):
        return x


def subclassed():
    model = Subclassed(name="own")
    model(np.ones((1, 2), "float32"))
    return model


ONES = np.ones((1, 4), "float32")
OPERATION = "is not supported: it is an operator or a function of keras.ops, not a layer; write it with layers: Add()"
OWN_CALL = "has a call of its own, needs that of keras.Model or keras.Sequential"
WRONG = {
    "a layer": (
        lambda: sequential(L.UpSampling2D(name="up")),
        "layer up (UpSampling2D) is not supported; supported are",
    ),
    "of one's own": (
        lambda: sequential(Doubled(name="mine")),
        "layer mine (Doubled) is not supported: it is of the class tests.test_conversion_errors.Doubled",
    ),
    "of one's own, by a known name": (
        lambda: sequential(Conv2D(2, 3, name="conv")),
        "layer conv (Conv2D) is not supported: it is of the class tests.test_conversion_errors.Conv2D, not one of",
    ),
    "a subclass": (
        lambda: within(Reversed(2, name="mine"), shape=(4,)),
        "layer mine (Reversed) is not supported: it is of the class tests.test_conversion_errors.Reversed",
    ),
    "a replaced call": (replaced, "layer dense (Dense) is not supported: its call was replaced"),
    "an operator": (lambda: model_of(lambda x: x + x), f"(Add) {OPERATION}"),
    "an operator and a number": (lambda: model_of(lambda x: x + 1.0), f"(Add) {OPERATION}"),
    "a factor": (lambda: model_of(lambda x: 2.0 * x), f"(Multiply) {OPERATION}"),
    "a slice": (lambda: model_of(lambda x: x[:, 0]), f"(GetItem) {OPERATION}"),
    "an operation of a layer's name": (lambda: model_of(keras.activations.relu), f"(ReLU) {OPERATION}"),
    "attention": (
        lambda: model_of(lambda x: L.MultiHeadAttention(1, 2, name="heads")(x, x), (5, 4)),
        "layer heads (MultiHeadAttention) is not supported; supported are",
    ),
    "layout": (
        lambda: sequential(L.GlobalAveragePooling2D(data_format="channels_first", name="pool")),
        "layer pool (GlobalAveragePooling2D) has data_format='channels_first', needs 'channels_last'",
    ),
    "regularizer": (
        lambda: sequential(L.Conv2D(2, 3, kernel_regularizer="l2", name="conv")),
        "layer conv (Conv2D) has kernel_regularizer=L2, which is not supported; build the model without it",
    ),
    "a regularizer that only Keras's base class takes": (
        lambda: sequential(L.BatchNormalization(activity_regularizer="l2", name="norm")),
        "layer norm (BatchNormalization) has activity_regularizer=L2, which is not supported",
    ),
    "statistics of another kind": (
        lambda: sequential(L.BatchNormalization(renorm=True, name="norm")),
        "layer norm (BatchNormalization) has renorm=True, which is not supported",
    ),
    "no mean": (
        lambda: sequential(L.LayerNormalization(rms_scaling=True, name="norm")),
        "layer norm (LayerNormalization) has rms_scaling=True, which is not supported",
    ),
    "LoRA": (adapted, "layer dense (Dense) has lora_rank=2, which is not supported"),
    "a sum of one": (
        lambda: model_of(lambda x: L.Add(name="sum")([x]), (4,)),
        "layer sum (Add): x is not a list of two arrays or more",
    ),
    "constraint": (
        lambda: sequential(L.Conv2D(2, 3, kernel_constraint="non_neg", name="conv")),
        "layer conv (Conv2D) has kernel_constraint=NonNeg, which is not supported",
    ),
    "activation": (
        lambda: sequential(L.Conv2D(2, 3, activation="softsign", name="conv")),
        "layer conv (Conv2D) has keras.src.activations.activations.softsign as its activation, needs one of "
        "keras.activations: linear, elu,",
    ),
    "own leaky_relu": (
        lambda: dense(leaky_relu),
        "layer dense (Dense) has tests.test_conversion_errors.leaky_relu as its activation, needs one of",
    ),
    "own relu": (lambda: dense(relu), "layer dense (Dense) has tests.test_conversion_errors.relu as its activation"),
    "own gelu": (lambda: dense(gelu), "layer dense (Dense) has tests.test_conversion_errors.gelu as its activation"),
    "gelu by tanh": (lambda: dense(keras.ops.gelu), "layer dense (Dense) has keras.src.ops.nn.gelu as its activation"),
    "own activation, in a layer": (
        lambda: sequential(L.Activation(relu, name="act")),
        "layer act (Activation) has tests.test_conversion_errors.relu as its activation",
    ),
    "a layer as activation": (lambda: dense(L.ReLU(6.0)), "layer dense (Dense) has a ReLU as its activation"),
    "a lambda": (lambda: dense(lambda x: x), "<lambda> as its activation"),
    "partial": (
        lambda: dense(functools.partial(keras.activations.relu, max_value=6.0)),
        "layer dense (Dense) has a partial as its activation",
    ),
    "axis": (
        lambda: sequential(L.BatchNormalization(axis=1, name="norm")),
        "layer norm (BatchNormalization) has axis=1, needs -1 or 3, the channels of x (None, 6, 6, 2)",
    ),
    "type": (
        lambda: sequential(L.Conv2D(2, 3, dtype="mixed_float16", name="conv")),
        "layer conv (Conv2D) computes in mixed_float16, but is called on float32; needs one type",
    ),
    "another type": (
        lambda: sequential(L.Conv2D(2, 3, dtype="float64", name="conv")),
        "layer conv (Conv2D) computes in float64, but is called on float32; needs one type",
    ),
    "quantized": (quantized, "layer dense (Dense) computes in int8_from_float32, but is called on float32"),
    "within": (
        lambda: sequential(sequential(L.UpSampling2D(name="deep"))),
        "layer deep (UpSampling2D) is not supported",
    ),
    "not built": (lambda: keras.Sequential([L.Dense(2)], name="new"), "model new is not built; begin it with an Input"),
    "no layers": (
        lambda: keras.Sequential([keras.Input((4,))], name="new"),
        "model new is not built; it has no layers: add one",
    ),
    "subclassed": (subclassed, "model own is a Subclassed, needs Sequential or functional"),
    "a call of its own": (lambda: own_call(Twice), f"model twice (Twice) {OWN_CALL}"),
    "a call of its own, before Keras's": (lambda: own_call(TwiceDirectly), f"model twice (TwiceDirectly) {OWN_CALL}"),
    "a call of its own, in Sequential": (
        lambda: TwiceInARow([keras.Input((4,)), L.Dense(2)], name="twice"),
        f"model twice (TwiceInARow) {OWN_CALL}",
    ),
    "a call of its own, within": (
        lambda: model_of(lambda x: own_call(Twice)(x), (4,)),
        f"model twice (Twice) {OWN_CALL}",
    ),
    "a replaced call of a model": (replaced_in_model, f"(Sequential) {OWN_CALL}"),
    "sizes": (
        lambda: model_of(L.Conv2D(2, 3), (None, None, 3)),
        "of shape (None, None, 3), needs sizes in numbers; call the model on an Input that has them: x = keras.Input(",
    ),
    "dict of inputs": (
        dict_of_inputs,
        "model m has its inputs in a dict, needs one tensor or a list of them; take the same graph with lists: "
        "keras.Model(model.inputs, model.outputs)",
    ),
    "dict of outputs": (lambda: model_of(lambda x: {"a": L.Dense(2)(x)}, (4,)), "has its outputs in a dict, needs one"),
    "list of lists": (list_of_lists, "model m has its inputs in a list of lists, needs one tensor or a list of them"),
    "bytes": (lambda: input_of(dtype="uint8"), "model m has the input x of uint8, needs float32 or float64"),
    "optional": (lambda: input_of(optional=True), "model m has the input x, which is optional, needs one that"),
    "one input twice": (one_input_twice, "model m has one Input twice among its inputs, needs each once"),
    "an empty input": (empty, "model m has the input x: Input: shape is 0, needs at least 1"),
    "sparse": (lambda: input_of(sparse=True), "model m has the input x, which is sparse, needs one that"),
    "always training": (
        lambda: model_of(lambda x: L.Dropout(0.5, name="drop")(x, training=True)),
        "layer drop (Dropout) is called with training=True, needs none; leave it out",
    ),
    "mask": (
        lambda: model_of(lambda x, m: L.BatchNormalization(name="norm")(x, mask=m), (4,), ()),
        "layer norm (BatchNormalization) is called on 2 arguments (mask by keyword), needs its inputs alone",
    ),
    "constant": (
        lambda: model_of(lambda x: L.Add(name="sum")([x, ONES]), (4,)),
        "layer sum (Add) is called on a constant array, needs a tensor of the model",
    ),
    "group norm of volumes": (
        lambda: within(L.GroupNormalization(1, name="norm"), shape=(2, 2, 5, 3)),
        "layer norm (GroupNormalization) is called on x of shape (None, 2, 2, 5, 3), needs (batch, features), ",
    ),
    "a broadcast sum": (
        lambda: model_of(lambda x: L.Add(name="sum")([x, L.GlobalMaxPooling2D(keepdims=True)(x)])),
        "layer sum (Add) is called on x of shape (None, 6, 6, 2), (None, 1, 1, 2), which it broadcasts, needs inputs",
    ),
    "two sizes": (
        lambda: model_of(two_sizes),
        "2), the shape of its Input or of its first call; use one size for all",
    ),
    "the batch's axis": (
        lambda: model_of(lambda x: L.Concatenate(axis=0, name="join")([x, x])),
        "layer join (Concatenate): axis is 0, needs an axis other than 0, that of the batch",
    ),
    "trained in part": (
        lambda: partly_trained(lambda model: setattr(model.layers[0].bias, "trainable", False)),
        "layer dense (Dense) trains some of its variables and not others, needs all or none; set layer.trainable",
    ),
    "frozen but for a layer": (lambda: partly_trained(thaw_one), "has trainable=False, but layers in it have not; set"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_not_supported_is_named(case):
    make, words = WRONG[case]
    with pytest.raises(ValueError) as caught:
        cnnlib.from_keras(make())
    assert str(caught.value).startswith("from_keras: ")
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_what_the_messages_advise_helps():
    model = dict_of_inputs()
    network = cnnlib.from_keras(keras.Model(model.inputs, model.outputs))
    x = [np.ones((2, 4), "float32"), np.zeros((2, 4), "float32")]
    given = dict(zip((tensor.name for tensor in model.inputs), x))
    assert abs(network(x) - np.array(model(given))).max() <= 1e-6
    model, x = model_of(L.Conv2D(2, 3), (None, None, 3)), keras.Input((8, 9, 3))
    network, picture = cnnlib.from_keras(keras.Model(x, model(x))), np.ones((1, 8, 9, 3), "float32")
    assert abs(network(picture) - np.array(model(picture))).max() <= 1e-5


@pytest.mark.parametrize("option", ["scale", "offset"])
def test_a_layer_that_refuses_its_argument_is_named_once(option):
    layer = L.Rescaling(**{"scale": 1.0, option: [1.0, 2.0]}, name="scaled")
    with pytest.raises(TypeError) as caught:
        cnnlib.from_keras(sequential(layer))
    words = f"from_keras: layer scaled (Rescaling): {option} is [1.0, 2.0], needs a number"
    assert str(caught.value) == words


NO_MODEL = {
    "nothing": (None, "None"),
    "a list": ([], "a list"),
    "a class": (keras.Sequential, "the class Sequential"),
    "a layer": (L.Dense(3), "a Dense"),
    "a path": ("model.keras", "a str"),
    "a network": (scratch.Sequential([scratch.Input((4,)), scratch.ReLU()]), "a Sequential of cnnlib.scratch"),
}


@pytest.mark.parametrize("case", NO_MODEL)
def test_what_is_no_model_is_refused(case):
    model, kind = NO_MODEL[case]
    with pytest.raises(TypeError, match=f"^from_keras: model is {kind}, needs a Keras model$"):
        cnnlib.from_keras(model)
