"""Epochs of training on Fashion-MNIST: `fit` of cnnlib.scratch against Keras's, and against Keras's with XLA."""

import numpy as np

import cnnlib.tf
from benchmarks.timing import compare
from cnnlib import data, scratch

TARGETS = {"LeNet-5 epoch": 1.0}


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


def resnet8(nn):
    """Three stages of one block: the smallest of the residual networks for small pictures (He et al., 2016)."""

    def conv(x, filters, stride=1, k=3):
        x = nn.Conv2D(filters, k, strides=stride, padding="same", use_bias=False)(x)
        return nn.BatchNormalization()(x)

    start = nn.Input((28, 28, 1))
    x = nn.ReLU()(conv(start, 16))
    for filters, stride in ((16, 1), (32, 2), (64, 2)):
        branch = conv(nn.ReLU()(conv(x, filters, stride)), filters)
        x = nn.ReLU()(nn.Add()([x if stride == 1 else conv(x, filters, stride, k=1), branch]))
    return nn.Model(start, nn.Dense(10)(nn.GlobalAveragePooling2D()(x)))


EPOCHS = {"LeNet-5": (lenet5, 10_000), "ResNet-8": (resnet8, 2_000)}  # and of how many pictures


def pictures(n):
    (x, y), _ = data.fashion_mnist()
    return (x[:n] / 255).astype(np.float32)[..., None], y[:n]  # (n, 28, 28, 1), (n,)


def epoch(nn, name, **options):
    """A function that trains a network of this name for one epoch more at each call."""
    network, n = EPOCHS[name]
    (x, y), model = pictures(n), network(nn)
    loss = nn.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(nn.Adam(), loss, metrics=["accuracy"], **options)
    return lambda: model.fit(x, y, batch_size=64, verbose=0)


def pair(name, **options):
    """An epoch by `fit` of cnnlib.scratch, and one by Keras's, which takes the options."""
    return epoch(scratch, name), epoch(cnnlib.tf, name, **options)


def run():
    """{name: {case: Ratio}}."""
    return {
        f"{name} epoch{words}": {"batch 64, Adam": compare(*pair(name, **options), seconds=12, least=5)}
        for name in EPOCHS
        for words, options in (("", {}), (", XLA", {"jit_compile": True}))
    }
