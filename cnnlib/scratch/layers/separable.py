"""Separable convolution as a layer: depthwise, then pointwise."""

import math

from cnnlib import checks
from cnnlib.scratch.layers.convolution import Convolution
from cnnlib.scratch.layers.verbs import check_one
from cnnlib.scratch.separable import separable_conv2d, separable_conv2d_backward


class SeparableConv2D(Convolution):
    """`cnnlib.scratch.separable_conv2d` with weights of its own.

    They are depthwise_kernel (kernel_h, kernel_w, c_in, depth_multiplier), pointwise_kernel
    (1, 1, c_in · depth_multiplier, filters) and bias.

    Parameters
    ----------
    filters, kernel_size, strides, padding, dilation_rate, activation, use_bias
        As `Conv2D`.
    depth_multiplier : int
        As `DepthwiseConv2D`.
    depthwise_initializer, pointwise_initializer, bias_initializer, depthwise_regularizer, pointwise_regularizer,
    bias_regularizer
        As `Conv2D`.

    Examples
    --------
    >>> import numpy as np
    >>> layer = SeparableConv2D(4, 3)
    >>> layer(np.ones((2, 5, 5, 3))).shape, layer.count_params()
    ((2, 3, 3, 4), 43)
    """

    def __init__(
        self,
        filters,
        kernel_size,
        strides=(1, 1),
        padding="valid",
        *,
        dilation_rate=(1, 1),
        depth_multiplier=1,
        activation=None,
        use_bias=True,
        depthwise_initializer="glorot_uniform",
        pointwise_initializer="glorot_uniform",
        bias_initializer="zeros",
        depthwise_regularizer=None,
        pointwise_regularizer=None,
        bias_regularizer=None,
        name=None,
    ):
        bias = (use_bias, bias_initializer, bias_regularizer)
        super().__init__(kernel_size, strides, padding, dilation_rate, activation, *bias, name)
        self.filters = checks.whole("SeparableConv2D", "filters", filters, minimum=1)
        self.depth_multiplier = checks.whole("SeparableConv2D", "depth_multiplier", depth_multiplier, minimum=1)
        self.depthwise_initializer, self.pointwise_initializer = depthwise_initializer, pointwise_initializer
        self.depthwise_regularizer, self.pointwise_regularizer = depthwise_regularizer, pointwise_regularizer

    def build(self, shape):
        check_one(self.label, shape)
        self.c_in = c_in = shape[-1]
        multiplier = self.depth_multiplier
        depthwise, pointwise = (*self.kernel_size, c_in, multiplier), (1, 1, c_in * multiplier, self.filters)
        for part, shape, initializer, regularizer in (
            ("depthwise", depthwise, self.depthwise_initializer, self.depthwise_regularizer),
            ("pointwise", pointwise, self.pointwise_initializer, self.pointwise_regularizer),
        ):
            options = {"argument": f"{part}_initializer", "regularizer": regularizer}
            self.add_weight(f"{part}_kernel", shape, initializer, **options)
        self.add_bias_weight(self.filters)

    def multiply_accumulates_of_a_place(self, c_in):
        between = c_in * self.depth_multiplier
        return math.prod(self.kernel_size) * between + between * self.filters

    def forward(self, x, training):
        z = separable_conv2d(x, self.depthwise_kernel, self.pointwise_kernel, self.bias, **self.options)
        return self.activation(z), (x, z)

    def backward(self, d_out, kept):
        x, z = kept
        dz = self.activation.backward(d_out, z)
        dx, d_depthwise, d_pointwise, dbias = separable_conv2d_backward(
            dz, x, self.depthwise_kernel, self.pointwise_kernel, **self.options
        )
        return dx, {"depthwise_kernel": d_depthwise, "pointwise_kernel": d_pointwise, "bias": dbias}
