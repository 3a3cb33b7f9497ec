"""A Keras model, weights and all, as a NumPy network."""

import inspect

from cnnlib import checks, scratch
from cnnlib.keras_model import argument_of, calls_in, check_layer, graph_of, place
from cnnlib.scratch.layers.activation import FUNCTIONS
from cnnlib.scratch.layers.layer import as_list

# What Keras's layers say of themselves that has no bearing on what they compute here.
_WITHOUT_EFFECT = ("name", "trainable", "dtype", "data_format", "seed", "synchronized")
_NORMALIZATIONS = ("BatchNormalization", "GroupNormalization", "LayerNormalization")


def from_keras(model):
    """Build the NumPy network that computes what a Keras model computes.

    Parameters
    ----------
    model : keras.Sequential or keras.Model
        Built, of float32 or float64, made of layers that `cnnlib.scratch` has; models within it are converted too.

    Returns
    -------
    cnnlib.scratch.Sequential or cnnlib.scratch.Model
        With layers of the same names and copies of the weights. A layer that models within share is shared here too.

    Raises
    ------
    ValueError
        If the model is not built, or a layer, one of its arguments or the way it is called is not supported; the
        layer is named. Layers, activations and models are known by their objects: one of your own, whatever its
        name, is refused.
    TypeError
        If `model` is not a Keras model.

    Examples
    --------
    >>> from cnnlib import tf as nn
    >>> model = nn.Sequential([nn.Input((28, 28, 1)), nn.Conv2D(6, 5, name="first"), nn.Flatten(), nn.Dense(10)])
    >>> network = from_keras(model)
    >>> [layer.name for layer in network.layers][0], network.count_params()
    ('first', 34726)
    """
    import keras

    if not isinstance(model, keras.Model):
        ours = " of cnnlib.scratch" if isinstance(model, scratch.Layer) else ""
        raise TypeError(f"from_keras: model is {checks.a_type(model)}{ours}, needs a Keras model")
    network = _network(model, {})
    if len(network.trainable_variables) != len(model.trainable_variables):
        raise ValueError(
            f"from_keras: model {model.name} has trainable={model.trainable}, but layers in it have not; set "
            "model.trainable, and then that of single layers only if it is True"
        )
    return network


def _network(model, converted, called_on=()):
    """Our network for a Keras model, which is `called_on` symbols if it is within another.

    `converted` holds what is made already: a layer that is called again is the same layer here.
    """
    import keras

    graph, chain = graph_of("from_keras", model), None
    inputs = _inputs(model, graph, called_on)
    if isinstance(model, keras.Sequential) and len({id(layer) for layer in model.layers}) == len(model.layers):
        chain = scratch.Sequential(inputs, name=model.name)
    symbols = _symbols(graph, inputs, converted, chain)
    if chain is not None:
        return chain
    outputs = [symbols[id(tensor)] for tensor in graph.outputs]
    inputs = inputs if isinstance(graph.input, (list, tuple)) else inputs[0]
    return scratch.Model(inputs, outputs if len(outputs) > 1 else outputs[0], name=model.name)  # Keras unpacks one too


def _symbols(graph, inputs, converted, chain):
    """Our symbol for each tensor of a graph, by its id: Keras goes through its calls, and so do we."""
    import keras

    symbols = {id(tensor): symbol for tensor, symbol in zip(graph.inputs, inputs)}
    for node in calls_in(graph):
        if node.is_input:
            continue
        layer, new = node.operation, id(node.operation) not in converted
        if not isinstance(layer, keras.Model):
            check_layer("from_keras", layer, supported_layers())
        x = argument_of("from_keras", node, symbols)
        if new:
            converted[id(layer)] = _converted(layer, converted, x)
        y = _call(layer, converted[id(layer)], x, chain)
        symbols |= {id(tensor): symbol for tensor, symbol in zip(node.outputs, as_list(y))}
        if new and not isinstance(layer, keras.Model):
            _copy_weights(layer, converted[id(layer)])
    return symbols


def _inputs(model, graph, called_on):
    """A symbol for each of a model's inputs."""
    where = f"from_keras: model {model.name}"
    for side, structure in (("inputs", graph.input), ("outputs", graph.output)):
        if not all(hasattr(tensor, "_keras_history") for tensor in as_list(structure)):
            got = f"a {type(structure).__name__}" if isinstance(structure, dict) else "a list of lists"
            raise ValueError(
                f"{where} has its {side} in {got}, needs one tensor or a list of them; take the same graph with lists: "
                "keras.Model(model.inputs, model.outputs)"
            )
    if len({id(tensor) for tensor in graph.inputs}) < len(graph.inputs):
        raise ValueError(f"{where} has one Input twice among its inputs, needs each once")
    called_on = called_on or [None] * len(graph.inputs)
    return [_input(tensor, where, symbol) for tensor, symbol in zip(graph.inputs, called_on)]


def _input(tensor, where, called_on):
    layer, shape = tensor._keras_history.operation, tensor.shape[1:]
    where = f"{where} has the input {layer.name}"
    if None in shape and called_on is not None:
        shape = called_on.shape[1:]
    if None in shape:
        raise ValueError(
            f"{where} of shape {tensor.shape[1:]}, needs sizes in numbers; call the model on an Input that has them: "
            "x = keras.Input((224, 224, 3)), then from_keras(keras.Model(x, model(x)))"
        )
    if layer.sparse or layer.optional or getattr(layer, "ragged", False):
        kind = "optional" if layer.optional else "sparse" if layer.sparse else "ragged"
        raise ValueError(f"{where}, which is {kind}, needs one that is a whole array each time")
    if tensor.dtype not in ("float32", "float64"):
        raise ValueError(
            f"{where} of {tensor.dtype}, needs float32 or float64; build the model with an Input of float32"
        )
    try:
        return scratch.Input(shape, dtype=tensor.dtype, name=layer.name)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


