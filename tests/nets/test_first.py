"""The first networks: their counts, both halves, and the weights that the book ships with what is said of them."""

import numpy as np
import pytest

import cnnlib.tf
from cnnlib import data, nets, scratch

COUNTS = {"dense_network": 50_890, "first_cnn": 5_258, "first_cnn_pooled": 6_218, "first_cnn_flattened": 21_578}
NAMES = list(nets.first_networks())
ACCURACIES = data.first_accuracies()
(_, _), (PICTURES, LABELS) = data.fashion_mnist()
PICTURES = (PICTURES / 255).astype(np.float32)[..., None]


@pytest.mark.parametrize("name", COUNTS)
def test_both_halves_build_one_network(name):
    ours, theirs = (getattr(nets, name)(nn) for nn in (scratch, cnnlib.tf))
    assert ours.count_params() == theirs.count_params() == COUNTS[name]
    assert [tuple(w.shape) for w in ours.weights] == [tuple(w.shape) for w in theirs.weights]
    assert [layer.name for layer in ours.layers if layer.weights] == [lay.name for lay in theirs.layers if lay.weights]


def moved(x, rows, columns):
    """Pictures moved down and to the right, by way of a wide dark frame."""
    wide = np.pad(x, ((0, 0), (10, 10), (10, 10), (0, 0)))
    return np.ascontiguousarray(wide[:, 10 - rows : 38 - rows, 10 - columns : 38 - columns])


def right(network, x):
    return np.mean(network.predict(x, batch_size=250, verbose=0).argmax(axis=-1) == LABELS)


@pytest.mark.parametrize("name", NAMES)
def test_the_stored_weights_give_the_stored_accuracies(name):
    """Within a picture or two, which the order of a sum may turn."""
    network, stored = nets.first_networks()[name], ACCURACIES[name]
    assert abs(right(network, PICTURES) - stored["pictures"][0]) <= 0.001
    assert stored["pictures"][0] == stored["shifted"][0, 0] == stored["moved"][6, 6]
    directions = ((0, 3), (0, -3), (3, 0), (-3, 0))
    assert abs(np.mean([right(network, moved(PICTURES, *by)) for by in directions]) - stored["shifted"][0, 3]) <= 0.001
    for down, across in (*directions, (2, -5), (-6, 6)):
        assert abs(right(network, moved(PICTURES, down, across)) - stored["moved"][6 + down, 6 + across]) <= 0.001


@pytest.mark.parametrize("name", NAMES)
def test_the_shuffled_networks_are_right_on_shuffled_pictures_alone(name):
    network, order = nets.first_networks(shuffled=True)[name], data.shuffled_order()
    noise = PICTURES.reshape(-1, 784)[:, order].reshape(PICTURES.shape)
    if name == "dense":  # the network of the pictures, with its rows in the new order
        assert abs(right(network, noise) - ACCURACIES[name]["pictures"][0]) <= 0.001
    else:
        assert abs(right(network, noise) - ACCURACIES[name]["shuffled"][0]) <= 0.001
    assert right(network, PICTURES) < 0.5


@pytest.mark.parametrize("name", NAMES)
def test_keras_gives_the_same_scores(name):
    network = nets.first_networks()[name]
    in_keras = nets.first.FIRST[name](cnnlib.tf)
    in_keras.set_weights(network.get_weights())
    ours, theirs = network(PICTURES[:50]), in_keras(PICTURES[:50]).numpy()
    assert scratch.relative_error(ours, theirs) <= 1e-4


def test_what_the_book_says_of_five_seeds():
    dense, cnn, pooled, flattened = (ACCURACIES[name] for name in (*NAMES, "convolutional, flattened"))
    for one in ACCURACIES.values():
        assert one["pictures"].shape == (5,) and one["shifted"].shape == (5, 7)
    assert all(one["shuffled"].shape == (5,) for one in (dense, cnn, pooled)) and "shuffled" not in flattened
    for one in ACCURACIES.values():
        assert (one["pictures"] > 0.8).all()
    assert (pooled["shifted"][:, 4] > cnn["shifted"][:, 4].max() + 0.1).all()
    assert (cnn["shifted"][:, 4] > dense["shifted"][:, 4].max()).all()
    assert (pooled["shifted"][:, 4] > flattened["shifted"][:, 4].max() + 0.1).all()
    assert (dense["shuffled"] > max(cnn["shuffled"].max(), pooled["shuffled"].max())).all()


def test_an_unknown_network_is_refused():
    with pytest.raises(ValueError, match="^first_weights: name is 'cnn', needs one of 'dense', 'convolutional', "):
        data.first_weights("cnn")
    with pytest.raises(ValueError, match=r"^first_weights: name is array\(.*, needs one of"):
        data.first_weights(np.ones(2))
    with pytest.raises(TypeError, match="^first_weights: shuffled is 1, needs True or False$"):
        nets.first_networks(shuffled=1)


def test_the_weights_are_light():
    stored = np.load(data.first.files("cnnlib.data") / "first_networks.npz")
    weights = {name: stored[name] for name in stored.files if "/" in name}
    assert all(w.dtype == np.float16 for w in weights.values())
    assert sum(w.nbytes for w in weights.values()) < 200_000
