"""Pooling layers: no weights, a window or the whole map at a time."""

from cnnlib import arguments, checks, pairs
from cnnlib.scratch import global_pooling, pooling
from cnnlib.scratch.layers.field import EVERYTHING, Window, picture_shape, sizes_of_windows
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.signatures import written_call


class _Pooling(Layer):
    """What the two share; each has its functions `pool` and `pool_backward`."""

    multiplies = False

    def __init__(self, pool_size, strides, padding, name):
        super().__init__(name=name)
        op = type(self).__name__
        self.pool_size = pairs.pair(op, "pool_size", pool_size)
        self.strides = self.pool_size if strides is None else pairs.pair(op, "strides", strides)
        self.padding = arguments.word_of_padding(op, padding)

    def __repr__(self):
        return written_call(self, without=["strides"] if self.strides == self.pool_size else [])

    @property
    def options(self):
        """What the function takes besides x."""
        return {"pool_size": self.pool_size, "strides": self.strides, "padding": self.padding}

    def compute_output_shape(self, input_shape):
        batch, size, c = picture_shape(self.label, input_shape)
        return (batch, *sizes_of_windows(self.pool.__name__, size, self.receptive_field(input_shape), "pool_size"), c)

    def receptive_field(self, input_shape):
        return Window(self.pool_size, self.strides, self.padding)

    def forward(self, x, training):
        return self.pool(x, **self.options), x

    def backward(self, d_out, x):
        return self.pool_backward(d_out, x, **self.options), {}


class MaxPooling2D(_Pooling):
    """`cnnlib.scratch.max_pool2d` as a layer.

    Parameters
    ----------
    pool_size : int or (rows, columns)
    strides : int or (rows, columns), optional
        None means `pool_size`.
    padding : {"valid", "same"}

    Notes
    -----
    A window that holds NaN gives NaN. Keras's layer passes over NaN, and gives the lowest finite number for a window of
    nothing but −∞.

    Examples
    --------
    >>> import numpy as np
    >>> MaxPooling2D()(np.arange(16.0).reshape(1, 4, 4, 1))[0, :, :, 0]
    array([[ 5.,  7.],
           [13., 15.]])
    """

    pool, pool_backward = staticmethod(pooling.max_pool2d), staticmethod(pooling.max_pool2d_backward)

    def __init__(self, pool_size=(2, 2), strides=None, padding="valid", *, name=None):
        super().__init__(pool_size, strides, padding, name)


class AveragePooling2D(_Pooling):
    """`cnnlib.scratch.avg_pool2d` as a layer.

    Parameters as `MaxPooling2D`, but `pool_size` has no default, as in Keras.

    Examples
    --------
    >>> import numpy as np
    >>> AveragePooling2D(2)(np.arange(16.0).reshape(1, 4, 4, 1))[0, :, :, 0]
    array([[ 2.5,  4.5],
           [10.5, 12.5]])
    """

    pool, pool_backward = staticmethod(pooling.avg_pool2d), staticmethod(pooling.avg_pool2d_backward)

    def __init__(self, pool_size, strides=None, padding="valid", *, name=None):
        super().__init__(pool_size, strides, padding, name)


class _GlobalPooling(Layer):
    """What the two share; each has its functions `pool` and `pool_backward`."""

    multiplies = False

    def __init__(self, *, keepdims=False, name=None):
        super().__init__(name=name)
        self.keepdims = checks.flag(type(self).__name__, "keepdims", keepdims)

    def compute_output_shape(self, input_shape):
        batch, _, c = picture_shape(self.label, input_shape)
        return (batch, 1, 1, c) if self.keepdims else (batch, c)

    def receptive_field(self, input_shape):
        return EVERYTHING

    def forward(self, x, training):
        y = self.pool(x)  # (batch, c)
        return y[:, None, None] if self.keepdims else y, x

    def backward(self, d_out, x):
        return self.pool_backward(d_out[:, 0, 0] if self.keepdims else d_out, x), {}


class GlobalAveragePooling2D(_GlobalPooling):
    """`cnnlib.scratch.global_avg_pool2d` as a layer: (batch, height, width, c) to (batch, c).

    Parameters
    ----------
    keepdims : bool
        Keep the two axes, with one cell each.

    Examples
    --------
    >>> import numpy as np
    >>> GlobalAveragePooling2D()(np.arange(4.0).reshape(1, 2, 2, 1))
    array([[1.5]])
    """

    pool, pool_backward = (
        staticmethod(global_pooling.global_avg_pool2d),
        staticmethod(global_pooling.global_avg_pool2d_backward),
    )


class GlobalMaxPooling2D(_GlobalPooling):
    """`cnnlib.scratch.global_max_pool2d` as a layer. Parameters as `GlobalAveragePooling2D`.

    Examples
    --------
    >>> import numpy as np
    >>> GlobalMaxPooling2D()(np.arange(4.0).reshape(1, 2, 2, 1))
    array([[3.]])
    """

    pool, pool_backward = (
        staticmethod(global_pooling.global_max_pool2d),
        staticmethod(global_pooling.global_max_pool2d_backward),
    )
