"""The garments that a reader chooses from: ten test pictures, one of each class."""

import io

import numpy as np

from cnnlib import wording
from cnnlib.data import FASHION_MNIST_CLASSES, fashion_mnist
from cnnlib.interactive.element import data_address
from cnnlib.interactive.forward import packed

# Of each class the first test picture that all three first networks get right: what the reader then does to it is what
# makes them err.
PLACES = (19, 2, 1, 13, 10, 8, 4, 9, 18, 0)


def garments():
    """The ten pictures.

    Returns
    -------
    ndarray of uint8, shape (10, 28, 28)
        In the order of the classes.

    Examples
    --------
    >>> garments().shape
    (10, 28, 28)
    """
    _, (pictures, _) = fashion_mnist()
    return pictures[list(PLACES)]


def garment_options():
    """What garments.js needs of them."""
    return {"classes": list(FASHION_MNIST_CLASSES), "pictures": packed(garments())}


def place_of(function, garment):
    """The number of a class by its name; another name is refused."""
    if not isinstance(garment, str) or garment not in FASHION_MNIST_CLASSES:
        known = ", ".join(map(repr, FASHION_MNIST_CLASSES))
        raise ValueError(f"{function}: garment is {wording.shown(garment)}, needs one of {known}")
    return FASHION_MNIST_CLASSES.index(garment)


def image(numbers, name, side):
    """A picture and its name as HTML, from 0, black, to its largest number, white; `side` pixels wide on the page."""
    from PIL import Image  # comes with Matplotlib

    levels = np.round(255.0 * numbers / (numbers.max() or 1)).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(levels).save(buffer, format="png", optimize=True)
    address = data_address("image/png", buffer.getvalue())
    picture = f'<img src="{address}" alt="" width="{side}" style="image-rendering:pixelated">'
    return f'<figure style="margin:0;width:{side}px">{picture}<figcaption>{name}</figcaption></figure>'
