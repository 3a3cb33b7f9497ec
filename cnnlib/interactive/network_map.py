"""The map of the first convolutional network: all its maps of a garment, and the sum behind each number."""

import numpy as np

from cnnlib.data import FASHION_MNIST_CLASSES
from cnnlib.interactive.element import Element, checked_place, side_by_side, table
from cnnlib.interactive.forward import described, outputs
from cnnlib.interactive.garments import garment_options, garments, image, place_of
from cnnlib.nets import first_networks
from cnnlib.numerals import MINUS, number

TITLES = {"conv": "convolution", "pool": "max pooling", "dense": "scores"}
COLUMNS = 2  # of maps in the still picture


def network_map(*, garment="Ankle boot", at=None, caption=""):
    """Show `cnnlib.nets.first_cnn` with its maps of a garment that a reader chooses; a click takes a number apart.

    Parameters
    ----------
    garment : str
        The class of the garment shown at first, one of `cnnlib.data.FASHION_MNIST_CLASSES`.
    at : (row, column, map), optional
        The number of the second convolution that is explained at first; default: the largest.
    caption : str, optional

    Returns
    -------
    Element
        As the last line of a cell it is shown.

    Raises
    ------
    ValueError
        If there is no such garment, or `at` is outside the second convolution's maps.

    Examples
    --------
    >>> print(network_map().text.partition("; ")[0])
    Map of a network: picture 28×28, conv1 26×26×8, pool1 13×13×8, conv2 11×11×16, pool2 5×5×16, scores 10
    """
    network = first_networks()["convolutional"]
    chosen = place_of("network_map", garment)
    told = described(network)
    names = ["picture", *(layer["name"] for layer in told["layers"])]
    made = zip(names, outputs(network, garments()[chosen] / 255))
    stages = {name: y for name, y in made if name != "flatten"}
    maps, scores = stages["conv2"], stages["scores"]
    at = np.unravel_index(maps.argmax(), maps.shape) if at is None else at
    needs = f"a row, a column and a map of conv2, {maps.shape}"
    at = checked_place("network_map", at, (0, 0, 0), [n - 1 for n in maps.shape], needs)
    options = {**garment_options(), "network": told, "titles": TITLES, "garment": chosen, "stage": 3, "at": at}
    said = (
        f"conv2[{', '.join(map(str, at))}] = {number(float(f'{maps[tuple(at)]:.4g}'))}. "
        f"The network says {FASHION_MNIST_CLASSES[int(scores.argmax())]}."
    )
    sizes = ", ".join(f"{name} {_size(stage)}" for name, stage in stages.items())
    rows = [[name, f"{score:.1f}".replace("-", MINUS)] for name, score in zip(FASHION_MNIST_CLASSES, scores)]
    pictures = [image(tiled(y), f"{name} {_size(y)}", 84) for name, y in stages.items() if name != "scores"]
    still = side_by_side(*pictures, table(rows, "scores")) + f"<p>{said}</p>"
    return Element("cnn-network-map", "Map of a network", options, still, f"Map of a network: {sizes}; {said}", caption)


def tiled(maps):
    """The maps of a stage in one picture, side by side in rows, with a line between them.

    >>> tiled(np.ones((2, 2, 2)))
    array([[1. , 1. , 0.4, 1. , 1. , 0.4],
           [1. , 1. , 0.4, 1. , 1. , 0.4],
           [0.4, 0.4, 0.4, 0.4, 0.4, 0.4]])
    """
    if maps.ndim != 3 or maps.shape[-1] == 1:
        return maps[..., 0]
    height, width, count = maps.shape
    framed = np.full((height + 1, width + 1, count), 0.4 * maps.max())
    framed[:height, :width] = maps
    rows = framed.transpose(2, 0, 1).reshape(count // COLUMNS, COLUMNS, height + 1, width + 1)
    return rows.transpose(0, 2, 1, 3).reshape(-1, COLUMNS * (width + 1))


def _size(maps):
    return "×".join(str(n) for n in maps.shape).removesuffix("×1")
