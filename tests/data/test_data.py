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
README = (FOLDER / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\S+\.\w+) \| .+ \| (.+) \| ([0-9a-f]{64}) \|$", README, re.MULTILINE)
NOTICES = {  # what has to stand beside a file under each license
    "MIT": "Copyright © 2017 Zalando SE",
    "Apache-2.0": "Copyright 2020 The TensorFlow Authors",
    "CC0": "CC0 1.0",
    "public domain": "public domain |",
    "as the code": "under the license of the code (`LICENSE`, BSD-3-Clause)",
    "names, no license needed": "a list of names",
}


def test_every_file_has_a_row():
    files = {f.name for f in FOLDER.iterdir() if f.suffix in {".npz", ".png", ".txt"}}
    assert files == {name for name, _, _ in ROWS} | {"LICENSE-Apache-2.0.txt"}


@pytest.mark.parametrize("name, license, sha256", ROWS)
def test_each_file_has_its_checksum_and_its_notice(name, license, sha256):
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == sha256
    assert NOTICES[license] in README
    if name.endswith(".png"):
        assert re.search(rf"^\| {name} \| .+ \| .*{license}.* \|$", README, re.MULTILINE)


def test_license_texts():
    assert "Permission is hereby granted, free of charge" in README
    apache = (FOLDER / "LICENSE-Apache-2.0.txt").read_text(encoding="utf-8")
    assert "Apache License" in apache and "END OF TERMS AND CONDITIONS" in apache


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
    with pytest.raises(ValueError, match=r"^photograph: name is array\(\[\[1., 1., 1., .*, needs one of astronaut, camera"):
        data.photograph(np.ones((224, 224)))


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


def test_nothing_is_fetched_unasked(published, monkeypatch):
    monkeypatch.setattr(urllib.request, "urlopen", lambda *a, **k: pytest.fail("fetched"))
    folder, _ = published
    (folder / "train-labels-idx1-ubyte.gz").unlink()
    (folder / "t10k-labels-idx1-ubyte.gz").unlink()
    missing = "has no train-labels-idx1-ubyte.gz, no t10k-labels-idx1-ubyte.gz; give .* or call with download=True"
    with pytest.raises(FileNotFoundError, match=missing):
        data.fashion_mnist_full(folder)


@pytest.fixture
def target(tmp_path_factory):
    """A folder that does not exist yet."""
    return tmp_path_factory.mktemp("target") / "new"


def test_download_when_asked(published, target):
    (x_train, _), _ = data.fashion_mnist_full(target, download=True)
    np.testing.assert_array_equal(x_train, published[1][0])
    assert sorted(f.name for f in target.iterdir()) == sorted(module.MD5)


def test_download_fetches_only_what_is_missing(published, monkeypatch):
    monkeypatch.setattr(urllib.request, "urlopen", lambda *a, **k: pytest.fail("fetched"))
    data.fashion_mnist_full(published[0], download=True)


def test_a_damaged_download_is_not_kept(published, target):
    spoil(published[0] / "train-images-idx3-ubyte.gz")
    with pytest.raises(ValueError, match="train-images-idx3-ubyte.gz has md5"):
        data.fashion_mnist_full(target, download=True)
    assert not target.exists()


def test_a_download_that_fails_says_so_in_one_line(published, target):
    (published[0] / "train-images-idx3-ubyte.gz").unlink()
    with pytest.raises(ConnectionError, match="train-images-idx3-ubyte.gz could not be fetched .* check the network"):
        data.fashion_mnist_full(target, download=True)


def test_damaged_file(published):
    spoil(published[0] / "t10k-labels-idx1-ubyte.gz")
    with pytest.raises(ValueError, match="t10k-labels-idx1-ubyte.gz has md5 .*, needs .*; it is damaged .* fetch it"):
        data.fashion_mnist_full(published[0])


def spoil(path):
    path.write_bytes(path.read_bytes() + b"x")


@pytest.mark.parametrize(
    "content, words",
    [
        (b"no", "begins with b'no', needs the header of an IDX file"),
        (b"\0\0\x0d\x01\0\0\0\x01abcd", "needs the header of an IDX file of unsigned bytes"),
        (b"\0\0\x08\x03\0\0", "needs the header of an IDX file"),
        (b"\0\0\x08\x01\0\0\0\x05abc", r"holds 3 numbers, needs 5 for the shape \(5,\) in its header"),
        (b"\0\0\x08\x01\0\0\0\x05", "holds 0 numbers, needs 5"),
    ],
)
def test_malformed_idx(published, content, words):
    name = "train-labels-idx1-ubyte.gz"
    (published[0] / name).write_bytes(gzip.compress(content, mtime=0))
    module.MD5[name] = hashlib.md5((published[0] / name).read_bytes()).hexdigest()
    with pytest.raises(ValueError, match=f"^fashion_mnist_full: {name} .*{words}.*; delete it and fetch it again$"):
        data.fashion_mnist_full(published[0])


def test_the_arrays_can_be_written_to(published):
    (x_train, _), _ = data.fashion_mnist_full(published[0])
    x_train[:] = 0
