"""What every layer shares: building at the first call, keeping what the way back needs, calls on symbols."""

import re

import numpy as np

from cnnlib import checks
from cnnlib.scratch.initializer import get_initializer


class Layer:
    """A function with weights of its own.

    Called on an array, a layer returns the output and keeps what `backward` needs. Called on a symbol
    (`Input`), it returns the symbol of its output, from which `Model` finds the graph.

    A new layer defines three methods:

    - ``build(shape)`` makes the weights for an input of this shape (batch, …), by `add_weight`;
    - ``forward(x, training)`` returns the output and whatever the backward needs of it;
    - ``differentiate(d_out, kept)`` returns the gradient for x and, by name, that of each weight.

    A layer whose gradient for x costs much may also define ``differentiate_weights(d_out, kept)``, for where a network
    begins: in training nobody asks for the gradient of a picture.

    Parameters
    ----------
    name : str, optional
        Without one, a network names its layers by their classes and numbers them.

    Attributes
    ----------
    weights : list of ndarray
        In Keras's order. `kernel`, `bias` and so on name them one by one.
    trainable : bool
        Whether training changes the weights; off, `BatchNormalization` works as in inference.
    trainable_variables : list of ndarray
    gradients : list of ndarray
        After `backward`: the loss's gradients for `trainable_variables`, in their order.
    built : bool
        Whether the weights have been made.
    """

    activation = differentiate_weights = None

    def __init__(self, *, name=None):
        self.name = name
        self.trainable, self.built, self.gradients = True, False, None
        self._weight_names, self._trainable_names = [], []
        self._kept, self._calls = None, []

    def __call__(self, x, training=False):
        """The layer's output for an array (or, where it takes several, a list of arrays), or for symbols."""
        if _is_symbolic(x):
            return call_on_symbols(self, x)
        y, self._kept = self.run(x, training)
        self._gave = [(a.shape, a.dtype.name) for a in as_list(y)]
        return y

    def backward(self, d_out):
        """Gradient of the loss for what the layer was last called on; `gradients` then holds those for its weights."""
        if self._kept is None:
            raise ValueError(f"{self.label}: backward needs a call of the layer first, whose input it goes back to")
        self.check_gradient(d_out)
        d_inputs, self.gradients = self.run_backward(d_out, self._kept)
        return d_inputs

    def check_gradient(self, d_out):
        """Refuse a gradient that is not of the shape and type of the last output."""
        if len(as_list(d_out)) != len(self._gave):
            raise ValueError(f"{self.label}: d_out has {len(as_list(d_out))} arrays, needs {len(self._gave)}")
        for d, (shape, dtype) in zip(as_list(d_out), self._gave):
            checks.check_arrays(self.label, like=("the layer's output", dtype), d_out=d)
            checks.check_shape(self.label, "d_out", d, shape, "the shape of the layer's output")

    def run(self, x, training=False):
        """The output for arrays, and what is needed to go back."""
        if not self.built:
            self._build_for(x)
        y, kept = self.forward(x, training)
        if self.activation is None:
            return y, (kept, None)
        return self.activation(y), (kept, y)

    def run_backward(self, d_out, kept, input_gradient=True):
        """Gradients for the input (None where not wanted and costly) and, in a list, for the trainable variables."""
        kept, before_activation = kept
        if self.activation is not None:
            d_out = self.activation.backward(d_out, before_activation)
        if input_gradient or self.differentiate_weights is None:
            d_inputs, by_name = self.differentiate(d_out, kept)
        else:
            d_inputs, by_name = None, self.differentiate_weights(d_out, kept)
        return d_inputs, [by_name[name] for name in self._trainable_names if self.trainable]

    def build(self, shape):
        """A layer without weights has nothing to build."""

    def add_weight(self, name, shape, initializer, trainable=True, argument=None):
        """Make a weight; it becomes the attribute `name`. `argument` named the initializer, if not name_initializer."""
        initializer = get_initializer(self.label, argument or f"{name}_initializer", initializer)
        setattr(self, name, initializer(shape, self.dtype))
        self._weight_names.append(name)
        if trainable:
            self._trainable_names.append(name)

    def _build_for(self, x):
        several = isinstance(x, (list, tuple))
        checks.check_arrays(self.label, **{f"x[{i}]" if several else "x": a for i, a in enumerate(as_list(x))})
        self.dtype = as_list(x)[0].dtype.name
        self.build([a.shape for a in x] if several else x.shape)
        self.built = True

    @property
    def label(self):
        """Who speaks in a message."""
        return type(self).__name__ + (f" {self.name!r}" if self.name else "")

    @property
    def output(self):
        """The symbol of the layer's output, from which another `Model` may be made.

        Raises
        ------
        ValueError
            If the layer was not called on a symbol, or more than once.
        """
        if len(self._calls) != 1:
            often = "was not called on a symbol" if not self._calls else f"was called {len(self._calls)} times"
            raise ValueError(f"{self.label}: output needs one call of the layer on a symbol, but it {often}")
        outputs = self._calls[0].outputs
        return outputs if len(outputs) > 1 else outputs[0]

    @property
    def named_weights(self):
        return {name: getattr(self, name) for name in self._weight_names}

    @property
    def weights(self):
        return list(self.named_weights.values())

    @property
    def trainable_variables(self):
        return [getattr(self, name) for name in self._trainable_names if self.trainable]

    def count_params(self):
        """How many numbers the weights hold.

        Raises
        ------
        ValueError
            If the layer has not been built.
        """
        if not self.built:
            raise ValueError(
                f"{self.label}: count_params needs a built layer; call it on an array or on an Input first"
            )
        return sum(w.size for w in self.weights)

    def get_weights(self):
        """Copies of the weights, in Keras's order."""
        return [w.copy() for w in self.weights]

    def set_weights(self, weights):
        """Write other numbers into the weights.

        Parameters
        ----------
        weights : list of ndarray
            In the order, shapes and type of `get_weights`.

        Raises
        ------
        ValueError, TypeError
            If they do not fit; nothing is written then.
        """
        own = self.weights
        if len(weights) != len(own):
            unbuilt = "" if self.built else "; it has none before it is built: call it first"
            raise ValueError(f"{self.label}: weights has {len(weights)} arrays, needs {len(own)}{unbuilt}")
        for i, (old, new) in enumerate(zip(own, weights)):
            checks.check_arrays(self.label, like=("the weight it replaces", old.dtype.name), **{f"weights[{i}]": new})
            checks.check_shape(self.label, f"weights[{i}]", new, old.shape, "the shape of the weight it replaces")
        for old, new in zip(own, weights):
            old[...] = new


