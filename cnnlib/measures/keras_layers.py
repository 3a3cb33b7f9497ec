"""What `measure` knows of Keras's layers, by their classes; a layer of cnnlib says it itself."""

import math
import re

from cnnlib.conversion.layers import IN_TRAINING_ALONE, SPATIAL_DROPOUT
from cnnlib.scratch.layers.field import (
    EVERYTHING,
    POINTWISE,
    Permuted,
    Resized,
    Window,
    along_axis,
    cropping_window,
    upsampling_window,
)

# The layers whose multiply-accumulates are counted: convolutions along one, two or three axes, and dense ones.
COUNTED = ("Dense", "DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D")
COUNTED += ("Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose")
PENALTIES = ("ActivityRegularization",)
# These make numbers in training alone.
RANDOM = ("Dropout", "GaussianNoise", "RandomCrop", "RandomFlip", "RandomRotation", "RandomTranslation")
RANDOM += ("SpatialDropout2D", "StochasticDepth", *SPATIAL_DROPOUT)
RANDOM += tuple(name for name in IN_TRAINING_ALONE if name not in PENALTIES)
# In inference the output of these is the input's numbers, in another shape if at all.
VIEWS = ("Flatten", "Identity", "InputLayer", "Permute", "Reshape", *PENALTIES, *RANDOM)
# An output cell of these sees what the input cell in its place sees; the statistics of a normalization do not count.
IN_PLACE = (
    "Activation",
    "BatchNormalization",
    "Dense",
    "ELU",
    "GroupNormalization",
    "Identity",
    "LayerNormalization",
    "LayerScale",
    "LeakyReLU",
    "LocalResponseNormalization",
    "Normalization",
    "PReLU",
    "ReLU",
    "Rescaling",
    *PENALTIES,
    *RANDOM,
)
MERGES = ("Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Subtract")
WINDOWS = ("AveragePooling2D", "Conv2D", "Conv2DTranspose", "DepthwiseConv2D", "MaxPooling2D", "SeparableConv2D")
# An output cell of these sees all of the picture, unless the output is a map of the same height and width.
WHOLE = ("Flatten", "GlobalAveragePooling2D", "GlobalMaxPooling2D", "Reshape")
# These repeat cells, or put them in another place.
MOVING = ("Cropping2D", "Permute", "Resizing", "UpSampling2D", "ZeroPadding2D")
SUPPORTED = sorted({"InputLayer", "Pipeline", "Softmax", *MOVING, *COUNTED, *IN_PLACE, *MERGES, *WINDOWS, *WHOLE})


def multiply_accumulates(call):
    """As `Layer.multiply_accumulates`."""
    if call.kind not in COUNTED:
        return 0
    layer, shape, out_shape = call.layer, call.input_shapes[0], call.output_shapes[0]
    places, c_in = math.prod(out_shape[:-1]), shape[-1]
    if call.kind == "Dense":
        return places * c_in * layer.units
    cells, family = math.prod(layer.kernel_size), re.sub("[123]D", "", call.kind)
    if family == "Conv":
        return places * cells * (c_in // layer.groups) * layer.filters
    if family == "DepthwiseConv":
        return places * cells * out_shape[-1]
    if family == "SeparableConv":
        between = c_in * layer.depth_multiplier
        return places * (cells * between + between * layer.filters)
    return math.prod(shape[:-1]) * cells * c_in * layer.filters  # transposed: the kernel is laid at each input cell


def receptive_field(call):
    """As `Layer.receptive_field`, or None where it is not known."""
    kind, layer, shape, out_shape = call.kind, call.layer, call.input_shapes[0], call.output_shapes[0]
    if kind == "Concatenate" and layer.axis not in (-1, len(out_shape)):
        return EVERYTHING
    if kind == "Softmax":
        return along_axis(layer.axis, 1 + len(shape))
    if kind == "RandomCrop":
        return Window((1, 1))  # of the part, which is drawn: its first cell counts as the picture's
    if kind in IN_PLACE or kind in MERGES:
        return POINTWISE
    if kind in MOVING:
        return _moving(kind, layer, shape)
    if kind in WINDOWS:
        kernel_size = getattr(layer, "kernel_size", None) or layer.pool_size
        dilation_rate = getattr(layer, "dilation_rate", (1, 1))
        return Window(kernel_size, layer.strides, layer.padding, dilation_rate, kind == "Conv2DTranspose")
    if kind in WHOLE:
        return POINTWISE if len(out_shape) > 2 and shape[:2] == out_shape[:2] else EVERYTHING
    return None


def _moving(kind, layer, shape):
    """Of the layers that repeat or move cells."""
    if kind == "Permute":
        return Permuted(tuple(layer.dims))
    if kind == "Resizing":
        stretched = not (layer.crop_to_aspect_ratio or layer.pad_to_aspect_ratio or layer.antialias)
        known = stretched and layer.interpolation in ("nearest", "bilinear")
        return Resized(shape[:2], (layer.height, layer.width), layer.interpolation) if known else None
    if kind == "UpSampling2D":
        known = layer.interpolation in ("nearest", "bilinear")
        return upsampling_window(layer.size, layer.interpolation) if known else None
    return cropping_window(layer.cropping) if kind == "Cropping2D" else Window((1, 1), padding=layer.padding)
