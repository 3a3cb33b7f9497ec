"""Keras models, and operations of Keras, that conversion and measures are tested on."""

import inspect

import keras
import numpy as np

import cnnlib.tf  # noqa: F401  (first: loads TensorFlow without its log lines)

L = keras.layers
OWN_CALL = "has a call of its own, needs that of keras.Model or keras.Sequential"  # said of `own_call`


def model_of(build, *shapes):
    inputs = [keras.Input(shape) for shape in shapes or [(6, 6, 2)]]
    return keras.Model(inputs if len(inputs) > 1 else inputs[0], build(*inputs))


def within(*layers, shape=(6, 6, 2)):
    return keras.Sequential([keras.Input(shape), *layers])


# What each operator and function of keras.ops becomes, called on x of (6, 6, 2) and, if it takes two, y of this shape.
OPERATIONS = {
    "x + y": (lambda x, y: x + y, "Add"),
    "x - y": (lambda x, y: x - y, "Subtract"),
    "x * y": (lambda x, y: x * y, "Multiply"),
    "add": (keras.ops.add, "Add"),
    "subtract": (keras.ops.subtract, "Subtract"),
    "multiply": (keras.ops.multiply, "Multiply"),
    "maximum": (keras.ops.maximum, "Maximum"),
    "minimum": (keras.ops.minimum, "Minimum"),
    "maximum with 0": (lambda x: keras.ops.maximum(0, x), "ReLU"),
    "square": (keras.ops.square, "Multiply"),
    "x ** 2": (lambda x: x**2, "Multiply"),
    "power": (lambda x: keras.ops.power(x, 2.0), "Multiply"),
    "clip": (lambda x: keras.ops.clip(x, 0, 0.5), "ReLU"),
    "concatenate": (lambda x, y: keras.ops.concatenate([x, y, x], axis=2), "Concatenate"),
    "a gate": (lambda x, y: x * keras.ops.mean(y, axis=(1, 2), keepdims=True), "Multiply"),
    "x + 1": (lambda x: x + 1, "Rescaling"),
    "1 - x": (lambda x: 1 - x, "Rescaling"),
    "x - 3": (lambda x: x - 3.0, "Rescaling"),
    "x * 0.5": (lambda x: x * 0.5, "Rescaling"),
    "-x": (lambda x: -x, "Rescaling"),
    "x / 127.5 - 1": (lambda x: x / 127.5 - 1, "Rescaling"),
    "divide": (lambda x: keras.ops.divide(x, np.float32(3)), "Rescaling"),
    "a number as an array": (lambda x: x * np.full((1, 1), 3.0, "float32"), "Rescaling"),
    "a factor for each channel": (lambda x: x * np.float32([2, 3]), "Rescaling"),
    "a summand for each channel": (lambda x: keras.ops.add(np.float32([[[[2, 3]]]]), x), "Rescaling"),
    "a summand for each place": (lambda x: x - np.arange(36, dtype="float32").reshape(6, 6, 1), "Rescaling"),
    "mean": (lambda x: keras.ops.mean(x, axis=(1, 2)), "GlobalAveragePooling2D"),
    "mean, axes kept": (lambda x: keras.ops.mean(x, axis=[-2, 1], keepdims=True), "GlobalAveragePooling2D"),
    "max": (lambda x: keras.ops.max(x, axis=(2, 1)), "GlobalMaxPooling2D"),
    "amax": (lambda x: keras.ops.amax(x, axis=(1, 2)), "GlobalMaxPooling2D"),
    "amax, axes kept": (lambda x: keras.ops.amax(x, axis=(-3, 2), keepdims=True), "GlobalMaxPooling2D"),
    "resize": (lambda x: keras.ops.image.resize(x, (12, 18)), "Resizing"),
    "resize, nearest": (lambda x: keras.ops.image.resize(x, (4, 9), interpolation="nearest"), "Resizing"),
    "average_pool": (lambda x: keras.ops.average_pool(x, 3, 2, "same"), "AveragePooling2D"),
    "max_pool": (lambda x: keras.ops.max_pool(x, (2, 3)), "MaxPooling2D"),
    "reshape": (lambda x: keras.ops.reshape(x, (-1, 6, 12)), "Reshape"),
    "expand_dims": (lambda x: keras.ops.expand_dims(x, (1, -1)), "Reshape"),
    "squeeze": (lambda x: keras.ops.squeeze(keras.ops.expand_dims(x, 2)), "Reshape"),
    "squeeze an axis": (lambda x: keras.ops.squeeze(keras.ops.expand_dims(x, (1, 2)), axis=-4), "Reshape"),
    "transpose": (lambda x: keras.ops.transpose(x, (0, 2, -1, 1)), "Permute"),
    "moveaxis": (lambda x: keras.ops.moveaxis(x, 3, 1), "Permute"),
    "moveaxis, several": (lambda x: keras.ops.moveaxis(x, (-1, 2), (1, 3)), "Permute"),
    "swapaxes": (lambda x: keras.ops.swapaxes(x, 1, -1), "Permute"),
    "pad": (lambda x: keras.ops.pad(x, [[0, 0], [1, 2], [3, 0], [0, 0]]), "ZeroPadding2D"),
    "relu": (keras.ops.relu, "Activation"),
    "relu of keras.activations": (lambda x: keras.activations.relu(x, 0.1, 0.8, 0.2), "ReLU"),
    "relu6": (keras.ops.relu6, "Activation"),
    "sigmoid": (keras.ops.sigmoid, "Activation"),
    "tanh": (keras.ops.tanh, "Activation"),
    "silu": (keras.ops.silu, "Activation"),
    "hard_sigmoid": (keras.ops.hard_sigmoid, "Activation"),
    "hard_silu": (keras.ops.hard_silu, "Activation"),
    "softplus": (keras.ops.softplus, "Activation"),
    "selu": (keras.ops.selu, "Activation"),
    "elu": (lambda x: keras.ops.elu(x, 0.4), "ELU"),
    "leaky_relu": (lambda x: keras.ops.leaky_relu(x, 0.4), "LeakyReLU"),
    "gelu": (lambda x: keras.ops.gelu(x, approximate=False), "Activation"),
    "softmax": (lambda x: keras.ops.softmax(x), "Softmax"),
    "softmax along height": (lambda x: keras.ops.softmax(x, axis=1), "Softmax"),
    "log_softmax": (lambda x: keras.ops.log_softmax(x, axis=3), "Activation"),
}


def shapes_of(build):
    return [(6, 6, 2)] * len(inspect.signature(build).parameters)


class Twice(keras.Model):
    def call(self, x, training=None):
        return 2 * super().call(x, training=training)


def own_call(kind):
    x = keras.Input((4,))
    return kind(x, L.Dense(2)(x), name="twice")


def replaced():
    layer = L.Dense(2, name="dense")
    layer.call = lambda x: 2 * x
    return within(layer, shape=(2,))


def adapted():
    layer = L.Dense(2, name="dense")
    model = within(layer, shape=(4,))
    layer.enable_lora(2)
    return model


class Inherited(keras.Model):
    def call(self, x):
        return x


def subclassed():
    model = Inherited(name="own")
    model(np.ones((1, 2), "float32"))
    return model

