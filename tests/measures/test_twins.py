"""`measure` gives the same for a network of either half: merges, resizing, cropping, noise and augmentation."""

import keras
import pytest

import cnnlib.tf
from cnnlib import measure, scratch

AUGMENTATION = [
    ("RandomFlip", {}),
    ("RandomTranslation", dict(height_factor=0.1, width_factor=0.1)),
    ("RandomRotation", dict(factor=0.1)),
    ("GaussianNoise", dict(stddev=0.1)),
    ("Rescaling", dict(scale=[0.5, 1.0, 2.0], offset=[1.0, 0.0, -1.0])),
    ("Normalization", {}),
]


def network(nn):
    """Squeeze and excitation between the way down and the way up."""
    x = image = nn.Input((24, 32, 3))
    for name, arguments in AUGMENTATION:
        x = getattr(nn, name)(**arguments)(x)
    x = nn.Cropping2D(((1, 1), (0, 2)))(nn.Conv2D(4, 3, strides=2, padding="same", activation="relu")(x))  # (10, 14, 4)
    scales = nn.Conv2D(4, 1, activation="sigmoid")(nn.GlobalAveragePooling2D(keepdims=True)(x))
    x = nn.Multiply()([x, scales])
    x = nn.Maximum()([x, nn.Conv2D(4, 3, padding="same")(nn.SpatialDropout2D(0.1)(x))])
    x = nn.Average()([x, nn.Minimum()([x, nn.Identity()(x)]), nn.Subtract()([x, nn.Permute((1, 2, 3))(x)])])
    x = nn.UpSampling2D((3, 2), interpolation="bilinear")(nn.Resizing(5, 7, interpolation="nearest")(x))
    return nn.Model(image, nn.UpSampling2D()(x))


@pytest.fixture(scope="module")
def tables():
    return [measure(network(half)) for half in (scratch, cnnlib.tf)]


def test_row_by_row(tables):
    ours, theirs = tables
    assert [(r.kind, *r.cells()[1:]) for r in ours] == [(r.kind, *r.cells()[1:]) for r in theirs]


def test_totals(tables):
    ours, theirs = tables
    assert ours.totals() == theirs.totals()


@pytest.mark.parametrize(
    "layer",
    [
        keras.layers.UpSampling2D(interpolation="bicubic", name="own"),
        keras.layers.Resizing(12, 12, interpolation="lanczos3", name="own"),
        keras.layers.Resizing(12, 6, crop_to_aspect_ratio=True, name="own"),
        keras.layers.RandomCrop(3, 3, name="own"),
        keras.layers.Permute((3, 2, 1), name="own"),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_of_keras_too_only_what_is_known_is_measured(layer):
    with pytest.raises(ValueError, match=r"^measure: layer own .*: what it sees is not known$"):
        measure(keras.Sequential([keras.Input((6, 6, 2)), layer]))
