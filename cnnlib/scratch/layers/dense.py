"""The dense layer."""

import math

from cnnlib import checks
from cnnlib.scratch.dense import dense, dense_backward
from cnnlib.scratch.layers.activation import get_activation
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.verbs import check_one


class Dense(Layer):
    """`cnnlib.scratch.dense` with weights of its own: kernel (n_in, units), bias (units,).

    It works along the last axis: on pictures, each cell has its own outputs. Put a `Flatten` before it where every
    output is to see the whole picture.

    Parameters
    ----------
    units : int
    activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer
        As `Conv2D`.

    Examples
    --------
    >>> import numpy as np
    >>> layer = Dense(2, kernel_initializer="ones")
    >>> layer(np.array([[1.0, 2.0]]))
    array([[3., 3.]])
    >>> layer.backward(np.array([[1.0, 0.0]]))
    array([[1., 1.]])
    >>> layer.gradients
    [array([[1., 0.],
           [2., 0.]]), array([1., 0.])]
    """

    pointwise = True

    def __init__(
        self,
        units,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        *,
        kernel_regularizer=None,
        bias_regularizer=None,
        name=None,
    ):
        super().__init__(name=name)
        self.units = checks.whole("Dense", "units", units, minimum=1)
        self.activation = get_activation("Dense", activation)
        self.use_bias, self.bias = checks.flag("Dense", "use_bias", use_bias), None
        self.kernel_initializer, self.bias_initializer = kernel_initializer, bias_initializer
        self.kernel_regularizer, self.bias_regularizer = kernel_regularizer, bias_regularizer

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

    def multiply_accumulates(self, input_shape):
        return math.prod(input_shape[1:]) * self.units

    def build(self, shape):
        check_one(self.label, shape)
        self.add_weight("kernel", (shape[-1], self.units), self.kernel_initializer, regularizer=self.kernel_regularizer)
        if self.use_bias:
            self.add_weight("bias", (self.units,), self.bias_initializer, regularizer=self.bias_regularizer)

    def forward(self, x, training):
        z = dense(x, self.kernel, self.bias)
        return self.activation(z), (x, z)

    def backward(self, d_out, kept):
        x, z = kept
        dx, dkernel, dbias = dense_backward(self.activation.backward(d_out, z), x, self.kernel)
        return dx, {"kernel": dkernel, "bias": dbias}
