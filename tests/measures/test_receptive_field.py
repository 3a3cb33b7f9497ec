"""Receptive fields against what a gradient says: every cell of the picture that an output cell depends on."""

import numpy as np
import pytest

from cnnlib import measure
from cnnlib import scratch as nn


def ones(**options):
    return dict(options, kernel_initializer="ones", use_bias=False)


def plain(x):
    x = nn.Conv2D(1, 5, padding="same", **ones())(x)
    x = nn.AveragePooling2D(2)(x)
    x = nn.ZeroPadding2D(((2, 0), (0, 1)))(x)
    return nn.Conv2D(1, 3, strides=2, **ones())(x)


def dilated(x):
    x = nn.Conv2D(1, 3, dilation_rate=2, **ones())(x)
    return nn.Conv2D(1, (3, 2), strides=(1, 3), padding="same", **ones())(x)


def branched(x):
    wide = nn.Conv2D(1, 7, padding="same", **ones())(x)
    narrow = nn.Conv2D(1, 1, **ones())(x)
    x = nn.Concatenate()([narrow, wide, nn.AveragePooling2D(3, strides=1, padding="same")(x)])
    short = nn.Conv2D(1, 1, strides=2, **ones())(x)
    return nn.Add()([nn.Conv2D(1, 3, strides=2, padding="same", **ones())(x), short])


def separable(x):
    x = nn.SeparableConv2D(2, 3, strides=2, depthwise_initializer="ones", pointwise_initializer="ones")(x)
    return nn.DepthwiseConv2D(2, depthwise_initializer="ones")(x)


def cropped(x):
    x = nn.Conv2D(1, 3, **ones())(nn.Cropping2D(((1, 0), (0, 3)))(x))
    x = nn.Multiply()([x, nn.Identity()(nn.GaussianNoise(0.5)(x))])
    return nn.Conv2D(1, 2, strides=2, **ones())(nn.Cropping2D(3)(x))


def shrunk(x):
    """By 2, to the border of two cells, then by 3, to a cell; nearest by 2 is the cell behind the border."""
    x = nn.Resizing(22, 26)(nn.Cropping2D(((1, 2), (0, 1)))(x))
    x = nn.Conv2D(1, 2, **ones())(x)
    x = nn.Resizing(7, 8)(nn.Cropping2D(((0, 0), (1, 0)))(x))
    return x


def shrunk_to_the_nearest(x):
    x = nn.Resizing(22, 26, interpolation="nearest")(nn.Cropping2D(((1, 2), (0, 1)))(x))
    x = nn.Conv2D(1, 2, **ones())(nn.RandomFlip()(x))
    return nn.Resizing(7, 5, interpolation="nearest")(x)


def upward(x):
    x = nn.Conv2D(1, 3, strides=2, padding="same", **ones())(x)
    x = nn.Conv2DTranspose(1, 3, strides=2, **ones())(x)
    return nn.Conv2DTranspose(1, 5, strides=3, padding="same", **ones())(x)


def down_and_up(x):
    """As in a U-Net: up again to meet what was there before."""
    low = nn.Conv2D(1, 4, strides=2, padding="same", **ones())(x)
    up = nn.Conv2DTranspose(1, 2, strides=2, **ones())(low)
    return nn.Concatenate()([x, up])


def repeated(x):
    x = nn.Conv2D(1, 3, strides=2, padding="same", **ones())(x)
    return nn.UpSampling2D(3)(x)


def between(x):
    x = nn.Conv2D(1, 4, strides=2, **ones())(x)
    return nn.UpSampling2D((2, 3), interpolation="bilinear")(x)


def enlarged(x):
    """As `UpSampling2D`, where the sizes are whole multiples."""
    return nn.Resizing(80, 120)(nn.Conv2D(1, 5, padding="same", **ones())(x))


def seen(network, i, j):
    """First and last row and column of the picture on which output cell (i, j) depends."""
    y = network(np.ones((1, *network.inputs[0].shape[1:])))
    d_out = np.zeros_like(y)
    d_out[0, i, j] = 1
    rows, columns = np.nonzero(network.backward(d_out)[0].sum(axis=-1))
    return (rows.min(), rows.max()), (columns.min(), columns.max())


@pytest.mark.parametrize("build", [plain, dilated, branched, separable, cropped, shrunk, shrunk_to_the_nearest])
def test_every_inner_cell_sees_what_is_foretold(build):
    image = nn.Input((47, 53, 1), dtype="float64")
    network = nn.Model(image, build(image))
    row = measure(network).rows[-1]
    foretold = row.sight
    inner = 0
    for i, j in np.ndindex(*row.shape[:2]):
        ends = [(s.first + at * s.step, s.last + at * s.step) for s, at in zip(foretold, (i, j))]
        if all(0 <= first and last < n for (first, last), n in zip(ends, (47, 53))):
            assert seen(network, i, j) == tuple(ends)
            inner += 1
    assert inner > 20


@pytest.mark.parametrize("build", [upward, down_and_up, repeated, between, enlarged])
def test_behind_a_transposed_convolution_the_largest_view_is_foretold(build):
    image = nn.Input((40, 40, 1), dtype="float64")
    network = nn.Model(image, build(image))
    row = measure(network).rows[-1]
    n = row.shape[0]
    views = {at: seen(network, at, n // 2)[0] for at in range(n // 3, 2 * n // 3)}
    sizes = [last - first + 1 for first, last in views.values()]
    assert max(sizes) <= row.receptive_field[0] <= max(sizes) + (build is upward)  # two in a row: a bound
    period = round(1 / float(row.stride[0]))  # the middle of the views moves evenly over one period
    centers = np.array([(first + last) / 2 - at * float(row.stride[0]) for at, (first, last) in views.items()])
    average = centers[: len(centers) // period * period].mean()
    assert abs(average - float(row.center[0])) <= 1


def test_where_a_ratio_is_no_whole_number_what_is_seen_is_not_known():
    for layer in (nn.Resizing(30, 40, name="own"), nn.Resizing(80, 20, name="own"), nn.Permute((2, 1, 3), name="own")):
        network = nn.Sequential([nn.Input((40, 40, 1)), layer])
        with pytest.raises(ValueError, match=r"^measure: layer own .* on x \(40, 40, 1\) .*: what it sees is not"):
            measure(network)


def test_where_a_picture_becomes_one_cell_all_of_it_is_seen():
    network = nn.Sequential(
        [nn.Input((20, 24, 1)), nn.Conv2D(2, 3, strides=2), nn.GlobalAveragePooling2D(), nn.Dense(2)]
    )
    table = measure(network)
    assert table["global_average_pooling2d"].receptive_field == table["dense"].receptive_field == (19, 23)
    assert table["dense"].stride == (0, 0) and table["dense"].center == (9, 11)


def test_without_a_picture_there_is_no_field():
    table = measure(nn.Sequential([nn.Input((20,)), nn.Dense(2), nn.Dense(3)]))
    assert all(row.receptive_field is row.stride is row.center is None for row in table)
