"""Operators and functions of keras.ops in a Keras model, such as x + y: which of cnnlib's layers computes the same."""

import numpy as np

from cnnlib import scratch
from cnnlib.conversion.arithmetic import (
    Unsupported,
    add,
    clip,
    divide,
    maximum,
    multiply,
    power,
    scaled,
    subtract,
    two,
)
from cnnlib.keras_layer import place
from cnnlib.keras_model import class_inside
from cnnlib.scratch.layers.symbol import Symbol


def layer_for(op, call, symbols):
    """The layer that computes what an operator or a function of keras.ops computes, and what it is called on.

    Parameters
    ----------
    op : str
        Who speaks in a message.
    call : KerasCall
        Of a keras.Operation that is not a layer.
    symbols : dict
        Our symbol for each of the model's tensors, by their ids.

    Returns
    -------
    layer : cnnlib.scratch.Layer
        Named as the operation.
    x : Symbol or list of Symbol

    Raises
    ------
    ValueError
        If no layer computes it.
    """
    operation, where = call.operation, place(op, call.operation)
    convert = _known(operation)
    if convert is None:
        raise ValueError(
            f"{where} is not supported: of operators and functions of keras.ops, cnnlib knows these alone: {_names()}"
        )
    options = _options(operation, where) | {name: v for name, v in call.kwargs.items() if v is not None}
    arguments = [_argument(value, symbols, where) for value in call.args]
    try:
        layer, x = convert(*arguments, **options)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{where} is not supported: {error}") from None
    layer.name = operation.name
    return layer, x


def _known(operation):
    kind = type(operation)
    for key, convert in OPERATIONS.items():
        module, _, name = key.rpartition(".")
        if kind.__name__ == name and kind is class_inside(module, name):
            return convert
    return None


def _names():
    return ", ".join(sorted({key.rpartition(".")[2] for key in OPERATIONS}))


def _options(operation, where):
    """What the operation was made with, by name, whatever has a default too."""
    try:
        options = operation.get_config()
    except NotImplementedError:  # Keras keeps them if all are written in plain Python
        got = "one of its arguments is neither a number nor a word nor a tuple of Python's own"
        raise ValueError(f"{where} is not supported: {got}, needs one, such as float(...)") from None
    options.pop("name", None)
    return options


def _argument(value, symbols, where):
    """A symbol, a list of symbols, a number, or an array."""
    import keras

    if isinstance(value, (list, tuple)) and any(isinstance(v, keras.KerasTensor) for v in value):
        return [_argument(v, symbols, where) for v in value]
    if isinstance(value, keras.KerasTensor):
        return symbols[id(value)]
    if isinstance(value, keras.Variable):
        raise ValueError(f"{where} is called on the variable {value.path}, needs tensors of the model, and constants")
    return np.asarray(value)


def _over_places(layer):
    """A mean or maximum over height and width."""

    def convert(x, axis, keepdims, initial=None):
        rank = len(x.shape)
        axes = [a % rank for a in np.atleast_1d(range(rank) if axis is None else axis)]
        if initial is not None:
            raise Unsupported(f"it runs over axis={axis} from {initial} on, needs no initial")
        if rank != 4 or sorted(axes) != [1, 2]:
            raise Unsupported(f"it runs over axis={axis} of {x.shape}, needs (1, 2), the places of pictures")
        return getattr(scratch, layer)(keepdims=keepdims), x

    return convert


def _reshape(x, newshape):
    first, *shape = newshape
    if first != -1:
        raise Unsupported(f"newshape is {tuple(newshape)}, needs -1 first, for the batch")
    return scratch.Reshape(tuple(shape)), x


def _to_shape(x, shape):
    if shape.count(None) > 1:
        raise Unsupported(f"it is called on {x.shape}, needs at most one size that is not known")
    return scratch.Reshape(tuple(-1 if n is None else n for n in shape)), x


def _expand_dims(x, axis):
    axes, shape = np.atleast_1d(axis), list(x.shape)
    for a in sorted(axes % (len(shape) + len(axes))):
        if a == 0:
            raise Unsupported("it puts an axis before that of the batch")
        shape.insert(a, 1)
    return _to_shape(x, shape[1:])


def _squeeze(x, axis):
    rank = len(x.shape)
    axes = [a for a in range(1, rank) if x.shape[a] == 1] if axis is None else [a % rank for a in np.atleast_1d(axis)]
    return _to_shape(x, [n for a, n in enumerate(x.shape) if a and a not in axes])


def _transpose(x, axes):
    if not axes or axes[0] != 0:
        raise Unsupported(f"it orders the axes {axes}, needs 0, the batch, first")
    return scratch.Permute(tuple(a % len(x.shape) for a in axes[1:])), x


