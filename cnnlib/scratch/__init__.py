"""The book's concepts in NumPy: every function with its backward beside it."""

from cnnlib.scratch.batch_normalization import (
    batch_norm,
    batch_norm_backward,
    batch_norm_inference,
    batch_norm_inference_backward,
)
from cnnlib.scratch.convolution import conv2d, conv2d_backward, conv2d_naive, conv2d_windows
from cnnlib.scratch.depthwise import (
    depthwise_conv2d,
    depthwise_conv2d_backward,
    separable_conv2d,
    separable_conv2d_backward,
)
from cnnlib.scratch.gradient_check import numerical_gradient, relative_error
from cnnlib.scratch.local_response import (
    local_response_norm,
    local_response_norm_backward,
)
from cnnlib.scratch.normalization import (
    group_norm,
    group_norm_backward,
    instance_norm,
    instance_norm_backward,
    layer_norm,
    layer_norm_backward,
)
from cnnlib.scratch.transposed import conv2d_transpose, conv2d_transpose_backward
from cnnlib.scratch.windows import (
    output_size,
    pad2d,
    pad2d_backward,
    same_padding,
    sliding_windows,
    sliding_windows_backward,
)

__all__ = [
    "batch_norm",
    "batch_norm_backward",
    "batch_norm_inference",
    "batch_norm_inference_backward",
    "conv2d",
    "conv2d_backward",
    "conv2d_naive",
    "conv2d_transpose",
    "conv2d_transpose_backward",
    "conv2d_windows",
    "depthwise_conv2d",
    "depthwise_conv2d_backward",
    "group_norm",
    "group_norm_backward",
    "instance_norm",
    "instance_norm_backward",
    "layer_norm",
    "layer_norm_backward",
    "local_response_norm",
    "local_response_norm_backward",
    "numerical_gradient",
    "output_size",
    "pad2d",
    "pad2d_backward",
    "relative_error",
    "same_padding",
    "separable_conv2d",
    "separable_conv2d_backward",
    "sliding_windows",
    "sliding_windows_backward",
]
