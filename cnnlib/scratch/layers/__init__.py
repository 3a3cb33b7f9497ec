"""Layers with Keras's names, arguments, defaults and order of weights, on the functions of `cnnlib.scratch`."""

from cnnlib.scratch.layers.activation import ELU, Activation, LeakyReLU, PReLU, ReLU, Softmax
from cnnlib.scratch.layers.convolution import Conv2D
from cnnlib.scratch.layers.dense import Dense
from cnnlib.scratch.layers.depthwise import DepthwiseConv2D
from cnnlib.scratch.layers.dropout import Dropout
from cnnlib.scratch.layers.input import Input, InputLayer
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.merge import Add, Concatenate
from cnnlib.scratch.layers.normalization import (
    BatchNormalization,
    GroupNormalization,
    LayerNormalization,
    LocalResponseNormalization,
)
from cnnlib.scratch.layers.pooling import (
    AveragePooling2D,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
)
from cnnlib.scratch.layers.rescaling import Rescaling
from cnnlib.scratch.layers.reshape import Flatten, Reshape, ZeroPadding2D
from cnnlib.scratch.layers.separable import SeparableConv2D
from cnnlib.scratch.layers.transposed import Conv2DTranspose

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
    "GroupNormalization",
    "Input",
    "InputLayer",
    "Layer",
    "LayerNormalization",
    "LeakyReLU",
    "LocalResponseNormalization",
    "MaxPooling2D",
    "PReLU",
    "ReLU",
    "Rescaling",
    "Reshape",
    "SeparableConv2D",
    "Softmax",
    "ZeroPadding2D",
]
