"""Networks of keras.applications with random weights: one picture gives the same outputs and gradients in NumPy."""

import functools

import keras
import numpy as np
import pytest

import cnnlib
from cnnlib import scratch
from tests.scratch.twins import keras_gradients

# The smallest pictures that each takes.
SIZES = {
    "ConvNeXtTiny": 32,
    "DenseNet121": 32,
    "EfficientNetB0": 32,
    "EfficientNetV2B0": 32,
    "InceptionV3": 75,
    "MobileNetV2": 32,
    "MobileNetV3Large": 32,
    "MobileNetV3Small": 32,
    "NASNetMobile": 32,
    "ResNet50V2": 32,
    "VGG16": 32,
    "Xception": 71,
}


def drawn(layer, weight, rng):
    """A kernel that neither lets its input vanish nor explode; scales and variances around 1, all else around 0."""
    if len(weight.shape) > 1:
        depthwise = "Depthwise" in type(layer).__name__ or "depthwise" in weight.name
        fan_in = np.prod(weight.shape[:2] if depthwise else weight.shape[:-1])
        return rng.normal(size=weight.shape) * np.sqrt(1.5 / fan_in)
    if weight.name in ("gamma", "moving_variance", "variance", "variable"):
        return rng.uniform(0.7, 1.3, weight.shape)
    return rng.normal(size=weight.shape) * 0.2


def randomize(model, seed=0):
    rng = np.random.default_rng(seed)
    for layer in model.layers:
        layer.set_weights([drawn(layer, w, rng).astype("float32") for w in layer.weights])


@functools.cache
def compared(name):
    """The largest differences of one network in Keras and in NumPy, and what they are differences of."""
    size = SIZES[name]
    model = getattr(keras.applications, name)(
        weights=None, input_shape=(size, size, 3), classes=10, classifier_activation=None
    )
    randomize(model)
    x = np.random.default_rng(1).uniform(0, 255, (1, size, size, 3)).astype("float32")
    x = x if name in INSIDE else x / 127.5 - 1
    return compare(model, x)


# Those that scale pixels of 0 to 255 themselves.
INSIDE = ("ConvNeXtTiny", "EfficientNetB0", "EfficientNetV2B0", "MobileNetV3Large", "MobileNetV3Small")


def compare(model, x):
    network = cnnlib.from_keras(model)
    loss = scratch.SparseCategoricalCrossentropy(from_logits=True)
    y = network(x)
    d_out = loss.backward(np.array([3]), y)
    dx = network.backward(d_out)
    expected, expected_dx, expected_dw = keras_gradients(model, x, d_out, training=False)
    by_weight = [scratch.relative_error(a, b) for a, b in zip(network.gradients, expected_dw, strict=True)]
    return dict(
        network=network,
        model=model,
        y=expected,
        dw=expected_dw,
        outputs=scratch.relative_error(y, expected),
        input_gradient=scratch.relative_error(dx, expected_dx),
        weight_gradients=max(by_weight),
    )


@pytest.mark.parametrize("name", SIZES)
def test_a_network_of_keras_applications(name):
    found = compared(name)
    print(name, *(f"{found[key]:.1e}" for key in ("outputs", "input_gradient", "weight_gradients")))
    print("   y", found["y"].ravel()[:3], min(abs(d).max() for d in found["dw"]))
    assert found["outputs"] <= 1e-4
    assert found["input_gradient"] <= 1e-3
    assert found["weight_gradients"] <= 1e-3
