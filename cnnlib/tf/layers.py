"""Layers, networks of them and initializers in TensorFlow: Keras's own, and a layer that Keras does not have."""

from keras import Input, Model, Sequential
from keras.initializers import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    Ones,
    Zeros,
)
from keras.layers import (
    ELU,
    Activation,
    Add,
    AveragePooling2D,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    GroupNormalization,
    InputLayer,
    Layer,
    LayerNormalization,
    LeakyReLU,
    MaxPooling2D,
    PReLU,
    ReLU,
    Rescaling,
    Reshape,
    SeparableConv2D,
    Softmax,
    ZeroPadding2D,
)

from cnnlib import arguments
from cnnlib.tf.local_response import normalize

__all__ = [
    "Activation",
    "Add",
    "AveragePooling2D",
    "BatchNormalization",
    "Concatenate",
    "Conv2D",
    "Conv2DTranspose",
    "Dense",
    "DepthwiseConv2D",
    "Dropout",
    "ELU",
    "Flatten",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling2D",
    "GlorotNormal",
    "GlorotUniform",
    "GroupNormalization",
    "HeNormal",
    "HeUniform",
    "Input",
    "InputLayer",
    "Layer",
    "LayerNormalization",
    "LeakyReLU",
    "LecunNormal",
    "LecunUniform",
    "LocalResponseNormalization",
    "MaxPooling2D",
    "Model",
    "Ones",
    "PReLU",
    "ReLU",
    "Rescaling",
    "Reshape",
    "SeparableConv2D",
    "Sequential",
    "Softmax",
    "ZeroPadding2D",
    "Zeros",
]


class LocalResponseNormalization(Layer):
    """`cnnlib.tf.local_response_norm` as a layer. See `cnnlib.scratch.LocalResponseNormalization`."""

    def __init__(self, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5, **kwargs):
        super().__init__(**kwargs)
        numbers = arguments.local_response_options("LocalResponseNormalization", depth_radius, bias, alpha, beta)
        self.options = dict(zip(("depth_radius", "bias", "alpha", "beta"), numbers))

    def call(self, x):
        return normalize(x, **self.options)

    def get_config(self):
        return super().get_config() | self.options
