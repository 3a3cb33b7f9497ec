"""The graph behind a network: which calls lead from its inputs to its outputs, and in which order.

The order is Keras's, so that lists of weights fit both, and a layer that keeps statistics sees its inputs in the same
order: calls are sorted by depth, which is their distance from the outputs, the farthest first. Calls of equal depth
stand in the order in which a search from the outputs backward finds them.
"""

from cnnlib.scratch.layers.symbol import free_names, snake_case


def calls_between(inputs, outputs, op):
    """The calls that lead from the inputs to the outputs, and their layers, both in Keras's order.

    Parameters
    ----------
    inputs, outputs : list of Symbol
    op : str
        Who speaks in a message.

    Returns
    -------
    nodes : list of Node
    layers : list of Layer

    Raises
    ------
    ValueError
        If an output depends on an input that is not among `inputs`.
    """
    nodes, place = _search(inputs, outputs, op)
    depth, layer_depth = {}, {}
    for node in reversed(nodes):  # from the outputs to the inputs
        # A layer that is called twice has the depth of its deepest call.
        deepest = depth[node] = layer_depth[node.layer] = max(depth.get(node, 0), layer_depth.get(node.layer, 0))
        for symbol in node.inputs:
            depth[symbol.node] = max(depth.get(symbol.node, 0), deepest + 1)
    for symbol in inputs:  # an input that leads nowhere
        depth.setdefault(symbol.node, 0)
        layer_depth.setdefault(symbol.node.layer, 0)
    layers = sorted(layer_depth, key=lambda layer: (-layer_depth[layer], place.get(layer, -1)))
    return sorted(depth, key=lambda node: -depth[node]), layers


def _search(inputs, outputs, op):
    """The calls, each after those that it depends on, and for each layer its place in the order of the search."""
    nodes, done, place = [], set(), {}
    stack = [(symbol.node, False) for symbol in reversed(outputs)]
    while stack:  # depth first, without recursion: networks get deep
        node, finished = stack.pop()
        if finished:
            nodes.append(node)
        elif node not in done:
            done.add(node)
            place.setdefault(node.layer, len(place))
            if not node.inputs and not any(symbol.node is node for symbol in inputs):
                raise ValueError(
                    f"{op}: outputs depend on the input {node.layer.name or node.outputs[0]}, which is not among inputs"
                )
            stack.append((node, True))
            stack += [(symbol.node, False) for symbol in reversed(node.inputs)]
    return nodes, place


def give_names(layers, op):
    """Name the layers that have none by their class, and number them within the network: conv2d, conv2d_1, …

    A network without a name bears its class's from the beginning, and gets a number where another layer has that name.
    """
    free = [layer for layer in layers if layer.name is None or getattr(layer, "named_by_class", False)]
    taken = [layer.name for layer in layers if layer not in free]
    for name in taken:
        if taken.count(name) > 1:
            raise ValueError(f"{op}: the name {name!r} is given to {taken.count(name)} layers, needs one each")
    taken = set(taken)
    for layer in free:
        layer.name = next(free_names(layer.name or snake_case(type(layer).__name__), taken))
        taken.add(layer.name)