def _reordered(move):
    """Axes moved by one of NumPy's functions, which has the name and the arguments of Keras's."""

    def convert(x, **options):
        places = np.empty(range(len(x.shape)))  # an array whose shape numbers its axes, and holds nothing
        return _transpose(x, move(places, **options).shape)

    return convert


def _concatenate(x, axis):
    if not all(isinstance(one, Symbol) for one in x):
        raise Unsupported("one of its inputs is a constant, needs tensors of the model")
    return scratch.Concatenate(axis), x


def _pad(x, pad_width, mode, constant_values=None):
    pairs = [tuple(pair) for pair in pad_width]
    if mode != "constant" or constant_values or len(pairs) != 4 or pairs[0] != (0, 0) or pairs[3] != (0, 0):
        raise Unsupported(f"it pads {pairs} by mode={mode!r}, needs zeros around the places of pictures")
    return scratch.ZeroPadding2D(tuple(pairs[1:3])), x


def _check_pictures(x, data_format):
    import keras

    if (data_format or keras.config.image_data_format()) == "channels_first" or len(x.shape) != 4:
        raise Unsupported("it is called on something else than pictures with their channels last")


def _resize(x, size, interpolation, antialias, crop_to_aspect_ratio, pad_to_aspect_ratio, data_format, **border):
    _check_pictures(x, data_format)
    for name, value in (("antialias", antialias), ("pad_to_aspect_ratio", pad_to_aspect_ratio)):
        if value:
            raise Unsupported(f"{name} is True, needs False")
    return scratch.Resizing(*size, interpolation, crop_to_aspect_ratio), x


def _pool(layer):
    def convert(x, pool_size, strides, padding, data_format):
        _check_pictures(x, data_format)
        return getattr(scratch, layer)(pool_size, strides, padding), x

    return convert


def _named(name):
    """An activation that has no options."""
    return lambda x: (scratch.Activation(name), x)


def _log_softmax(x, axis):
    if axis not in (-1, len(x.shape) - 1):
        raise Unsupported(f"axis is {axis}, needs -1")
    return scratch.Activation("log_softmax"), x


def _gelu(x, approximate):
    if approximate:
        raise Unsupported("it approximates GELU by tanh, needs approximate=False")
    return scratch.Activation("gelu"), x


# The class that stands for the function in a graph, below keras.src, and what makes our layer of its arguments.
OPERATIONS = {
    "ops.numpy.Add": add,
    "ops.numpy.Subtract": subtract,
    "ops.numpy.Multiply": multiply,
    "ops.numpy.Divide": divide,
    "ops.numpy.TrueDivide": divide,
    "ops.numpy.Negative": lambda x: scaled(x, -1.0, 0.0),
    "ops.numpy.Square": lambda x: (scratch.Multiply(), [x, x]),
    "ops.numpy.Power": power,
    "ops.numpy.Maximum": maximum,
    "ops.numpy.Minimum": two("Minimum"),
    "ops.numpy.Clip": clip,
    "ops.numpy.Concatenate": _concatenate,
    "ops.numpy.Mean": _over_places("GlobalAveragePooling2D"),
    "ops.numpy.Max": _over_places("GlobalMaxPooling2D"),
    "ops.numpy.Amax": _over_places("GlobalMaxPooling2D"),
    "ops.numpy.Reshape": _reshape,
    "ops.numpy.ExpandDims": _expand_dims,
    "ops.numpy.Squeeze": _squeeze,
    "ops.numpy.Transpose": _transpose,
    "ops.numpy.Moveaxis": _reordered(np.moveaxis),
    "ops.numpy.Swapaxes": _reordered(np.swapaxes),
    "ops.numpy.Pad": _pad,
    "ops.numpy.Tanh": _named("tanh"),
    "ops.image.Resize": _resize,
    "ops.nn.AveragePool": _pool("AveragePooling2D"),
    "ops.nn.MaxPool": _pool("MaxPooling2D"),
    "ops.nn.Relu": _named("relu"),
    "ops.nn.Relu6": _named("relu6"),
    "ops.nn.Sigmoid": _named("sigmoid"),
    "ops.nn.Silu": _named("silu"),
    "ops.nn.HardSigmoid": _named("hard_sigmoid"),
    "ops.nn.HardSilu": _named("hard_silu"),
    "ops.nn.Softplus": _named("softplus"),
    "ops.nn.Selu": _named("selu"),
    "ops.nn.Elu": lambda x, alpha: (scratch.ELU(alpha), x),
    "ops.nn.LeakyRelu": lambda x, negative_slope: (scratch.LeakyReLU(negative_slope), x),
    "ops.nn.Gelu": _gelu,
    "ops.nn.Softmax": lambda x, axis: (scratch.Softmax(axis), x),
    "ops.nn.LogSoftmax": _log_softmax,
    "activations.activations.ReLU": lambda x, **options: (scratch.ReLU(**options), x),
}
