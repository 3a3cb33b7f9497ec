"""Activations: those that a layer takes by name, and as layers of their own; that with weights is in `prelu.py`."""

import types
from functools import partial

from cnnlib import arguments, checks, wording
from cnnlib.scratch.elu import elu, elu_backward, selu, selu_backward
from cnnlib.scratch.gelu import gelu, gelu_backward
from cnnlib.scratch.layers.field import along_axis
from cnnlib.scratch.layers.layer import Layer
from cnnlib.scratch.layers.verbs import check_one
from cnnlib.scratch.mish import mish, mish_backward
from cnnlib.scratch.relu import leaky_relu, leaky_relu_backward, relu, relu_backward
from cnnlib.scratch.sigmoid import hard_sigmoid, hard_sigmoid_backward, sigmoid, sigmoid_backward
from cnnlib.scratch.silu import hard_silu, hard_silu_backward, silu, silu_backward
from cnnlib.scratch.softmax import log_softmax, log_softmax_backward, softmax, softmax_backward
from cnnlib.scratch.softplus import softplus, softplus_backward
from cnnlib.scratch.tanh import tanh, tanh_backward

FUNCTIONS = {
    "elu": (elu, elu_backward),
    "gelu": (gelu, gelu_backward),
    "hard_sigmoid": (hard_sigmoid, hard_sigmoid_backward),
    "hard_silu": (hard_silu, hard_silu_backward),
    # In Keras, the slope of "leaky_relu" is 0.2, and that of the layer LeakyReLU, as of our function, 0.3.
    "leaky_relu": (partial(leaky_relu, negative_slope=0.2), partial(leaky_relu_backward, negative_slope=0.2)),
    "log_softmax": (log_softmax, log_softmax_backward),
    "mish": (mish, mish_backward),
    "relu": (relu, relu_backward),
    "relu6": (partial(relu, max_value=6.0), partial(relu_backward, max_value=6.0)),
    "selu": (selu, selu_backward),
    "sigmoid": (sigmoid, sigmoid_backward),
    "silu": (silu, silu_backward),
    "softmax": (softmax, softmax_backward),
    "softplus": (softplus, softplus_backward),
    "tanh": (tanh, tanh_backward),
}
OTHER_NAMES = {"hard_swish": "hard_silu", "swish": "silu"}
# Keras takes the functions themselves too: `leaky_relu` then has the function's slope of 0.3.
BACKWARD = {f: backward for f, backward in FUNCTIONS.values() if not isinstance(f, partial)}
BACKWARD[leaky_relu] = leaky_relu_backward


class ActivationFunction:
    """An activation with its backward; `given` is what stood for it in a call."""

    def __init__(self, name, forward, backward, given=None):
        self.name, self.forward, self.backward, self.given = name, forward, backward, given

    def __call__(self, x):
        return self.forward(x)

    def __repr__(self):
        return f"<activation {self.name}>"


class LayerAsActivation(ActivationFunction):
    """A layer in the place of an activation, as Keras takes it; it has no weights, and is the same in training."""

    def __init__(self, layer):
        self.name, self.given, self.layer = layer.name, layer, layer

    def __repr__(self):
        return f"<activation {self.layer!r}>"

    def forward(self, x):
        """The layer's output for x."""
        return self.layer.forward(x)[0]

    def backward(self, d_out, x):
        """The gradient for x."""
        return self.layer.backward(d_out, self.layer.forward(x)[1])[0]


def _linear(x):
    return x


def _linear_backward(d_out, x):
    return d_out


LINEAR = ActivationFunction("linear", _linear, _linear_backward)


def get_activation(op, value):
    """An activation from Keras's name, from its function or from a layer such as `ReLU`; None is "linear"."""
    if value is None or (isinstance(value, str) and value == "linear"):
        return LINEAR
    name = OTHER_NAMES.get(value, value) if isinstance(value, str) else None
    if name in FUNCTIONS:
        return ActivationFunction(name, *FUNCTIONS[name], given=value)
    if isinstance(value, types.FunctionType) and value in BACKWARD:
        return ActivationFunction(value.__name__, value, BACKWARD[value], given=value)
    if isinstance(value, AS_ACTIVATION):
        return LayerAsActivation(value)
    fix = "; make a Layer of a function of your own, with its backward" if callable(value) else ""
    fix = "; put the layer after this one" if isinstance(value, Layer) else fix
    fix = f"; make one: {value.__name__}()" if isinstance(value, type) and issubclass(value, AS_ACTIVATION) else fix
    needs = f'None, "linear", one of {", ".join(FUNCTIONS)}, or a layer such as ReLU(6.0){fix}'
    got = wording.a_type(value) if isinstance(value, (type, Layer)) else wording.shown(value)
    raise ValueError(f"{op}: activation is {got}, needs {needs}")


