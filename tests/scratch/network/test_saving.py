"""Weights on disk: the same again, never another network's, never a damaged file."""

import numpy as np
import pytest

from cnnlib import scratch
from tests.scratch.networks import branched, sharing, small


def assert_same(weights, others):
    assert len(weights) == len(others) and all(np.array_equal(a, b) for a, b in zip(weights, others))


@pytest.mark.parametrize("build", [small, branched])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_saved_weights_come_back_bit_for_bit(tmp_path, build, dtype):
    scratch.set_random_seed(1)
    network, other = build(scratch, dtype), build(scratch, dtype)
    network.save_weights(tmp_path / "weights.npz")
    assert not np.array_equal(network.weights[0], other.weights[0])
    other.load_weights(tmp_path / "weights.npz")
    assert_same(network.get_weights(), other.get_weights())
    assert [path.name for path in tmp_path.iterdir()] == ["weights.npz"]


def test_the_file_names_place_layer_and_weight(tmp_path):
    small(scratch).save_weights(tmp_path / "weights.npz")
    with np.load(tmp_path / "weights.npz") as file:
        assert file.files[:2] == ["0/Conv2D/kernel", "0/Conv2D/bias"]
        assert file["1/BatchNormalization/moving_variance"].shape == (4,)


def test_the_weights_of_a_shared_layer_are_saved_once(tmp_path):
    network, path = sharing(scratch), tmp_path / "weights.npz"
    before = network.get_weights()
    network.save_weights(path)
    with np.load(path) as file:
        assert len(file.files) == len(before) == 4
    network.set_weights([w + 1 for w in before])
    network.load_weights(path)
    assert_same(before, network.get_weights())


def test_a_failure_while_saving_leaves_the_earlier_file(tmp_path, monkeypatch):
    network, path = small(scratch), tmp_path / "weights.npz"
    network.save_weights(path)
    before, weights = path.read_bytes(), network.get_weights()
    network.set_weights([w + 1 for w in weights])

    def fail(file, **arrays):
        file.write(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez", fail)
    with pytest.raises(KeyboardInterrupt):
        network.save_weights(path)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]
    network.load_weights(path)
    assert_same(network.get_weights(), weights)


def layers_of(*layers):
    return scratch.Sequential([scratch.Input((6, 6, 1)), *layers])


OTHERS = {
    "filters": (
        [scratch.Conv2D(4, 3), scratch.Flatten(), scratch.Dense(3)],
        "the network has layer 0: Conv2D with kernel (3, 3, 1, 4) float32, bias (4,) float32, but weights.npz has "
        "layer 0: Conv2D with kernel (3, 3, 1, 2) float32, bias (2,) float32 there",
    ),
    "units": (
        [scratch.Conv2D(2, 3), scratch.Flatten(), scratch.Dense(4)],
        "layer 2: Dense with kernel (32, 4) float32",
    ),
    "kind": ([scratch.Conv2D(2, 3), scratch.BatchNormalization()], "layer 1: BatchNormalization with gamma (2,)"),
    "no bias": ([scratch.Conv2D(2, 3, use_bias=False)], "layer 0: Conv2D with kernel (3, 3, 1, 2) float32, but"),
    "shorter": (
        [scratch.Conv2D(2, 3)],
        "load_weights: only weights.npz has layer 2: Dense with kernel (32, 3) float32",
    ),
    "longer": (
        [scratch.Conv2D(2, 3), scratch.Flatten(), scratch.Dense(3), scratch.Dense(5)],
        "load_weights: only the network has layer 3: Dense with kernel (3, 5) float32",
    ),
}


@pytest.mark.parametrize("case", OTHERS)
def test_the_file_of_another_network_is_refused_naming_the_layer(tmp_path, case):
    layers, words = OTHERS[case]
    layers_of(scratch.Conv2D(2, 3), scratch.Flatten(), scratch.Dense(3)).save_weights(tmp_path / "weights.npz")
    network = layers_of(*layers)
    before = network.get_weights()
    with pytest.raises(ValueError) as caught:
        network.load_weights(tmp_path / "weights.npz")
    assert words in str(caught.value) and "\n" not in str(caught.value)
    assert_same(before, network.get_weights())


