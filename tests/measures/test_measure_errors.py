"""What `cnnlib.measure` refuses, and in which words: nothing unknown counts as 0."""

import keras
import numpy as np
import pytest

from cnnlib import measure, scratch
from tests.conversion.models import OWN_CALL, Twice, adapted, model_of, own_call, replaced, subclassed, within

L = keras.layers


class Doubled(keras.layers.Layer):
    def call(self, x):
        return 2 * x


class Product(keras.layers.Layer):
    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], 3))

    def call(self, x):
        return x @ self.kernel


class Conv2D(keras.layers.Conv2D):
    def call(self, x):
        return super().call(x) + super().call(x)


class Dense(scratch.Dense):
    def forward(self, x, training):
        return super().forward(2 * x, training)


def ours(layer):
    return scratch.Sequential([scratch.Input((4,)), layer])


NOT_OURS = "is not supported: it is of the class tests.measures.test_measure_errors"
MULTIPLY = {  # layers that multiply, in a network without pictures, and which are not counted
    "LSTM": (lambda: L.LSTM(3), (5, 4)),
    "GRU": (lambda: L.GRU(3), (5, 4)),
    "EinsumDense": (lambda: L.EinsumDense("bi,ij->bj", 3), (4,)),
    "Embedding": (lambda: L.Embedding(10, 3), (4,)),
    "Bidirectional": (lambda: L.Bidirectional(L.LSTM(3)), (5, 4)),
    "TimeDistributed": (lambda: L.TimeDistributed(L.Dense(3)), (5, 4)),
    "SpectralNormalization": (lambda: L.SpectralNormalization(L.Dense(3)), (4,)),
    "ConvLSTM1D": (lambda: L.ConvLSTM1D(3, 2), (5, 6, 2)),
    "Lambda": (lambda: L.Lambda(lambda x: x @ x), (4, 4)),
}


@pytest.mark.parametrize("kind", MULTIPLY)
def test_a_layer_that_multiplies_is_never_counted_as_none(kind):
    layer, shape = MULTIPLY[kind]
    layer = layer()
    with pytest.raises(ValueError) as caught:
        measure(keras.Sequential([keras.Input(shape), layer]))
    assert f"measure: layer {layer.name} ({kind}) is not supported; supported are Activation, Act" in str(caught.value)


