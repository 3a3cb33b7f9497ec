"""Symbols: the tensors of a network before there are any numbers. From them a network finds its graph."""

import itertools
import re
import warnings

import numpy as np

from cnnlib.scratch.layers.verbs import as_list, check_call, name_layer, shapes_of, type_of_weights

# What to write in the place of an operator or a function of NumPy: with two symbols; with one, and a number or array.
OF_TWO = {
    "+": "Add()([x, y])",
    "-": "Subtract()([x, y])",
    "*": "Multiply()([x, y])",
    "maximum": "Maximum()([x, y])",
    "minimum": "Minimum()([x, y])",
}
OF_ONE = {
    "+": "Rescaling(1.0, offset=…)(x)",
    "-": "Rescaling(…, offset=…)(x)",
    "*": "Rescaling(…)(x)",
    "/": "Rescaling(1 / …)(x)",
    "**": "Multiply()([x, x]) for a square",
    "@": "Dense(…)(x)",
    "maximum": "ReLU()(x)",
    "minimum": "ReLU(max_value=…)(x)",
    "concatenate": "Concatenate()([x, y])",
    "mean": "GlobalAveragePooling2D()(x)",
    "reshape": "Reshape(…)(x)",
    "transpose": "Permute(…)(x)",
}
SIGNS = {"add": "+", "subtract": "-", "negative": "-", "multiply": "*", "divide": "/", "power": "**", "matmul": "@"}
# And in the place of a function of ours; all others of these are an Activation of the function's name.
LAYERS = {
    "avg_pool2d": "AveragePooling2D",
    "batch_norm": "BatchNormalization",
    "batch_norm_inference": "BatchNormalization",
    "conv2d": "Conv2D",
    "conv2d_transpose": "Conv2DTranspose",
    "dense": "Dense",
    "depthwise_conv2d": "DepthwiseConv2D",
    "dropout": "Dropout",
    "elu": "ELU",
    "global_avg_pool2d": "GlobalAveragePooling2D",
    "global_max_pool2d": "GlobalMaxPooling2D",
    "group_norm": "GroupNormalization",
    "instance_norm": "GroupNormalization",
    "layer_norm": "LayerNormalization",
    "leaky_relu": "LeakyReLU",
    "local_response_norm": "LocalResponseNormalization",
    "max_pool2d": "MaxPooling2D",
    "pad2d": "ZeroPadding2D",
    "prelu": "PReLU",
    "relu": "ReLU",
    "separable_conv2d": "SeparableConv2D",
    "softmax": "Softmax",
    "upsample2d": "UpSampling2D",
}
ACTIVATIONS = "gelu hard_sigmoid hard_silu log_softmax mish selu sigmoid silu softplus tanh".split()


def operator(sign):
    """A method that refuses the operator, and says which layer stands for it."""
    return lambda *operands: refuse_arithmetic(sign, operands)


def refuse_arithmetic(name, operands):
    """Refuse an operator, or a function of NumPy, on symbols."""
    sign, symbols = SIGNS.get(name, name), sum(isinstance(value, Symbol) for value in operands)
    of_sum = sign == "+" and any(type(value) is int and value == 0 for value in operands)  # sum([x, y]) begins at 0
    if sign == "/" and isinstance(operands[-1], Symbol):
        fix = "no layer divides by one"
    else:
        layer = (OF_TWO if symbols > 1 or of_sum else OF_ONE).get(sign, OF_ONE.get(sign)) or layer_for(sign)
        fix = f"call {layer}"
    raise TypeError(f"{sign} is not defined for a Symbol, which has no numbers; {fix}")


def layer_for(name):
    """What to write in the place of a function that was called on a symbol."""
    if name in ACTIVATIONS:
        return f'Activation("{name}")(x)'
    return f"{LAYERS[name]}(…)(x)" if name in LAYERS else "a layer on it"


class Symbol:
    """A tensor without numbers: its shape, with None for the batch, its type, and the call (`node`) that makes it."""

    __add__ = __radd__ = operator("+")
    __sub__ = __rsub__ = __neg__ = operator("-")
    __mul__ = __rmul__ = operator("*")
    __pow__ = operator("**")
    __matmul__ = __rmatmul__ = operator("@")

    def __init__(self, shape, dtype):
        self.shape, self.dtype, self.node = tuple(shape), dtype, None

    def __truediv__(self, other):
        refuse_arithmetic("/", (self, other))

    def __rtruediv__(self, other):
        refuse_arithmetic("/", (other, self))

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        refuse_arithmetic(ufunc.__name__, inputs)

    def __array_function__(self, function, types, arguments, options):
        refuse_arithmetic(function.__name__, arguments)

    def instead(self, op):
        """The fix in the message of a function `op` that was called on a symbol."""
        return f"call {layer_for(op.removesuffix('_backward'))}"

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
    arrays = [np.zeros((batch, *(n or 1 for n in symbol.shape[1:])), symbol.dtype) for symbol in as_list(inputs)]
    y, _ = layer.forward(arrays if isinstance(inputs, (list, tuple)) else arrays[0], False)
    return y


def _shapes_by_rule(layer, inputs):
    """What the layer says that it makes of shapes in which a height or a width is not known.

    A pointwise layer takes one cell as well as many: called on one, it refuses what it does not take.
    """
    shapes = [symbol.shape for symbol in inputs] if isinstance(inputs, (list, tuple)) else inputs.shape
    built = layer.built
    if like := type_of_weights(layer):
        numbers = [np.zeros(1, symbol.dtype) for symbol in as_list(inputs)]
        check_call(layer.label, numbers if isinstance(inputs, (list, tuple)) else numbers[0], False, like)
    if not built:
        layer._build_for(shapes, as_list(inputs)[0].dtype)
    try:
        made = layer.compute_output_shape(shapes)
        layer.built = True
        if layer.pointwise:
            _shapes_by_a_call(layer, inputs)
    except Exception:
        layer.built = built
        raise
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
