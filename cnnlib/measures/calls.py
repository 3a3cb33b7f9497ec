"""The calls of layers that a network is made of, in the order in which they run, from either half."""

import sys
from typing import NamedTuple

from cnnlib import scratch
from cnnlib.conversion.layers import check_known
from cnnlib.conversion.operations import layer_for
from cnnlib.keras_layer import is_pipeline
from cnnlib.keras_model import KerasCall, calls_in, graph_of
from cnnlib.scratch.layers.symbol import Symbol
from cnnlib.wording import a_type


class Call(NamedTuple):
    """One call of a layer. Tensors are known by keys, one for each tensor; their shapes have no batch axis.

    `operation` is what the network calls: the layer, or the operator or function of keras.ops that it stands for.
    """

    operation: object
    layer: object
    inputs: list
    outputs: list
    input_shapes: list
    output_shapes: list

    @property
    def kind(self):
        """The layer's class: Keras's names, in both halves."""
        return type(self.layer).__name__

    @property
    def is_ours(self):
        """Whether the layer is one of cnnlib.scratch, or made from its `Layer`."""
        return isinstance(self.layer, scratch.Layer)

    @property
    def input_shape(self):
        """As a layer of ours takes it: with an axis for the batch, a list for several inputs."""
        shapes = [(None, *shape) for shape in self.input_shapes]
        return shapes if len(shapes) > 1 else shapes[0]


def calls_of(network):
    """The calls of a network, those of networks within it in their place.

    Parameters
    ----------
    network : cnnlib.scratch or Keras model
        Built.

    Returns
    -------
    list of Call
        A layer without inputs is an input of the network.

    Raises
    ------
    ValueError
        If the network is not built, or computes something else than its graph says.
    TypeError
        If it is not a network.

    Examples
    --------
    >>> from cnnlib import scratch as nn
    >>> network = nn.Sequential([nn.Input((8, 8, 1)), nn.Conv2D(2, 3), nn.Flatten()])
    >>> [(call.kind, call.output_shapes) for call in calls_of(network)]
    [('InputLayer', [(8, 8, 1)]), ('Conv2D', [(6, 6, 2)]), ('Flatten', [(72,)])]
    """
    return calls_and_outputs(network)[0]


def calls_and_outputs(network):
    """The calls of a network, and the keys of its outputs."""
    calls, renamed = [], {}  # the outputs of a network within are those of its last layers
    for number, (operation, layer, inputs, outputs) in enumerate(_nodes(network)):
        keys, made = [renamed.get(id(t), id(t)) for t in inputs], [id(t) for t in outputs]
        if not is_network(layer):
            calls.append(Call(operation, layer, keys, made, _shapes(inputs), _shapes(outputs)))
            continue
        within, ends = calls_and_outputs(layer)
        names = dict(zip((id(t) for t in layer.inputs), keys))  # each call of a network makes tensors of its own
        name = lambda key: names.get(key, (number, key))  # noqa: E731
        for call in within:
            if call.inputs:
                calls.append(call._replace(inputs=[*map(name, call.inputs)], outputs=[*map(name, call.outputs)]))
        renamed |= dict(zip(made, map(name, ends)))
    return calls, [renamed.get(id(t), id(t)) for t in network.outputs]


def is_network(layer):
    """Whether a layer is a network of either half; without loading Keras."""
    keras = sys.modules.get("keras")
    return isinstance(layer, scratch.Model) or (keras is not None and isinstance(layer, keras.Model))


def _nodes(network):
    """(operation, layer, input tensors, output tensors), each after those it depends on."""
    if not is_network(network):
        raise TypeError(f"measure: network is {a_type(network)}, needs a network of cnnlib or Keras")
    if not isinstance(network, scratch.Model):
        graph = graph_of("measure", network)
        calls, place = calls_in("measure", graph), {id(tensor): i for i, tensor in enumerate(graph.inputs)}
        calls.sort(key=lambda call: place.get(id(call.output_tensors[0]), len(place)))  # first the inputs, in order
        return [node for call in calls for node in _keras_nodes(call)]
    network.check_built("measure")
    beginnings = [(symbol.node.layer, symbol.node.layer, [], [symbol]) for symbol in network.inputs]
    return beginnings + [(call.layer, call.layer, call.inputs, call.outputs) for call in network.calls]


def _keras_nodes(call):
    """One node for a call of Keras; for one of a Pipeline, one for each of its layers."""
    if not is_pipeline(call.operation):
        return [(call.operation, _layer_for(call), call.input_tensors, call.output_tensors)]
    check_known("measure", call.operation, ["Pipeline"])
    nodes, x = [], call.input_tensors
    for layer in call.operation.layers:
        y = [layer.compute_output_spec(x[0])]
        nodes += _keras_nodes(KerasCall(layer, tuple(x), {}, y))
        x = y
    operation, layer, inputs, _ = nodes[-1]
    return [*nodes[:-1], (operation, layer, inputs, call.output_tensors)]


def _layer_for(call):
    """The layer that Keras calls; for an operator or a function of keras.ops, the layer of ours that computes it."""
    import keras

    if isinstance(call.operation, keras.Layer):
        return call.operation
    symbols = {id(tensor): Symbol(tensor.shape, tensor.dtype) for tensor in call.input_tensors}
    layer, _ = layer_for("measure", call, symbols)
    layer.dtype = call.output_tensors[0].dtype
    return layer


def _shapes(tensors):
    return [tuple(t.shape[1:]) for t in tensors]
