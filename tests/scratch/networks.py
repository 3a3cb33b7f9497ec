"""Networks that the tests train, each written once for both halves."""

import numpy as np


def small(nn, dtype="float32"):
    """Convolution, batch normalization, pooling, dense: 8×8×2 to 3 classes."""
    return nn.Sequential(
        [
            nn.Input((8, 8, 2), dtype=dtype),
            nn.Conv2D(4, 3, padding="same", activation="relu"),
            nn.BatchNormalization(momentum=0.75),
            nn.MaxPooling2D(2),
            nn.SeparableConv2D(5, 3, activation="tanh"),
            nn.Flatten(),
            nn.Dense(3),
        ]
    )


def branched(nn, dtype="float32"):
    """Two inputs, a shared layer, Add, Concatenate, a tensor used three times, two outputs."""
    image, other = nn.Input((8, 8, 2), dtype=dtype), nn.Input((8, 8, 4), dtype=dtype)
    x = nn.Conv2D(4, 3, padding="same", activation="relu", name="first")(image)
    shared = nn.Conv2D(4, 1, use_bias=False, name="shared")  # a bias before a norm has no gradient but rounding
    y = nn.Add(name="residual")([shared(x), x, shared(other)])
    y = nn.BatchNormalization(momentum=0.75, name="norm")(y)
    z = nn.Concatenate(name="join")([y, nn.AveragePooling2D(3, strides=1, padding="same", name="smooth")(x), x])
    z = nn.GlobalAveragePooling2D(name="pool")(z)
    classes = nn.Dense(3, name="classes")(z)
    sides = nn.Dense(2, name="sides")(nn.Flatten(name="flat")(y))
    return nn.Model([image, other], [classes, sides])


def sharing(nn, dtype="float32"):
    """Two networks that share a dense layer, which is also called on its own."""
    x = nn.Input((4,), dtype=dtype)
    shared = nn.Dense(4, name="shared")
    one = nn.Sequential([nn.Input((4,), dtype=dtype), shared, nn.Activation("tanh"), nn.Dense(3, name="own")], name="a")
    other = nn.Sequential([nn.Input((4,), dtype=dtype), nn.Activation("sigmoid"), shared], name="b")
    return nn.Model(x, [one(x), other(shared(x)), one(other(x))])


def lenet5(nn, classes=10, dtype=None):
    return nn.Sequential(
        [
            nn.Input((28, 28, 1), dtype=dtype),
            nn.Conv2D(6, 5, padding="same", activation="relu"),
            nn.MaxPooling2D(2),
            nn.Conv2D(16, 5, activation="relu"),
            nn.MaxPooling2D(2),
            nn.Flatten(),
            nn.Dense(120, activation="relu"),
            nn.Dense(84, activation="relu"),
            nn.Dense(classes),
        ]
    )


def examples(n, dtype="float32", seed=0):
    """Images whose class is the quadrant of their brightest cell, more or less: enough to learn something."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n)
    x = rng.normal(size=(n, 8, 8, 2))
    for image, label in zip(x, y):
        image[2 * label : 2 * label + 3, :, 0] += 1
    return x.astype(dtype), y.astype("uint8")
