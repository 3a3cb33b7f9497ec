"""Convolutions with weights of their own: plain, depthwise, separable, transposed."""

from cnnlib import checks
from cnnlib.scratch.convolution import conv2d, conv2d_backward, conv2d_weight_gradients
from cnnlib.scratch.depthwise import depthwise_conv2d, depthwise_conv2d_backward
from cnnlib.scratch.layers.activation import get_activation
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.separable import separable_conv2d, separable_conv2d_backward
from cnnlib.scratch.transposed import conv2d_transpose, conv2d_transpose_backward


class _Convolution(Layer):
    """What the four share: the options of the window, the activation, the bias."""

    def __init__(self, kernel_size, strides, padding, dilation_rate, activation, use_bias, bias_initializer, name):
        super().__init__(name=name)
        op = type(self).__name__
        self.kernel_size = checks.pair(op, "kernel_size", kernel_size)
        self.options = {
            "strides": checks.pair(op, "strides", strides),
            "padding": word_of_padding(op, padding),
            "dilation_rate": checks.pair(op, "dilation_rate", dilation_rate),
        }
        self.activation = get_activation(op, activation)
        self.use_bias, self.bias = checks.flag(op, "use_bias", use_bias), None
        self.bias_initializer = bias_initializer

    def add_bias(self, c_out):
        if self.use_bias:
            self.add_weight("bias", (c_out,), self.bias_initializer)


class Conv2D(_Convolution):
    """`cnnlib.scratch.conv2d` with weights of its own: kernel (kernel_h, kernel_w, c_in // groups, filters), bias.

    Parameters
    ----------
    filters : int
        Channels of the output.
    kernel_size, strides, dilation_rate : int or (rows, columns)
    padding : {"valid", "same"}
    groups : int
    activation : str, optional
        By Keras's name, such as "relu".
    use_bias : bool
    kernel_initializer, bias_initializer : str or initializer
        By Keras's name, such as "he_normal", or the initializer itself.

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
        name=None,
    ):
        super().__init__(kernel_size, strides, padding, dilation_rate, activation, use_bias, bias_initializer, name)
        self.filters = checks.whole("Conv2D", "filters", filters, minimum=1)
        self.options["groups"] = checks.whole("Conv2D", "groups", groups, minimum=1)
        self.kernel_initializer = kernel_initializer

    def build(self, shape):
        groups, c_in = self.options["groups"], shape[-1]
        if c_in % groups:
            raise ValueError(f"{self.label}: groups is {groups}, which does not divide the input's {c_in} channels")
        self.add_weight("kernel", (*self.kernel_size, c_in // groups, self.filters), self.kernel_initializer)
        self.add_bias(self.filters)

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


class DepthwiseConv2D(_Convolution):
    """`cnnlib.scratch.depthwise_conv2d`: kernel (kernel_h, kernel_w, c_in, depth_multiplier), bias.

    Parameters
    ----------
    depth_multiplier : int
        Filters of each input channel.
    kernel_size, strides, padding, dilation_rate, activation, use_bias, depthwise_initializer, bias_initializer
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
        name=None,
    ):
        super().__init__(kernel_size, strides, padding, dilation_rate, activation, use_bias, bias_initializer, name)
        self.depth_multiplier = checks.whole("DepthwiseConv2D", "depth_multiplier", depth_multiplier, minimum=1)
        self.depthwise_initializer = depthwise_initializer

    def build(self, shape):
        c_in = shape[-1]
        shape = (*self.kernel_size, c_in, self.depth_multiplier)
        self.add_weight("kernel", shape, self.depthwise_initializer, argument="depthwise_initializer")
        self.add_bias(c_in * self.depth_multiplier)

    def forward(self, x, training):
        z = depthwise_conv2d(x, self.kernel, self.bias, **self.options)
        return self.activation(z), (x, z)

    def backward(self, d_out, kept):
        x, z = kept
        dz = self.activation.backward(d_out, z)
        dx, dkernel, dbias = depthwise_conv2d_backward(dz, x, self.kernel, **self.options)
        return dx, {"kernel": dkernel, "bias": dbias}


class SeparableConv2D(_Convolution):
    """`cnnlib.scratch.separable_conv2d`: depthwise_kernel (kernel_h, kernel_w, c_in, depth_multiplier),
    pointwise_kernel (1, 1, c_in · depth_multiplier, filters), bias.

    Parameters
    ----------
    filters, kernel_size, strides, padding, dilation_rate, activation, use_bias
        As `Conv2D`.
    depth_multiplier : int
        As `DepthwiseConv2D`.
    depthwise_initializer, pointwise_initializer, bias_initializer
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
        name=None,
    ):
        super().__init__(kernel_size, strides, padding, dilation_rate, activation, use_bias, bias_initializer, name)
        self.filters = checks.whole("SeparableConv2D", "filters", filters, minimum=1)
        self.depth_multiplier = checks.whole("SeparableConv2D", "depth_multiplier", depth_multiplier, minimum=1)
        self.depthwise_initializer, self.pointwise_initializer = depthwise_initializer, pointwise_initializer

    def build(self, shape):
        c_in, multiplier = shape[-1], self.depth_multiplier
        for part, shape, initializer in (
            ("depthwise", (*self.kernel_size, c_in, multiplier), self.depthwise_initializer),
            ("pointwise", (1, 1, c_in * multiplier, self.filters), self.pointwise_initializer),
        ):
            self.add_weight(f"{part}_kernel", shape, initializer, argument=f"{part}_initializer")
        self.add_bias(self.filters)

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


class Conv2DTranspose(_Convolution):
    """`cnnlib.scratch.conv2d_transpose`: kernel (kernel_h, kernel_w, filters, c_in), bias.

    Parameters
    ----------
    output_padding : int or (rows, columns), optional
        Cells added to one side of the output; None takes the smallest size that fits.
    filters, kernel_size, strides, padding, dilation_rate, activation, use_bias, kernel_initializer, bias_initializer
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
        name=None,
    ):
        super().__init__(kernel_size, strides, padding, dilation_rate, activation, use_bias, bias_initializer, name)
        self.filters = checks.whole("Conv2DTranspose", "filters", filters, minimum=1)
        if output_padding is not None:
            output_padding = checks.pair("Conv2DTranspose", "output_padding", output_padding, minimum=0)
        self.options["output_padding"] = output_padding
        self.kernel_initializer = kernel_initializer

    def build(self, shape):
        self.add_weight("kernel", (*self.kernel_size, self.filters, shape[-1]), self.kernel_initializer)
        self.add_bias(self.filters)

    def forward(self, x, training):
        z = conv2d_transpose(x, self.kernel, self.bias, **self.options)
        return self.activation(z), (x, z)

    def backward(self, d_out, kept):
        x, z = kept
        dz = self.activation.backward(d_out, z)
        dx, dkernel, dbias = conv2d_transpose_backward(dz, x, self.kernel, **self.options)
        return dx, {"kernel": dkernel, "bias": dbias}


def word_of_padding(op, padding):
    """Layers take the two words only, as Keras's do; the functions take numbers too."""
    if not isinstance(padding, str) or padding.lower() not in ("valid", "same"):
        fix = "" if isinstance(padding, str) else "; for numbers put ZeroPadding2D before it"
        raise ValueError(f'{op}: padding is {checks.shown(padding)}, needs "valid" or "same"{fix}')
    return padding.lower()
