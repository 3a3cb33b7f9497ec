"""What each operation asks of its arguments, in the same words in both halves.

The types of arrays are checked before, by each half in its own way: `cnnlib.checks.check_arrays`, `cnnlib.tf.tensors`.
"""

from cnnlib.arguments.activation import check_prelu, given_axes, relu_options, softmax_axis
from cnnlib.arguments.convolution import (
    check_conv2d,
    check_depthwise,
    check_separable,
    check_transposed,
    transposed_size,
)
from cnnlib.arguments.dense import check_bias, check_dense, one_each
from cnnlib.arguments.dropout import check_mask, dropout_rate
from cnnlib.arguments.loss import check_binary, check_logits, check_target
from cnnlib.arguments.normalization import (
    batch_norm_inference_options,
    batch_norm_options,
    group_norm_options,
    instance_norm_options,
    layer_norm_options,
    local_response_options,
)
from cnnlib.arguments.resizing import check_interpolation, upsampling_options
from cnnlib.arguments.seed import seed_of_all
from cnnlib.arguments.windows import (
    axis_options,
    check_axis_fits,
    check_fits,
    kernel_span,
    least_sizes,
    pool_options,
    rate_within,
    sliding_options,
    window_options,
    word_of_padding,
)

__all__ = [
    "axis_options",
    "batch_norm_inference_options",
    "batch_norm_options",
    "check_axis_fits",
    "check_bias",
    "check_binary",
    "check_conv2d",
    "check_dense",
    "check_depthwise",
    "check_fits",
    "check_interpolation",
    "check_logits",
    "check_mask",
    "check_prelu",
    "check_separable",
    "check_target",
    "check_transposed",
    "dropout_rate",
    "given_axes",
    "group_norm_options",
    "instance_norm_options",
    "kernel_span",
    "layer_norm_options",
    "least_sizes",
    "local_response_options",
    "one_each",
    "pool_options",
    "rate_within",
    "relu_options",
    "seed_of_all",
    "sliding_options",
    "softmax_axis",
    "transposed_size",
    "upsampling_options",
    "window_options",
    "word_of_padding",
]
