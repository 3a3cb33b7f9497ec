"""Networks that are ready for training, and what they are trained on, in both halves."""

import numpy as np

import cnnlib.tf
from tests.scratch.networks import examples, small
from tests.scratch.training.cases import LOSSES
from tests.scratch.twins import normal

# Keras rounds the numbers of an optimizer to float32 even where it computes in float64; these it can hold.
ADAM = dict(learning_rate=2**-10, beta_1=0.75, beta_2=0.96875, epsilon=2**-20)
OPTIMIZERS = {
    "sgd": lambda nn: nn.SGD(0.0625),
    "momentum": lambda nn: nn.SGD(0.03125, momentum=0.75),
    "nesterov": lambda nn: nn.SGD(0.03125, momentum=0.75, nesterov=True),
    "adam": lambda nn: nn.Adam(**ADAM),
    "adamw": lambda nn: nn.AdamW(**ADAM, weight_decay=0.25),
    "rmsprop": lambda nn: nn.RMSprop(2**-10, rho=0.75, momentum=0.5, epsilon=2**-20),
}


def loss(nn):
    return nn.SparseCategoricalCrossentropy(from_logits=True)


def compiled(network, nn, optimizer="adam", outputs=1):
    several = outputs > 1
    network.compile(
        OPTIMIZERS[optimizer](nn),
        loss=[loss(nn) for _ in range(outputs)] if several else loss(nn),
        loss_weights=[1.0, 0.5] if several else None,
        metrics=["accuracy"] * outputs,
        **({"run_eagerly": True} if nn is cnnlib.tf else {}),  # ten steps are sooner made than compiled
    )
    return network


def data_of(build, dtype, n=40, seed=0):
    """x and y for a network, lists where it has two inputs and outputs; nobody may write to them."""
    x, y = examples(n, dtype, seed)
    other, sides = normal((n, 8, 8, 4), dtype, seed + 1), (y == 1).astype("uint8")
    for array in (x, y, other, sides):
        array.flags.writeable = False
    return (x, y) if build is small else ([x, other], [y, sides])


def labels_of(name, n):
    """x and y for a loss: classes, or rows with a 1 in the place of the class."""
    x, labels = data_of(small, "float32", n)
    return x, np.eye(3, dtype="float32")[labels] if LOSSES[name][1] == "rows" else labels
