"""Whole networks with random weights: for one picture, outputs and gradients are those of Keras, from input to end.

In float64, since in float32 a unit at a kink, such as 0 of a ReLU, may lie on one side here and on the other in Keras:
its gradient is then another one, in ours or in theirs.
"""

import keras
import numpy as np
import pytest

import cnnlib
from cnnlib import scratch
from tests.scratch.twins import in_float64, keras_gradients

L = keras.layers
# The networks of keras.applications, with the size of the smallest pictures that each takes.
APPLICATIONS = {
    "EfficientNetB0": 32,
    "MobileNetV2": 32,
    "MobileNetV3Large": 32,
    "MobileNetV3Small": 32,
    "ConvNeXtTiny": 32,
    "DenseNet121": 32,
    "EfficientNetV2B0": 32,
    "InceptionV3": 75,
    "NASNetMobile": 32,
    "ResNet50V2": 32,
    "VGG16": 32,
    "Xception": 71,
}
LONG = list(APPLICATIONS)[4:]  # together they take a minute; `make test-long` runs them

GAINS = {"efficientnetb0": 2.5}  # Of the kernels: many small gates in a row want larger ones.


def application(name):
    shape = (APPLICATIONS[name],) * 2 + (3,)
    network = getattr(keras.applications, name)
    return network(weights=None, input_shape=shape, classes=10, classifier_activation=None)


def unet(upsampled):
    """A network on pictures with an output for each of their cells: down, and up again beside what was there before."""

    def block(x, filters):
        for _ in range(2):
            x = L.Conv2D(filters, 3, padding="same", use_bias=False)(x)
            x = L.LeakyReLU(0.1)(L.BatchNormalization()(x))
        return x

    def up(x, filters):
        if upsampled:
            return L.Conv2D(filters, 2, padding="same")(L.UpSampling2D(interpolation=upsampled)(x))
        return L.Conv2DTranspose(filters, 2, strides=2)(x)

    x = before = keras.Input((None, None, 3))
    skipped = []
    for filters in (4, 8):
        x = block(x, filters)
        skipped.append(x)
        x = L.SpatialDropout2D(0.1)(L.MaxPooling2D()(x))
    x = block(x, 16)
    for filters in (8, 4):
        x = block(L.Concatenate()([up(x, filters), skipped.pop()]), filters)
    return keras.Model(before, L.GlobalAveragePooling2D()(L.Conv2D(10, 1)(x)))


def squeeze_and_excitation():
    """Residual blocks whose channels are weighted by what the whole picture says of them, in three ways to write it."""

    def gated(x, how):
        channels = x.shape[-1]
        if how == "dense":
            gate = L.Dense(channels // 2, activation="relu")(L.GlobalAveragePooling2D()(x))
            gate = L.Reshape((1, 1, channels))(L.Dense(channels, activation="sigmoid")(gate))
            return L.Multiply()([x, gate])
        if how == "convolution":
            gate = L.Conv2D(channels // 4, 1, activation="swish")(L.GlobalAveragePooling2D(keepdims=True)(x))
            return x * L.Conv2D(channels, 1, activation="hard_sigmoid")(gate)
        gate = L.Dense(channels, activation="silu")(keras.ops.mean(x, axis=(1, 2), keepdims=True))
        return keras.ops.sigmoid(gate) * x

    x = before = keras.Input((16, 16, 3))
    x = L.Conv2D(8, 3, padding="same", kernel_regularizer="l2")(x / 127.5 - 1)
    for how in ("dense", "convolution", "operators"):
        y = keras.ops.silu(L.BatchNormalization()(L.DepthwiseConv2D(3, padding="same")(x)))
        x = x + gated(y, how)
    return keras.Model(before, L.Dense(10)(L.GlobalAveragePooling2D()(L.PReLU(shared_axes=[1, 2])(x))))


WRITTEN = {
    "a U-Net with transposed convolutions": lambda: unet(None),
    "a U-Net with nearest neighbors": lambda: unet("nearest"),
    "a U-Net with bilinear interpolation": lambda: unet("bilinear"),
    "squeeze and excitation": squeeze_and_excitation,
}


def randomize(model):
    """Kernels that about keep the size of what passes through; factors and variances around 1, all else around 0."""
    rng, gain = np.random.default_rng(0), GAINS.get(model.name, 1.5)
    for layer in model.layers:
        layer.set_weights([drawn(layer, weight, gain, rng) for weight in layer.weights])
        if isinstance(layer, L.Normalization):
            layer.finalize_state()  # Keras computes with a copy of its weights


def drawn(layer, weight, gain, rng):
    shape = tuple(weight.shape)
    if len(shape) > 1 and weight.name != "alpha":
        depthwise = isinstance(layer, L.DepthwiseConv2D) or "depthwise" in weight.name
        fan_in = np.prod(shape[:2] if depthwise else shape[:-1])
        return rng.normal(size=shape) * np.sqrt(gain / fan_in)
    if weight.name in ("gamma", "moving_variance", "variance") or len(layer.weights) == 1:
        return rng.uniform(0.7, 1.3, shape)
    return rng.normal(size=shape) * 0.2


def randomized(name, dtype):
    """The network in Keras, and a picture for it."""
    model = WRITTEN[name]() if name in WRITTEN else application(name)
    size = APPLICATIONS.get(name, 16)
    randomize(model)
    return model, np.random.default_rng(1).uniform(0, 255, (1, size, size, 3)).astype(dtype)


def case(name):
    return pytest.param(name, marks=pytest.mark.long) if name in LONG else name


@pytest.mark.parametrize("name", [*WRITTEN, *map(case, APPLICATIONS)])
def test_output_and_gradients_are_those_of_keras(name):
    model, x = in_float64(lambda: randomized(name, "float64"))
    network, loss = cnnlib.from_keras(model), scratch.SparseCategoricalCrossentropy(from_logits=True)
    assert [w.shape for w in network.get_weights()] == [w.shape for w in model.get_weights()]
    y = network(x)
    d_out = loss.backward(np.argmin(y, axis=1), y)
    dx = network.backward(d_out)
    expected, expected_dx, expected_gradients = keras_gradients(model, x, d_out, training=False)
    assert y.std() > 0.01 and all(np.abs(d).max() > 1e-6 for d in [expected_dx, *expected_gradients])
    assert scratch.relative_error(y, expected) <= 1e-5  # Keras holds constants in float32
    assert scratch.relative_error(dx, expected_dx) <= 1e-5
    for ours, theirs in zip(network.gradients, expected_gradients, strict=True):
        assert scratch.relative_error(ours, theirs) <= 1e-5


@pytest.mark.parametrize("name", [*WRITTEN, "EfficientNetB0", "MobileNetV3Small"])
def test_outputs_in_float32(name):
    model, x = randomized(name, "float32")
    y = cnnlib.from_keras(model)(x)
    assert y.dtype == "float32" and scratch.relative_error(y, np.array(model(x))) <= 1e-4
