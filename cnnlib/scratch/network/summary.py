"""A network in a table: layers, the shapes of their outputs, and how many numbers they learn."""

from cnnlib.scratch.layers.symbol import as_list


def print_summary(self, *, print_fn=None):
    """Print the layers in Keras's order, with the shapes of their outputs and their parameters.

    Parameters
    ----------
    print_fn : callable, optional
        Takes a line; `print` if not given.

    Raises
    ------
    ValueError, TypeError
        If the network is not built, or `print_fn` is not a function.

    Examples
    --------
    >>> from cnnlib import scratch as nn
    >>> nn.Sequential([nn.Input((28, 28, 1)), nn.Conv2D(6, 5), nn.Flatten(), nn.Dense(10)]).summary()
    Model: "sequential"
    Layer (type)       Output shape         Param #
    ───────────────────────────────────────────────
    conv2d (Conv2D)    (None, 24, 24, 6)        156
    flatten (Flatten)  (None, 3456)               0
    dense (Dense)      (None, 10)            34,570
    ───────────────────────────────────────────────
    Total params: 34,726
    Trainable params: 34,726
    Non-trainable params: 0
    """
    if not self.built:
        raise ValueError("summary: the network is not built; call it on an array, or begin it with an Input")
    if print_fn is not None and not callable(print_fn):
        raise TypeError(f"summary: print_fn is {print_fn!r}, needs a function of a line, such as print")
    print_fn = print_fn or print
    shapes = {node.layer: node.outputs for node in reversed(self._nodes)}  # of the first call, if there are several
    shapes |= {symbol.node.layer: [symbol] for symbol in self.inputs}
    rows = [("Layer (type)", "Output shape", "Param #")]
    for layer in self.layers:
        shape = ", ".join(str(symbol.shape) for symbol in as_list(shapes[layer]))
        rows.append((f"{layer.name} ({type(layer).__name__})", shape, f"{layer.count_params():,}"))
    widths = [max(map(len, column)) for column in zip(*rows)]
    widths[2] += 4
    lines = [f"{a:{widths[0]}}  {b:{widths[1]}}{c:>{widths[2]}}" for a, b, c in rows]
    rule = "─" * len(lines[0])
    total, trainable = self.count_params(), sum(v.size for v in self.trainable_variables)
    print_fn(f'Model: "{self.name}"')
    for line in (lines[0], rule, *lines[1:], rule):
        print_fn(line)
    print_fn(f"Total params: {total:,}")
    print_fn(f"Trainable params: {trainable:,}")
    print_fn(f"Non-trainable params: {total - trainable:,}")
