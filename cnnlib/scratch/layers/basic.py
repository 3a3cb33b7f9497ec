"""Layers that see no window: dense, dropout, and changes of shape, scale and sign."""

import math

import numpy as np

from cnnlib import checks
from cnnlib.scratch import seed as seeds
from cnnlib.scratch.dense import dense, dense_backward
from cnnlib.scratch.dropout import dropout, dropout_backward
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.nonlinearity import get_activation
from cnnlib.scratch.layers.symbol import Node, Symbol
from cnnlib.scratch.padding import pad2d, pad2d_backward


class InputLayer(Layer):
    """Stands for an input in a network's list of layers."""

    def __init__(self, shape, *, dtype=None, name=None):
        super().__init__(name=name)
        self.built = True
        self.dtype = checks.float_type("Input", dtype or "float32")
        if not isinstance(shape, (tuple, list)):
            raise TypeError(f"Input: shape is {shape!r}, needs a tuple without the batch, such as (28, 28, 1)")
        if None in shape:
            raise TypeError(f"Input: shape is {shape!r}, needs sizes that are known, without the batch: (28, 28, 1)")
        shape = tuple(checks.whole("Input", "shape", n, minimum=1) for n in shape)
        self.symbol = Symbol((None, *shape), self.dtype)
        Node(self, [], self.symbol)


def Input(shape, *, dtype=None, name=None):
    """The symbol that a network starts from.

    Parameters
    ----------
    shape : tuple of int
        Of one example: (28, 28, 1), without the batch.
    dtype : {"float32", "float64"}, optional
        What the network's weights are made of, and what it is fed with; float32 if not given.
    name : str, optional

    Returns
    -------
    Symbol

    Raises
    ------
    ValueError, TypeError
        If `shape` is not a shape, or `dtype` not one of these.

    Examples
    --------
    >>> Input((28, 28, 1)).shape
    (None, 28, 28, 1)
    """
    return InputLayer(shape, dtype=dtype, name=name).symbol


class Dense(Layer):
    """`cnnlib.scratch.dense` with weights of its own: kernel (n_in, units), bias (units,).

    Parameters
    ----------
    units : int
    activation, use_bias, kernel_initializer, bias_initializer
        As `Conv2D`.

    Examples
    --------
    >>> layer = Dense(2, kernel_initializer="ones")
    >>> layer(np.array([[1.0, 2.0]]))
    array([[3., 3.]])
    >>> layer.backward(np.array([[1.0, 0.0]]))
    array([[1., 1.]])
    >>> layer.gradients
    [array([[1., 0.],
           [2., 0.]]), array([1., 0.])]
    """

    def __init__(
        self,
        units,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        *,
        name=None,
    ):
        super().__init__(name=name)
        self.units = checks.whole("Dense", "units", units, minimum=1)
        self.activation = get_activation("Dense", activation)
        self.use_bias, self.bias = checks.flag("Dense", "use_bias", use_bias), None
        self.kernel_initializer, self.bias_initializer = kernel_initializer, bias_initializer

    def build(self, shape):
        if len(shape) > 2:
            fix = "put a Flatten before it"
            raise ValueError(f"{self.label}: an example of x has shape {tuple(shape[1:])}, needs one axis; {fix}")
        self.add_weight("kernel", (shape[-1], self.units), self.kernel_initializer)
        if self.use_bias:
            self.add_weight("bias", (self.units,), self.bias_initializer)

    def forward(self, x, training):
        return dense(x, self.kernel, self.bias), x

    def differentiate(self, d_out, x):
        dx, dkernel, dbias = dense_backward(d_out, x, self.kernel)
        return dx, {"kernel": dkernel, "bias": dbias}


