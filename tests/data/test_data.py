"""Every data file is the published one, has its license, and reads as documented; nothing is fetched unasked."""

import gzip
import hashlib
import pathlib
import re
import struct
import urllib.request

import numpy as np
import pytest

from cnnlib import data
from cnnlib.data import fashion as module

FOLDER = pathlib.Path(data.__file__).parent
ROWS = re.findall(
    r"^\| (\S+\.\w+) \| .* \| (.*) \| ([0-9a-f]{64}) \|$", (FOLDER / "README.md").read_text(), re.MULTILINE
)


def test_every_file_has_a_row_with_its_license_and_checksum():
    files = {f.name for f in FOLDER.iterdir() if f.suffix in {".npz", ".png", ".txt"}}
    assert files == {name for name, _, _ in ROWS}
    for name, license, sha256 in ROWS:
        assert license.strip()
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == sha256, name


@pytest.mark.parametrize("name", data.photographs())
def test_photographs(name):
    color, gray = data.photograph(name), data.photograph(name, color=False)
    assert color.shape == (224, 224, 3) and gray.shape == (224, 224)
    for picture in (color, gray):
        assert picture.dtype == np.float32 and picture.min() >= 0 and picture.max() <= 1 and picture.std() > 0.1
    np.testing.assert_allclose(color @ [0.299, 0.587, 0.114], gray, atol=1e-6)


def test_unknown_photograph():
    with pytest.raises(ValueError, match="name is 'dog', needs one of astronaut, camera"):
        data.photograph("dog")


def test_embedded_fashion_mnist():
    (x_train, y_train), (x_test, y_test) = data.fashion_mnist()
    assert x_train.shape == (10_000, 28, 28) and x_test.shape == (2_000, 28, 28) and x_train.dtype == np.uint8
    assert set(y_train) == set(y_test) == set(range(10)) and len(data.FASHION_MNIST_CLASSES) == 10
    assert x_train.max() == 255


def test_pretrained_weights():
    weights = data.pretrained_efficientnet_lite0()
    counted = [a for name, a in weights.items() if "moving" not in name]
    assert sum(a.size for a in counted) == 4_652_008
    assert all(a.dtype == np.float32 and np.isfinite(a).all() for a in weights.values())


def idx(array):
    header = b"\x00\x00\x08" + bytes([array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(header + array.tobytes(), mtime=0)


@pytest.fixture
def published(tmp_path, monkeypatch):
    """Four small IDX files in a folder, taken for the published ones."""
    rng = np.random.default_rng(0)
    arrays, sums = {}, {}
    for name in module.MD5:
        shape = (3, 28, 28) if "images" in name else (3,)
        arrays[name] = rng.integers(0, 10, shape, dtype=np.uint8)
        (tmp_path / name).write_bytes(idx(arrays[name]))
        sums[name] = hashlib.md5((tmp_path / name).read_bytes()).hexdigest()
    monkeypatch.setattr(module, "MD5", sums)
    monkeypatch.setattr(module, "ADDRESS", tmp_path.as_uri() + "/")
    return tmp_path, list(arrays.values())


def test_full_fashion_mnist_from_local_files(published):
    folder, arrays = published
    (x_train, y_train), (x_test, y_test) = data.fashion_mnist_full(folder)
    for read, written in zip((x_train, y_train, x_test, y_test), arrays):
        np.testing.assert_array_equal(read, written)


def test_nothing_is_fetched_unasked(tmp_path, monkeypatch):
    monkeypatch.setattr(urllib.request, "urlopen", lambda *a, **k: pytest.fail("fetched"))
    with pytest.raises(FileNotFoundError, match="folder has no train-images-idx3-ubyte.gz; install .* download=True"):
        data.fashion_mnist_full(tmp_path)


def test_download_when_asked(published, tmp_path_factory):
    target = tmp_path_factory.mktemp("empty") / "new"
    (x_train, _), _ = data.fashion_mnist_full(target, download=True)
    np.testing.assert_array_equal(x_train, published[1][0])
    assert sorted(f.name for f in target.iterdir()) == sorted(module.MD5)


def test_damaged_file(published):
    path = published[0] / "t10k-labels-idx1-ubyte.gz"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(ValueError, match="t10k-labels-idx1-ubyte.gz has md5 .*, needs .*; it is damaged"):
        data.fashion_mnist_full(published[0])


@pytest.mark.parametrize(
    "content, words", [(b"no", "is no IDX file"), (b"\0\0\x08\x01\0\0\0\x05abc", "holds 3 numbers")]
)
def test_malformed_idx(content, words):
    with pytest.raises(ValueError, match=words):
        module._parse_idx(content, "file")
