"""The calls of layers that a network is made of, in the order in which they run, from either half."""

from typing import NamedTuple


class Call(NamedTuple):
    """One call of a layer. Tensors are known by any hashable thing; their shapes have no batch axis."""

    layer: object
    inputs: list
    outputs: list
    input_shapes: list
    output_shapes: list

    @property
    def kind(self):
        """The layer's class: Keras's names, in both halves."""
        return type(self.layer).__name__


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
        If the network is not built.
    TypeError
        If it is none.

    Examples
    --------
    >>> from cnnlib import scratch as nn
    >>> network = nn.Sequential([nn.Input((8, 8, 1)), nn.Conv2D(2, 3), nn.Flatten()])
    >>> [(call.kind, call.output_shapes) for call in calls_of(network)]
    [('InputLayer', [(8, 8, 1)]), ('Conv2D', [(6, 6, 2)]), ('Flatten', [(72,)])]
    """
    nodes = _nodes(network)
    calls, replaced = [], {}  # the outputs of a network within are those of its last layers
    for layer, inputs, outputs in nodes:
        inputs = [replaced.get(_key(t), t) for t in inputs]
        if not hasattr(layer, "layers"):
            calls.append(_call(layer, inputs, outputs))
            continue
        within = calls_of(layer)
        begins = dict(zip(map(_key, layer.inputs), inputs))
        for call in within:
            if call.inputs:
                calls.append(call._replace(inputs=[_key(begins.get(key, key)) for key in call.inputs]))
        ends = [begins.get(_key(t), t) for t in layer.outputs]
        replaced |= dict(zip(map(_key, outputs), ends))
    return calls


def option(layer, name, default=None):
    """An argument that the layer was made with, wherever its half keeps it."""
    return getattr(layer, "options", {}).get(name, getattr(layer, name, default))


def _nodes(network):
    """(layer, input tensors, output tensors), each after those it depends on."""
    if not hasattr(network, "layers") or not hasattr(network, "trainable_variables"):
        raise TypeError(f"measure: network is a {type(network).__name__}, needs a network of cnnlib or Keras")
    if not network.built:
        raise ValueError("measure: the network is not built; call it on an array, or begin it with an Input")
    if type(network).__module__.startswith("cnnlib.scratch"):
        return [(node.layer, node.inputs, node.outputs) for node in network._nodes]
    graph = getattr(network, "_functional", None) or network
    if not hasattr(graph, "_nodes_by_depth"):
        raise TypeError(f"measure: {network.name} is a {type(network).__name__}, needs Sequential or functional")
    by_depth = graph._nodes_by_depth
    return [
        (node.operation, node.input_tensors, node.output_tensors)
        for depth in sorted(by_depth, reverse=True)
        for node in by_depth[depth]
    ]


def _key(tensor):
    return tensor if isinstance(tensor, int) else id(tensor)


def _call(layer, inputs, outputs):
    return Call(
        layer,
        [_key(t) for t in inputs],
        [_key(t) for t in outputs],
        [tuple(t.shape[1:]) for t in inputs],
        [tuple(t.shape[1:]) for t in outputs],
    )