class Activation(Layer):
    """An activation by Keras's name, such as "tanh", or by its function, such as `cnnlib.scratch.tanh`.

    Parameters
    ----------
    activation : str, function or layer

    Examples
    --------
    >>> import numpy as np
    >>> Activation("relu")(np.array([[-1.0, 2.0]]))
    array([[0., 2.]])
    """

    pointwise = True

    def __init__(self, activation, *, name=None):
        super().__init__(name=name)
        self.activation = get_activation("Activation", activation)

    def forward(self, x, training):
        check_one(self.label, x)
        return self.activation(x), x

    def backward(self, d_out, x):
        return self.activation.backward(d_out, x), {}


class ReLU(Layer):
    """`cnnlib.scratch.relu` as a layer: max(x, 0), up to a limit if there is one, as in ReLU(max_value=6.0).

    Parameters
    ----------
    max_value : float, optional
    negative_slope : float
        Slope up to the threshold.
    threshold : float
        Only an x above it is kept.

    Notes
    -----
    NaN stays NaN. Keras's layer makes it 0 where there is a threshold and no slope.

    Examples
    --------
    >>> import numpy as np
    >>> ReLU(max_value=6.0, negative_slope=0.5)(np.array([[-2.0, 3.0, 8.0]]))
    array([[-1.,  3.,  6.]])
    """

    pointwise = True

    def __init__(self, max_value=None, negative_slope=0.0, threshold=0.0, *, name=None):
        super().__init__(name=name)
        options = arguments.relu_options("ReLU", max_value, negative_slope, threshold)
        self.max_value, self.negative_slope, self.threshold = options

    def forward(self, x, training):
        return relu(x, self.max_value, self.negative_slope, self.threshold), x

    def backward(self, d_out, x):
        return relu_backward(d_out, x, self.max_value, self.negative_slope, self.threshold), {}


class LeakyReLU(Layer):
    """`cnnlib.scratch.leaky_relu` as a layer.

    Parameters
    ----------
    negative_slope : float

    Examples
    --------
    >>> import numpy as np
    >>> LeakyReLU(negative_slope=0.5)(np.array([[-2.0, 3.0]]))
    array([[-1.,  3.]])
    """

    pointwise = True

    def __init__(self, negative_slope=0.3, *, name=None):
        super().__init__(name=name)
        self.negative_slope = checks.coefficient("LeakyReLU", "negative_slope", negative_slope)

    def forward(self, x, training):
        return leaky_relu(x, self.negative_slope), x

    def backward(self, d_out, x):
        return leaky_relu_backward(d_out, x, self.negative_slope), {}


class ELU(Layer):
    """`cnnlib.scratch.elu` as a layer.

    Parameters
    ----------
    alpha : float

    Examples
    --------
    >>> import numpy as np
    >>> ELU(alpha=0.5)(np.array([[-1000.0, 3.0]]))
    array([[-0.5,  3. ]])
    """

    pointwise = True

    def __init__(self, alpha=1.0, *, name=None):
        super().__init__(name=name)
        self.alpha = checks.coefficient("ELU", "alpha", alpha)

    def forward(self, x, training):
        return elu(x, self.alpha), x

    def backward(self, d_out, x):
        return elu_backward(d_out, x, self.alpha), {}


class Softmax(Layer):
    """`cnnlib.scratch.softmax` as a layer.

    Parameters
    ----------
    axis : int or tuple of int
        The axis of the classes, or several axes.

    Examples
    --------
    >>> import numpy as np
    >>> Softmax()(np.array([[0.0, 0.0, -1000.0]]))
    array([[0.5, 0.5, 0. ]])
    """

    pointwise = True  # but for what it sees

    def __init__(self, axis=-1, *, name=None):
        super().__init__(name=name)
        self.axis = arguments.given_axes("Softmax", axis)

    def receptive_field(self, input_shape):
        return along_axis(self.axis, len(input_shape))

    def forward(self, x, training):
        return softmax(x, self.axis), x

    def backward(self, d_out, x):
        return softmax_backward(d_out, x, self.axis), {}


# Layers that may be another layer's activation.
AS_ACTIVATION = (Activation, ELU, LeakyReLU, ReLU, Softmax)
