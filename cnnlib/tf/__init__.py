"""The book's concepts in TensorFlow: names and signatures of `cnnlib.scratch`, each body what a practitioner writes.

Load this before TensorFlow itself to keep TensorFlow's start-up lines off the page.
"""

from cnnlib.tf import quiet  # noqa: F401  (first: loads TensorFlow without its log lines)
from cnnlib.tf.batch_normalization import (
    batch_norm,
    batch_norm_backward,
    batch_norm_inference,
    batch_norm_inference_backward,
)
from cnnlib.tf.convolution import conv2d, conv2d_backward
from cnnlib.tf.dense import dense, dense_backward
from cnnlib.tf.depthwise import depthwise_conv2d, depthwise_conv2d_backward
from cnnlib.tf.dropout import dropout, dropout_backward
from cnnlib.tf.elu import elu, elu_backward, selu, selu_backward
from cnnlib.tf.gelu import gelu, gelu_backward
from cnnlib.tf.global_pooling import (
    global_avg_pool2d,
    global_avg_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
)
from cnnlib.tf.group_normalization import group_norm, group_norm_backward, instance_norm, instance_norm_backward
from cnnlib.tf.layer_normalization import layer_norm, layer_norm_backward
from cnnlib.tf.layers import (
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
    GlorotNormal,
    GlorotUniform,
    GroupNormalization,
    HeNormal,
    HeUniform,
    Identity,
    Input,
    InputLayer,
    Layer,
    LayerNormalization,
    LeakyReLU,
    LecunNormal,
    LecunUniform,
    LocalResponseNormalization,
    Maximum,
    MaxPooling2D,
    Minimum,
    Model,
    Multiply,
    Normalization,
    Ones,
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
    Sequential,
    Softmax,
    SpatialDropout2D,
    Subtract,
    UpSampling2D,
    ZeroPadding2D,
    Zeros,
)
from cnnlib.tf.local_response import local_response_norm, local_response_norm_backward
from cnnlib.tf.loss import (
    binary_cross_entropy,
    binary_cross_entropy_backward,
    mean_squared_error,
    mean_squared_error_backward,
    softmax_cross_entropy,
    softmax_cross_entropy_backward,
)
from cnnlib.tf.mish import mish, mish_backward
from cnnlib.tf.padding import pad2d, pad2d_backward
from cnnlib.tf.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward
from cnnlib.tf.relu import leaky_relu, leaky_relu_backward, prelu, prelu_backward, relu, relu_backward
from cnnlib.tf.resizing import upsample2d, upsample2d_backward
from cnnlib.tf.seed import set_random_seed
from cnnlib.tf.separable import separable_conv2d, separable_conv2d_backward
from cnnlib.tf.sigmoid import hard_sigmoid, hard_sigmoid_backward, sigmoid, sigmoid_backward
from cnnlib.tf.silu import hard_silu, hard_silu_backward, silu, silu_backward
from cnnlib.tf.softmax import log_softmax, log_softmax_backward, softmax, softmax_backward
from cnnlib.tf.softplus import softplus, softplus_backward
from cnnlib.tf.tanh import tanh, tanh_backward
from cnnlib.tf.training import (
    L1,
    L1L2,
    L2,
    SGD,
    Adam,
    AdamW,
    BinaryAccuracy,
    BinaryCrossentropy,
    Callback,
    CategoricalAccuracy,
    CategoricalCrossentropy,
    CosineDecay,
    EarlyStopping,
    ExponentialDecay,
    History,
    LearningRateScheduler,
    MeanSquaredError,
    ModelCheckpoint,
    PiecewiseConstantDecay,
    RMSprop,
    SparseCategoricalAccuracy,
    SparseCategoricalCrossentropy,
    SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
)
from cnnlib.tf.transposed import conv2d_transpose, conv2d_transpose_backward
from cnnlib.tf.windows import (
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
    "avg_pool2d", "avg_pool2d_backward", "batch_norm", "batch_norm_backward", "batch_norm_inference",
    "batch_norm_inference_backward", "binary_cross_entropy", "binary_cross_entropy_backward", "conv2d",
    "conv2d_backward", "conv2d_transpose", "conv2d_transpose_backward", "dense", "dense_backward", "depthwise_conv2d",
    "depthwise_conv2d_backward", "dropout", "dropout_backward", "elu", "elu_backward", "gelu", "gelu_backward",
    "global_avg_pool2d", "global_avg_pool2d_backward", "global_max_pool2d", "global_max_pool2d_backward",
    "group_norm", "group_norm_backward", "hard_sigmoid", "hard_sigmoid_backward", "hard_silu", "hard_silu_backward",
    "instance_norm", "instance_norm_backward", "layer_norm", "layer_norm_backward", "leaky_relu",
    "leaky_relu_backward", "local_response_norm", "local_response_norm_backward", "log_softmax",
    "log_softmax_backward", "max_pool2d", "max_pool2d_backward", "mean_squared_error", "mean_squared_error_backward",
    "mish", "mish_backward", "output_size", "pad2d", "pad2d_backward", "prelu", "prelu_backward", "relu",
    "relu_backward", "same_padding", "selu", "selu_backward", "separable_conv2d", "separable_conv2d_backward",
    "set_random_seed", "sigmoid", "sigmoid_backward", "silu", "silu_backward", "sliding_windows",
    "sliding_windows_backward", "softmax", "softmax_backward", "softmax_cross_entropy",
    "softmax_cross_entropy_backward", "softplus", "softplus_backward", "tanh", "tanh_backward", "upsample2d",
    "upsample2d_backward",
]
