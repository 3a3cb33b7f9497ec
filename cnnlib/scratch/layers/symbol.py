"""Symbols: the tensors of a network before there are any numbers. From them a network finds its graph."""

import itertools
import re
import warnings

import numpy as np

from cnnlib.scratch.layers.verbs import as_list, name_layer, shapes_of


class Symbol:
    """A tensor without numbers: its shape, with None for the batch, its type, and the call (`node`) that makes it."""

    def __init__(self, shape, dtype):
        self.shape, self.dtype, self.node = tuple(shape), dtype, None

    def __repr__(self):
        origin = f" of {self.node.layer.label}" if self.node is not None and self.node.layer.name else ""
        return f"<Symbol {self.shape} {self.dtype}{origin}>"


class Node:
    """One call of a layer on symbols. The node of an `Input` has no inputs."""

    def __init__(self, layer, inputs, outputs):
        self.layer, self.inputs, self.outputs = layer, as_list(inputs), as_list(outputs)
        self.takes_list = isinstance(inputs, (list, tuple))
        for symbol in self.outputs:
            symbol.node = self
        layer._calls.append(self)


def is_symbolic(op, x):
    """Whether a layer is called on symbols. A mixture of symbols and arrays is refused."""
    symbols = [isinstance(a, Symbol) for a in as_list(x)]
    if any(symbols) and not all(symbols):
        raise TypeError(
            f"{op}: x holds symbols and arrays, needs one or the other; build the network of symbols alone, with an "
            "Input for the array"
        )
    return any(symbols)


def call_on_symbols(layer, inputs):
    """The symbols that a layer gives for symbols.

    Where all sizes are known but the batch, the shapes are found by calling the layer on an empty batch, so that no
    rule of shapes is written twice; else the layer says them.
    """
    known = not any(None in symbol.shape[1:] for symbol in as_list(inputs))
    try:
        shapes, dtypes = (_shapes_by_a_call if known else _shapes_by_rule)(layer, inputs)
    except Exception as error:
        name_layer(error, layer, _label_in_graph(layer, inputs))
        raise
    several = isinstance(shapes, list)  # a shape itself is a tuple
    outputs = [Symbol((None, *shape[1:]), dtype) for shape, dtype in zip(shapes if several else [shapes], dtypes)]
    Node(layer, inputs, outputs)
    return outputs if several else outputs[0]


def _shapes_by_a_call(layer, inputs):
    """What comes out of an empty batch. A layer that refuses it, or warns, is called on one example.

    Some layers need an example; and no message shows a batch of 0.
    """
    try:
        with warnings.catch_warnings(action="error"):
            y = _outputs(layer, inputs, batch=0)
    except Exception:
        y = None
    y = _outputs(layer, inputs, batch=1) if y is None else y
    return shapes_of(y), [a.dtype.name for a in as_list(y)]


def _outputs(layer, inputs, batch):
    arrays = [np.zeros((batch, *symbol.shape[1:]), symbol.dtype) for symbol in as_list(inputs)]
    y, _ = layer.forward(arrays if isinstance(inputs, (list, tuple)) else arrays[0], False)
    return y


def _shapes_by_rule(layer, inputs):
    """What the layer says that it makes of shapes in which a height or a width is not known."""
    shapes = [symbol.shape for symbol in inputs] if isinstance(inputs, (list, tuple)) else inputs.shape
    if not layer.built:
        layer._build_for(shapes, as_list(inputs)[0].dtype)
    made = layer.compute_output_shape(shapes)
    layer.built = True
    return made, [layer.dtype] * (len(made) if isinstance(made, list) else 1)


def only_call(layer, what):
    """The node of a layer's one call on symbols."""
    if len(layer._calls) != 1:
        often = "was not called on a symbol" if not layer._calls else f"was called {len(layer._calls)} times"
        raise ValueError(f"{layer.label}: {what} needs one call of the layer on a symbol, but it {often}")
    return layer._calls[0]


def _label_in_graph(layer, inputs):
    """As `layer.label`; for a layer without a name, the name that it would get in a network that ends with it."""
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
    name = next(itertools.islice(free_names(snake_case(kind), taken), unnamed, None))
    return f"{name} ({kind})"


def free_names(base, taken):
    """Of base, base_1, base_2, … those that are not taken.

    >>> list(itertools.islice(free_names("conv2d", {"conv2d", "conv2d_2"}), 2))
    ['conv2d_1', 'conv2d_3']
    """
    names = itertools.chain([base], (f"{base}_{i}" for i in itertools.count(1)))
    return (name for name in names if name not in taken)


def snake_case(name):
    """Keras's name for a class's first layer.

    >>> snake_case("Conv2DTranspose"), snake_case("GlobalMaxPooling2D"), snake_case("ReLU")
    ('conv2d_transpose', 'global_max_pooling2d', 're_lu')
    """
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
