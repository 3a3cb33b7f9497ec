"""Layers, networks of them and initializers in TensorFlow: Keras's own, and a layer that Keras does not have."""

import keras
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
    Average,
    AveragePooling2D,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Conv2DTranspose,
    Cropping2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GaussianNoise,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    GroupNormalization,
    Identity,
    InputLayer,
    Layer,
    LayerNormalization,
    LeakyReLU,
    Maximum,
    MaxPooling2D,
    Minimum,
    Multiply,
    Normalization,
    Permute,
    PReLU,
    RandomCrop,
    RandomFlip,
    RandomRotation,
    RandomTranslation,
    ReLU,
    Rescaling,
    Reshape,
    Resizing,
    SeparableConv2D,
    Softmax,
    SpatialDropout2D,
    Subtract,
    UpSampling2D,
    ZeroPadding2D,
)

from cnnlib import arguments
from cnnlib.tf.local_response import normalize

__all__ = [
    # layers
    "Activation", "Add", "Average", "AveragePooling2D", "BatchNormalization", "Concatenate", "Conv2D",
    "Conv2DTranspose", "Cropping2D", "Dense", "DepthwiseConv2D", "Dropout", "ELU", "Flatten", "GaussianNoise",
    "GlobalAveragePooling2D", "GlobalMaxPooling2D", "GroupNormalization", "Identity", "InputLayer", "Layer",
    "LayerNormalization", "LeakyReLU", "LocalResponseNormalization", "Maximum", "MaxPooling2D", "Minimum", "Multiply",
    "Normalization", "Permute", "PReLU", "RandomCrop", "RandomFlip", "RandomRotation", "RandomTranslation", "ReLU",
    "Rescaling", "Reshape", "Resizing", "SeparableConv2D", "Softmax", "SpatialDropout2D", "Subtract", "UpSampling2D",
    "ZeroPadding2D",
    # networks
    "Input", "Model", "Sequential",
    # initializers
    "GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "LecunNormal", "LecunUniform", "Ones", "Zeros",
]


class LocalResponseNormalization(Layer):
    """`cnnlib.tf.local_response_norm` as a layer. See `cnnlib.scratch.LocalResponseNormalization`.

    Examples
    --------
    >>> LocalResponseNormalization(depth_radius=1)(Input((28, 28, 6))).shape
    (None, 28, 28, 6)
    """

    def __init__(self, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5, **kwargs):
        super().__init__(**kwargs)
        self.input_spec = keras.layers.InputSpec(ndim=4)
        numbers = arguments.local_response_options("LocalResponseNormalization", depth_radius, bias, alpha, beta)
        self.options = dict(zip(("depth_radius", "bias", "alpha", "beta"), numbers))

    def call(self, x):
        return normalize(x, **self.options)

    def get_config(self):
        return super().get_config() | self.options
