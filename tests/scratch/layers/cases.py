"""Arguments for every layer, and the public classes; each layer is compared with Keras's on all of its cases."""

import inspect

import numpy as np
import pytest

from cnnlib import scratch
from cnnlib.scratch.layers.activation import FUNCTIONS, OTHER_NAMES

IMAGES, SEQUENCES, ROWS = (3, 7, 6, 4), (3, 5, 4), (5, 6)
SPREAD = [  # shapes that broadcast as Keras has it: one a channel, one a place, of other ranks, both ways
    [IMAGES, (3, 1, 1, 4)],
    [(3, 4), IMAGES],
    [(3, 7, 1, 4), (3, 1, 6, 1)],
]
# Arguments and the shape of the input, or a list of shapes. Keras holds some constants in float32 even where it
# computes in float64, so those here are fractions that float32 can hold, but for these.
FLOAT32_CONSTANTS = ({"activation": "gelu"}, {"activation": "leaky_relu"}, {"negative_slope": 0.3})
# What lies between cells, TensorFlow computes in float32 whatever it is given.
FLOAT32_PLACES = ("RandomRotation", "RandomTranslation", "Resizing", "UpSampling2D")
CASES = {
    "Activation": [(dict(activation=name), ROWS) for name in [*FUNCTIONS, *OTHER_NAMES, "linear", None]],
    "Add": [({}, [IMAGES, IMAGES]), ({}, [ROWS] * 3), *(({}, shapes) for shapes in SPREAD)],
    "Average": [({}, [IMAGES, IMAGES]), ({}, [ROWS] * 3), *(({}, shapes) for shapes in SPREAD)],
    "AveragePooling2D": [(dict(pool_size=2), IMAGES), (dict(pool_size=(3, 2), strides=2, padding="same"), IMAGES)],
    "BatchNormalization": [
        ({}, IMAGES),
        ({}, ROWS),
        (dict(axis=2), SEQUENCES),
        (dict(momentum=0.5, epsilon=0.1, center=False), IMAGES),
        (dict(scale=False), IMAGES),
    ],
    "Concatenate": [
        ({}, [IMAGES, (3, 7, 6, 1)]),
        (dict(axis=1), [IMAGES, (3, 2, 6, 4), IMAGES]),
        (dict(axis=2), [IMAGES, (3, 7, 1, 4)]),
        (dict(axis=-3), [(3, 1, 6, 4), IMAGES]),
    ],
    "Conv2D": [
        (dict(filters=5, kernel_size=3), IMAGES),
        (dict(filters=5, kernel_size=(3, 2), strides=(2, 1), padding="same", activation="relu"), IMAGES),
        (dict(filters=6, kernel_size=2, use_bias=False, activation="tanh"), IMAGES),
        (dict(filters=5, kernel_size=3, dilation_rate=2), IMAGES),
        (dict(filters=5, kernel_size=(3, 2), dilation_rate=(2, 3), padding="same"), IMAGES),
        (dict(filters=6, kernel_size=3, groups=2), IMAGES),
        (dict(filters=4, kernel_size=2, groups=4, strides=2, padding="same"), IMAGES),
        (dict(filters=6, kernel_size=3, groups=2, dilation_rate=(1, 2)), IMAGES),
    ],
    "Conv2DTranspose": [
        (dict(filters=5, kernel_size=3), IMAGES),
        (dict(filters=5, kernel_size=3, strides=2, padding="same", output_padding=1, activation="relu"), IMAGES),
        (dict(filters=2, kernel_size=(2, 3), strides=(3, 2), use_bias=False), IMAGES),
    ],
    "Cropping2D": [({}, IMAGES), (dict(cropping=1), IMAGES), (dict(cropping=((0, 3), (2, 1))), IMAGES)],
    "Dense": [
        (dict(units=3), ROWS),
        (dict(units=3, use_bias=False), ROWS),
        (dict(units=7, activation="sigmoid"), ROWS),
        (dict(units=3), SEQUENCES),
        (dict(units=3, activation="tanh"), IMAGES),
    ],
    "DepthwiseConv2D": [
        (dict(kernel_size=3), IMAGES),
        (dict(kernel_size=3, strides=2, padding="same", depth_multiplier=2, activation="relu"), IMAGES),
        (dict(kernel_size=2, use_bias=False), IMAGES),
        (dict(kernel_size=3, dilation_rate=2), IMAGES),
        (dict(kernel_size=2, dilation_rate=(3, 2), padding="same", depth_multiplier=2), IMAGES),
    ],
    "Dropout": [(dict(rate=0.0), IMAGES), (dict(rate=0.0, noise_shape=(None, 1, 1, 1)), IMAGES)],  # with a rate, the masks differ; tests below
    "ELU": [({}, IMAGES), (dict(alpha=0.5), ROWS), (dict(alpha=0.0), ROWS)],
    "Flatten": [({}, IMAGES), ({}, ROWS)],
    "GaussianNoise": [(dict(stddev=0.0), IMAGES), (dict(stddev=0.0), ROWS)],  # with a deviation, the noises differ
    "GlobalAveragePooling2D": [({}, IMAGES), (dict(keepdims=True), IMAGES)],
    "GlobalMaxPooling2D": [({}, IMAGES), (dict(keepdims=True), IMAGES)],
    "GroupNormalization": [
        (dict(groups=2), IMAGES),
        (dict(groups=-1, epsilon=0.1), IMAGES),
        (dict(groups=1, center=False), IMAGES),
        (dict(groups=4, scale=False), IMAGES),
        (dict(groups=2), SEQUENCES),
    ],
    "Identity": [({}, IMAGES), ({}, ROWS)],
    "LayerNormalization": [
        ({}, IMAGES),
        ({}, ROWS),
        (dict(axis=(1, 2, 3)), IMAGES),
        ({}, SEQUENCES),
        (dict(axis=(1, 2)), SEQUENCES),
        (dict(epsilon=0.1, scale=False), IMAGES),
        (dict(center=False), ROWS),
    ],
    "LeakyReLU": [
        (dict(negative_slope=0.3), IMAGES),
        (dict(negative_slope=0.125), ROWS),
        (dict(negative_slope=0.0), ROWS),
    ],
    "LocalResponseNormalization": [
        ({}, IMAGES),
        (dict(depth_radius=1, bias=2.0, alpha=0.5, beta=0.75), IMAGES),
    ],
    "Maximum": [({}, [IMAGES, IMAGES]), ({}, [ROWS] * 3), *(({}, shapes) for shapes in SPREAD)],
    "MaxPooling2D": [({}, IMAGES), (dict(pool_size=(3, 2), strides=2, padding="same"), IMAGES)],
    "Minimum": [({}, [IMAGES, IMAGES]), ({}, [ROWS] * 3), *(({}, shapes) for shapes in SPREAD)],
    "Multiply": [({}, [IMAGES, IMAGES]), ({}, [ROWS] * 3), *(({}, [*shapes, (3, 4)]) for shapes in SPREAD)],
    "Normalization": [
        ({}, IMAGES),
        ({}, ROWS),
        (dict(axis=None), IMAGES),
        (dict(axis=(1, -1)), IMAGES),
        (dict(mean=0.5, variance=0.25), IMAGES),
        (dict(mean=[0.5, -1.0, 2.0, 0.0], variance=[0.25, 1.0, 4.0, 0.0]), (3, 1, 2, 4)),  # variance 0 counts as 1e-14
        (dict(axis=(3, 2), mean=[[1.0], [2.0]], variance=[[4.0], [0.25]]), (3, 7, 2, 4)),
        (dict(axis=None, mean=0.5, variance=0.25), ROWS),
    ],
    "Permute": [(dict(dims=(2, 1, 3)), IMAGES), (dict(dims=(3, 1, 2)), IMAGES), (dict(dims=(1,)), ROWS)],
    "PReLU": [
        ({}, IMAGES),
        (dict(shared_axes=[1, 2]), IMAGES),
        (dict(shared_axes=1), ROWS),
        (dict(shared_axes=(1, 2, 3), alpha_initializer="ones"), IMAGES),
    ],
    # What these draw is certain here: half a width, half a turn, a part from the middle.
    "RandomCrop": [(dict(height=7, width=6), IMAGES), (dict(height=7, width=3), IMAGES)],
    "RandomFlip": [({}, IMAGES), (dict(mode="vertical"), IMAGES)],
    "RandomRotation": [(dict(factor=(0.5, 0.5), fill_mode="constant"), IMAGES)],
    "RandomTranslation": [
        (dict(height_factor=0.0, width_factor=(0.5, 0.5), fill_mode="constant"), IMAGES),
        (dict(height_factor=(-0.25, -0.25), width_factor=0.0, fill_mode="constant"), (3, 8, 6, 4)),
    ],
    "ReLU": [
        ({}, IMAGES),
        (dict(max_value=0.75), IMAGES),
        (dict(max_value=6.0), IMAGES),
        (dict(negative_slope=0.25), IMAGES),
        (dict(max_value=1.0, negative_slope=0.5, threshold=0.25), IMAGES),
        (dict(max_value=0.25, negative_slope=0.5, threshold=0.75), IMAGES),
        (dict(threshold=0.5), ROWS),
    ],
    "Rescaling": [
        (dict(scale=0.25), IMAGES),
        (dict(scale=2.0, offset=-1.0), ROWS),
        (dict(scale=[0.25, 1.0, 2.0, -0.5]), IMAGES),
        (dict(scale=[[[0.5]]], offset=np.array([[1.0, 2.0, 3.0, 4.0]], "float32")), IMAGES),
    ],
    "Reshape": [(dict(target_shape=(3, 2)), ROWS), (dict(target_shape=(-1, 4)), IMAGES)],
    "Resizing": [
        (dict(height=14, width=3), IMAGES),
        (dict(height=5, width=9, interpolation="nearest"), IMAGES),
        (dict(height=7, width=6), IMAGES),
        (dict(height=1, width=4), (2, 1, 9, 3)),
    ],
    "SeparableConv2D": [
        (dict(filters=5, kernel_size=3), IMAGES),
        (dict(filters=5, kernel_size=3, strides=2, padding="same", depth_multiplier=2, activation="relu"), IMAGES),
        (dict(filters=5, kernel_size=3, use_bias=False), IMAGES),
        (dict(filters=5, kernel_size=3, dilation_rate=2), IMAGES),
        (dict(filters=5, kernel_size=2, dilation_rate=(3, 2), padding="same"), IMAGES),
    ],
    "Softmax": [({}, ROWS), ({}, IMAGES), (dict(axis=1), IMAGES), (dict(axis=(1, 2)), IMAGES), (dict(axis=[-1]), ROWS)],
    "SpatialDropout2D": [(dict(rate=0.0), IMAGES)],  # with a rate, the masks differ; tests below
    "Subtract": [({}, [IMAGES, IMAGES]), *(({}, shapes) for shapes in SPREAD)],
    "UpSampling2D": [
        ({}, IMAGES),
        (dict(size=(1, 3)), IMAGES),
        (dict(size=3, interpolation="bilinear"), IMAGES),
        (dict(size=(2, 1), interpolation="bilinear"), (2, 1, 4, 3)),
    ],
    "ZeroPadding2D": [({}, IMAGES), (dict(padding=((0, 1), (2, 3))), IMAGES)],
}
# On a CPU, TensorFlow dilates no transposed convolution: these are compared with Keras's layer of a spread kernel.
DILATED_TRANSPOSED = [
    dict(filters=5, kernel_size=3, dilation_rate=2),
    dict(filters=2, kernel_size=(2, 3), dilation_rate=(3, 2), padding="same", activation="relu"),
    dict(filters=2, kernel_size=2, dilation_rate=(1, 3), use_bias=False),
]
PUBLIC_CLASSES = [name for name in scratch.__all__ if inspect.isclass(getattr(scratch, name))]
LAYERS = [
    name
    for name in PUBLIC_CLASSES
    if issubclass(getattr(scratch, name), scratch.Layer)
    and name not in ("Layer", "InputLayer", "Model", "Sequential")  # nothing to compute; tests of networks
]

EVERY_CASE = [pytest.param(name, *case, id=f"{name}-{i}") for name in CASES for i, case in enumerate(CASES[name])]
