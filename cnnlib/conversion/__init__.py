"""A Keras model, weights and all, as a NumPy network."""

from cnnlib import scratch, wording
from cnnlib.conversion.layers import check_known, layer_of, supported_layers, weights_of
from cnnlib.conversion.operations import layer_for
from cnnlib.keras_layer import is_pipeline, place
from cnnlib.keras_model import argument_of, calls_in, graph_of
from cnnlib.scratch.layers.verbs import as_list


def from_keras(model):
    """Build the NumPy network that computes what a Keras model computes.

    Parameters
    ----------
    model : keras.Sequential or keras.Model
        Built, of float32 or float64, made of layers that `cnnlib.scratch` has, and of operators and functions of
        keras.ops that one of them computes, such as ``x + y`` or ``keras.ops.mean(x, axis=(1, 2))``. Models within it
        are converted too. Sizes that its Input leaves open stay open.

    Returns
    -------
    cnnlib.scratch.Sequential or cnnlib.scratch.Model
        With layers of the same names and copies of the weights. A layer that models within share is shared here too.
        Where the model takes or gives a dict, the network takes or gives a list, in the order of `model.inputs` and
        `model.outputs`.

    Raises
    ------
    ValueError
        If the model is not built, or a layer, one of its arguments or the way it is called is not supported; the
        layer is named. Layers, activations and models are known by their objects: one of your own, whatever its
        name, is refused.
    TypeError
        If `model` is not a Keras model.
    ImportError
        If this version of Keras keeps the graph of a model in another way.

    Notes
    -----
    The outputs are those of inference. What has a part in training alone does not stand in the way: initializers and
    constraints are left out, and so are regularizers other than L1, L2 and L1L2. For a layer of noise or augmentation
    that `cnnlib.scratch` does not have, such as RandomContrast, there is an `Identity`. A Pipeline becomes a network
    within.

    A NaN or an infinity within is passed on as the functions of `cnnlib.scratch` have it. Three of Keras's layers
    differ: MaxPooling2D passes over NaN, and gives the lowest finite number for a window of nothing but −∞; ReLU with
    a threshold and no slope makes NaN 0; Softmax depends on the processor.

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
        raise TypeError(f"from_keras: model is {wording.a_type(model)}{ours}, needs a Keras model")
    return _network(model, {})


def _network(model, converted):
    """Our network for a Keras model, with its `trainable`, and its layers' with theirs.

    `converted` holds what is made already: a layer that is called again is the same layer here.
    """
    network = _connected(model, converted)
    scratch.Layer.trainable.fset(network, model.trainable)  # and not its layers, as `network.trainable = …` would
    return network


def _connected(model, converted):
    import keras

    graph, chain = graph_of("from_keras", model), None
    calls = calls_in("from_keras", graph)
    inputs = _inputs(model, graph, calls)
    if isinstance(model, keras.Sequential) and len({id(layer) for layer in model.layers}) == len(model.layers):
        chain = scratch.Sequential(inputs, name=model.name)
    symbols = {id(tensor): symbol for tensor, symbol in zip(graph.inputs, inputs)}
    for call in calls:
        if call.input_tensors:
            y = as_list(_called(call, symbols, converted, chain))
            symbols |= {id(tensor): symbol for tensor, symbol in zip(call.output_tensors, y)}
    if chain is not None:
        return chain
    outputs = [symbols[id(tensor)] for tensor in graph.outputs]
    inputs = inputs[0] if isinstance(graph.input, keras.KerasTensor) else inputs
    return scratch.Model(inputs, outputs if len(outputs) > 1 else outputs[0], name=model.name)  # Keras unpacks one too


def _called(call, symbols, converted, chain):
    """The symbols that our layer for a call gives. In a chain, the layer is put at the end."""
    import keras

    layer = call.operation
    if not isinstance(layer, keras.Layer):
        ours, x = layer_for("from_keras", call, symbols)
        return _call(layer, ours, x, chain)
    new = _made_of(layer, converted)
    for keras_layer in new:
        check_known("from_keras", keras_layer, supported_layers())
    x = argument_of("from_keras", call, symbols)
    y = _call(layer, _ours(layer, as_list(x)[0].dtype, converted), x, chain)
    for keras_layer in new:
        if not is_pipeline(keras_layer):
            _copy_weights(keras_layer, converted[id(keras_layer)])
    return y


def _made_of(layer, converted):
    """The layer, those of a Pipeline too, as far as they are not converted yet. Models convert their own."""
    import keras

    if id(layer) in converted or isinstance(layer, keras.Model):
        return []
    within = layer.layers if is_pipeline(layer) else ()
    return [layer, *(made for inner in within for made in _made_of(inner, converted))]


def _ours(layer, dtype, converted):
    """Our layer or network for one of Keras's, which is called on this type; each is made once."""
    import keras

    if id(layer) not in converted:
        if isinstance(layer, keras.Model):
            ours = _network(layer, converted)
        elif is_pipeline(layer):
            stages = [_ours(inner, dtype, converted) for inner in layer.layers]
            ours = scratch.Sequential(stages, name=layer.name)
        else:
            ours = layer_of("from_keras", layer, dtype)
        converted[id(layer)] = ours
    return converted[id(layer)]


def _inputs(model, graph, calls):
    """A symbol for each of a model's inputs."""
    where = f"from_keras: model {model.name}"
    if len({id(tensor) for tensor in graph.inputs}) < len(graph.inputs):
        raise ValueError(f"{where} has one Input twice among its inputs, needs each once")
    layers = {id(call.output_tensors[0]): call.operation for call in calls if not call.input_tensors}
    return [_input(tensor, layers[id(tensor)], where) for tensor in graph.inputs]


def _input(tensor, layer, where):
    where = f"{where} has the input {layer.name}"
    if layer.sparse or layer.optional or getattr(layer, "ragged", False):
        kind = "optional" if layer.optional else "sparse" if layer.sparse else "ragged"
        raise ValueError(f"{where}, which is {kind}, needs one that is a whole array each time")
    if tensor.dtype not in ("float32", "float64"):
        raise ValueError(
            f"{where} of {tensor.dtype}, needs float32 or float64; build the model with an Input of float32"
        )
    try:
        return scratch.Input(tensor.shape[1:], dtype=tensor.dtype, name=layer.name)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{where}: {error}") from None


def _call(layer, ours, x, chain):
    """The symbols that our layer gives; in a chain it is put at the end."""
    where = place("from_keras", layer)
    if isinstance(ours, scratch.Model) and ours.built:  # a Pipeline's is built by this call
        x = as_list(x) if isinstance(ours.input, list) else as_list(x)[0]  # of one input Keras takes either
    try:
        if chain is None:
            return ours(x)
        chain.add(ours)
        return chain.outputs
    except (ValueError, TypeError) as error:
        already = f"{ours.name} ({type(ours).__name__}): "  # the layer names itself
        raise type(error)(f"{where}: {str(error).removeprefix(already)}") from None


def _copy_weights(layer, ours):
    where = place("from_keras", layer)
    try:
        ours.set_weights(weights_of(layer))
    except (ValueError, TypeError) as error:
        raise type(error)(f"{where}: {str(error).removeprefix(f'{ours.label}: ')}") from None
    ours.trainable = layer.trainable
    if len(ours.trainable_variables) != sum(variable.trainable for variable in layer.weights):
        raise ValueError(
            f"{where} trains some of its variables and not others, needs all or none; set layer.trainable"
        )
