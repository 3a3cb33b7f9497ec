"""What `cnnlib.from_keras` refuses, and in which words: whatever may compute something else than its name says."""

import functools
import pathlib
import re

import keras
import numpy as np
import pytest

import cnnlib
import cnnlib.tf  # noqa: F401  (first: loads TensorFlow without its log lines)
from cnnlib import keras_model, scratch
from tests.conversion.models import OWN_CALL, Twice, adapted, model_of, own_call, replaced, subclassed, within

L = keras.layers
LOCK = pathlib.Path(__file__).parents[2] / "requirements.lock"
PINNED = re.search(r"^keras==(\d+\.\d+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE)[1]


class Doubled(keras.layers.Layer):
    def call(self, x):
        return 2 * x


class TwiceInARow(keras.Sequential):
    def call(self, x, training=None):
        return 2 * super().call(x, training=training)


class TwiceDirectly(keras.Model):
    def __call__(self, x, training=None):
        return 2 * super().__call__(x, training=training)


class Conv2D(keras.layers.Conv2D):
    def call(self, x):
        return 2 * super().call(x)


class ReLU(keras.layers.Layer):
    def call(self, x):
        return 2 * x


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


def replaced_in_model():
    model = within(L.Dense(2), shape=(4,))
    model.call = lambda x, training=None: 2 * x
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
    model.layers[0].trainable = False
    model.layers[0].bias.trainable = True  # in Keras, a network trains it


def one_input_twice():
    x = keras.Input((4,))
    return keras.Model([x, x], L.Add()([x, L.ReLU()(x)]), name="m")


def empty():
    x = keras.Input((0,), name="x")
    return keras.Model(x, L.ReLU()(x), name="m")


def input_of(**options):
    x = keras.Input((4,), name="x", **options)
    return keras.Model(x, L.Flatten()(x), name="m")


ONES = np.ones((1, 4), "float32")
OPERATION = "is not supported: of operators and functions of keras.ops, cnnlib knows these alone: Add, Amax, "
WRONG = {
    "a layer": (
        lambda: within(L.UpSampling1D(name="up"), shape=(4, 2)),
        "layer up (UpSampling1D) is not supported; supported are",
    ),
    "of one's own": (
        lambda: sequential(Doubled(name="mine")),
        "layer mine (Doubled) is not supported: it is of the class tests.conversion.test_errors.Doubled",
    ),
    "of one's own, by a known name": (
        lambda: sequential(Conv2D(2, 3, name="conv")),
        "layer conv (Conv2D) is not supported: it is of the class tests.conversion.test_errors.Conv2D, not one of",
    ),
    "a subclass": (
        lambda: within(Reversed(2, name="mine"), shape=(4,)),
        "layer mine (Reversed) is not supported: it is of the class tests.conversion.test_errors.Reversed",
    ),
    "of one's own in a pipeline": (
        lambda: sequential(L.Pipeline([L.RandomFlip(), Doubled(name="mine")])),
        "layer mine (Doubled) is not supported: it is of the class tests.conversion.test_errors.Doubled",
    ),
    "a pipeline of one's own": (
        lambda: sequential(type("Pipeline", (L.Pipeline,), {})([L.RandomFlip()], name="mine")),
        "layer mine (Pipeline) is not supported: it is of the class tests.conversion.test_errors.Pipeline",
    ),
    "a replaced call": (replaced, "layer dense (Dense) is not supported: its call was replaced"),
    "a slice": (lambda: model_of(lambda x: x[:, 0]), f"from_keras: operation get_item (GetItem) {OPERATION}"),
    "a power": (lambda: model_of(lambda x: x**3), "(Power) is not supported: it raises a tensor to the power 3, needs a tensor to the"),
    "a root": (lambda: model_of(lambda x: x**0.5), "(Power) is not supported: it raises a tensor to the power 0.5, needs"),
    "a power of a constant": (
        lambda: model_of(lambda x: 2.0**x),
        "(Power) is not supported: it raises 2.0 to the power a tensor, needs",
    ),
    "a power of tensors": (
        lambda: model_of(lambda x: x**x),
        "(Power) is not supported: it raises a tensor to the power a tensor, needs",
    ),
    "an exponential": (lambda: model_of(keras.ops.exp), f"(Exp) {OPERATION}"),
    "a quotient": (
        lambda: model_of(lambda x: 1 / x),
        "(TrueDivide) is not supported: it divides by a tensor, needs a constant",
    ),
    "a mean over channels": (
        lambda: model_of(lambda x: keras.ops.mean(x, axis=-1)),
        "(Mean) is not supported: it runs over axis=-1 of (None, 6, 6, 2), needs (1, 2), the places of pictures",
    ),
    "a mean over all": (
        lambda: model_of(lambda x: x - keras.ops.mean(x)),
        "(Mean) is not supported: it runs over axis=None of (None, 6, 6, 2), needs (1, 2)",
    ),
    "a maximum with a beginning": (
        lambda: model_of(lambda x: keras.ops.max(x, axis=(1, 2), initial=0.0)),
        "(Max) is not supported: it runs over axis=(1, 2) from 0.0 on",
    ),
    "a maximum and a number": (
        lambda: model_of(lambda x: keras.ops.maximum(x, 0.5)),
        "(Maximum) is not supported: one of its inputs is a constant other than 0, needs 0, or two tensors of the",
    ),
    "a minimum and a number": (
        lambda: model_of(lambda x: keras.ops.minimum(x, 0.0)),
        "(Minimum) is not supported: one of its inputs is a constant, needs two tensors of the model",
    ),
    "the largest channel": (
        lambda: model_of(lambda x: keras.ops.amax(x, axis=-1)),
        "(Amax) is not supported: it runs over axis=-1 of (None, 6, 6, 2), needs (1, 2), the places of pictures",
    ),
    "a number of NumPy": (
        lambda: model_of(lambda x: keras.ops.clip(x, 0, np.float32(6))),
        "(Clip) is not supported: one of its arguments is neither a number nor a word nor a tuple of Python's own, need",
    ),
    "clipped below 0": (
        lambda: model_of(lambda x: keras.ops.clip(x, -1, 1)),
        "(Clip) is not supported: it clips from -1 on, needs 0",
    ),
    "the batch moved by moveaxis": (
        lambda: model_of(lambda x: keras.ops.moveaxis(x, 0, -1)),
        "(Moveaxis) is not supported: it orders the axes (1, 2, 3, 0), needs 0, the batch, first",
    ),
    "resized with more cells": (
        lambda: model_of(lambda x: keras.ops.image.resize(x, (4, 4), interpolation="bicubic")),
        "(Resize) is not supported: Resizing: interpolation is 'bicubic', needs \"nearest\" or \"bilinear\"",
    ),
    "resized and smoothed": (
        lambda: model_of(lambda x: keras.ops.image.resize(x, (4, 4), antialias=True)),
        "(Resize) is not supported: antialias is True, needs False",
    ),
    "resized and padded": (
        lambda: model_of(lambda x: keras.ops.image.resize(x, (4, 8), pad_to_aspect_ratio=True)),
        "(Resize) is not supported: pad_to_aspect_ratio is True, needs False",
    ),
    "resized and cropped": (
        lambda: model_of(lambda x: keras.ops.image.resize(x, (4, 8), crop_to_aspect_ratio=True)),
        "(Resize) is not supported: Resizing: crop_to_aspect_ratio is True, which is not supported",
    ),
    "resized with channels first": (
        lambda: model_of(lambda x: keras.ops.image.resize(x, (4, 8), data_format="channels_first")),
        "(Resize) is not supported: it is called on something else than pictures with their channels last",
    ),
    "a sum over places": (lambda: model_of(lambda x: keras.ops.sum(x, axis=(1, 2))), f"(Sum) {OPERATION}"),
    "a stack": (lambda: model_of(lambda x: keras.ops.stack([x, x], axis=1)), f"(Stack) {OPERATION}"),
    "a mirror image": (lambda: model_of(lambda x: keras.ops.flip(x, axis=1)), f"(Flip) {OPERATION}"),
    "softsign": (lambda: model_of(keras.activations.softsign), f"(Softsign) {OPERATION}"),
    "a factor for each example": (
        lambda: model_of(lambda x: x * np.ones((3, 1, 1, 1), "float32")),
        "(Multiply) is not supported: its constant has shape (3, 1, 1, 1), needs a number, or what broadcasts to (6, 6",
    ),
    "a constant that adds channels": (
        lambda: model_of(lambda x: x + np.ones(4, "float32"), (6, 6, 1)),
        "(Add) is not supported: its constant has shape (4,), needs a number, or what broadcasts to (6, 6, 1)",
    ),
    "a constant that adds an axis": (
        lambda: model_of(lambda x: x * np.ones((1, 1, 1, 1, 2), "float32")),
        "(Multiply) is not supported: its constant has shape (1, 1, 1, 1, 2), needs a number",
    ),
    "a variable": (
        lambda: model_of(lambda x: x * keras.Variable(np.float32(2))),
        "(Multiply) is called on the variable variable",
    ),
    "a sum with rows": (
        lambda: model_of(lambda x, y: x + y, (6, 6, 2), (2,)),
        "(Add) is not supported: its inputs have shapes (None, 6, 6, 2) and (None, 2), needs as many axes in both",
    ),
    "the batch's axis, by keras.ops": (
        lambda: model_of(lambda x: keras.ops.concatenate([x, x], axis=0)),
        "(Concatenate) is not supported: Concatenate: axis is 0, needs an axis other than 0, that of the batch",
    ),
    "a constant in a list": (
        lambda: model_of(lambda x: keras.ops.concatenate([x, np.ones((1, 6, 6, 2), "float32")], axis=1)),
        "(Concatenate) is not supported: one of its inputs is a constant, needs tensors of the model",
    ),
    "examples cut in two": (
        lambda: model_of(lambda x: keras.ops.reshape(x, (-1, 36))),
        "(Reshape): target_shape is (36,), but an example of x has 72 numbers",
    ),
    "a batch of one": (
        lambda: model_of(lambda x: keras.ops.reshape(x, (1, -1))),
        "(Reshape) is not supported: newshape is (1, -1), needs -1 first, for the batch",
    ),
    "the batch moved": (
        lambda: model_of(lambda x: keras.ops.transpose(x, (1, 0, 2, 3))),
        "(Transpose) is not supported: it orders the axes (1, 0, 2, 3), needs 0, the batch, first",
    ),
    "an axis before the batch": (
        lambda: model_of(lambda x: keras.ops.expand_dims(x, 0)),
        "(ExpandDims) is not supported: it puts an axis before that of the batch",
    ),
    "a border of ones": (
        lambda: model_of(lambda x: keras.ops.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], constant_values=1.0)),
        "(Pad) is not supported: it pads [(0, 0), (1, 1), (1, 1), (0, 0)] by mode='constant', needs zeros around",
    ),
    "padded channels": (
        lambda: model_of(lambda x: keras.ops.pad(x, [[0, 0], [0, 0], [0, 0], [1, 0]])),
        "(Pad) is not supported: it pads [(0, 0), (0, 0), (0, 0), (1, 0)]",
    ),
    "pooled rows": (
        lambda: model_of(lambda x: keras.ops.max_pool(x, 2), (6, 2)),
        "(MaxPool) is not supported: it is called on something else than pictures with their channels last",
    ),
    "log_softmax along height": (
        lambda: model_of(lambda x: keras.ops.log_softmax(x, axis=1)),
        "(LogSoftmax) is not supported: axis is 1, needs -1",
    ),
    "gelu by keras.ops": (lambda: model_of(keras.ops.gelu), "(Gelu) is not supported: it approximates GELU by tanh"),
    "attention": (
        lambda: model_of(lambda x: L.MultiHeadAttention(1, 2, name="heads")(x, x), (5, 4)),
        "layer heads (MultiHeadAttention) is not supported; supported are",
    ),
    "layout": (
        lambda: sequential(L.GlobalAveragePooling2D(data_format="channels_first", name="pool")),
        "layer pool (GlobalAveragePooling2D) has data_format='channels_first', needs 'channels_last'",
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
    "activation": (
        lambda: sequential(L.Conv2D(2, 3, activation="softsign", name="conv")),
        "layer conv (Conv2D) has keras.src.activations.activations.softsign as its activation, needs one of "
        "keras.activations that cnnlib has, or a layer such as ReLU(6.0); it has linear, elu,",
    ),
    "own leaky_relu": (
        lambda: dense(leaky_relu),
        "layer dense (Dense) has tests.conversion.test_errors.leaky_relu as its activation, needs one of",
    ),
    "own relu": (lambda: dense(relu), "layer dense (Dense) has tests.conversion.test_errors.relu as its activation"),
    "own gelu": (lambda: dense(gelu), "layer dense (Dense) has tests.conversion.test_errors.gelu as its activation"),
    "gelu by tanh": (lambda: dense(keras.ops.gelu), "layer dense (Dense) has keras.src.ops.nn.gelu as its activation"),
    "own activation, in a layer": (
        lambda: sequential(L.Activation(relu, name="act")),
        "layer act (Activation) has tests.conversion.test_errors.relu as its activation",
    ),
    "a lambda": (lambda: dense(lambda x: x), "<lambda> as its activation"),
    "partial": (
        lambda: dense(functools.partial(keras.activations.relu, max_value=6.0)),
        "layer dense (Dense) has a partial as its activation",
    ),
    "an object": (
        lambda: dense(type("Own", (), {"__call__": lambda self, x: x})()),
        "layer dense (Dense) has an Own as its activation",
    ),
    "axis": (
        lambda: sequential(L.BatchNormalization(axis=1, name="norm")),
        "layer norm (BatchNormalization): axis is 1, needs -1 or 3, the channels of x (",
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
        lambda: sequential(sequential(L.UnitNormalization(name="deep"))),
        "layer deep (UnitNormalization) is not supported",
    ),
    "not built": (lambda: keras.Sequential([L.Dense(2)], name="new"), "model new is not built; call it on an array, or begin it with an Input"),
    "no layers": (
        lambda: keras.Sequential([keras.Input((4,))], name="new"),
        "model new is not built; it has no layers: add one",
    ),
    "subclassed": (subclassed, "model own is an Inherited, needs Sequential or functional"),
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
    "channels": (
        lambda: model_of(L.ReLU(), (8, None)),
        "Input: shape is (8, None), needs a last axis of known size",
    ),
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
        "layer norm (GroupNormalization): group_norm: x has rank 5",
    ),
    "a layer with weights as an activation": (
        lambda: sequential(L.Conv2D(2, 3, activation=L.PReLU(), name="conv")),
        "layer conv (Conv2D) has the layer PReLU as its activation, needs that layer after it",
    ),
    "a layer of one's own as an activation": (
        lambda: sequential(L.Conv2D(2, 3, activation=ReLU(), name="conv")),
        "(ReLU) is not supported: it is of the class tests.conversion.test_errors.ReLU, not one of Keras's own",
    ),
    "the batch's axis": (
        lambda: model_of(lambda x: L.Concatenate(axis=0, name="join")([x, x])),
        "layer join (Concatenate): axis is 0, needs an axis other than 0, that of the batch",
    ),
    "a shape that Keras says, and does not give": (
        lambda: sequential(L.RandomCrop(2, 2), L.Flatten(), L.Dense(3, name="dense")),
        "layer dense (Dense): weights[0] has shape (8, 3), needs (72, 3) (the shape of the weight it replaces)",
    ),
    "trained in part": (
        lambda: partly_trained(lambda model: setattr(model.layers[0].bias, "trainable", False)),
        "layer dense (Dense) trains some of its variables and not others, needs all or none; set layer.trainable",
    ),
    "frozen but for a variable": (
        lambda: partly_trained(thaw_one),
        "layer dense (Dense) trains some of its variables and not others, needs all or none; set layer.trainable",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_not_supported_is_named(case):
    make, words = WRONG[case]
    with pytest.raises(ValueError) as caught:
        cnnlib.from_keras(make())
    assert str(caught.value).startswith("from_keras: ")
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_a_layer_that_refuses_its_argument_is_named_once():
    with pytest.raises(ValueError) as caught:
        cnnlib.from_keras(sequential(L.UpSampling2D(interpolation="lanczos3", name="up")))
    assert str(caught.value).startswith("from_keras: layer up (UpSampling2D): interpolation is ")


def test_another_keras_is_refused_in_words(monkeypatch):
    model = within(L.ReLU(name="relu"))
    version = f"^from_keras: Keras {keras.__version__} is not supported: .*"
    with pytest.raises(ImportError, match=f"{version}_nodes_by_depth.*; use Keras {PINNED}$"):
        keras_model.calls_in("from_keras", L.ReLU())
    with monkeypatch.context() as changed:
        changed.delattr("keras.src.models.functional.Functional")
        with pytest.raises(ImportError, match=f"{version}Functional.*; use Keras {PINNED}$"):
            cnnlib.from_keras(model)
    assert cnnlib.from_keras(model).layers[0].name == "relu"


def test_an_operation_that_stands_elsewhere_is_not_known(monkeypatch):
    model = model_of(lambda x: x + x)
    monkeypatch.delattr("keras.src.ops.numpy.Add")
    with pytest.raises(ValueError, match=r"^from_keras: operation add\w* \(Add\) is not supported: of operators"):
        cnnlib.from_keras(model)


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
