"""Layers with Keras's names, arguments, defaults and order of weights, on the functions of `cnnlib.scratch`."""

from cnnlib.scratch.layers.activation import ELU, Activation, LeakyReLU, ReLU, Softmax
from cnnlib.scratch.layers.augmentation import RandomCrop, RandomFlip, RandomRotation, RandomTranslation
from cnnlib.scratch.layers.batch_normalization import BatchNormalization
from cnnlib.scratch.layers.concatenate import Concatenate
from cnnlib.scratch.layers.convolution import Conv2D
from cnnlib.scratch.layers.dense import Dense
from cnnlib.scratch.layers.depthwise import DepthwiseConv2D
from cnnlib.scratch.layers.dropout import Dropout, SpatialDropout2D
from cnnlib.scratch.layers.group_normalization import GroupNormalization
from cnnlib.scratch.layers.identity import Identity
from cnnlib.scratch.layers.input import Input, InputLayer
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.layer_normalization import LayerNormalization
from cnnlib.scratch.layers.local_response import LocalResponseNormalization
from cnnlib.scratch.layers.merge import Add, Average, Maximum, Minimum, Multiply, Subtract
from cnnlib.scratch.layers.noise import GaussianNoise
from cnnlib.scratch.layers.normalization import Normalization
from cnnlib.scratch.layers.padding import Cropping2D, ZeroPadding2D
from cnnlib.scratch.layers.pooling import (
    AveragePooling2D,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
)
from cnnlib.scratch.layers.prelu import PReLU
from cnnlib.scratch.layers.rescaling import Rescaling
from cnnlib.scratch.layers.reshape import Flatten, Permute, Reshape
from cnnlib.scratch.layers.resizing import Resizing, UpSampling2D
from cnnlib.scratch.layers.separable import SeparableConv2D
from cnnlib.scratch.layers.transposed import Conv2DTranspose

__all__ = [
    "Activation", "Add", "Average", "AveragePooling2D", "BatchNormalization", "Concatenate", "Conv2D",
    "Conv2DTranspose", "Cropping2D", "Dense", "DepthwiseConv2D", "Dropout", "ELU", "Flatten", "GaussianNoise",
    "GlobalAveragePooling2D", "GlobalMaxPooling2D", "GroupNormalization", "Identity", "Input", "InputLayer", "Layer",
    "LayerNormalization", "LeakyReLU", "LocalResponseNormalization", "Maximum", "MaxPooling2D", "Minimum", "Multiply",
    "Normalization", "Permute", "PReLU", "RandomCrop", "RandomFlip", "RandomRotation", "RandomTranslation", "ReLU",
    "Rescaling", "Reshape", "Resizing", "SeparableConv2D", "Softmax", "SpatialDropout2D", "Subtract", "UpSampling2D",
    "ZeroPadding2D",
]
