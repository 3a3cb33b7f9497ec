"""The book's concepts in TensorFlow: the names and signatures of `cnnlib.scratch`, each body what a practitioner writes.

Load this before TensorFlow itself to keep TensorFlow's start-up lines off the page.
"""

from cnnlib.tf import quiet  # noqa: F401  (first: loads TensorFlow without its log lines)
from cnnlib.tf.activation import elu, elu_backward, leaky_relu, leaky_relu_backward, relu, relu_backward
from cnnlib.tf.batch_normalization import (
    batch_norm,
    batch_norm_backward,
    batch_norm_inference,
    batch_norm_inference_backward,
)
from cnnlib.tf.callbacks import Callback, EarlyStopping, History, LearningRateScheduler, ModelCheckpoint
from cnnlib.tf.convolution import conv2d, conv2d_backward
from cnnlib.tf.dense import dense, dense_backward
from cnnlib.tf.depthwise import depthwise_conv2d, depthwise_conv2d_backward
from cnnlib.tf.dropout import dropout, dropout_backward
from cnnlib.tf.gelu import gelu, gelu_backward
from cnnlib.tf.global_pooling import (
    global_avg_pool2d,
    global_avg_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
)
from cnnlib.tf.initializer import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    Ones,
    Zeros,
)
from cnnlib.tf.layers import (
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
    Input,
    InputLayer,
    Layer,
    LayerNormalization,
    LocalResponseNormalization,
    MaxPooling2D,
    ReLU,
    Rescaling,
    Reshape,
    SeparableConv2D,
    ZeroPadding2D,
)
from cnnlib.tf.local_response import local_response_norm, local_response_norm_backward
from cnnlib.tf.loss import (
    mean_squared_error,
    mean_squared_error_backward,
    softmax_cross_entropy,
    softmax_cross_entropy_backward,
)
from cnnlib.tf.network import Model, Sequential
from cnnlib.tf.normalization import (
    group_norm,
    group_norm_backward,
    instance_norm,
    instance_norm_backward,
    layer_norm,
    layer_norm_backward,
)
from cnnlib.tf.objective import CategoricalCrossentropy, MeanSquaredError, SparseCategoricalCrossentropy
from cnnlib.tf.optimizer import SGD
from cnnlib.tf.optimizer_adaptive import Adam, AdamW, RMSprop
from cnnlib.tf.padding import pad2d, pad2d_backward
from cnnlib.tf.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward
from cnnlib.tf.resizing import upsample2d, upsample2d_backward
from cnnlib.tf.schedule import CosineDecay, ExponentialDecay, PiecewiseConstantDecay
from cnnlib.tf.seed import set_random_seed
from cnnlib.tf.separable import separable_conv2d, separable_conv2d_backward
from cnnlib.tf.sigmoid import sigmoid, sigmoid_backward, tanh, tanh_backward
from cnnlib.tf.softmax import log_softmax, log_softmax_backward, softmax, softmax_backward
from cnnlib.tf.transposed import conv2d_transpose, conv2d_transpose_backward
from cnnlib.tf.windows import (
    output_size,
    same_padding,
    sliding_windows,
    sliding_windows_backward,
)

__all__ = [
    "Activation",
    "Adam",
    "AdamW",
    "Add",
    "AveragePooling2D",
    "BatchNormalization",
    "Callback",
    "CategoricalCrossentropy",
    "Concatenate",
    "Conv2D",
    "Conv2DTranspose",
    "CosineDecay",
    "Dense",
    "DepthwiseConv2D",
    "Dropout",
    "EarlyStopping",
    "ExponentialDecay",
    "Flatten",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling2D",
    "GlorotNormal",
    "GlorotUniform",
    "GroupNormalization",
    "HeNormal",
    "HeUniform",
    "History",
    "Input",
    "InputLayer",
    "Layer",
    "LayerNormalization",
    "LearningRateScheduler",
    "LecunNormal",
    "LecunUniform",
    "LocalResponseNormalization",
    "MaxPooling2D",
    "MeanSquaredError",
    "Model",
    "ModelCheckpoint",
    "Ones",
    "PiecewiseConstantDecay",
    "RMSprop",
    "ReLU",
    "Rescaling",
    "Reshape",
    "SGD",
    "SeparableConv2D",
    "Sequential",
    "SparseCategoricalCrossentropy",
    "ZeroPadding2D",
    "Zeros",
    "avg_pool2d",
    "avg_pool2d_backward",
    "batch_norm",
    "batch_norm_backward",
    "batch_norm_inference",
    "batch_norm_inference_backward",
    "conv2d",
    "conv2d_backward",
    "conv2d_transpose",
    "conv2d_transpose_backward",
    "dense",
    "dense_backward",
    "depthwise_conv2d",
    "depthwise_conv2d_backward",
    "dropout",
    "dropout_backward",
    "elu",
    "elu_backward",
    "gelu",
    "gelu_backward",
    "global_avg_pool2d",
    "global_avg_pool2d_backward",
    "global_max_pool2d",
    "global_max_pool2d_backward",
    "group_norm",
    "group_norm_backward",
    "instance_norm",
    "instance_norm_backward",
    "layer_norm",
    "layer_norm_backward",
    "leaky_relu",
    "leaky_relu_backward",
    "local_response_norm",
    "local_response_norm_backward",
    "log_softmax",
    "log_softmax_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "mean_squared_error",
    "mean_squared_error_backward",
    "output_size",
    "pad2d",
    "pad2d_backward",
    "relu",
    "relu_backward",
    "same_padding",
    "separable_conv2d",
    "separable_conv2d_backward",
    "set_random_seed",
    "sigmoid",
    "sigmoid_backward",
    "sliding_windows",
    "sliding_windows_backward",
    "softmax",
    "softmax_backward",
    "softmax_cross_entropy",
    "softmax_cross_entropy_backward",
    "tanh",
    "tanh_backward",
    "upsample2d",
    "upsample2d_backward",
]
