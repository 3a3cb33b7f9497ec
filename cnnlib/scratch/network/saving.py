"""Weights on disk: one npz file, written so that a failure never damages an earlier one."""

import numpy as np

from cnnlib.files import check_place, check_there, npz_path, whole_file
from cnnlib.scratch.calls import naming_its_arguments


@naming_its_arguments
def save_weights(self, filepath):
    """Write all weights into one npz file, an array a weight, under the layer's place and class: "1/Conv2D/kernel".

    The file is written beside its place under another name and renamed when it is whole, so that an interruption
    leaves an earlier file as it was.

    Parameters
    ----------
    filepath : str or path
        Ends in .npz.

    Raises
    ------
    ValueError
        If it does not, or the network is not built.
    OSError
        If nothing can be written there: the folder is missing, say.
    """
    path = npz_path("save_weights", filepath)
    if not self.built:
        raise ValueError("save_weights: the network is not built; call it on an array, or begin it with an Input")
    check_place("save_weights", path)
    with whole_file(path) as file:
        np.savez(file, **named_weights(self))


@naming_its_arguments
def load_weights(self, filepath):
    """Read the weights that `save_weights` wrote into a network of the same layers.

    Parameters
    ----------
    filepath : str or path

    Raises
    ------
    ValueError
        If the file holds no weights, or those of another network; the first layer that differs is named, and nothing
        is changed.
    OSError
        If there is no file, or it may not be read.
    """
    path = npz_path("load_weights", filepath)
    if not self.built:
        raise ValueError("load_weights: the network is not built; call it on an array, or begin it with an Input")
    check_there("load_weights", path)
    import zipfile  # as NumPy does: when there is something to read

    try:
        with np.load(path, allow_pickle=False) as file:
            stored = {name: file[name] for name in file.files}
    except (ValueError, TypeError, EOFError, OSError, zipfile.BadZipFile):  # TypeError: one array, no archive
        needs = "needs one that save_weights wrote"
        raise ValueError(f"load_weights: {path.name} is not a file of weights, or a damaged one; {needs}") from None
    own = named_weights(self)
    for ours, theirs in zip(_by_layer(own), _by_layer(stored)):
        if ours != theirs:
            raise ValueError(f"load_weights: the network has {_text(ours)}, but {path.name} has {_text(theirs)} there")
    if len(own) != len(stored):
        longer, of = (own, "the network") if len(own) > len(stored) else (stored, path.name)
        extra = _by_layer(longer)[min(len(_by_layer(own)), len(_by_layer(stored)))]
        raise ValueError(f"load_weights: only {of} has {_text(extra)}")
    self.set_weights([stored[name] for name in own])


def named_weights(network, place=""):
    """All weights by place, class and name, each once, in the network's order; a network within is a layer of layers."""
    found = {}
    for i, layer in enumerate(network.layers):
        if hasattr(layer, "layers"):
            found |= named_weights(layer, f"{place}{i}.")
        else:
            found |= {f"{place}{i}/{type(layer).__name__}/{name}": w for name, w in layer.named_weights.items()}
    first = {}  # two networks within this one may share a layer
    for name, w in found.items():
        first.setdefault(id(w), name)
    return {name: found[name] for name in first.values()}


def _by_layer(weights):
    """[(place/class, [(name, shape, type), …]), …]"""
    layers = {}
    for key, array in weights.items():
        layer, _, name = key.rpartition("/")
        layers.setdefault(layer, []).append((name, array.shape, array.dtype.name))
    return list(layers.items())


def _text(layer):
    place, weights = layer
    number, _, kind = place.partition("/")
    described = ", ".join(f"{name} {shape} {dtype}" for name, shape, dtype in weights)
    return f"layer {number}: {kind} with {described}"
