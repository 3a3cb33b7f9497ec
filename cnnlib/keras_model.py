"""What a Keras model's graph says, and refusals of models and layers that may compute something else."""

from cnnlib.scratch.layers.layer import as_list

OPERATIONS = 'Add()([x, y]) for x + y, Rescaling(2.0)(x) for 2 * x, Activation("relu")(x) for keras.ops.relu(x)'


def graph_of(op, model):
    """The graph of calls that a Keras model runs through.

    Parameters
    ----------
    op : str
        Who speaks in a message.
    model : keras.Model

    Returns
    -------
    keras.Functional

    Raises
    ------
    ValueError
        If the model is not built, has no graph, or has a `call` of its own, which need not run through the graph.
    """
    import keras
    from keras.src.models.functional import Functional

    where, kind = f"{op}: model {model.name}", type(model).__name__
    base = keras.Sequential if isinstance(model, keras.Sequential) else Functional
    if not isinstance(model, base):
        raise ValueError(f"{where} is a {kind}, needs Sequential or functional")
    if not model.built:
        fix = "begin it with an Input, or call it on an array" if model.layers else "it has no layers: add one"
        raise ValueError(f"{where} is not built; {fix}")
    if any(getattr(type(model), name) is not getattr(base, name) for name in ("call", "__call__")) or _replaced(model):
        raise ValueError(
            f"{where} ({kind}) has a call of its own, needs that of keras.Model or keras.Sequential; what it adds to "
            "its graph of layers cannot be known: make it a part of the graph, with layers"
        )
    graph = getattr(model, "_functional", model)
    if graph is None:
        raise ValueError(f"{where} ({kind}) has no graph, needs one input; begin it with an Input")
    return graph


def calls_in(graph):
    """Each call of a graph, after those that it depends on: nodes with `operation`, `arguments` and `outputs`."""
    by_depth = graph._nodes_by_depth
    return [node for depth in sorted(by_depth, reverse=True) for node in by_depth[depth]]


def argument_of(op, node, symbols):
    """What a layer is called on, and nothing but that, by place or by keyword.

    Parameters
    ----------
    op : str
        Who speaks in a message.
    node : one of `calls_in`
    symbols : dict
        Whatever stands for each of the model's tensors, by their ids.

    Returns
    -------
    symbol or list of symbols

    Raises
    ------
    ValueError
        If the layer is also given a mask, training=True or a constant.
    """
    where = place(op, node.operation)
    options = {name: v for name, v in node.arguments.kwargs.items() if any(part is not None for part in as_list(v))}
    if options.pop("training", None):  # False is what a call without it gives; the network's overrides both
        raise ValueError(
            f"{where} is called with training=True, needs none; leave it out, and give it to the network: "
            "network(x, training=True)"
        )
    arguments = [*node.arguments.args, *options.values()]
    if len(arguments) != 1:
        got = f"{len(arguments)} arguments" + f" ({', '.join(options)} by keyword)" * bool(options)
        raise ValueError(f"{where} is called on {got}, needs its inputs alone")
    x = arguments[0]
    found = [symbols.get(id(tensor)) for tensor in as_list(x)]
    if any(symbol is None for symbol in found):
        kind = "a dict" if isinstance(x, dict) else "a constant array"
        raise ValueError(f"{where} is called on {kind}, needs a tensor of the model, or a list of such tensors")
    return found if isinstance(x, (list, tuple)) else found[0]


def place(op, layer):
    """The beginning of a message about a layer."""
    return f"{op}: layer {layer.name} ({type(layer).__name__})"


def check_layer(op, layer, supported):
    """Refuse what is not a layer of Keras's own (or of cnnlib.tf's) of a supported name; a name alone proves nothing.

    Parameters
    ----------
    op : str
        Who speaks in a message.
    layer : keras.Operation
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
    names = f"supported are {', '.join(supported)}"
    if not isinstance(layer, keras.Layer):
        raise ValueError(
            f"{op}: operation {layer.name} ({name}) is not supported: it is an operator or a function of keras.ops, "
            f"not a layer; write it with layers: {OPERATIONS}"
        )
    if type(layer) is not (getattr(keras.layers, name, None) or getattr(tf, name, None)):
        raise ValueError(
            f"{where} is not supported: it is of the class {type(layer).__module__}.{name}, not one of Keras's own; "
            f"{names}"
        )
    if name not in supported:
        raise ValueError(f"{where} is not supported; {names}")
    if _replaced(layer):
        raise ValueError(f"{where} is not supported: its call was replaced, needs that of keras.layers.{name}")
    if getattr(layer, "lora_enabled", False):
        raise ValueError(f"{where} has lora_rank={layer.lora_rank}, which is not supported; build the model without it")
    if getattr(layer, "data_format", None) == "channels_first":
        raise ValueError(
            f"{where} has data_format='channels_first', needs 'channels_last'; build the model again with pictures of "
            "(batch, height, width, channels)"
        )


def _replaced(layer):
    """Whether this one layer was given another `call` than its class has."""
    return "call" in vars(layer)
