"""`measure`: go through a network's calls and measure each."""

import math
import re

from cnnlib.conversion.layers import check_known
from cnnlib.keras_layer import is_pipeline, place
from cnnlib.measures import keras_layers
from cnnlib.measures.calls import calls_and_outputs, is_network
from cnnlib.measures.cost import activation_count, multiply_accumulates, peak_of_inference
from cnnlib.measures.receptive_field import Sight, View, view_of
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
        If the network is not built, a size is not known, or a layer is not supported: what it multiplies, or what it
        sees, is not known. A layer made from `cnnlib.scratch.Layer` says it itself, by `multiply_accumulates` and
        `receptive_field`; those of Keras are known by their classes, so one of your own is refused. An operator or a
        function of keras.ops, such as ``x + y``, is measured as the layer that `from_keras` makes of it.
    TypeError
        If it is not a network.

    Notes
    -----
    A multiply-accumulate counts once (it is two floating-point operations). Those of convolutions and dense layers are
    counted, as the papers do. MB are 10⁶ bytes. A receptive field is what the wiring allows, padding included; where
    branches meet, it is the largest over all paths; where some cells see more than others, as after `Resizing`, it is
    the largest of theirs. Statistics that a normalization takes over the whole picture are not counted as seeing.
    Keras's `RandomCrop` is measured by the shapes that Keras says, those of training; ours by the whole picture, which
    both hand on at inference.

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
    calls, outputs = calls_and_outputs(network)
    for call in calls:
        _check(call)
    views, rows, trained = {}, {}, {id(v) for v in network.trainable_variables}
    for call in calls:
        view = view_of(call, [views[key] for key in call.inputs]) if call.inputs else _beginning(call)
        views |= dict.fromkeys(call.outputs, view)
        row = _row(call, view, trained, count_params=call.operation not in rows)
        rows.setdefault(call.operation, []).append(row)
    return Table(
        network.name,
        tuple(row for operation in _order(network, rows) for row in rows[operation]),
        _bytes_per_number(calls),
        peak_of_inference(calls, outputs),
        sum(math.prod(call.output_shapes[0]) for call in calls if call.kind in keras_layers.RANDOM),
    )


def _check(call):
    """Refuse a layer of which it is not known what it multiplies or sees, and sizes that are not known."""
    layer = call.layer
    if not call.is_ours:
        check_known("measure", layer, keras_layers.SUPPORTED)
        if len(call.inputs) > 1 and call.kind not in keras_layers.MERGES:
            raise ValueError(f"{place('measure', layer)} is called on {len(call.inputs)} tensors, needs one")
    elif call.inputs:
        _check_says(layer)
    for shape in call.output_shapes:
        if None in shape:
            raise ValueError(
                f"{place('measure', layer)} has an output of shape {(None, *shape)}, needs sizes in numbers; build the "
                "network, and each network within it, with an Input of one size, such as (224, 224, 3)"
            )


def _check_says(layer):
    """Refuse a layer that does not say what its forward multiplies and sees.

    What an ancestor says does not hold where the layer's class replaces the ancestor's forward.
    """
    classes, where = type(layer).__mro__, place("measure", layer)
    if "forward" in vars(layer):
        raise ValueError(f"{where} is not supported: its forward was replaced, needs that of its class")
    _, replaced = [i for i, c in enumerate(classes) if "forward" in vars(c)][:2]  # that of Layer at the latest
    for method, flags in (("multiply_accumulates", {"pointwise", "multiplies"}), ("receptive_field", {"pointwise"})):
        if not any({method, *flags} & vars(c).keys() for c in classes[:replaced]):
            raise ValueError(
                f"{where} is not supported: its class defines forward, but not {method}(input_shape); define it, or "
                "pointwise = True where each output cell depends on the input cell in its place alone"
            )


def _bytes_per_number(calls):
    """Of the one type that all layers compute in."""
    first, *others = [call.layer for call in calls if call.inputs] or [calls[0].layer]
    dtype = _dtype(first)
    for layer in others:
        if _dtype(layer) != dtype:
            raise ValueError(
                f"{place('measure', layer)} computes in {_dtype(layer)}, but {first.name} in {dtype}; needs one type"
            )
    return int(re.search(r"\d+", dtype).group()) // 8


def _dtype(layer):
    return getattr(layer, "compute_dtype", None) or layer.dtype


def _beginning(call):
    """A picture's cell sees itself; an input that is not a picture sees nothing."""
    return View(Sight(0, 0, 1), Sight(0, 0, 1)) if len(call.output_shapes[0]) == 3 else None


def _row(call, view, trained, count_params):
    layer, sight = call.layer, None if view is None else (view.rows, view.columns)
    sizes = [(math.prod(w.shape), id(w) in trained) for w in (layer.weights if count_params else [])]
    count, learned = sum(n for n, _ in sizes), sum(n for n, learns in sizes if learns)
    shape = call.output_shapes[0]
    return Row(layer.name, call.kind, shape, count, learned, multiply_accumulates(call), activation_count(call), sight)


def _order(network, rows):
    """The layers and operations in Keras's order, an input first; those of a network within where it stands."""
    ordered = [operation for operation in rows if type(operation).__name__ == "InputLayer"]
    for operation in getattr(network, "operations", None) or network.layers:
        several = is_network(operation) or is_pipeline(operation)
        ordered += _order(operation, rows) if several else [operation]
    return [operation for operation in dict.fromkeys(ordered) if operation in rows]
