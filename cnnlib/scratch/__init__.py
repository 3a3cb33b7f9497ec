"""The book's concepts in NumPy: every function with its backward beside it."""

from cnnlib.scratch.activation import elu, elu_backward, leaky_relu, leaky_relu_backward, relu, relu_backward
from cnnlib.scratch.convolution import conv2d, conv2d_backward, conv2d_naive, conv2d_windows
from cnnlib.scratch.dense import dense, dense_backward
from cnnlib.scratch.dropout import dropout, dropout_backward
from cnnlib.scratch.gelu import gelu, gelu_backward
from cnnlib.scratch.global_pooling import (
    global_avg_pool2d,
    global_avg_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
)
from cnnlib.scratch.gradient_check import numerical_gradient, relative_error
from cnnlib.scratch.loss import (
    mean_squared_error,
    mean_squared_error_backward,
    softmax_cross_entropy,
    softmax_cross_entropy_backward,
)
from cnnlib.scratch.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward
from cnnlib.scratch.sigmoid import sigmoid, sigmoid_backward, tanh, tanh_backward
from cnnlib.scratch.softmax import log_softmax, log_softmax_backward, softmax, softmax_backward
from cnnlib.scratch.windows import (
    output_size,
    pad2d,
    pad2d_backward,
    same_padding,
    sliding_windows,
    sliding_windows_backward,
)

__all__ = [
    "avg_pool2d",
    "avg_pool2d_backward",
    "conv2d",
    "conv2d_backward",
    "conv2d_naive",
    "conv2d_windows",
    "dense",
    "dense_backward",
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
    "leaky_relu",
    "leaky_relu_backward",
    "log_softmax",
    "log_softmax_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "mean_squared_error",
    "mean_squared_error_backward",
    "numerical_gradient",
    "output_size",
    "pad2d",
    "pad2d_backward",
    "relative_error",
    "relu",
    "relu_backward",
    "same_padding",
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
]
