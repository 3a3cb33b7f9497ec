"""Fashion-MNIST: 28×28 gray pictures of ten kinds of clothing. A part comes with the book, all of it with four IDX files."""

import gzip
import hashlib
import pathlib
import struct
import urllib.request
from importlib.resources import files

import numpy as np

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
    ValueError
        If a file is not the published one.
    """
    folder = pathlib.Path(folder)
    arrays = [_read(folder / name, md5, download) for name, md5 in MD5.items()]
    return (arrays[0], arrays[1]), (arrays[2], arrays[3])


def _read(path, md5, download):
    if not path.exists():
        if not download:
            raise FileNotFoundError(
                f"fashion_mnist_full: folder has no {path.name}; install Debian's dataset-fashion-mnist and give its folder, "
                "or call with download=True"
            )
        _download(path, md5)
    content = path.read_bytes()
    _check(content, path.name, md5)
    return _parse_idx(gzip.decompress(content), path.name)


def _download(path, md5):
    """Fetch one file. It gets its name only when it is whole, so an interrupted download leaves nothing to trip over."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with urllib.request.urlopen(ADDRESS + path.name, timeout=60) as response:
        content = response.read()
    _check(content, path.name, md5)
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)


def _check(content, name, md5):
    got = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if got != md5:
        raise ValueError(
            f"fashion_mnist_full: {name} has md5 {got}, needs {md5}; it is damaged or another file, fetch it again"
        )


def _parse_idx(content, name):
    """IDX: two zeros, a type code (8: unsigned byte), the rank, each axis as a big-endian integer, the bytes."""
    if len(content) < 4 or content[:3] != b"\x00\x00\x08":
        raise ValueError(f"fashion_mnist_full: {name} is no IDX file of unsigned bytes")
    rank = content[3]
    shape = struct.unpack(f">{rank}I", content[4 : 4 + 4 * rank])
    values = np.frombuffer(content, np.uint8, offset=4 + 4 * rank)
    if values.size != np.prod(shape):
        raise ValueError(f"fashion_mnist_full: {name} holds {values.size} numbers, but its header says {shape}")
    return values.reshape(shape)
