"""The two passes through a network: forward from call to call, and backward in the opposite order."""

from typing import NamedTuple

import numpy as np

from cnnlib.scratch.layers.verbs import as_list, check_input_gradients, naming


class Kept(NamedTuple):
    """What the backward pass needs of a forward pass."""

    by_call: list  # of each call, what its layer kept
    shapes: dict  # of each tensor, known by its symbol


def forward_pass(calls, inputs, outputs, arrays, training, keep):
    """The arrays of `outputs` for those of `inputs`.

    Parameters
    ----------
    calls : list of Node
        In the order in which they can be computed.
    inputs, outputs : list of Symbol
    arrays : list of ndarray
        One for each input.
    training : bool
    keep : bool
        Without it nothing is held longer than it is used, and no backward pass is possible.

    Returns
    -------
    arrays : list of ndarray
    kept : Kept
    """
    values, by_call = dict(zip(inputs, arrays)), []
    last_use = {symbol: call for call in calls for symbol in call.inputs}
    for call in calls:
        x = [values[symbol] for symbol in call.inputs]
        with naming(call.layer):
            y, kept = call.layer.forward(x if call.takes_list else x[0], training)
        values.update(zip(call.outputs, as_list(y)))
        if keep:
            by_call.append(kept)
        else:
            kept = None
            for symbol in set(call.inputs) - set(outputs):
                if last_use[symbol] is call:
                    del values[symbol]
    shapes = {symbol: array.shape for symbol, array in values.items()}
    return [values[symbol] for symbol in outputs], Kept(by_call, shapes)


def backward_pass(calls, inputs, outputs, d_outputs, kept, input_gradient):
    """The loss's gradients for the inputs and, by the ids of the arrays, for the trainable variables.

    Parameters
    ----------
    calls, inputs, outputs
        As `forward_pass`.
    d_outputs : list of ndarray
        The upstream gradient of each output.
    kept : Kept
    input_gradient : bool
        Whether the gradients for the inputs are wanted; they are None otherwise.

    Returns
    -------
    d_inputs : list of ndarray or None
    gradients : dict of int to ndarray
    """
    of_tensor, of_variable = {}, {}  # sums of what has come back so far: a tensor, or a variable, may be used twice
    for symbol, d in zip(outputs, d_outputs):
        _add(of_tensor, symbol, d)
    for call, kept_by_layer in zip(reversed(calls), reversed(kept.by_call)):
        layer = call.layer
        d_out = [_upstream_gradient(of_tensor, symbol, kept.shapes[symbol], layer.dtype) for symbol in call.outputs]
        d_out = d_out if len(d_out) > 1 else d_out[0]
        needs_input_gradient = input_gradient or any(symbol.node.inputs for symbol in call.inputs)
        with naming(layer):
            d_in, gradients = layer.backward(d_out, kept_by_layer, input_gradient=needs_input_gradient)
            if needs_input_gradient:
                shapes = [kept.shapes[symbol] for symbol in call.inputs]
                check_input_gradients(layer.label, d_in, shapes if call.takes_list else shapes[0], d_out)
        for symbol, d in zip(call.inputs, as_list(d_in) if needs_input_gradient else ()):
            _add(of_tensor, symbol, d)
        for name, variable in layer._unfrozen.items():
            _add(of_variable, id(variable), gradients[name])
    return [of_tensor.get(symbol) for symbol in inputs], of_variable


def _add(sums, key, d):
    sums[key] = sums[key] + d if key in sums else d


def _upstream_gradient(sums, symbol, shape, dtype):
    """The gradient that came back to a tensor; zeros where none did."""
    return sums.pop(symbol) if symbol in sums else np.zeros(shape, dtype)
