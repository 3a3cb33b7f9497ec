"""The book's concepts in TensorFlow: the names and signatures of `cnnlib.scratch`, each body what a practitioner writes.

Load this before TensorFlow itself to keep TensorFlow's start-up lines off the page.
"""

from cnnlib.tf import quiet  # noqa: F401  (first: loads TensorFlow without its log lines)
from cnnlib.tf.convolution import conv2d, conv2d_backward
from cnnlib.tf.depthwise import (
    depthwise_conv2d,
    depthwise_conv2d_backward,
    separable_conv2d,
    separable_conv2d_backward,
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
    "sliding_windows",
    "sliding_windows_backward",
]
