"""Transposed convolution as a layer."""

import math

from cnnlib import arguments, checks, pairs
from cnnlib.scratch.layers.convolution import Convolution
from cnnlib.scratch.layers.verbs import check_one
from cnnlib.scratch.transposed import conv2d_transpose, conv2d_transpose_backward


class Conv2DTranspose(Convolution):
    """`cnnlib.scratch.conv2d_transpose`: kernel (kernel_h, kernel_w, filters, c_in), bias.

    Parameters
    ----------
    output_padding : int or (rows, columns), optional
        Cells added at the bottom and the right of the output. None: as many as make it ``n * strides`` long for "same",
        and for "valid" as many as the last window lacks to be as long as a stride.
    filters, kernel_size, strides, padding, dilation_rate, activation, use_bias, kernel_initializer, bias_initializer,
    kernel_regularizer, bias_regularizer
        As `Conv2D`.

    Examples
    --------
    >>> import numpy as np
    >>> Conv2DTranspose(4, 3, strides=2, padding="same")(np.ones((2, 5, 5, 3))).shape
    (2, 10, 10, 4)
    """

    def __init__(
        self,
        filters,
        kernel_size,
        strides=(1, 1),
        padding="valid",
        output_padding=None,
        *,
        dilation_rate=(1, 1),
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        name=None,
    ):
        bias = (use_bias, bias_initializer, bias_regularizer)
        super().__init__(kernel_size, strides, padding, dilation_rate, activation, *bias, name)
        self.filters = checks.whole("Conv2DTranspose", "filters", filters, minimum=1)
        if output_padding is not None:
            output_padding = pairs.pair("Conv2DTranspose", "output_padding", output_padding, minimum=0)
        self.output_padding = output_padding
        self.kernel_initializer, self.kernel_regularizer = kernel_initializer, kernel_regularizer

    @property
    def options(self):
        return super().options | {"output_padding": self.output_padding}

    def compute_output_shape(self, input_shape):
        batch, size, _ = self.fitting_shape(input_shape)
        known = [n or 1 for n in size]
        made = arguments.transposed_size(self.label, known, self.kernel_size, **self.options)
        return (batch, *(None if n is None else m for n, m in zip(size, made)), self.filters)

    def receptive_field(self, input_shape):
        return super().receptive_field(input_shape)._replace(transposed=True)

    def multiply_accumulates(self, input_shape):
        """The kernel is laid on the output once for each cell of the input."""
        _, *size, c_in = input_shape
        return math.prod(size) * math.prod(self.kernel_size) * c_in * self.filters

    def build(self, shape):
        check_one(self.label, shape)
        self.c_in = shape[-1]
        shape = (*self.kernel_size, self.filters, self.c_in)
        self.add_weight("kernel", shape, self.kernel_initializer, regularizer=self.kernel_regularizer)
        self.add_bias_weight(self.filters)

    def forward(self, x, training):
        z = conv2d_transpose(x, self.kernel, self.bias, **self.options)
        return self.activation(z), (x, z)

    def backward(self, d_out, kept):
        x, z = kept
        dz = self.activation.backward(d_out, z)
        dx, dkernel, dbias = conv2d_transpose_backward(dz, x, self.kernel, **self.options)
        return dx, {"kernel": dkernel, "bias": dbias}
