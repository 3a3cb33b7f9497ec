"""The book's concepts in TensorFlow: the names and signatures of `cnnlib.scratch`, each body what a practitioner writes.

Load this before TensorFlow itself to keep TensorFlow's start-up lines off the page.
"""

from cnnlib.tf import quiet  # noqa: F401  (first: loads TensorFlow without its log lines)
from cnnlib.tf.callbacks import (
    Callback,
    EarlyStopping,
    History,
    LearningRateScheduler,
    ModelCheckpoint,
)
from cnnlib.tf.convolution import conv2d, conv2d_backward
from cnnlib.tf.depthwise import (
    depthwise_conv2d,
    depthwise_conv2d_backward,
    separable_conv2d,
    separable_conv2d_backward,
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
    MaxPooling2D,
    ReLU,
    Rescaling,
    Reshape,
    SeparableConv2D,
    ZeroPadding2D,
)
from cnnlib.tf.network import (
    Model,
    Sequential,
)
from cnnlib.tf.objective import (
    CategoricalCrossentropy,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from cnnlib.tf.optimizer import (
    SGD,
)
from cnnlib.tf.optimizer_adaptive import (
    Adam,
    AdamW,
    RMSprop,
)
from cnnlib.tf.schedule import (
    CosineDecay,
    ExponentialDecay,
    PiecewiseConstantDecay,
)
from cnnlib.tf.seed import (
    set_random_seed,
)
from cnnlib.tf.transposed import conv2d_transpose, conv2d_transpose_backward
from cnnlib.tf.windows import (
    output_size,
    pad2d,
    pad2d_backward,
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
    "conv2d",
    "conv2d_backward",
    "conv2d_transpose",
    "conv2d_transpose_backward",
    "depthwise_conv2d",
    "depthwise_conv2d_backward",
    "output_size",
    "pad2d",
    "pad2d_backward",
    "same_padding",
    "separable_conv2d",
    "separable_conv2d_backward",
    "set_random_seed",
    "sliding_windows",
    "sliding_windows_backward",
]
