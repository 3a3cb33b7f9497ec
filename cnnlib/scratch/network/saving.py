"""Weights on disk: one npz file, an array for each weight, under its layer's place and class: "1/Conv2D/kernel"."""

import re

import numpy as np

from cnnlib.files import check_there, whole_file

KEY = re.compile(r"\d+(\.\d+)*/[^/]+/[^/]+")  # place, class and name of a weight


def write_weights(path, network):
    """Write all weights. The file is complete or is not there, and an earlier one stays until then."""
    with whole_file(path) as file:
        np.savez(file, **weights_by_place(network))


def read_weights(path, network):
    """The arrays of a file that `write_weights` wrote for a network of the same layers, in its order.

    Raises
    ------
    ValueError
        If the file holds something else; the first layer that differs is named.
    OSError
        If there is no such file, or it may not be read.
    """
    check_there("load_weights", path)
    import zipfile  # as NumPy does: when there is something to read

    try:
        with np.load(path, allow_pickle=False) as file:
            stored = {name: file[name] for name in file.files}
    except (ValueError, TypeError, EOFError, OSError, zipfile.BadZipFile):  # TypeError: the file is one array
        needs = "needs one that save_weights wrote"
        raise ValueError(f"load_weights: {path.name} is not a file of weights, or a damaged one; {needs}") from None
    foreign = [name for name in stored if not KEY.fullmatch(name)]
    if foreign:
        needs = "needs a file that save_weights wrote"
        got = f"{foreign[0]!r}, which is not the name of a layer's weight"
        raise ValueError(f"load_weights: {path.name} holds {got}; {needs}")
    weights = weights_by_place(network)
    _check_same_layers(_by_layer(weights), _by_layer(stored), path.name)
    return [stored[name] for name in weights]


def weights_by_place(network, place=""):
    """All weights by place, class and name, each once, in order; a network within has places of its own."""
    weights = {}
    for i, layer in enumerate(network.layers):
        if hasattr(layer, "layers"):
            weights |= weights_by_place(layer, f"{place}{i}.")
        else:
            weights |= {f"{place}{i}/{type(layer).__name__}/{name}": w for name, w in layer.named_weights.items()}
    first = {}  # two networks within this one may share a layer
    for name, w in weights.items():
        first.setdefault(id(w), name)
    return {name: weights[name] for name in first.values()}


def _by_layer(weights):
    """[(place/class, [(name, shape, type), …]), …]"""
    layers = {}
    for key, array in weights.items():
        layer, _, name = key.rpartition("/")
        layers.setdefault(layer, []).append((name, array.shape, array.dtype.name))
    return list(layers.items())


def _check_same_layers(of_network, stored, file):
    """Refuse a file with other layers, and name the first that differs."""
    for ours, theirs in zip(of_network, stored):
        if ours != theirs:
            raise ValueError(f"load_weights: the network has {_text(ours)}, but {file} has {_text(theirs)} there")
    if len(of_network) != len(stored):
        longer, whose = (of_network, "the network") if len(of_network) > len(stored) else (stored, file)
        raise ValueError(f"load_weights: only {whose} has {_text(longer[min(len(of_network), len(stored))])}")


def _text(layer):
    place, weights = layer
    number, _, kind = place.partition("/")
    described = ", ".join(f"{name} {shape} {dtype}" for name, shape, dtype in weights)
    return f"layer {number}: {kind} with {described}"
