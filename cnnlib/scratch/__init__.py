"""The book's concepts in NumPy: every function with its backward beside it.

Layers, networks and training are loaded when one of them is first asked for: they would take most of an import's time.
"""

import importlib
import sys

from cnnlib.scratch.batch_normalization import (
    batch_norm,
    batch_norm_backward,
    batch_norm_inference,
    batch_norm_inference_backward,
    batch_norm_naive,
    batch_norm_naive_backward,
)
from cnnlib.scratch.convolution import conv2d, conv2d_backward, conv2d_naive, conv2d_windows
from cnnlib.scratch.dense import dense, dense_backward
from cnnlib.scratch.depthwise import depthwise_conv2d, depthwise_conv2d_backward
from cnnlib.scratch.dropout import dropout, dropout_backward
from cnnlib.scratch.elu import elu, elu_backward, selu, selu_backward
from cnnlib.scratch.gelu import gelu, gelu_backward
from cnnlib.scratch.global_pooling import (
    global_avg_pool2d,
    global_avg_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
)
from cnnlib.scratch.gradient_check import numerical_gradient, relative_error
from cnnlib.scratch.group_normalization import group_norm, group_norm_backward, instance_norm, instance_norm_backward
from cnnlib.scratch.initializer import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    Ones,
    Zeros,
)
from cnnlib.scratch.layer_normalization import layer_norm, layer_norm_backward
from cnnlib.scratch.local_response import local_response_norm, local_response_norm_backward
from cnnlib.scratch.loss import (
    binary_cross_entropy,
    binary_cross_entropy_backward,
    mean_squared_error,
    mean_squared_error_backward,
    softmax_cross_entropy,
    softmax_cross_entropy_backward,
)
from cnnlib.scratch.mish import mish, mish_backward
from cnnlib.scratch.padding import pad2d, pad2d_backward
from cnnlib.scratch.pooling import (
    avg_pool2d,
    avg_pool2d_backward,
    avg_pool2d_naive,
    max_pool2d,
    max_pool2d_backward,
    max_pool2d_naive,
    max_pool2d_naive_backward,
)
from cnnlib.scratch.regularizer import L1, L1L2, L2
from cnnlib.scratch.relu import leaky_relu, leaky_relu_backward, prelu, prelu_backward, relu, relu_backward
from cnnlib.scratch.resizing import upsample2d, upsample2d_backward
from cnnlib.scratch.seed import set_random_seed
from cnnlib.scratch.separable import separable_conv2d, separable_conv2d_backward
from cnnlib.scratch.sigmoid import hard_sigmoid, hard_sigmoid_backward, sigmoid, sigmoid_backward
from cnnlib.scratch.silu import hard_silu, hard_silu_backward, silu, silu_backward
from cnnlib.scratch.softmax import log_softmax, log_softmax_backward, softmax, softmax_backward
from cnnlib.scratch.softplus import softplus, softplus_backward
from cnnlib.scratch.tanh import tanh, tanh_backward
from cnnlib.scratch.transposed import conv2d_transpose, conv2d_transpose_backward
from cnnlib.scratch.windows import (
    output_size,
    same_padding,
    sliding_windows,
    sliding_windows_backward,
)

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
    # training
    "Adam", "AdamW", "BinaryAccuracy", "BinaryCrossentropy", "Callback", "CategoricalAccuracy",
    "CategoricalCrossentropy", "CosineDecay", "EarlyStopping", "ExponentialDecay", "History", "LearningRateScheduler",
    "MeanSquaredError", "ModelCheckpoint", "PiecewiseConstantDecay", "RMSprop", "SGD", "SparseCategoricalAccuracy",
    "SparseCategoricalCrossentropy", "SparseTopKCategoricalAccuracy", "TopKCategoricalAccuracy",
    # initializers and regularizers
    "GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "L1", "L1L2", "L2", "LecunNormal", "LecunUniform",
    "Ones", "Zeros",
    # functions
    "avg_pool2d", "avg_pool2d_backward", "avg_pool2d_naive", "batch_norm", "batch_norm_backward",
    "batch_norm_inference", "batch_norm_inference_backward", "batch_norm_naive", "batch_norm_naive_backward",
    "binary_cross_entropy", "binary_cross_entropy_backward", "conv2d", "conv2d_backward", "conv2d_naive",
    "conv2d_transpose", "conv2d_transpose_backward", "conv2d_windows", "dense", "dense_backward",
    "depthwise_conv2d", "depthwise_conv2d_backward", "dropout", "dropout_backward", "elu", "elu_backward",
    "gelu", "gelu_backward", "global_avg_pool2d", "global_avg_pool2d_backward",
    "global_max_pool2d", "global_max_pool2d_backward",
    "group_norm", "group_norm_backward", "hard_sigmoid", "hard_sigmoid_backward", "hard_silu", "hard_silu_backward",
    "instance_norm", "instance_norm_backward", "layer_norm", "layer_norm_backward", "leaky_relu",
    "leaky_relu_backward", "local_response_norm", "local_response_norm_backward", "log_softmax",
    "log_softmax_backward", "max_pool2d", "max_pool2d_backward", "max_pool2d_naive", "max_pool2d_naive_backward",
    "mean_squared_error", "mean_squared_error_backward", "mish", "mish_backward", "numerical_gradient", "output_size",
    "pad2d", "pad2d_backward", "prelu", "prelu_backward", "relative_error", "relu", "relu_backward", "same_padding",
    "selu", "selu_backward", "separable_conv2d", "separable_conv2d_backward", "set_random_seed", "sigmoid",
    "sigmoid_backward", "silu", "silu_backward", "sliding_windows", "sliding_windows_backward", "softmax",
    "softmax_backward", "softmax_cross_entropy", "softmax_cross_entropy_backward", "softplus", "softplus_backward",
    "tanh", "tanh_backward", "upsample2d", "upsample2d_backward",
]


_FOLDERS = ("layers", "network", "training")


def __getattr__(name):
    if name in _FOLDERS:
        return importlib.import_module(f"cnnlib.scratch.{name}")
    if name in __all__:
        for folder in _FOLDERS:
            module = importlib.import_module(f"cnnlib.scratch.{folder}")
            if name in module.__all__:
                return getattr(module, name)
    raise AttributeError(f"module 'cnnlib.scratch' has no attribute {name!r}", name=name, obj=sys.modules[__name__])


def __dir__():
    return {*globals(), *__all__, *_FOLDERS}
