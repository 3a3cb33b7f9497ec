"""The ends of a network, and the arrays that are given for them: checks, with the fix where it can be guessed."""

from cnnlib import checks, wording
from cnnlib.scratch.layers.symbol import Symbol
from cnnlib.scratch.layers.verbs import as_list, named


def check_ends(op, inputs, outputs):
    """Refuse inputs and outputs between which there can be no graph."""
    for side, symbols in (("inputs", inputs), ("outputs", outputs)):
        if not symbols:
            raise ValueError(f"{op}: {side} is an empty list, needs at least one symbol")
        for symbol in symbols:
            if not isinstance(symbol, Symbol):
                got = wording.a_type(symbol)
                raise TypeError(f"{op}: {side} holds {got}, needs symbols, from Input or a layer")
    for symbol in inputs:
        if inputs.count(symbol) > 1:
            raise ValueError(f"{op}: inputs holds one Input twice, needs an Input for each array")
        if symbol.node.inputs:
            raise ValueError(f"{op}: inputs holds the output of {symbol.node.layer.label}, needs symbols from Input")


def listed(op, name, given, takes_list, count):
    """A list of `count` arrays, from one array or, where a network takes several (`takes_list`), from their list."""
    several = isinstance(given, (list, tuple))
    if takes_list != several or len(as_list(given)) != count:
        got = f"a list of {len(given)}" if several else wording.a_type(given)
        needs = f"a list of {wording.plural(count, 'array')}" if takes_list else "one array"
        numbers_in = several and not takes_list and not checks.holds_arrays(given)
        fix = f"; wrap it: np.array({name})" if numbers_in else ""
        raise ValueError(f"{op}: {name} is {got}, needs {needs}{fix}")
    return as_list(given)


def check_fit(op, name, given, symbols, takes_list):
    """The arrays for a network's inputs, or the gradients for its outputs, in a list, if they fit."""
    arrays = listed(op, name, given, takes_list, len(symbols))
    for (which, array), symbol in zip(named(name, given).items(), symbols):
        checks.check_arrays(op, like=("the network", symbol.dtype), **{which: array})
        _check_shape(op, which, array.shape, symbol.shape)
    return arrays


def check_shapes(op, given, symbols, takes_list):
    """As `check_fit`, for the shapes of a network's inputs: a list of them, or one, a tuple."""
    several = isinstance(given, list)
    shapes = given if several else [given]
    if several != takes_list or len(shapes) != len(symbols):
        got = f"a list of {len(shapes)}" if several else "one array"
        needs = f"a list of {wording.plural(len(symbols), 'array')}" if takes_list else "one array"
        raise ValueError(f"{op}: x is {got}, needs {needs}")
    for i, (shape, symbol) in enumerate(zip(shapes, symbols)):
        _check_shape(op, f"x[{i}]" if several else "x", shape, symbol.shape)
    return shapes


def _check_shape(op, name, shape, needed):
    if len(shape) != len(needed) or any(map(checks.differ, shape, needed)):
        sizes = ["any" if n is None else str(n) for n in needed[1:]]
        needs = f"(batch, {', '.join(sizes)}){_fix(name, shape, needed)}"
        raise ValueError(f"{op}: {name} has shape {shape}, needs {needs}")


def _fix(name, shape, needed):
    """What to try, where it can be guessed."""
    if len(shape) != len(needed) - 1:
        return ""
    if not any(map(checks.differ, shape, needed[1:])):
        return f"; add the batch axis: {name}[None]"
    if needed[-1] == 1 and not any(map(checks.differ, shape, needed)):
        return f"; add the channel axis: {name}[..., None]"
    return ""