class Symbol:
    """A tensor that holds no numbers yet: its shape, with None for the batch, and the call it will come from."""

    def __init__(self, shape, dtype):
        self.shape, self.dtype, self.node = tuple(shape), dtype, None

    def __repr__(self):
        return f"<Symbol shape={self.shape} dtype={self.dtype}>"


class Node:
    """One call of a layer on symbols; an input's own node has no inputs."""

    def __init__(self, layer, inputs, outputs):
        self.layer, self.inputs, self.outputs = layer, as_list(inputs), as_list(outputs)
        self.takes_list = isinstance(inputs, (list, tuple))
        for symbol in self.outputs:
            symbol.node = self
        layer._calls.append(self)


def call_on_symbols(layer, inputs):
    """The symbols that a layer gives for symbols.

    Their shapes are found by calling the layer on an empty batch, so that no rule of shapes is written twice.
    """
    empty = [np.empty((0, *symbol.shape[1:]), symbol.dtype) for symbol in as_list(inputs)]
    y, _ = layer.run(empty if isinstance(inputs, (list, tuple)) else empty[0])
    outputs = [Symbol((None, *a.shape[1:]), a.dtype.name) for a in as_list(y)]
    Node(layer, inputs, outputs)
    return outputs if isinstance(y, (list, tuple)) else outputs[0]


def as_list(x):
    return list(x) if isinstance(x, (list, tuple)) else [x]


def snake_case(name):
    """Keras's name for a class's first layer.

    >>> snake_case("Conv2DTranspose"), snake_case("GlobalMaxPooling2D"), snake_case("ReLU")
    ('conv2d_transpose', 'global_max_pooling2d', 're_lu')
    """
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def _is_symbolic(x):
    return any(isinstance(a, Symbol) for a in as_list(x))
