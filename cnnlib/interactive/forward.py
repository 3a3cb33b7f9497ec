"""A network on its way into a page: its layers described, its weights packed; forward.js unpacks and runs it."""

import base64

import numpy as np

from cnnlib import scratch

# Python's base85 uses four marks that HTML writes as several characters each; forward.js has the same alphabet.
PLAIN = str.maketrans("&<>`", ",./:")


def packed(array):
    """The bytes of an array as text that stands in an HTML attribute as it is: five characters for four bytes.

    >>> packed(np.array([1, 2], np.float16))
    '06YLd'
    """
    return base64.b85encode(array.tobytes(), pad=True).decode().translate(PLAIN)


def described(network):
    """What forward.js needs to run a network: a description of each layer, and all weights as float16.

    Parameters
    ----------
    network : Sequential of `cnnlib.scratch`

    Returns
    -------
    dict
        "layers" and "weights".

    Raises
    ------
    ValueError
        If forward.js does not know a layer, or how it is set.

    Examples
    --------
    >>> from cnnlib import nets
    >>> [layer["kind"] for layer in described(nets.first_cnn(scratch))["layers"]]
    ['conv', 'pool', 'conv', 'pool', 'flatten', 'dense']
    """
    weights = [w.astype(np.float16).ravel() for w in network.get_weights()]
    return {"layers": [_layer(layer) for layer in network.layers], "weights": packed(np.concatenate(weights))}


def outputs(network, picture):
    """A picture, and what each layer makes of it, in float64: to the digits shown the same on every processor.

    Parameters
    ----------
    network : Sequential of `cnnlib.scratch`
    picture : ndarray, shape (height, width)

    Returns
    -------
    list of ndarray
        Without the batch axis.

    Examples
    --------
    >>> from cnnlib import nets
    >>> [y.shape for y in outputs(nets.first_cnn_pooled(scratch), np.zeros((28, 28)))][-2:]
    [(32,), (10,)]
    """
    maps = [picture[None, :, :, None].astype(float)]
    for layer in network.layers:
        maps.append(_run(_layer(layer), [w.astype(float) for w in layer.get_weights()], maps[-1]))
    return [y[0] for y in maps]


def _layer(layer):
    """What forward.js is told about a layer; one that it does not know exactly is refused."""
    kind, name = type(layer).__name__, layer.name
    if kind in ("Conv2D", "Dense") and layer.use_bias and layer.activation.name in ("linear", "relu"):
        told = {"name": name, "shape": list(layer.get_weights()[0].shape), "relu": layer.activation.name == "relu"}
        if kind == "Dense":
            return {"kind": "dense", **told}
        if layer.strides == layer.dilation_rate == (1, 1) and layer.groups == 1:
            return {"kind": "conv", **told, "same": layer.padding == "same"}
    if kind == "MaxPooling2D" and layer.padding == "valid" and layer.strides == layer.pool_size:
        if layer.pool_size[0] == layer.pool_size[1]:
            return {"kind": "pool", "name": name, "size": layer.pool_size[0]}
    if kind == "Flatten" or (kind == "GlobalMaxPooling2D" and not layer.keepdims):
        return {"kind": "flatten" if kind == "Flatten" else "global", "name": name}
    raise ValueError(f"described: forward.js does not run {name} ({kind}), or not with these options")


def _run(told, weights, x):
    if told["kind"] == "conv":
        y = scratch.conv2d(x, *weights, padding="same" if told["same"] else "valid")
    elif told["kind"] == "dense":
        y = scratch.dense(x, *weights)
    elif told["kind"] == "pool":
        y = scratch.max_pool2d(x, told["size"])
    else:
        y = scratch.global_max_pool2d(x) if told["kind"] == "global" else x.reshape(len(x), -1)
    return scratch.relu(y) if told.get("relu") else y
