"""Refusals of Keras layers that may compute something else than their name says; by public names of Keras alone."""

import sys


def place(op, operation):
    """The beginning of a message about a layer of either half, or about an operator or a function of keras.ops."""
    keras = sys.modules.get("keras")  # without loading Keras
    function = keras is not None and isinstance(operation, keras.Operation) and not isinstance(operation, keras.Layer)
    kind = "operation" if function else "layer"
    return f"{op}: {kind} {operation.name} ({type(operation).__name__})"


def check_layer(op, layer, supported):
    """Refuse what is not a layer of Keras's own (or of cnnlib.tf's) of a supported name; a name alone proves nothing.

    Parameters
    ----------
    op : str
        Who speaks in a message.
    layer : keras.Layer
    supported : collection of str

    Raises
    ------
    ValueError
        If it is not; if it adds a product of two more kernels to its own (LoRA); or if its axes stand in another order
        than (batch, height, width, channels).
    """
    import keras

    from cnnlib import tf

    name, where = type(layer).__name__, place(op, layer)
    if type(layer) is not (getattr(keras.layers, name, None) or getattr(tf, name, None)):
        raise ValueError(
            f"{where} is not supported: it is of the class {type(layer).__module__}.{name}, not one of Keras's own; "
            f"supported are {', '.join(supported)}"
        )
    if name not in supported:
        raise ValueError(f"{where} is not supported; supported are {', '.join(supported)}")
    check_unchanged(op, layer)


def check_unchanged(op, layer):
    """Refuse a layer that computes something else than its class does, or on axes in another order.

    Raises
    ------
    ValueError
        If its call was replaced, it adds a product of two more kernels to its own (LoRA), or its axes stand in another
        order than (batch, height, width, channels).
    """
    where = place(op, layer)
    if replaced(layer):
        kind = type(layer).__name__
        raise ValueError(f"{where} is not supported: its call was replaced, needs that of keras.layers.{kind}")
    if getattr(layer, "lora_enabled", False):
        raise ValueError(f"{where} has lora_rank={layer.lora_rank}, which is not supported; build the model without it")
    if getattr(layer, "data_format", None) == "channels_first":
        raise ValueError(
            f"{where} has data_format='channels_first', needs 'channels_last'; build the model again with pictures of "
            "(batch, height, width, channels)"
        )


def replaced(layer):
    """Whether this one layer was given another `call` than its class has."""
    return "call" in vars(layer)


def is_pipeline(layer):
    """Whether a layer of Keras is `keras.layers.Pipeline`, which calls layers of its own one after the other."""
    keras = sys.modules.get("keras")  # without loading Keras
    return keras is not None and type(layer) is keras.layers.Pipeline