OPERATION = "is not supported: of operators and functions of keras.ops, cnnlib knows these alone: Add, Amax,"
WRONG = {
    "no network": (lambda: np.ones(3), TypeError, "network is an ndarray, needs a network of cnnlib or Keras"),
    "nothing": (lambda: None, TypeError, "network is None, needs a network of cnnlib or Keras"),
    "a class": (lambda: keras.Model, TypeError, "network is the class Model, needs a network of cnnlib or Keras"),
    "a layer": (lambda: scratch.Dense(3), TypeError, "network is a Dense, needs a network"),
    "a layer of Keras": (lambda: L.Dense(3), TypeError, "network is a Dense, needs a network"),
    "unbuilt": (lambda: scratch.Sequential([scratch.Dense(3)]), ValueError, "not built; call it on an array"),
    "an Input alone": (
        lambda: scratch.Sequential([scratch.Input((3,))]),
        ValueError,
        "measure: the network is not built; it has no layers: add one",
    ),
    "unbuilt Keras": (lambda: keras.Sequential([L.Dense(3)]), ValueError, "is not built; call it on an array, or begin it"),
    "a layer of one's own": (
        lambda: within(Doubled(name="twice"), shape=(4, 4, 1)),
        ValueError,
        f"layer twice (Doubled) {NOT_OURS}.Doubled, not one of Keras's own; supported are Activation",
    ),
    "one's own product": (
        lambda: within(Product(name="product"), shape=(4,)),
        ValueError,
        f"layer product (Product) {NOT_OURS}.Product",
    ),
    "a layer of one's own by a known name": (
        lambda: within(Conv2D(2, 3, name="conv")),
        ValueError,
        f"layer conv (Conv2D) {NOT_OURS}.Conv2D",
    ),
    "a layer of one's own in NumPy": (
        lambda: ours(Dense(3, name="own")),
        ValueError,
        "layer own (Dense) is not supported: its class defines forward, but not multiply_accumulates(input_shape)",
    ),
    "a call of its own": (lambda: own_call(Twice), ValueError, f"model twice (Twice) {OWN_CALL}"),
    "a replaced call": (replaced, ValueError, "layer dense (Dense) is not supported: its call was replaced"),
    "subclassed": (subclassed, ValueError, "model own is an Inherited, needs Sequential or functional"),
    "an operator": (lambda: model_of(lambda x: x // 2), ValueError, f"(FloorDivide) {OPERATION}"),
    "an operation": (lambda: model_of(keras.ops.exp, (4,)), ValueError, f"(Exp) {OPERATION}"),
    "an operation in another way": (
        lambda: model_of(lambda x: keras.ops.mean(x, axis=1), (6, 6, 2)),
        ValueError,
        "(Mean) is not supported: it runs over axis=1 of (None, 6, 6, 2), needs (1, 2), the places of pictures",
    ),
    "a matrix product": (lambda: model_of(lambda x: x @ x, (4, 4)), ValueError, f"(Matmul) {OPERATION}"),
    "heads": (
        lambda: model_of(lambda x: L.MultiHeadAttention(1, 2, name="heads")(x, x), (5, 4)),
        ValueError,
        "layer heads (MultiHeadAttention) is not supported; supported are",
    ),
    "sizes": (
        lambda: model_of(lambda x: L.Conv2D(2, 3)(x), (None, None, 3)),
        ValueError,
        "(InputLayer) has an output of shape (None, None, None, 3), needs sizes in numbers; build the network,",
    ),
    "sizes within": (
        lambda: model_of(lambda x: within(L.Conv2D(3, 3, name="conv"), shape=(None, None, 2))(x)),
        ValueError,
        "layer conv (Conv2D) has an output of shape (None, None, None, 3), needs sizes in numbers",
    ),
    "layout": (
        lambda: within(L.Conv2D(3, 3, data_format="channels_first", name="conv"), shape=(2, 6, 6)),
        ValueError,
        "layer conv (Conv2D) has data_format='channels_first', needs 'channels_last'",
    ),
    "two types": (
        lambda: within(L.Dense(2, name="a"), L.Dense(2, dtype="float16", name="b"), shape=(4,)),
        ValueError,
        "layer b (Dense) computes in float16, but a in float32; needs one type",
    ),
    "LoRA": (adapted, ValueError, "layer dense (Dense) has lora_rank=2, which is not supported"),
    "mask": (
        lambda: model_of(lambda x, m: L.BatchNormalization(name="norm")(x, mask=m), (4,), ()),
        ValueError,
        "layer norm (BatchNormalization) is called on 2 tensors, needs one",
    ),
    "broadcast": (
        lambda: model_of(lambda x: L.Multiply(name="times")([x, L.Conv2D(2, (6, 1))(x)])),
        ValueError,
        "layer times (Multiply) is not supported where it broadcasts (1, 6, 2) to (6, 6, 2): what it sees is not known",
    ),
    "a volume made of a picture": (
        lambda: within(L.Reshape((6, 6, 2, 1)), L.Conv3D(2, 2, name="conv")),
        ValueError,
        "layer conv (Conv3D) on x (6, 6, 2, 1) is not supported: what it sees is not known",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_measured_is_refused(case):
    make, exception, words = WRONG[case]
    with pytest.raises(exception) as caught:
        measure(make())
    assert str(caught.value).startswith("measure: ") and words in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("of", ["inference_bytes", "training_bytes"])
def test_a_batch_is_a_whole_number(of):
    count = getattr(measure(ours(scratch.Dense(3))), of)
    for batch, exception, words in (
        (0, ValueError, f"{of}: batch is 0, needs at least 1"),
        (2.5, TypeError, f"{of}: batch is 2.5, needs an integer of at least 1"),
        ("2", TypeError, f"{of}: batch is '2', needs an integer of at least 1"),
    ):
        with pytest.raises(exception, match=words):
            count(batch)
