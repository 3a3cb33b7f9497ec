"""An epoch of LeNet-5 on 10,000 pictures of Fashion-MNIST: `fit` of cnnlib.scratch against Keras's."""

import numpy as np

import cnnlib.tf
from benchmarks.timing import compare
from cnnlib import data, scratch

TARGETS = {"LeNet-5 epoch": 2.0}


def lenet5(nn):
    return nn.Sequential(
        [
            nn.Input((28, 28, 1)),
            nn.Conv2D(6, 5, padding="same", activation="relu"),
            nn.MaxPooling2D(),
            nn.Conv2D(16, 5, activation="relu"),
            nn.MaxPooling2D(),
            nn.Flatten(),
            nn.Dense(120, activation="relu"),
            nn.Dense(84, activation="relu"),
            nn.Dense(10),
        ]
    )


def run():
    """{name: {case: Ratio}}."""
    (x, y), _ = data.fashion_mnist()
    x = (x / 255).astype(np.float32)[..., None]  # (10000, 28, 28, 1)

    def epoch(nn):
        network = lenet5(nn)
        network.compile(nn.Adam(), nn.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
        return lambda: network.fit(x, y, batch_size=64, verbose=0)

    return {"LeNet-5 epoch": {"batch 64, Adam": compare(epoch(scratch), epoch(cnnlib.tf), seconds=20, least=5)}}
