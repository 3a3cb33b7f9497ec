"""Fashion-MNIST: 28×28 gray pictures of ten kinds of clothing.

A part comes with the book; all of it is read from the four published IDX files.
"""

import gzip
import hashlib
import http.client
import math
import os
import pathlib
import struct
import urllib.request
from importlib.resources import files

import numpy as np

from cnnlib import checks, wording
from cnnlib.files import whole_file

FASHION_MNIST_CLASSES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
ADDRESS = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"  # the data set's own
MD5 = {
    "train-images-idx3-ubyte.gz": "cf8536b0aa1a6ac5fa3f23001093305c",
    "train-labels-idx1-ubyte.gz": "10bea18fdb374794d4bb42e356e600c9",
    "t10k-images-idx3-ubyte.gz": "f78720b4224f21cce2f2ccf2d7a94c9a",
    "t10k-labels-idx1-ubyte.gz": "0d30e22e447f3c33dab9ed536400ac01",
}


def fashion_mnist():
    """The part of Fashion-MNIST that comes with the book: the first 10,000 training and 2,000 test images.

    Returns
    -------
    (x_train, y_train), (x_test, y_test) : ndarrays of uint8
        Images (n, 28, 28) from 0 to 255 and labels (n,) from 0 to 9, as `keras.datasets` gives them;
        `FASHION_MNIST_CLASSES` names the labels.

    Examples
    --------
    >>> (x_train, y_train), (x_test, y_test) = fashion_mnist()
    >>> x_train.shape, x_test.shape, FASHION_MNIST_CLASSES[y_train[0]]
    ((10000, 28, 28), (2000, 28, 28), 'Ankle boot')
    """
    with (files("cnnlib.data") / "fashion_mnist_10000_2000.npz").open("rb") as file, np.load(file) as stored:
        return (stored["x_train"], stored["y_train"]), (stored["x_test"], stored["y_test"])


def fashion_mnist_full(folder, *, download=False):
    """All 70,000 images of Fashion-MNIST, from its four IDX files.

    Parameters
    ----------
    folder : str or path
        Where the files are: train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and
        t10k-labels-idx1-ubyte.gz. Debian's package dataset-fashion-mnist puts them into
        ``usr/share/datasets/fashion-mnist``.
    download : bool
        Fetch missing files from the data set's own address. Without it nothing is ever fetched.

    Returns
    -------
    (x_train, y_train), (x_test, y_test) : ndarrays of uint8
        As `fashion_mnist`, with 60,000 and 10,000 images.

    Raises
    ------
    FileNotFoundError
        If a file is missing and `download` is off.
    ConnectionError
        If a file cannot be fetched.
    ValueError
        If a file is not the published one.
    TypeError
        If `folder` is not a path, or `download` is neither True nor False.
    """
    if not isinstance(folder, (str, os.PathLike)):
        raise TypeError(f"fashion_mnist_full: folder is {wording.shown(folder)}, needs a folder's name or path")
    folder, download = pathlib.Path(folder), checks.flag("fashion_mnist_full", "download", download)
    missing = [name for name in MD5 if not (folder / name).exists()]
    if missing and not download:
        raise FileNotFoundError(
            f"fashion_mnist_full: folder {str(folder)!r} has no {', no '.join(missing)}; give the folder "
            "of Debian's package dataset-fashion-mnist, usr/share/datasets/fashion-mnist, or call with download=True"
        )
    for name in missing:
        _download(folder / name)
    x_train, y_train, x_test, y_test = (_read(folder / name) for name in MD5)
    return (x_train, y_train), (x_test, y_test)


def _download(path):
    """Fetch one file. It gets its name only when it is whole: an interrupted download leaves nothing to trip over."""
    try:
        with urllib.request.urlopen(ADDRESS + path.name, timeout=60) as response:
            content = response.read()
    except (OSError, http.client.HTTPException) as error:
        raise ConnectionError(
            f"fashion_mnist_full: {path.name} could not be fetched from {ADDRESS} ({error}); check the network, "
            "or give the folder of Debian's package dataset-fashion-mnist"
        ) from None
    _check(content, path.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as file:
        file.write(content)


def _read(path):
    content = path.read_bytes()
    _check(content, path.name)
    return _parse_idx(gzip.decompress(content), path.name)


def _check(content, name):
    got = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if got != MD5[name]:
        raise ValueError(
            f"fashion_mnist_full: {name} has md5 {got}, needs {MD5[name]}; it is damaged or another file: "
            "delete it and fetch it again"
        )


def _parse_idx(content, name):
    """IDX: two zeros, a type code (8: unsigned byte), the rank, each axis as a big-endian integer, the bytes."""
    if len(content) < 4 or content[:3] != b"\x00\x00\x08" or len(content) < 4 + 4 * content[3]:
        raise ValueError(
            f"fashion_mnist_full: {name} begins with {content[:4]!r}, needs the header of an IDX file of unsigned "
            "bytes; delete it and fetch it again"
        )
    rank = content[3]
    shape = struct.unpack_from(f">{rank}I", content, 4)
    values = np.frombuffer(bytearray(content[4 + 4 * rank :]), np.uint8)  # of a bytearray, so that it can be written to
    if values.size != math.prod(shape):
        raise ValueError(
            f"fashion_mnist_full: {name} holds {values.size} numbers, needs {math.prod(shape)} for the shape {shape} "
            "in its header; delete it and fetch it again"
        )
    return values.reshape(shape)
