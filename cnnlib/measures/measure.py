"""`measure`: go through a network's calls and measure each."""

import math

import numpy as np

from cnnlib.measures.calls import calls_of
from cnnlib.measures.cost import activation_count, multiply_accumulates, peak_of_inference
from cnnlib.measures.receptive_field import Sight, sight_of
from cnnlib.measures.table import Row, Table


def measure(network):
    """Measure a network, layer by layer: shapes, parameters, work, memory, and what a cell sees of the picture.

    Parameters
    ----------
    network : cnnlib.scratch or Keras model
        Built, Sequential or functional.

    Returns
    -------
    Table
        Prints as text, shows as HTML, and holds a `Row` for each call of a layer.

    Raises
    ------
    ValueError
        If the network is not built, or what a layer sees is not known.
    TypeError
        If it is no network.

    Notes
    -----
    A multiply-accumulate counts once (it is two floating-point operations). MB are 10⁶ bytes. A receptive field is what
    the wiring allows, padding included; where branches meet, it is the largest over all paths. Statistics that a
    normalization takes over the whole picture are not counted as seeing.

    References
    ----------
    A. Araujo, W. Norris and J. Sim, "Computing receptive fields of convolutional neural networks", Distill, 2019.

    Examples
    --------
    >>> from cnnlib import nets, scratch
    >>> table = measure(nets.lenet5(scratch))
    >>> table.params, table.macs, table["S4"].receptive_field
    (61706, 416520, (16, 16))
    """
    calls = calls_of(network)
    sights, rows, seen = {}, {}, set()
    for call in calls:
        sight = sight_of(call, [sights[key] for key in call.inputs]) if call.inputs else _beginning(call)
        sights |= dict.fromkeys(call.outputs, sight)
        rows.setdefault(call.layer, []).append(_row(call, sight, count_params=call.layer not in seen))
        seen.add(call.layer)
    return Table(
        network.name,
        tuple(row for layer in _order(network, rows) for row in rows[layer]),
        np.dtype(getattr(network, "compute_dtype", None) or network.dtype).itemsize,
        peak_of_inference(calls),
        sum(math.prod(call.output_shapes[0]) for call in calls if call.kind == "Dropout"),
    )


def _beginning(call):
    """A picture's cell sees itself; an input that is no picture sees nothing."""
    return (Sight(0, 0, 1),) * 2 if len(call.output_shapes[0]) == 3 else None


def _row(call, sight, count_params):
    layer = call.layer
    weights = layer.weights if count_params else []
    trainable = layer.trainable_variables if count_params else []
    count, learned = (sum(math.prod(w.shape) for w in arrays) for arrays in (weights, trainable))
    shape = call.output_shapes[0]
    return Row(layer.name, call.kind, shape, count, learned, multiply_accumulates(call), activation_count(call), sight)


def _order(network, rows):
    """The layers in Keras's order, an input first; those of a network within where it stands."""
    ordered = [layer for layer in rows if layer.__class__.__name__ == "InputLayer"]
    for layer in network.layers:
        ordered += _order(layer, rows) if hasattr(layer, "layers") else [layer]
    return [layer for layer in dict.fromkeys(ordered) if layer in rows]