def _call(layer, ours, x, chain):
    """The symbols that our layer gives; in a chain it is put at the end."""
    where = place("from_keras", layer)
    _check_shapes(layer, ours, x, where)
    if isinstance(ours, scratch.Model):
        x = as_list(x) if ours._takes_list else as_list(x)[0]  # of one input Keras takes either
    try:
        if chain is None:
            return ours(x)
        chain.add(ours)
        return chain.outputs
    except (ValueError, TypeError) as error:
        already = f"{ours.name} ({type(ours).__name__}): "  # the layer names itself
        raise type(error)(f"{where}: {str(error).removeprefix(already)}") from None


def _check_shapes(layer, ours, x, where):
    """Refuse shapes that Keras's layer takes and ours does not."""
    kind, shapes = type(layer).__name__, [symbol.shape for symbol in as_list(x)]
    rank, called = len(shapes[0]), f"{where} is called on x of shape {', '.join(map(str, shapes))}"
    if isinstance(ours, scratch.Model) and shapes != [symbol.shape for symbol in ours.inputs]:
        needs = ", ".join(str(symbol.shape) for symbol in ours.inputs)
        raise ValueError(f"{called}, needs {needs}, the shape of its Input or of its first call; use one size for all")
    if kind in _NORMALIZATIONS and rank not in (2, 3, 4):
        raise ValueError(
            f"{called}, needs (batch, features), (batch, steps, channels) or (batch, height, width, channels); "
            "join two axes by a Reshape"
        )
    if kind in _NORMALIZATIONS[:2] and layer.axis not in (-1, rank - 1):
        raise ValueError(f"{where} has axis={layer.axis}, needs -1 or {rank - 1}, the channels of x {shapes[0]}")
    if kind == "Add" and len(set(shapes)) > 1:
        raise ValueError(f"{called}, which it broadcasts, needs inputs of one shape")


def _converted(layer, converted, x):
    """Our layer or network for one of Keras's."""
    import keras

    if isinstance(layer, keras.Model):
        return _network(layer, converted, as_list(x))
    where = place("from_keras", layer)
    for symbol in as_list(x):
        if layer.dtype_policy.name != symbol.dtype:
            raise ValueError(
                f"{where} computes in {layer.dtype_policy.name}, but is called on {symbol.dtype}; needs one type from "
                "the Input on, float32 or float64: dtype=…"
            )
    ours = getattr(scratch, type(layer).__name__)
    arguments = _arguments(layer, ours, where)
    try:
        return ours(**arguments, name=layer.name)
    except (ValueError, TypeError) as error:
        raise type(error)(f"{where}: {str(error).removeprefix(f'{type(layer).__name__}: ')}") from None


def _arguments(layer, ours, where):
    """What the layer was made with, as far as it can be made here."""
    known = inspect.signature(ours).parameters
    defaults = inspect.signature(type(layer)).parameters
    arguments = {"activation": _activation(layer.activation, where)} if "activation" in known else {}
    for key, value in layer.get_config().items():
        if key in arguments or key in _WITHOUT_EFFECT:
            continue
        if key.endswith("_initializer"):
            arguments[key] = "zeros"  # the weights are copied
        elif key in known:
            arguments[key] = value
        elif value != defaults[key].default if key in defaults else value not in (None, False):
            value = value["class_name"] if isinstance(value, dict) and "class_name" in value else repr(value)
            raise ValueError(
                f"{where} has {key}={value}, which is not supported; build the model without it, and set its weights"
            )
    return arguments


def _activation(function, where):
    """The name of an activation, if it is the very function that the name stands for here."""
    for name, functions in known_activations().items():
        if any(function is known for known in functions):
            return name
    name = getattr(function, "__qualname__", None)
    got = f"{function.__module__}.{name}" if name else f"a {type(function).__name__}"
    raise ValueError(
        f"{where} has {got} as its activation, needs one of keras.activations: {', '.join(known_activations())}; "
        "give it by that name, or put a layer in its place, such as ReLU(6.0)"
    )


def known_activations():
    """For each name of an activation the functions that compute it: Keras's, and TensorFlow's."""
    import keras
    import tensorflow as tf

    modules = (keras.activations, keras.ops, tf.nn)
    known = {name: [getattr(module, name) for module in modules if hasattr(module, name)] for name in FUNCTIONS}
    known["gelu"].remove(keras.ops.gelu)  # which approximates by tanh where nothing else is said
    return {"linear": [keras.activations.linear], **known}


def _copy_weights(layer, ours):
    ours.set_weights(layer.get_weights())
    ours.trainable = layer.trainable
    if len(ours.trainable_variables) != len(layer.trainable_variables):
        raise ValueError(
            f"{place('from_keras', layer)} trains some of its variables and not others, needs all or none; "
            "set layer.trainable"
        )


def supported_layers():
    """The names of the layers that can be converted."""
    values = {name: getattr(scratch, name) for name in scratch.__all__}
    return [
        name
        for name, value in values.items()
        if inspect.isclass(value) and issubclass(value, scratch.Layer) and value is not scratch.Layer
    ]
