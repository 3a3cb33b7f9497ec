"""Shift and shuffle: a garment that a reader moves, and what networks make of it."""

import numpy as np

from cnnlib import data, wording
from cnnlib.exercises.training import shift_picture
from cnnlib.interactive.element import Element, checked_place, side_by_side, table
from cnnlib.interactive.forward import described, outputs, packed
from cnnlib.interactive.garments import garment_options, garments, image, place_of
from cnnlib.nets import first_networks

FARTHEST = 6  # pixels; so far `data.first_accuracies` goes


def shift_and_shuffle(names=("dense",), *, garment="Trouser", at=(0, 4), caption=""):
    """Show a garment that a reader drags in its frame, or draws, or shuffles, and the ten scores of networks, live.

    The networks are those of `cnnlib.nets.first_networks`. For shuffled pixels, the first weights of the dense one are
    shuffled along, each with its pixel; the others are those that were trained on shuffled pixels. Below stands the
    share of the test pictures that they get right, against the distance by which all of them moved: lines for five
    networks of each kind, in the mean of left, right, up and down; and, in numbers and as dots, what these networks get
    right of pictures moved to just where the reader's stands.

    Parameters
    ----------
    names : sequence of {"dense", "convolutional", "convolutional, pooled"}
    garment : str
        The class of the garment shown at first, one of `cnnlib.data.FASHION_MNIST_CLASSES`.
    at : (rows, columns)
        How far down and to the right it has moved at first: from −6 to 6.
    caption : str, optional

    Returns
    -------
    Element
        As the last line of a cell it is shown.

    Raises
    ------
    ValueError, TypeError
        If there is no such network or garment, `names` is not a list or tuple, or `at` is too far away or
        not two integers.

    Examples
    --------
    >>> print(shift_and_shuffle().text.partition("; ")[2])
    Trouser as it is: dense says Trouser. Moved: dense says Ankle boot.
    """
    networks = first_networks()
    _check_names(names, networks)
    needs = f"two integers from −{FARTHEST} to {FARTHEST}"
    at = checked_place("shift_and_shuffle", at, (-FARTHEST, -FARTHEST), (FARTHEST, FARTHEST), needs)
    chosen = place_of("shift_and_shuffle", garment)
    options = {
        **garment_options(),
        "networks": [_described(name, networks[name]) for name in names],
        "order": packed(data.shuffled_order().astype(np.uint16)),
        "garment": chosen,
        "at": at,
        "farthest": FARTHEST,
    }
    pictures = garments()[chosen], shift_picture(garments()[chosen], *at)
    said = [{name: answer(networks[name], picture / 255) for name in names} for picture in pictures]
    as_it_is, after = (", ".join(f"{name} says {what}" for name, what in answers.items()) for answers in said)
    words = f"{garment} as it is: {as_it_is}. Moved: {after}."
    both = [image(picture, name, 140) for picture, name in zip(pictures, (f"{garment} as it is", "moved"))]
    still = f"{side_by_side(*both, _shares(names))}<p>{words}</p>"
    sizes = ", ".join(f"{name} ({networks[name].count_params():,} parameters)" for name in names)
    text = f"Shift and shuffle: {sizes}; {words}"
    return Element("cnn-shift-and-shuffle", "Shift and shuffle", options, still, text, caption)


def _check_names(names, networks):
    needs = f"some of {', '.join(map(repr, networks))}"
    if not isinstance(names, (list, tuple)):
        raise TypeError(f"shift_and_shuffle: names is {wording.shown(names)}, needs a list of {needs}")
    if not names or not all(isinstance(name, str) and name in networks for name in names):
        raise ValueError(f"shift_and_shuffle: names is {wording.shown(names)}, needs {needs}")


def answer(network, picture):
    """The class whose score is largest."""
    return data.FASHION_MNIST_CLASSES[int(outputs(network, picture)[-1].argmax())]


def _described(name, network):
    """A network for the page, with its weights for shuffled pictures and its stored accuracies."""
    stored = data.first_accuracies()[name]
    told = {
        "name": name,
        "params": network.count_params(),
        **described(network),
        "shifted": [round(float(share), 4) for share in stored["shifted"].mean(axis=0)],
        "moved": stored["moved"].round(4).tolist(),
    }
    # For shuffled pictures, the dense network's weights are the same numbers in another order, which the page makes
    # itself, and its share is the same.
    if name != "dense":
        told["shuffled"] = round(float(stored["shuffled"][0]), 4)
        told["shuffled_weights"] = described(first_networks(shuffled=True)[name])["weights"]
    return told


def _shares(names):
    stored = data.first_accuracies()
    rows = [["moved by", *range(FARTHEST + 1), "shuffled"]]
    for name in names:
        shares = [*stored[name]["shifted"].mean(axis=0), stored[name]["shuffled"].mean()]
        rows.append([name, *(f"{100 * share:.0f}" for share in shares)])
    return table(rows, "Percent of 2,000 test pictures right")
