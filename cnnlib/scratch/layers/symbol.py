"""Symbols stand for the tensors of a network before there are any numbers: from them a network finds its graph."""

import itertools
import re
import warnings

import numpy as np

from cnnlib.scratch.layers.errors import name_layer


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


def is_symbolic(op, x):
    """Whether a layer is called on symbols; among arrays they are refused."""
    symbols = [isinstance(a, Symbol) for a in as_list(x)]
    if any(symbols) and not all(symbols):
        raise TypeError(
            f"{op}: x holds symbols and arrays, needs one or the other; build the network of symbols alone, with an "
            "Input for the array"
        )
    return any(symbols)


def call_on_symbols(layer, inputs):
    """The symbols that a layer gives for symbols.

    Their shapes are found by calling the layer on an empty batch, so that no rule of shapes is written twice. A layer
    that refuses it, or warns, is called on one example: some cannot do with none, and no message shows a batch of 0.
    """
    try:
        with warnings.catch_warnings(action="error"):
            y = _outputs(layer, inputs, batch=0)
    except Exception:
        y = None
    try:
        y = _outputs(layer, inputs, batch=1) if y is None else y
    except Exception as error:
        name_layer(error, layer, _label_in_graph(layer, inputs))
        raise
    outputs = [Symbol((None, *a.shape[1:]), a.dtype.name) for a in as_list(y)]
    Node(layer, inputs, outputs)
    return outputs if isinstance(y, (list, tuple)) else outputs[0]


def _outputs(layer, inputs, batch):
    arrays = [np.zeros((batch, *symbol.shape[1:]), symbol.dtype) for symbol in as_list(inputs)]
    y, _ = layer.forward(arrays if isinstance(inputs, (list, tuple)) else arrays[0], False)
    return y


def _label_in_graph(layer, inputs):
    """As `layer.label`; a layer without a name has the one that a network would give it that ends here."""
    if layer.name is not None:
        return layer.label
    before, nodes = set(), [symbol.node for symbol in as_list(inputs)]
    while nodes:
        node = nodes.pop()
        if node not in before:
            before.add(node)
            nodes += [symbol.node for symbol in node.inputs]
    others, kind = {node.layer for node in before} - {layer}, type(layer).__name__
    taken = {other.name for other in others}
    unnamed = sum(other.name is None and type(other).__name__ == kind for other in others)
    names = itertools.chain([snake_case(kind)], (f"{snake_case(kind)}_{i}" for i in itertools.count(1)))
    free = (name for name in names if name not in taken)
    return f"{next(itertools.islice(free, unnamed, None))} ({kind})"


def as_list(x):
    return list(x) if isinstance(x, (list, tuple)) else [x]


def snake_case(name):
    """Keras's name for a class's first layer.

    >>> snake_case("Conv2DTranspose"), snake_case("GlobalMaxPooling2D"), snake_case("ReLU")
    ('conv2d_transpose', 'global_max_pooling2d', 're_lu')
    """
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
