"""What `tools/first_networks.py` stored of the first networks: trained weights, and the accuracy from five seeds."""

from importlib.resources import files

import numpy as np

from cnnlib import checks, wording

NAMES = ("dense", "convolutional", "convolutional, pooled")


def first_weights(name, *, shuffled=False):
    """Trained weights of one of the first networks.

    Parameters
    ----------
    name : {"dense", "convolutional", "convolutional, pooled"}
    shuffled : bool
        Trained on shuffled pixels. The dense network's are those of the pictures in the pixels' new order, which is all
        that the shuffle changes for it.

    Returns
    -------
    list of ndarray of float32
        In the order of `set_weights`.

    Raises
    ------
    ValueError
        If there is no network of that name.

    Examples
    --------
    >>> [w.shape for w in first_weights("dense")]
    [(784, 64), (64,), (64, 10), (10,)]
    """
    if not isinstance(name, str) or name not in NAMES:
        raise ValueError(f"first_weights: name is {wording.shown(name)}, needs one of {', '.join(map(repr, NAMES))}")
    permuted = checks.flag("first_weights", "shuffled", shuffled) and name == "dense"
    key = f"{name}, shuffled" if shuffled and not permuted else name
    stored = _stored()
    count = sum(other.startswith(f"{key}/") for other in stored)
    kernel, *others = [stored[f"{key}/{i}"].astype(np.float32) for i in range(count)]
    return [kernel[shuffled_order()] if permuted else kernel, *others]


def shuffled_order():
    """The order that the shuffle puts the 784 pixels of a picture in: ``x.reshape(-1, 784)[:, shuffled_order()]``.

    Returns
    -------
    ndarray of int, shape (784,)

    Examples
    --------
    >>> sorted(shuffled_order()) == list(range(784))
    True
    """
    return np.random.default_rng(0).permutation(784)


def first_accuracies():
    """The share of the 2,000 test pictures that each of the first networks gets right, trained from five seeds.

    Returns
    -------
    dict of str to (dict of str to ndarray)
        By network: "pictures", shape (5,); "shuffled", shape (5,): another network, trained and measured on shuffled
        pictures; "shifted", shape (5, 7): the first network, on pictures moved by 0 to 6 pixels, mean of the four
        directions. The weights that `first_weights` gives are of the first seed; of them there is "moved" as well,
        shape (13, 13): on pictures moved by −6 to 6 rows down and −6 to 6 columns to the right, one number for each
        place. "convolutional, flattened" is `cnnlib.nets.first_cnn_flattened`; it has no "shuffled" and no "moved",
        and no weights are stored of it.

    Examples
    --------
    >>> list(first_accuracies())
    ['dense', 'convolutional', 'convolutional, pooled', 'convolutional, flattened']
    >>> first_accuracies()["dense"]["shifted"].shape
    (5, 7)
    """
    stored, what = _stored(), ("pictures", "shuffled", "shifted", "moved")
    names = [*NAMES, "convolutional, flattened"]
    return {name: {k: stored[f"{name}: {k}"] for k in what if f"{name}: {k}" in stored} for name in names}


def _stored():
    with (files("cnnlib.data") / "first_networks.npz").open("rb") as file, np.load(file) as stored:
        return dict(stored)
