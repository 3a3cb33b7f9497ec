"""Depthwise convolution as a layer."""

import math

from cnnlib import checks
from cnnlib.scratch.depthwise import depthwise_conv2d, depthwise_conv2d_backward
from cnnlib.scratch.layers.convolution import Convolution
from cnnlib.scratch.layers.verbs import check_one


class DepthwiseConv2D(Convolution):
    """`cnnlib.scratch.depthwise_conv2d`: kernel (kernel_h, kernel_w, c_in, depth_multiplier), bias.

    Parameters
    ----------
    depth_multiplier : int
        Filters of each input channel.
    kernel_size, strides, padding, dilation_rate, activation, use_bias, depthwise_initializer, bias_initializer,
    depthwise_regularizer, bias_regularizer
        As `Conv2D`.

    Examples
    --------
    >>> import numpy as np
    >>> DepthwiseConv2D(3, depth_multiplier=2)(np.ones((2, 5, 5, 3))).shape
    (2, 3, 3, 6)
    """

    def __init__(
        self,
        kernel_size,
        strides=(1, 1),
        padding="valid",
        depth_multiplier=1,
        *,
        dilation_rate=(1, 1),
        activation=None,
        use_bias=True,
        depthwise_initializer="glorot_uniform",
        bias_initializer="zeros",
        depthwise_regularizer=None,
        bias_regularizer=None,
        name=None,
    ):
        bias = (use_bias, bias_initializer, bias_regularizer)
        super().__init__(kernel_size, strides, padding, dilation_rate, activation, *bias, name)
        self.depth_multiplier = checks.whole("DepthwiseConv2D", "depth_multiplier", depth_multiplier, minimum=1)
        self.depthwise_initializer, self.depthwise_regularizer = depthwise_initializer, depthwise_regularizer

    def build(self, shape):
        check_one(self.label, shape)
        self.c_in = c_in = shape[-1]
        shape = (*self.kernel_size, c_in, self.depth_multiplier)
        options = {"argument": "depthwise_initializer", "regularizer": self.depthwise_regularizer}
        self.add_weight("kernel", shape, self.depthwise_initializer, **options)
        self.add_bias_weight(c_in * self.depth_multiplier)

    def channels(self, c_in):
        return c_in * self.depth_multiplier

    def multiply_accumulates_of_a_place(self, c_in):
        return math.prod(self.kernel_size) * self.channels(c_in)

    def forward(self, x, training):
        z = depthwise_conv2d(x, self.kernel, self.bias, **self.options)
        return self.activation(z), (x, z)

    def backward(self, d_out, kept):
        x, z = kept
        dz = self.activation.backward(d_out, z)
        dx, dkernel, dbias = depthwise_conv2d_backward(dz, x, self.kernel, **self.options)
        return dx, {"kernel": dkernel, "bias": dbias}
