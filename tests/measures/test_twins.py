"""`measure` gives the same for a network of either half: merges, resizing, cropping, noise and augmentation."""

import keras
import pytest
from keras.src.applications import convnext

import cnnlib.tf
from cnnlib import from_keras, measure, scratch

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
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_of_keras_too_only_what_is_known_is_measured(layer):
    with pytest.raises(ValueError, match=r"^measure: layer own .*: what it sees is not known$"):
        measure(keras.Sequential([keras.Input((6, 6, 2)), layer]))


@pytest.mark.parametrize("layer", ["Resizing", "Permute", "nearest"])
def test_other_sizes_and_orders_row_by_row(layer):
    def rows(nn):
        made = {"Resizing": nn.Resizing(32, 20), "Permute": nn.Permute((2, 1, 3))}
        made["nearest"] = nn.Resizing(32, 20, interpolation="nearest")
        network = nn.Sequential([nn.Input((28, 24, 2)), nn.Conv2D(2, (3, 5)), made[layer], nn.Conv2D(2, (1, 2))])
        return [(row.kind, row.shape, row.macs, row.sight) for row in measure(network)]

    assert rows(scratch) == rows(cnnlib.tf)


def test_a_crop_of_keras_is_measured_by_its_shapes():
    table = measure(keras.Sequential([keras.Input((6, 8, 2)), keras.layers.RandomCrop(3, 5), keras.layers.Conv2D(4, 3)]))
    crop, convolution = list(table)[-2:]
    assert crop.shape == (3, 5, 2) and crop.receptive_field == crop.stride == (1, 1)
    assert convolution.shape == (1, 3, 4) and convolution.receptive_field == (3, 3)


def test_a_pipeline_is_measured_layer_by_layer():
    inner = keras.layers.Pipeline([keras.layers.RandomContrast(0.1), keras.layers.Resizing(6, 6)])
    layers = [keras.layers.RandomFlip(), inner, keras.layers.Conv2D(2, 3)]
    model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Pipeline(layers), keras.layers.Conv2D(4, 3)])
    said = [
        [(r.name, r.shape, r.params, r.macs, r.activations, r.sight) for r in table]
        for table in (measure(model), measure(from_keras(model)))
    ]
    assert said[0] == said[1] and len(said[0]) == 6


def test_layers_that_keras_lists_elsewhere_and_those_of_training_alone():
    """ConvNeXt's two, and augmentation that cnnlib does not have: as the network that `from_keras` makes of them."""
    x = image = keras.Input((8, 8, 4))
    for layer in (
        keras.layers.RandomContrast(0.1),
        keras.layers.GaussianDropout(0.1),
        keras.layers.Pipeline([keras.layers.RandomZoom(0.1)]),
        keras.layers.ActivityRegularization(0.1),
        convnext.LayerScale(0.5, 4),
        convnext.StochasticDepth(0.1),
        keras.layers.Conv2D(2, 3),
    ):
        x = layer(x)
    model = keras.Model(image, x)
    theirs, ours = measure(model), measure(from_keras(model))
    said = [[(row.name, row.shape, row.params, row.macs, row.receptive_field) for row in table] for table in (ours, theirs)]
    assert said[0] == said[1] and theirs.params == 4 + 74
