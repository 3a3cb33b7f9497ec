"""A Keras model, weights and all, as a NumPy network."""

import inspect

from cnnlib import scratch

# What Keras's layers say of themselves that has no bearing on what they compute here.
_WITHOUT_EFFECT = ("name", "trainable", "dtype", "data_format", "seed", "synchronized")


def from_keras(model):
    """Build the NumPy network that computes what a Keras model computes.

    Parameters
    ----------
    model : keras.Sequential or keras.Model
        Built, of float32 or float64, made of layers that `cnnlib.scratch` has; models within it are converted too.

    Returns
    -------
    cnnlib.scratch.Sequential or cnnlib.scratch.Model
        With layers of the same names and copies of the weights.

    Raises
    ------
    ValueError
        If the model is not built, or a layer, or one of its arguments, is not supported; the layer is named.
    TypeError
        If `model` is no Keras model.

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
        raise TypeError(f"from_keras: model is a {type(model).__name__}, needs a Keras model")
    if not model.built:
        raise ValueError(f"from_keras: model {model.name} is not built; begin it with an Input, or call it on an array")
    if isinstance(model, keras.Sequential):
        begin = _input(model.inputs[0], model.dtype)
        network = scratch.Sequential([begin, *(_layer(layer) for layer in model.layers)], name=model.name)
    elif isinstance(model, keras.models.Model) and hasattr(model, "_run_through_graph"):
        network = _functional(model)
    else:
        raise ValueError(f"from_keras: model {model.name} is a {type(model).__name__}, needs Sequential or functional")
    _copy_weights(model, network)
    return network


def _functional(model):
    """The same graph: Keras goes through its own, and calls our layers on our symbols."""
    symbols = [_input(tensor, model.dtype) for tensor in model.inputs]
    ours = {}

    def converted(operation):
        if operation not in ours:
            ours[operation] = _layer(operation)
        return ours[operation]

    def call(layer, *args, **kwargs):
        return layer(*args)  # `training` is given when the network is called, which outdoes any given here, as in Keras

    outputs = model._run_through_graph(symbols, operation_fn=converted, call_fn=call)
    return scratch.Model(_as_given(model.input, symbols), outputs, name=model.name)


def _as_given(like, symbols):
    return symbols if isinstance(like, (list, tuple)) else symbols[0]


def _input(tensor, dtype):
    return scratch.Input(tensor.shape[1:], dtype=dtype, name=tensor._keras_history.operation.name)


def _layer(layer):
    """Our layer for one of Keras's."""
    import keras

    from cnnlib import tf

    where = f"from_keras: layer {layer.name} ({type(layer).__name__})"
    if isinstance(layer, (keras.Sequential, keras.Model)):
        return from_keras(layer)
    name = type(layer).__name__
    ours = getattr(scratch, name, None)
    theirs = getattr(keras.layers, name, None) or getattr(tf, name, None)  # Keras's own, or what cnnlib.tf adds
    if type(layer) is not theirs or not (inspect.isclass(ours) and issubclass(ours, scratch.Layer)):
        raise ValueError(f"{where} is not supported; supported are {', '.join(supported_layers())}")
    if layer.compute_dtype != layer.variable_dtype or layer.compute_dtype not in ("float32", "float64"):
        raise ValueError(f"{where} computes in {layer.dtype_policy.name}, needs float32 or float64")
    arguments = _arguments(layer, ours, where)
    try:
        return ours(**arguments, name=layer.name)
    except (ValueError, TypeError) as error:
        raise type(error)(f"{where}: {error}") from None


def _arguments(layer, ours, where):
    """What the layer was made with, as far as it can be made here."""
    known = inspect.signature(ours).parameters
    defaults = inspect.signature(type(layer)).parameters
    config = layer.get_config()
    if config.get("data_format", "channels_last") != "channels_last":
        raise ValueError(f"{where} has data_format={config['data_format']!r}, needs 'channels_last'")
    arguments = {}
    for key, value in config.items():
        if key.endswith("_initializer"):
            arguments[key] = "zeros"  # the weights are copied
        elif key in known and key not in _WITHOUT_EFFECT:
            arguments[key] = value
        elif key not in _WITHOUT_EFFECT and key in defaults and value != defaults[key].default:
            raise ValueError(f"{where} has {key}={value!r}, which is not supported")
    return arguments


def _copy_weights(model, network):
    theirs = {layer.name: layer for layer in model.layers}
    for layer in network.layers:
        if layer.name in theirs and not hasattr(layer, "layers"):  # a network within has its weights already
            layer.set_weights(theirs[layer.name].get_weights())
            layer.trainable = theirs[layer.name].trainable


def supported_layers():
    """The names of the layers that can be converted."""
    values = {name: getattr(scratch, name) for name in scratch.__all__}
    return [
        name
        for name, value in values.items()
        if inspect.isclass(value) and issubclass(value, scratch.Layer) and value is not scratch.Layer
    ]
