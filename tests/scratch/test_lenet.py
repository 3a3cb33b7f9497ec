"""LeNet-5 on Fashion-MNIST: the same training in NumPy as in Keras."""

import numpy as np
import pytest

import cnnlib.tf
from cnnlib import data, scratch
from tests.scratch.networks import lenet5


def train(network, nn, orders, x, y):
    """The training loss of each epoch, as `fit` reports it; an order of the examples an epoch."""
    network.compile(nn.Adam(), nn.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    losses = []
    for order in orders:
        losses += network.fit(x[order], y[order], batch_size=64, shuffle=False, verbose=0).history["loss"]
    return losses


@pytest.mark.long
def test_five_epochs_go_as_in_keras():
    (x, y), (x_test, y_test) = data.fashion_mnist()
    x, x_test = ((images[..., None] / 255).astype("float32") for images in (x, x_test))
    scratch.set_random_seed(1)
    ours, theirs = lenet5(scratch), lenet5(cnnlib.tf)
    theirs.set_weights(ours.get_weights())
    rng = np.random.default_rng(2)
    orders = [rng.permutation(len(x)) for _ in range(5)]
    losses, expected = (train(network, nn, orders, x, y) for network, nn in ((ours, scratch), (theirs, cnnlib.tf)))
    assert losses == pytest.approx(expected, rel=0.01)
    assert losses[-1] < 0.45
    accuracies = [network.evaluate(x_test, y_test, verbose=0)[1] for network in (ours, theirs)]
    assert accuracies[0] == pytest.approx(accuracies[1], abs=0.01) and accuracies[0] > 0.8