class Dropout(Layer):
    """`cnnlib.scratch.dropout` in training, nothing otherwise.

    Parameters
    ----------
    rate : float
        The part of the units that is left out.
    seed : int, optional
        Without one, `set_random_seed` decides.

    Examples
    --------
    >>> x = np.ones((1, 4))
    >>> layer = Dropout(0.5, seed=1)
    >>> layer(x)
    array([[1., 1., 1., 1.]])
    >>> sorted(set(layer(x, training=True).ravel().tolist()))
    [0.0, 2.0]
    """

    def __init__(self, rate, *, seed=None, name=None):
        super().__init__(name=name)
        self.rate = checks.dropout_rate("Dropout", rate)
        self.seed = seeds.new_seed() if seed is None else checks.whole("Dropout", "seed", seed, minimum=0)
        self.rng = np.random.default_rng(self.seed)

    def forward(self, x, training):
        checks.check_arrays(self.label, x=x)
        return dropout(x, self.rate, self.rng) if training and self.rate else (x, None)

    def differentiate(self, d_out, mask):
        return d_out if mask is None else dropout_backward(d_out, mask, self.rate), {}


class Flatten(Layer):
    """All numbers of an example in one row.

    Examples
    --------
    >>> Flatten()(np.ones((2, 3, 3, 4))).shape
    (2, 36)
    """

    def forward(self, x, training):
        checks.check_arrays(self.label, x=x)
        return x.reshape(len(x), math.prod(x.shape[1:])), x.shape

    def differentiate(self, d_out, shape):
        return d_out.reshape(shape), {}


class Reshape(Layer):
    """The numbers of an example in another shape.

    Parameters
    ----------
    target_shape : tuple of int
        Without the batch; one axis may be -1, for whatever is left.

    Examples
    --------
    >>> Reshape((2, -1))(np.ones((5, 6))).shape
    (5, 2, 3)
    """

    def __init__(self, target_shape, *, name=None):
        super().__init__(name=name)
        if not isinstance(target_shape, (tuple, list, np.ndarray)):
            raise TypeError(
                f"Reshape: target_shape is {target_shape!r}, needs a tuple without the batch, such as (28, 28, 1)"
            )
        self.target_shape = tuple(checks.whole("Reshape", "target_shape", n, minimum=-1) for n in target_shape)
        if 0 in self.target_shape or self.target_shape.count(-1) > 1:
            raise ValueError(f"Reshape: target_shape is {self.target_shape}, needs no 0, and -1 for one axis at most")

    def forward(self, x, training):
        checks.check_arrays(self.label, x=x)
        n, target = math.prod(x.shape[1:]), list(self.target_shape)
        if target.count(-1) == 1:
            target[target.index(-1)] = n // -math.prod(target)
        if math.prod(target) != n or min(target, default=1) < 1:
            raise ValueError(f"{self.label}: target_shape is {self.target_shape}, but an example of x has {n} numbers")
        return x.reshape(len(x), *target), x.shape

    def differentiate(self, d_out, shape):
        return d_out.reshape(shape), {}


class Rescaling(Layer):
    """scale · x + offset, such as pixels from 0…255 to 0…1: Rescaling(1 / 255).

    Parameters
    ----------
    scale, offset : float

    Examples
    --------
    >>> Rescaling(2.0, offset=-1.0)(np.array([[0.0, 0.5, 1.0]]))
    array([[-1.,  0.,  1.]])
    """

    def __init__(self, scale, offset=0.0, *, name=None):
        super().__init__(name=name)
        self.scale = checks.real("Rescaling", "scale", scale, minimum=-math.inf)
        self.offset = checks.real("Rescaling", "offset", offset, minimum=-math.inf)

    def forward(self, x, training):
        checks.check_arrays(self.label, x=x)
        return x * self.scale + self.offset, None

    def differentiate(self, d_out, kept):
        return d_out * self.scale, {}


class ZeroPadding2D(Layer):
    """`cnnlib.scratch.pad2d` with zeros.

    Parameters
    ----------
    padding : int, (rows, columns) or ((top, bottom), (left, right))

    Examples
    --------
    >>> ZeroPadding2D(((0, 1), (2, 2)))(np.ones((1, 3, 3, 1))).shape
    (1, 4, 7, 1)
    """

    def __init__(self, padding=(1, 1), *, name=None):
        super().__init__(name=name)
        self.padding = checks.padding_pairs("ZeroPadding2D", padding)

    def forward(self, x, training):
        return pad2d(x, self.padding), x

    def differentiate(self, d_out, x):
        return pad2d_backward(d_out, x, self.padding), {}