@pytest.mark.parametrize("names", [["weights"], ["0/Conv2D/kernel", "x/y/z"], ["a/b"]])
def test_the_file_of_another_program_is_refused(tmp_path, names):
    np.savez(tmp_path / "other.npz", **{name: np.ones(2) for name in names})
    foreign = names[-1]
    words = f"other.npz holds '{foreign}', which is not the name of a layer's weight; needs a file that save_weights wrote"
    with pytest.raises(ValueError, match=f"^load_weights: {words}$"):
        small(scratch).load_weights(tmp_path / "other.npz")


@pytest.mark.parametrize("method", ["save_weights", "load_weights"])
def test_an_ending_is_no_name(tmp_path, method):
    words = "filepath is '.*/.npz', needs a name before .npz, such as \"weights.npz\""
    with pytest.raises(ValueError, match=f"^{method}: {words}$"):
        getattr(small(scratch), method)(tmp_path / ".npz")


def test_where_nothing_can_be_written_is_said_at_once(tmp_path):
    network = small(scratch)
    (tmp_path / "folder.npz").mkdir()
    (tmp_path / "file").touch()
    for path, exception, words in [
        ("none/weights.npz", FileNotFoundError, "none/weights.npz', needs a folder that exists; make '.*none'"),
        ("file/weights.npz", FileNotFoundError, "file/weights.npz', needs a folder that exists; '.*/file' is a file"),
        ("file/below/weights.npz", FileNotFoundError, "needs a folder that exists; '.*/file' is a file"),
        ("folder.npz", IsADirectoryError, "folder.npz', a folder, needs the name of a file"),
    ]:
        with pytest.raises(exception, match=f"^save_weights: filepath is '.*{words}"):
            network.save_weights(tmp_path / path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.npz"]
    for method in ("save_weights", "load_weights"):
        with pytest.raises(TypeError, match=f"^{method}: filepath is 3, needs a name"):
            getattr(network, method)(3)


def test_a_folder_that_may_not_be_written_to_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda path, mode: path != tmp_path)  # whoever runs the tests may write anywhere
    with pytest.raises(PermissionError, match="^save_weights: filepath is .* needs a folder that may be written to"):
        small(scratch).save_weights(tmp_path / "weights.npz")


def test_a_file_that_may_not_be_read_is_refused(tmp_path, monkeypatch):
    network, path = small(scratch), tmp_path / "weights.npz"
    network.save_weights(path)
    monkeypatch.setattr("os.access", lambda place, mode: place != path)
    with pytest.raises(PermissionError, match="^load_weights: filepath is .* needs a file that may be read"):
        network.load_weights(path)


def test_another_type_another_file_and_a_damaged_one_are_refused(tmp_path):
    network, path = small(scratch), tmp_path / "weights.npz"
    small(scratch, "float64").save_weights(path)
    with pytest.raises(ValueError, match="float64 there"):
        network.load_weights(path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ValueError, match="weights.npz is not a file of weights, or a damaged one; needs one that save"):
        network.load_weights(path)
    path.write_text("words")
    with pytest.raises(ValueError, match="weights.npz is not a file of weights, or a damaged one; needs one that save"):
        network.load_weights(path)
    with pytest.raises(FileNotFoundError, match="^load_weights: filepath is '.*none.npz', needs a file that is there"):
        network.load_weights(tmp_path / "none.npz")
    with pytest.raises(IsADirectoryError, match="^load_weights: filepath is '.*', a folder, needs the name of a file"):
        (tmp_path / "folder.npz").mkdir()
        network.load_weights(tmp_path / "folder.npz")
    for method in ("save_weights", "load_weights"):
        with pytest.raises(ValueError, match=f"{method}: filepath is 'a.h5', needs a name that ends in .npz"):
            getattr(network, method)("a.h5")
        with pytest.raises(ValueError, match=f"{method}: the network is not built"):
            getattr(scratch.Sequential([scratch.Dense(2)]), method)(tmp_path / "new.npz")
