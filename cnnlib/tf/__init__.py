"""The book's concepts in TensorFlow: the names and signatures of `cnnlib.scratch`, each body what a practitioner writes.

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
from cnnlib.tf.depthwise import (
    depthwise_conv2d,
    depthwise_conv2d_backward,
    separable_conv2d,
    separable_conv2d_backward,
)
from cnnlib.tf.local_response import (
    local_response_norm,
    local_response_norm_backward,
)
from cnnlib.tf.normalization import (
    group_norm,
    group_norm_backward,
    instance_norm,
    instance_norm_backward,
    layer_norm,
    layer_norm_backward,
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
    "batch_norm",
    "batch_norm_backward",
    "batch_norm_inference",
    "batch_norm_inference_backward",
    "conv2d",
    "conv2d_backward",
    "conv2d_transpose",
    "conv2d_transpose_backward",
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
    "output_size",
    "pad2d",
    "pad2d_backward",
    "same_padding",
    "separable_conv2d",
    "separable_conv2d_backward",
    "sliding_windows",
    "sliding_windows_backward",
]
