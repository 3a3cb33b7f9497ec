"""Every layer refuses what it can't use, in one line that says who speaks, what it got and what it needs."""

import inspect

import keras
import numpy as np
import pytest

from cnnlib import scratch
from cnnlib.scratch.layers.activation import BACKWARD
from tests.scratch.layers.cases import CASES, LAYERS


def built(name):
    """A layer that was called on float32."""
    arguments, shape = CASES[name][0]
    layer = getattr(scratch, name)(**arguments)
    layer([np.ones(s, np.float32) for s in shape] if isinstance(shape, list) else np.ones(shape, np.float32))
    return layer


WRONG = {
    "no filters": (lambda: scratch.Conv2D(0, 3), ValueError, "Conv2D: filters is 0, needs at least 1"),
    "kernel": (lambda: scratch.Conv2D(4, (3, 3, 3)), ValueError, "Conv2D: kernel_size is (3, 3, 3), needs"),
    "stride": (lambda: scratch.DepthwiseConv2D(3, strides=0), ValueError, "DepthwiseConv2D: strides is 0"),
    "padding": (
        lambda: scratch.Conv2D(4, 3, padding=1),
        ValueError,
        'padding is 1, needs "valid" or "same"; for numbers',
    ),
    "dilation": (lambda: scratch.Conv2D(4, 3, dilation_rate=1.5), TypeError, "dilation_rate is 1.5, needs an integer"),
    "groups": (lambda: scratch.Conv2D(4, 3, groups=0), ValueError, "groups is 0, needs at least 1"),
    "groups and channels": (
        lambda: scratch.Conv2D(4, 3, groups=2)(np.ones((1, 5, 5, 3))),
        ValueError,
        "Conv2D: groups is 2, which does not divide the input's 3 channels",
    ),
    "groups and filters": (
        lambda: scratch.Conv2D(4, 3, groups=3),
        ValueError,
        "Conv2D: groups is 3, which does not divide filters = 4",
    ),
    "activation": (lambda: scratch.Dense(4, "swash"), ValueError, "Dense: activation is 'swash', needs None"),
    "initializer": (
        lambda: scratch.Dense(4, kernel_initializer="random")(np.ones((1, 3))),
        ValueError,
        "Dense: kernel_initializer is 'random', needs an initializer or one of zeros, ones",
    ),
    "multiplier": (
        lambda: scratch.SeparableConv2D(4, 3, depth_multiplier=0),
        ValueError,
        "SeparableConv2D: depth_multiplier is 0",
    ),
    "output padding": (lambda: scratch.Conv2DTranspose(4, 3, output_padding=-1), ValueError, "output_padding is -1"),
    "no array to call on": (
        lambda: scratch.Dense(2)(None),
        TypeError,
        "Dense: x is None, needs an array of float32 or float64",
    ),
    "an initializer that takes one argument": (
        lambda: scratch.Dense(2, kernel_initializer=lambda shape: np.zeros(shape))(np.ones((1, 3))),
        TypeError,
        "Dense: kernel_initializer is a lambda, needs to take shape and dtype, such as lambda shape, dtype: …",
    ),
    "a function from elsewhere": (
        lambda: scratch.Dense(2, activation=inspect.getsource),
        ValueError,
        "Dense: activation is the function getsource of inspect, needs None",
    ),
    "a function without a hash": (
        lambda: scratch.Dense(2, activation=type("Mine", (), {"__call__": abs, "__hash__": None})()),
        ValueError,
        "Dense: activation is a Mine of tests, needs None",
    ),
    "Keras's other arguments": (
        lambda: scratch.Dense(2, kernel_constraint="non_neg"),
        TypeError,
        "Dense: kernel_constraint is not an argument; Dense takes units, activation, use_bias, kernel_initializer",
    ),
    "no units": (lambda: scratch.Dense(), TypeError, "Dense: units is missing; Dense takes units, activation"),
    "arguments of a layer that has none": (
        lambda: scratch.Flatten(2),
        TypeError,
        "Flatten: 1 argument without a name given, needs none; by name it takes name",
    ),
    "no array": (lambda: scratch.Dense(2)(), TypeError, "Dense: x is missing; Dense takes x, training"),
    "units": (lambda: scratch.Dense(2.0), TypeError, "Dense: units is 2.0, needs an integer"),
    "rate": (lambda: scratch.Dropout(1), ValueError, "rate is 1"),
    "seed": (lambda: scratch.Dropout(0.5, seed=-1), ValueError, "Dropout: seed is -1, needs at least 0"),
    "a noise shape that is no shape": (lambda: scratch.Dropout(0.5, 3), TypeError, "Dropout: noise_shape is 3, needs"),
    "a noise shape of nothing": (
        lambda: scratch.Dropout(0.5, (None, 0)),
        ValueError,
        "Dropout: noise_shape is 0, needs at least 1",
    ),
    "a noise shape of another size": (
        lambda: scratch.Dropout(0.5, (None, 2))(np.ones((4, 3)), training=True),
        ValueError,
        "Dropout: noise_shape is (None, 2), but x has shape (4, 3); needs None, 1 or the size of x for each axis",
    ),
    "a noise shape of another rank": (
        lambda: scratch.Dropout(0.5, (None, 1, 1, 1))(np.ones((4, 3)), training=True),
        ValueError,
        "Dropout: noise_shape is (None, 1, 1, 1), but x has shape (4, 3)",
    ),
    "pool": (lambda: scratch.MaxPooling2D(0), ValueError, "MaxPooling2D: pool_size is 0"),
    "pool stride": (lambda: scratch.AveragePooling2D(2, strides=-1), ValueError, "AveragePooling2D: strides is -1"),
    "pool padding": (lambda: scratch.MaxPooling2D(padding="full"), ValueError, "MaxPooling2D: padding is 'full'"),
    "zero padding": (lambda: scratch.ZeroPadding2D(-1), ValueError, "ZeroPadding2D: padding is -1"),
    "relu": (lambda: scratch.ReLU(max_value=-1.0), ValueError, "ReLU: max_value is -1.0, needs a number of at least 0"),
    "threshold": (lambda: scratch.ReLU(threshold="1"), TypeError, "ReLU: threshold is '1', needs a number of at least"),
    "leaky relu": (
        lambda: scratch.LeakyReLU(-0.1),
        ValueError,
        "LeakyReLU: negative_slope is -0.1, needs a number of at least 0",
    ),
    "elu": (lambda: scratch.ELU(None), TypeError, "ELU: alpha is None, needs a number of at least 0"),
    "shared batch": (lambda: scratch.PReLU(shared_axes=[0, 1]), ValueError, "PReLU: shared_axes is 0, needs at least"),
    "shared axes": (
        lambda: scratch.PReLU(shared_axes=[1, 4])(np.ones((1, 5, 5, 4))),
        ValueError,
        "PReLU: shared_axes holds 4, but x (1, 5, 5, 4) has rank 4; needs at most 3",
    ),
    "slopes of another size": (
        lambda: [layer := scratch.PReLU(), layer(np.ones((1, 4))), layer(np.ones((1, 3)))],
        ValueError,
        "PReLU: prelu: alpha has shape (4,), needs (3,) (the shape of x without its batch",
    ),
    "softmax axes": (lambda: scratch.Softmax([1, "2"]), TypeError, "Softmax: axis is '2', needs an integer"),
    "softmax axis twice": (
        lambda: scratch.Softmax((1, -1))(np.ones((1, 5))),
        ValueError,
        "Softmax: softmax: axis is (1, -1), needs an axis, or several different ones",
    ),
    "softmax axis": (
        lambda: scratch.Softmax(2)(np.ones((1, 5))),
        ValueError,
        "Softmax: softmax: axis is 2, but x (1, 5) has rank 2; needs at most 1",
    ),
    "batch axis": (
        lambda: scratch.BatchNormalization(axis=1)(np.ones((1, 5, 5, 4))),
        ValueError,
        "BatchNormalization: axis is 1, needs -1 or 3, the channels of x (1, 5, 5, 4)",
    ),
    "group axis": (
        lambda: scratch.GroupNormalization(2, axis=1)(np.ones((1, 5, 5, 4))),
        ValueError,
        "GroupNormalization: axis is 1, needs -1",
    ),
    "radius": (
        lambda: scratch.LocalResponseNormalization(depth_radius=-1),
        ValueError,
        "LocalResponseNormalization: depth_radius is -1, needs at least 0",
    ),
    "no groups": (lambda: scratch.GroupNormalization(0), ValueError, "GroupNormalization: groups is 0"),
    "reshape": (
        lambda: scratch.Reshape((2, 2))(np.ones((1, 5))),
        ValueError,
        "Reshape: target_shape is (2, 2), but an example of x has 5 numbers",
    ),
    "reshape, left": (
        lambda: scratch.Reshape((2, -1))(np.ones((1, 5))),
        ValueError,
        "Reshape: target_shape is (2, -1), but an example of x has 5 numbers",
    ),
    "reshape to a number": (
        lambda: scratch.Reshape(5),
        TypeError,
        "Reshape: target_shape is 5, needs a tuple without the batch",
    ),
    "reshape, half": (lambda: scratch.Reshape((2.5, 2)), TypeError, "Reshape: target_shape is 2.5, needs an integer"),
    "reshape, below": (lambda: scratch.Reshape((-2, 2)), ValueError, "Reshape: target_shape is -2, needs at least -1"),
    "reshape, two left": (lambda: scratch.Reshape((-1, -1)), ValueError, "is (-1, -1), needs no 0, and -1 for one"),
    "reshape, none": (lambda: scratch.Reshape((0, -1)), ValueError, "target_shape is (0, -1), needs no 0"),
    "momentum": (
        lambda: scratch.BatchNormalization(momentum="x"),
        TypeError,
        "BatchNormalization: momentum is 'x', needs a number of at least 0 and at most 1",
    ),
    "momentum of two": (
        lambda: scratch.BatchNormalization(momentum=2.0),
        ValueError,
        "BatchNormalization: momentum is 2.0, needs a number of at least 0 and at most 1",
    ),
    "momentum below": (lambda: scratch.BatchNormalization(momentum=-0.5), ValueError, "momentum is -0.5, needs"),
    "keepdims": (
        lambda: scratch.GlobalAveragePooling2D(keepdims="no"),
        TypeError,
        "GlobalAveragePooling2D: keepdims is 'no', needs True or False",
    ),
    "keepdims of the maximum": (
        lambda: scratch.GlobalMaxPooling2D(keepdims="no"),
        TypeError,
        "GlobalMaxPooling2D: keepdims is 'no', needs True or False",
    ),
    "an axis that x lacks": (
        lambda: scratch.LayerNormalization(axis=7)(np.ones((1, 5, 5, 3))),
        ValueError,
        "LayerNormalization: axis is 7, needs one or more different axes of x (1, 5, 5, 3), but not 0, the batch",
    ),
    "an axis twice": (
        lambda: scratch.LayerNormalization(axis=(3, -1))(np.ones((1, 5, 5, 3))),
        ValueError,
        "LayerNormalization: axis is (3, -1), needs one or more different axes",
    ),
    "no axis": (lambda: scratch.LayerNormalization(axis=())(np.ones((1, 3))), ValueError, "axis is (), needs one or"),
    "half an axis": (
        lambda: scratch.LayerNormalization(axis=(1, 2.5)),
        TypeError,
        "LayerNormalization: axis is 2.5, needs an integer",
    ),
    "an axis to concatenate that x lacks": (
        lambda: scratch.Concatenate(axis=9)([np.ones((1, 2))] * 2),
        ValueError,
        "Concatenate: axis is 9, needs an axis of x[0] (1, 2) other than the batch",
    ),
    "the batch from the back": (
        lambda: scratch.Concatenate(axis=-2)([np.ones((1, 2))] * 2),
        ValueError,
        "Concatenate: axis is -2, needs an axis of x[0] (1, 2) other than the batch",
    ),
    "half an axis to concatenate": (
        lambda: scratch.Concatenate(axis=0.5),
        TypeError,
        "Concatenate: axis is 0.5, needs an integer",
    ),
    "ranks to concatenate": (
        lambda: scratch.Concatenate()([np.ones((1, 2, 2)), np.ones((1, 2))]),
        ValueError,
        "Concatenate: x[1] has shape (1, 2), needs (1, 2, 2)",
    ),
    "one array": (lambda: scratch.Add()(np.ones((1, 2))), ValueError, "Add: x is not a list of two arrays or more"),
    "shapes": (
        lambda: scratch.Add()([np.ones((1, 2)), np.ones((1, 3))]),
        ValueError,
        "Add: x[1] has shape (1, 3), needs (1, 2)",
    ),
    "shapes to concatenate": (
        lambda: scratch.Concatenate()([np.ones((1, 2, 2)), np.ones((1, 3, 2))]),
        ValueError,
        "Concatenate: x[1] has shape (1, 3, 2), needs (1, 2, 2) (the shape of x[0], but for axis -1)",
    ),
    "shapes that don't broadcast": (
        lambda: scratch.Multiply()([np.ones((2, 5, 5, 3)), np.ones((2, 1, 1, 4))]),
        ValueError,
        "Multiply: x[1] has shape (2, 1, 1, 4), needs (2, 5, 5, 3) (the shape of x[0]; an axis but the batch may be 1",
    ),
    "the third of three": (
        lambda: scratch.Average()([np.ones((2, 1, 3)), np.ones((2, 4, 1)), np.ones((2, 5, 3))]),
        ValueError,
        "Average: x[2] has shape (2, 5, 3), needs (2, 4, 3) (the shape of those before it; ",
    ),
    "a batch of one": (
        lambda: scratch.Maximum()([np.ones((2, 3)), np.ones((1, 3))]),
        ValueError,
        "Maximum: x[1] has shape (1, 3), needs (2, 3)",
    ),
    "three to subtract": (
        lambda: scratch.Subtract()([np.ones((2, 3))] * 3),
        ValueError,
        "Subtract: x has 3 arrays, needs 2: the second is subtracted from the first",
    ),
    "types": (
        lambda: scratch.Add()([np.ones((1, 2)), np.ones((1, 2), "float32")]),
        TypeError,
        "Add: x[1] holds float32, but x[0] holds float64",
    ),
    "axis of the batch": (
        lambda: scratch.Concatenate(axis=0),
        ValueError,
        "Concatenate: axis is 0, needs an axis other",
    ),
    "integers": (lambda: scratch.Flatten()(np.ones((1, 2), int)), TypeError, "Flatten: x holds int64"),
    "symbols and arrays": (
        lambda: scratch.Add()([scratch.Input((2,)), np.full((1, 2), 7.0, "float32")]),
        TypeError,
        "Add: x holds symbols and arrays, needs one or the other",
    ),
    "arrays and symbols": (
        lambda: scratch.Concatenate()([np.ones((1, 2), "float32"), scratch.Input((2,))]),
        TypeError,
        "Concatenate: x holds symbols and arrays",
    ),
    "no input": (lambda: scratch.Add()([]), ValueError, "Add: x is an empty list, needs an array"),
    "a number": (lambda: scratch.Dense(2)(np.float64(3)), ValueError, "Dense: x is a single number, needs an array"),
    "two arrays for one": (
        lambda: scratch.Dense(2)([np.ones((1, 3))] * 2),
        TypeError,
        "Dense: x is a list of 2 arrays, needs one array; join them with Concatenate or Add",
    ),
    "one array in a tuple": (
        lambda: scratch.Flatten()((np.ones((1, 3)),)),
        TypeError,
        "Flatten: x is a list of 1 array, needs one array; take it out of the list: x[0]",
    ),
    "rows to drop maps of": (lambda: scratch.SpatialDropout2D(0.5)(np.ones((2, 3))), ValueError, "x has rank 2"),
    "rows to flip": (
        lambda: scratch.RandomFlip()(np.ones((2, 3))),
        ValueError,
        "RandomFlip: x has rank 2 (shape (2, 3)), needs rank 4",
    ),
    "one picture to turn": (
        lambda: scratch.RandomRotation(0.1)(np.ones((5, 5, 3))),
        ValueError,
        "RandomRotation: x has rank 3 (shape (5, 5, 3)), needs rank 4: (batch, height, width, c_in); add the batch",
    ),
    "one picture to move": (lambda: scratch.RandomTranslation(0.1, 0.1)(np.ones((5, 5, 3))), ValueError, "rank 3"),
    "one picture to crop": (lambda: scratch.Cropping2D(1)(np.ones((5, 5, 3))), ValueError, "Cropping2D: x has rank 3"),
    "one picture to crop at random": (lambda: scratch.RandomCrop(2, 2)(np.ones((5, 5, 3))), ValueError, "x has rank 3"),
    "one picture to resize": (lambda: scratch.Resizing(2, 2)(np.ones((5, 5, 3))), ValueError, "Resizing: x has rank 3"),
    "one picture to repeat": (
        lambda: scratch.UpSampling2D()(np.ones((5, 5, 3))),
        ValueError,
        "UpSampling2D: upsample2d: x has rank 3",
    ),
    "upsampling": (lambda: scratch.UpSampling2D(0), ValueError, "UpSampling2D: size is 0, needs at least 1"),
    "upsampling by lanczos": (
        lambda: scratch.UpSampling2D(interpolation="lanczos3"),
        ValueError,
        "UpSampling2D: interpolation is 'lanczos3', needs \"nearest\" or \"bilinear\"",
    ),
    "resizing by cubes": (
        lambda: scratch.Resizing(2, 2, interpolation="bicubic"),
        ValueError,
        "Resizing: interpolation is 'bicubic', needs \"nearest\" or \"bilinear\"",
    ),
    "resizing to nothing": (lambda: scratch.Resizing(0, 2), ValueError, "Resizing: height is 0, needs at least 1"),
    "resizing to half": (lambda: scratch.Resizing(2, 2.5), TypeError, "Resizing: width is 2.5, needs an integer"),
    "resizing in proportion": (
        lambda: scratch.Resizing(2, 2, crop_to_aspect_ratio=True),
        ValueError,
        "Resizing: crop_to_aspect_ratio is True, which is not supported, needs False",
    ),
    "cropping": (lambda: scratch.Cropping2D(-1), ValueError, "Cropping2D: cropping is -1, needs at least 0"),
    "cropping by a word": (
        lambda: scratch.Cropping2D("same"),
        ValueError,
        "Cropping2D: cropping is 'same', needs an integer, (rows, columns) or ((top, bottom), (left, right))",
    ),
    "cropping of three": (lambda: scratch.Cropping2D((1, 1, 1)), ValueError, "cropping is (1, 1, 1), needs an integer"),
    "cropping all": (
        lambda: scratch.Cropping2D(((0, 0), (2, 3)))(np.ones((1, 5, 5, 3))),
        ValueError,
        "Cropping2D: cropping takes 5 cells of width, but x (1, 5, 5, 3) has 5; needs to leave one at least",
    ),
    "permuting the batch": (lambda: scratch.Permute((0, 1)), ValueError, "dims is (0, 1), needs each axis from 1 on"),
    "permuting one twice": (lambda: scratch.Permute((1, 1)), ValueError, "Permute: dims is (1, 1), needs each axis"),
    "permuting nothing": (lambda: scratch.Permute(()), ValueError, "Permute: dims is (), needs each axis from 1 on"),
    "permuting by a number": (lambda: scratch.Permute(2), TypeError, "Permute: dims is 2, needs a tuple of integers"),
    "permuting other axes": (
        lambda: scratch.Permute((2, 1))(np.ones((2, 3))),
        ValueError,
        "Permute: dims is (2, 1), but x has rank 2 (shape (2, 3)); needs rank 3, the batch included",
    ),
    "permuting too many axes": (
        lambda: scratch.Permute((1,))(np.ones((2, 3, 4))),
        ValueError,
        "Permute: dims is (1,), but x has rank 3 (shape (2, 3, 4)); needs rank 2, the batch included",
    ),
    "scales": (
        lambda: scratch.Rescaling([1.0, 2.0])(np.ones((1, 5, 5, 3))),
        ValueError,
        "Rescaling: scale has shape (2,), but x has shape (1, 5, 5, 3); needs one number, or what broadcasts to an exa",
    ),
    "an offset for each example": (
        lambda: scratch.Rescaling(1.0, offset=np.ones((2, 1)))(np.ones((2, 3))),
        ValueError,
        "Rescaling: offset has shape (2, 1), but x has shape (2, 3); needs one number",
    ),
    "scales of more axes": (lambda: scratch.Rescaling([[[1.0]]])(np.ones((2, 3))), ValueError, "scale has shape (1,"),
    "scales in words": (lambda: scratch.Rescaling(["a"]), TypeError, "Rescaling: scale is ['a'], needs a number"),
    "a scale too large": (
        lambda: scratch.Rescaling(1e39),
        ValueError,
        "Rescaling: scale is 1e+39, which float32 cannot hold, needs at most 3.4e+38",
    ),
    "scales too large": (
        lambda: scratch.Rescaling([1, -1e39]),
        ValueError,
        "Rescaling: a number in scale is -1e+39, which float32 cannot hold, needs at least -3.4e+38",
    ),
    "an infinite scale": (lambda: scratch.Rescaling([1.0, np.inf]), TypeError, "needs a number, or an array of finite"),
    "scales that are no array": (lambda: scratch.Rescaling([[1.0], 2.0]), TypeError, "scale is [[1.0], 2.0], "),
    "back from normalized": (
        lambda: scratch.Normalization(invert=True),
        ValueError,
        "Normalization: invert is True, which is not supported, needs False",
    ),
    "a mean alone": (
        lambda: scratch.Normalization(mean=1.0),
        ValueError,
        "Normalization: variance is None, needs mean and variance, or neither",
    ),
    "a variance alone": (lambda: scratch.Normalization(variance=1.0), ValueError, "Normalization: mean is None, needs"),
    "mean and variance of two shapes": (
        lambda: scratch.Normalization(mean=[1.0, 2.0], variance=1.0),
        ValueError,
        "Normalization: mean has shape (2,) and variance (); needs one shape for both, with at most as many axes",
    ),
    "a mean of too many axes": (
        lambda: scratch.Normalization(axis=None, mean=[1.0], variance=[1.0]),
        ValueError,
        "mean has shape (1,) and variance (1,); needs one shape for both, with at most as many axes as axis ()",
    ),
    "a variance below 0": (lambda: scratch.Normalization(mean=0.0, variance=-1.0), ValueError, "variance has a num"),
    "means of other channels": (
        lambda: scratch.Normalization(mean=[1.0, 2.0], variance=[1.0, 1.0])(np.ones((1, 3))),
        ValueError,
        "Normalization: mean and variance have shape (2,), needs what broadcasts to (3,), the sizes of x along",
    ),
    "normalizing the batch": (
        lambda: scratch.Normalization(axis=0)(np.ones((1, 3))),
        ValueError,
        "Normalization: axis is (0,), needs different axes of x (1, 3), but not 0, the batch",
    ),
    "an axis to normalize": (lambda: scratch.Normalization(axis=4)(np.ones((1, 3))), ValueError, "axis is (4,)"),
    "half an axis to normalize": (lambda: scratch.Normalization(axis=0.5), TypeError, "axis is 0.5, needs an integer"),
    "given what it would find": (
        lambda: scratch.Normalization(mean=0.0, variance=1.0).adapt(np.ones((1, 3))),
        ValueError,
        "Normalization: adapt finds the mean and variance that the layer was given, needs neither",
    ),
    "finding it in none": (lambda: scratch.Normalization().adapt(np.ones((0, 3))), ValueError, "data has shape (0, 3)"),
    "finding it in integers": (lambda: scratch.Normalization().adapt(np.ones((1, 3), int)), TypeError, "holds int64"),
    "finding it in nan": (
        lambda: scratch.Normalization().adapt(np.array([[1, np.nan]])),
        ValueError,
        "data holds nan, needs finite numbers",
    ),
    "finding it in infinity": (
        lambda: scratch.Normalization().adapt(np.array([[1, -np.inf]])),
        ValueError,
        "data holds -inf, needs finite numbers",
    ),
    "finding it in nothing": (
        lambda: scratch.Normalization().adapt(),
        TypeError,
        "adapt: data is missing; adapt takes data",
    ),
    "a flip": (
        lambda: scratch.RandomFlip("sideways"),
        ValueError,
        "RandomFlip: mode is 'sideways', needs one of horizontal, vertical, horizontal_and_vertical",
    ),
    "a flip of several": (lambda: scratch.RandomFlip(["horizontal"]), ValueError, "RandomFlip: mode is ['horizontal'], n"),
    "a seed for flips": (lambda: scratch.RandomFlip(seed=-1), ValueError, "RandomFlip: seed is -1, needs at least 0"),
    "a crop of nothing": (lambda: scratch.RandomCrop(0, 2), ValueError, "RandomCrop: height is 0, needs at least 1"),
    "half a crop": (lambda: scratch.RandomCrop(2, 0.5), TypeError, "RandomCrop: width is 0.5, needs an integer"),
    "a crop of less": (
        lambda: scratch.RandomCrop(6, 2)(np.ones((1, 5, 5, 3)), training=True),
        ValueError,
        "RandomCrop: x has shape (1, 5, 5, 3), needs at least 6 rows and 2 columns to crop from",
    ),
    "a translation by more than all": (
        lambda: scratch.RandomTranslation(1.5, 0.0),
        ValueError,
        "RandomTranslation: height_factor is 1.5, needs a number of at least -1 and at most 1",
    ),
    "a translation in words": (
        lambda: scratch.RandomTranslation(0.0, "left"),
        TypeError,
        "RandomTranslation: width_factor is 'left', needs a number or a pair (smallest, largest)",
    ),
    "a translation of three": (lambda: scratch.RandomTranslation((0, 1, 1), 0), TypeError, "factor is (0, 1, 1),"),
    "a rotation": (lambda: scratch.RandomRotation(True), TypeError, "RandomRotation: factor is True, needs"),
    "a rotation by half a word": (lambda: scratch.RandomRotation((0, "b")), TypeError, "factor is 'b', needs a number"),
    "a fill": (
        lambda: scratch.RandomRotation(0.1, fill_mode="mirror"),
        ValueError,
        "RandomRotation: fill_mode is 'mirror', needs one of reflect, wrap, constant, nearest",
    ),
    "an array of fills": (
        lambda: scratch.RandomTranslation(0.1, 0.1, fill_mode=np.array(["wrap", "nearest"])),
        ValueError,
        "RandomTranslation: fill_mode is array(['wrap', 'nearest'], dtype='<U7'), needs one of",
    ),
    "a fill value too large": (
        lambda: scratch.RandomRotation(0.1, fill_value=-1e39),
        ValueError,
        "RandomRotation: fill_value is -1e+39, which float32 cannot hold, needs at least -3.4e+38",
    ),
    "an array of groups": (
        lambda: scratch.GroupNormalization(np.array([1, -1])),
        TypeError,
        "GroupNormalization: groups is array([ 1, -1]), needs an integer of at least 1",
    ),
    "groups that are no integer": (
        lambda: scratch.GroupNormalization(-1.0),
        TypeError,
        "GroupNormalization: groups is -1.0, needs an integer of at least 1",
    ),
    "a fill value": (
        lambda: scratch.RandomRotation(0.1, fill_value=None),
        TypeError,
        "RandomRotation: fill_value is None, needs a number",
    ),
    "a translation between cells": (
        lambda: scratch.RandomTranslation(0.1, 0.1, interpolation="bicubic"),
        ValueError,
        "RandomTranslation: interpolation is 'bicubic', needs \"nearest\" or \"bilinear\"",
    ),
    "noise": (
        lambda: scratch.GaussianNoise(1.5),
        ValueError,
        "GaussianNoise: stddev is 1.5, needs a number of at least 0 and at most 1",
    ),
    "dropping all maps": (lambda: scratch.SpatialDropout2D(1), ValueError, "SpatialDropout2D: rate is 1, needs a n"),
    "training": (lambda: scratch.Dense(2)(np.ones((1, 2)), training="no"), TypeError, "training is 'no', needs"),
    "training of one": (lambda: scratch.Dense(2)(np.ones((1, 2)), training=1), TypeError, "training is 1, needs True"),
    "training of symbols": (
        lambda: scratch.Dropout(0.5)(scratch.Input((2,)), training=True),
        ValueError,
        "Dropout: training is True in a call on symbols, needs False; give it when the network is called",
    ),
    "two inputs without a list": (
        lambda: scratch.Add()(np.ones((1, 2)), np.ones((1, 2))),
        TypeError,
        "Add: training is an ndarray, needs True or False; give several inputs in one list: layer([a, b])",
    ),
    "two symbols without a list": (
        lambda: scratch.Add()(scratch.Input((2,)), scratch.Input((2,))),
        TypeError,
        "Add: training is a Symbol, needs True or False; give several",
    ),
    "trainable": (
        lambda: setattr(scratch.Dense(2, name="last"), "trainable", "no"),
        TypeError,
        "last (Dense): trainable is 'no', needs True or False",
    ),
    "a layer for an input": (lambda: scratch.Dense(2)(scratch.Dense(3)), TypeError, "Dense: x is a Dense, needs an"),
    "name": (lambda: scratch.Dense(2, name=3), TypeError, "Dense: name is 3, needs a word"),
    "no name": (lambda: scratch.Flatten(name=""), TypeError, "Flatten: name is '', needs a word"),
    "the class of a layer as activation": (
        lambda: scratch.Dense(2, activation=scratch.ReLU),
        ValueError,
        "Dense: activation is the class ReLU, needs None, \"linear\", one of elu",
    ),
    "a layer with weights as activation": (
        lambda: scratch.Dense(2, activation=scratch.PReLU()),
        ValueError,
        "tanh, or a layer such as ReLU(6.0); put the layer after this one",
    ),
    "an initializer of an unknown name, at once": (
        lambda: scratch.Dense(2, kernel_initializer="he"),
        ValueError,
        "Dense: kernel_initializer is 'he', needs an initializer or one of zeros, ones",
    ),
    "a number as a regularizer, at once": (
        lambda: scratch.Conv2D(2, 3, bias_regularizer=0.01),
        ValueError,
        "Conv2D: bias_regularizer is 0.01, needs a regularizer, such as L2(0.01)",
    ),
    "a layer of Keras": (
        lambda: scratch.Sequential([keras.layers.Dense(2)]),
        TypeError,
        "sequential (Sequential): layers holds a Dense of keras, needs layers of cnnlib.scratch, and an Input first",
    ),
    "a function of one's own": (        lambda: scratch.Dense(2, activation=lambda x: x),
        ValueError,
        "tanh, or a layer such as ReLU(6.0); make a Layer of a function of your own, with its backward",
    ),
    "padding in a word": (
        lambda: scratch.Conv2D(2, 3, padding="causal"),
        ValueError,
        "Conv2D: padding is 'causal', needs \"valid\" or \"same\"",
    ),
    "the batch in an input's shape": (
        lambda: scratch.Input((None, 28, 28, 1)),
        TypeError,
        "Input: shape is (None, 28, 28, 1), needs sizes without the batch, such as (28, 28, 1)",
    ),
    "backward first": (lambda: scratch.Dense(2).backward(np.ones((1, 2))), ValueError, "Dense: backward needs a call"),
    "unbuilt": (lambda: scratch.Dense(2).count_params(), ValueError, "Dense: count_params needs a built layer"),
    "an input layer's shape": (lambda: scratch.InputLayer("x"), TypeError, "InputLayer: shape is 'x', needs a tuple"),
    "input shape": (lambda: scratch.Input(28), TypeError, "Input: shape is 28, needs a tuple without the batch"),
    "input batch": (
        lambda: scratch.Input((4,), batch_size=3),
        TypeError,
        "Input: batch_size is not an argument; Input takes shape, dtype, name",
    ),
    "no shape": (lambda: scratch.Input(), TypeError, "Input: shape is missing; Input takes shape, dtype, name"),
    "input size": (lambda: scratch.Input((28, 0)), ValueError, "Input: shape is 0, needs at least 1"),
    "input type": (
        lambda: scratch.Input((28,), dtype="int32"),
        TypeError,
        "Input: dtype is 'int32', needs one of float32",
    ),
    "an empty type": (lambda: scratch.Input((28,), dtype=""), TypeError, "Input: dtype is '', needs one of float32"),
    "no type": (lambda: scratch.Input((28,), dtype=False), TypeError, "Input: dtype is False, needs one of float32"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_argument_is_refused_in_one_line(case):
    call, exception, words = WRONG[case]
    with pytest.raises(exception) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)


# What layers of several kinds take: a wrong value, and how the refusal goes on.
SHARED = {
    "use_bias": ("no", TypeError, "needs True or False"),
    "center": ("no", TypeError, "needs True or False"),
    "scale": ("no", TypeError, "needs "),  # of Rescaling, a number
    "epsilon": (-1, ValueError, "needs a number above 0"),
}
TAKING = [
    (name, option)
    for name in LAYERS
    for option in inspect.signature(getattr(scratch, name)).parameters
    if option in SHARED
]


@pytest.mark.parametrize("name, option", TAKING)
def test_every_layer_refuses_a_wrong_value_of_what_it_shares_with_others(name, option):
    value, exception, words = SHARED[option]
    with pytest.raises(exception) as caught:
        getattr(scratch, name)(**(CASES[name][0][0] | {option: value}))
    assert str(caught.value).startswith(f"{name}: {option} is {value!r}, {words}")


@pytest.mark.parametrize("function", BACKWARD)
def test_an_activation_may_be_its_function(function):
    x, d_out = np.array([[-1.0, 0.5, 2.0]]), np.array([[1.0, 2.0, 3.0]])
    layer = scratch.Activation(function)
    assert np.array_equal(layer(x), function(x))  # leaky_relu with its own slope of 0.3, not the 0.2 of its name
    backward = getattr(scratch, f"{function.__name__}_backward")
    assert np.array_equal(layer.backward(d_out), backward(d_out, x))


@pytest.mark.parametrize("name", [name for name in LAYERS if built(name).weights])
def test_a_layer_that_has_weights_says_that_x_is_of_another_type(name):
    layer = built(name)
    with pytest.raises(TypeError) as caught:
        layer(np.ones(layer._last_call.input_shapes, np.float64))
    needs = "x holds float64, but the layer holds float32; give both the same type: x.astype(np.float32)"
    assert str(caught.value) == f"{name}: {needs}"


def test_what_keras_takes_is_taken():
    x = np.ones((2, 4, 5, 3))
    for layer, shape in [
        (scratch.BatchNormalization(momentum=0), x.shape),
        (scratch.BatchNormalization(momentum=1), x.shape),
        (scratch.LayerNormalization(axis=[3, 1]), x.shape),
        (scratch.LayerNormalization(axis=np.int64(-3)), x.shape),
        (scratch.Reshape([5, -1]), (2, 5, 12)),
        (scratch.Reshape(np.array([60])), (2, 60)),
        (scratch.Conv2D(6, 3, use_bias=np.bool_(False)), (2, 2, 3, 6)),
    ]:
        assert layer(x, training=True).shape == shape
    assert scratch.Concatenate(axis=np.int64(-3))([x, x]).shape == (2, 8, 5, 3)


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_refuses_a_gradient_that_is_not_of_its_output(name):
    arguments, shape = CASES[name][0]
    layer = getattr(scratch, name)(**arguments)
    x = [np.ones(s, "float32") for s in shape] if isinstance(shape, list) else np.ones(shape, "float32")
    y = layer(x)
    for d_out, exception, words in [
        (np.ones(y.shape), TypeError, "d_out holds float64, but the layer's output holds float32"),
        (np.ones((1, *y.shape), "float32"), ValueError, f"d_out has shape {(1, *y.shape)}, needs {y.shape}"),
        (np.ones(1, "float32"), ValueError, f"d_out has shape (1,), needs {y.shape}"),
        ([y, y], ValueError, "d_out has 2 arrays, needs 1"),
    ]:
        with pytest.raises(exception) as caught:
            layer.backward(d_out)
        assert str(caught.value).startswith(f"{name}: {words}")


@pytest.mark.parametrize("name", [name for name in CASES if not isinstance(CASES[name][0][1], list)])
def test_a_layer_that_takes_one_array_refuses_two(name):
    arguments, shape = CASES[name][0]
    x = np.ones(shape)
    built = getattr(scratch, name)(**arguments)
    built(x)
    for layer in (getattr(scratch, name)(**arguments), built):
        for several in ([x, x], (x, x)):
            with pytest.raises(TypeError, match=rf"^{name}: (\w+: )?x is a list of 2 arrays, needs"):
                layer(several)
