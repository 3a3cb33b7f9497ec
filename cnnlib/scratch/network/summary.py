"""A network in a table: layers, the shapes of their outputs, and how many numbers they learn."""

from cnnlib.scratch.layers.verbs import as_list


def summary_lines(network):
    """The lines of `Model.summary`."""
    shapes = {call.layer: call.outputs for call in reversed(network.calls)}  # of a layer's first call
    shapes |= {symbol.node.layer: [symbol] for symbol in network.inputs}
    rows = [("Layer (type)", "Output shape", "Param #")]
    for layer in network.layers:
        shape = ", ".join(str(symbol.shape) for symbol in as_list(shapes[layer]))
        rows.append((f"{layer.name} ({type(layer).__name__})", shape, f"{layer.count_params():,}"))
    widths = [max(map(len, column)) for column in zip(*rows)]
    widths[2] += 4
    head, *lines = [f"{a:{widths[0]}}  {b:{widths[1]}}{c:>{widths[2]}}" for a, b, c in rows]
    rule = "─" * len(head)
    total, trainable = network.count_params(), sum(v.size for v in network.trainable_variables)
    totals = [f"Total params: {total:,}", f"Trainable params: {trainable:,}"]
    totals += [f"Non-trainable params: {total - trainable:,}"]
    return [f'Model: "{network.name}"', head, rule, *lines, rule, *totals]
