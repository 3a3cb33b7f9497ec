"""Conv2D, and what it shares with the depthwise, separable and transposed convolution."""

import math

from cnnlib import arguments, checks, pairs, wording
from cnnlib.scratch.convolution import conv2d, conv2d_backward, conv2d_weight_gradients
from cnnlib.scratch.layers.activation import get_activation
from cnnlib.scratch.layers.field import Window, picture_shape, sizes_of_windows
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.symbol import snake_case
from cnnlib.scratch.layers.verbs import check_one


class Convolution(Layer):
    """What the layers of convolution share: the options of the window, the activation, the bias.

    Each says how many `channels` its output has; its `build` keeps those of the input, `c_in`.
    """

    def __init__(
        self,
        kernel_size,
        strides,
        padding,
        dilation_rate,
        activation,
        use_bias,
        bias_initializer,
        bias_regularizer,
        name,
    ):
        super().__init__(name=name)
        op = type(self).__name__
        self.kernel_size = pairs.pair(op, "kernel_size", kernel_size)
        self.strides = pairs.pair(op, "strides", strides)
        self.padding = arguments.word_of_padding(op, padding)
        self.dilation_rate = pairs.pair(op, "dilation_rate", dilation_rate)
        self.activation = get_activation(op, activation)
        self.use_bias, self.bias = checks.flag(op, "use_bias", use_bias), None
        self.bias_initializer, self.bias_regularizer = bias_initializer, bias_regularizer

    @property
    def options(self):
        """What the function takes besides arrays."""
        return {"strides": self.strides, "padding": self.padding, "dilation_rate": self.dilation_rate}

    def add_bias_weight(self, c_out):
        if self.use_bias:
            self.add_weight("bias", (c_out,), self.bias_initializer, regularizer=self.bias_regularizer)

    def channels(self, c_in):
        """Of the output."""
        return self.filters

    def compute_output_shape(self, input_shape):
        batch, size, c_in = self.fitting_shape(input_shape)
        op = snake_case(type(self).__name__)
        return (batch, *sizes_of_windows(op, size, self.receptive_field(input_shape)), self.channels(c_in))

    def fitting_shape(self, shape):
        """As `picture_shape`; other channels than the layer was built for are refused."""
        batch, size, c_in = picture_shape(self.label, shape)
        if self.built and c_in != self.c_in:
            found = wording.plural(c_in, "channel")
            raise ValueError(f"{self.label}: x has {found}, but the layer was built for {self.c_in}; needs as many")
        return batch, size, c_in

    def receptive_field(self, input_shape):
        return Window(self.kernel_size, self.strides, self.padding, self.dilation_rate)

    def multiply_accumulates(self, input_shape):
        """At each place of the output, as many as one place takes."""
        places = math.prod(self.compute_output_shape(input_shape)[1:-1])
        return places * self.multiply_accumulates_of_a_place(input_shape[-1])


class Conv2D(Convolution):
    """`cnnlib.scratch.conv2d` with weights of its own: kernel (kernel_h, kernel_w, c_in // groups, filters), bias.

    Parameters
    ----------
    filters : int
        Channels of the output.
    kernel_size, strides, dilation_rate : int or (rows, columns)
    padding : {"valid", "same"}
    groups : int
    activation : str, function or layer, optional
        By Keras's name, such as "relu"; by its function, such as `cnnlib.scratch.relu`; or a layer, such as ReLU(6.0).
    use_bias : bool
    kernel_initializer, bias_initializer : str or initializer
        By Keras's name, such as "he_normal", or the initializer itself, or its class.
    kernel_regularizer, bias_regularizer : str or regularizer, optional
        Such as "l2" or ``L2(0.001)``: a penalty for large weights, which training adds to the loss.

    Examples
    --------
    >>> import numpy as np
    >>> layer = Conv2D(4, kernel_size=(3, 4), strides=(2, 1), padding="same", activation="relu")
    >>> layer(np.ones((2, 5, 5, 3))).shape
    (2, 3, 5, 4)
    >>> [w.shape for w in layer.trainable_variables]
    [(3, 4, 3, 4), (4,)]
    """

    def __init__(
        self,
        filters,
        kernel_size,
        strides=(1, 1),
        padding="valid",
        *,
        dilation_rate=(1, 1),
        groups=1,
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
        self.filters = checks.whole("Conv2D", "filters", filters, minimum=1)
        self.groups = checks.whole("Conv2D", "groups", groups, minimum=1)
        if self.filters % self.groups:
            raise ValueError(f"Conv2D: groups is {self.groups}, which does not divide filters = {self.filters}")
        self.kernel_initializer, self.kernel_regularizer = kernel_initializer, kernel_regularizer

    @property
    def options(self):
        return super().options | {"groups": self.groups}

    def build(self, shape):
        check_one(self.label, shape)
        self.c_in = c_in = shape[-1]
        if c_in % self.groups:
            channels = wording.plural(c_in, "channel")
            raise ValueError(f"{self.label}: groups is {self.groups}, which does not divide the input's {channels}")
        shape = (*self.kernel_size, c_in // self.groups, self.filters)
        self.add_weight("kernel", shape, self.kernel_initializer, regularizer=self.kernel_regularizer)
        self.add_bias_weight(self.filters)

    def multiply_accumulates_of_a_place(self, c_in):
        return math.prod(self.kernel_size) * (c_in // self.groups) * self.filters

    def forward(self, x, training):
        z = conv2d(x, self.kernel, self.bias, **self.options)
        return self.activation(z), (x, z)

    def backward(self, d_out, kept, input_gradient=True):
        x, z = kept
        dz, dx = self.activation.backward(d_out, z), None
        if input_gradient:
            dx, dkernel, dbias = conv2d_backward(dz, x, self.kernel, **self.options)
        else:
            dkernel, dbias = conv2d_weight_gradients(dz, x, self.kernel, **self.options)
        return dx, {"kernel": dkernel, "bias": dbias}
