"""Receptive fields against what a gradient says: every cell of the picture that an output cell depends on."""

from fractions import Fraction

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


def dependencies(network):
    """By finite differences, the first and last row of the picture that each row of the output depends on.

    Pictures of one bright row each, against a dark one: nothing cancels, for all weights are positive.
    """
    n, m, c = network.inputs[0].shape[1:]
    bright = np.zeros((n, n, m, c))
    bright[np.arange(n), np.arange(n)] = 1
    changed = (network(bright) - network(np.zeros((1, n, m, c)))).any(axis=(2, 3))  # (row of x, row of y)
    return [(np.flatnonzero(column)[0], np.flatnonzero(column)[-1]) for column in changed.T]


def largest_view(network):
    """The largest number of rows that an inner cell depends on, and the middle of all such views, moved to cell 0."""
    row = measure(network).rows[-1]
    step, reach, n = row.stride[0], row.receptive_field[0], network.inputs[0].shape[1]
    inner = {
        at: ends
        for at, ends in enumerate(dependencies(network))
        if reach <= row.center[0] + at * step <= n - 1 - reach
    }
    sizes = [last - first + 1 for first, last in inner.values()]
    centers = [Fraction(int(first + last), 2) - at * step for at, (first, last) in inner.items()]
    period = Fraction(step).denominator
    whole = centers[: len(centers) // period * period]
    assert whole
    return max(sizes), sum(whole) / len(whole)


@pytest.mark.parametrize("interpolation", ["bilinear", "nearest"])
@pytest.mark.parametrize(
    ("n", "n_out"), [(28, 32), (100, 224), (40, 30), (64, 48), (80, 20), (81, 27), (27, 81), (60, 60), (72, 70)]
)
def test_at_another_size_the_largest_view_is_foretold(n, n_out, interpolation):
    """28→32 and 100→224 are no whole numbers of times as many cells."""
    resizing = nn.Resizing(n_out, 3, interpolation=interpolation)
    network = nn.Sequential([nn.Input((n, 4, 1), dtype="float64"), resizing])
    row = measure(network).rows[-1]
    size, center = largest_view(network)
    assert row.receptive_field[0] == size and row.stride[0] == Fraction(n, n_out)
    # "nearest" rounds in float32 where a middle falls on the border of two cells, so that either may be taken
    assert abs(row.center[0] - center) <= (0 if interpolation == "bilinear" else Fraction(1, 6))


@pytest.mark.parametrize("kernel_size", [2, 3, 5])
@pytest.mark.parametrize("rows", [32, 42, 84, 20])
def test_a_window_over_cells_between_sees_whole_cells(rows, kernel_size):
    """Two cells of a map of three times as many rows span 1⅓ rows of the picture, and see two."""
    resizing = nn.Resizing(rows, 28, interpolation="nearest" if rows == 84 else "bilinear")
    convolution = nn.Conv2D(1, (kernel_size, 1), **ones())
    network = nn.Sequential([nn.Input((28, 28, 1), dtype="float64"), resizing, convolution])
    size, center = largest_view(network)
    row = measure(network).rows[-1]
    assert size <= row.receptive_field[0] <= size + (kernel_size > 2) and isinstance(row.receptive_field[0], int)
    assert abs(row.center[0] - center) <= Fraction(1, 2)


def tall(x):
    """What sees 5 rows and 2 columns, one of three."""
    return nn.Conv2D(2, (5, 2), strides=(1, 3), **ones())(x)


PERMUTED = {  # the picture's rows and columns that are seen, and whether the output's rows lie along the columns
    "height and width": (lambda x: nn.Permute((2, 1, 3))(tall(x)), (5, 2), (1, 3), True),
    "and a window": (lambda x: nn.Conv2D(1, (3, 2), **ones())(nn.Permute((2, 1, 3))(tall(x))), (6, 8), (1, 3), True),
    "there and back": (
        lambda x: nn.Permute((2, 1, 3))(nn.Conv2D(1, (2, 1), **ones())(nn.Permute((2, 1, 3))(tall(x)))),
        (5, 5),
        (1, 3),
        False,
    ),
    "width as channels": (lambda x: nn.Permute((1, 3, 2))(tall(x)), (5, 26), (1, 0), False),
    "height as channels": (lambda x: nn.Permute((3, 2, 1))(tall(x)), (24, 2), (0, 3), False),
    "channels in front": (lambda x: nn.Permute((3, 1, 2))(tall(x)), (5, 26), (1, 0), True),
    "channels in the middle": (lambda x: nn.Permute((2, 3, 1))(tall(x)), (24, 2), (0, 3), True),
}


@pytest.mark.parametrize("case", PERMUTED)
def test_with_axes_in_another_order_a_cell_sees_the_same_rows_and_columns(case):
    build, field, stride, turned = PERMUTED[case]
    image = nn.Input((24, 26, 1), dtype="float64")
    network = nn.Model(image, build(image))
    row = measure(network).rows[-1]
    assert row.receptive_field == field and row.stride == stride
    for i, j in np.ndindex(*row.shape[:2]):
        places = (j, i) if turned else (i, j)
        assert seen(network, i, j) == tuple((s.first + at * s.step, s.last + at * s.step) for s, at in zip(row.sight, places))


def test_what_sees_all_goes_with_whatever_lies_along_columns():
    image = nn.Input((24, 26, 1))
    turned, scales = nn.Permute((2, 1, 3))(tall(image)), nn.GlobalAveragePooling2D(keepdims=True)(image)
    for inputs in ([turned, scales], [scales, turned]):
        x = nn.Multiply()(inputs)
        assert measure(nn.Model(image, x)).rows[-1].receptive_field == (24, 26)
        row = measure(nn.Model(image, nn.Conv2D(1, (3, 1))(x))).rows[-1]  # three rows, which lie along columns
        assert row.stride == (1, 3) and row.receptive_field == (24, 26 + 2 * 3)


def test_rows_that_lie_along_columns_are_not_joined_with_rows():
    image = nn.Input((8, 8, 1))
    network = nn.Model(image, nn.Add(name="both")([image, nn.Permute((2, 1, 3))(image)]))
    with pytest.raises(ValueError, match=r"^measure: layer both \(Add\) is not supported where rows of one input lie"):
        measure(network)


def test_where_a_picture_becomes_one_cell_all_of_it_is_seen():
    network = nn.Sequential(
        [nn.Input((20, 24, 1)), nn.Conv2D(2, 3, strides=2), nn.GlobalAveragePooling2D(), nn.Dense(2)]
    )
    table = measure(network)
    assert table["global_average_pooling2d"].receptive_field == table["dense"].receptive_field == (19, 23)
    assert table["dense"].stride == (0, 0) and table["dense"].center == (9, 11)


AGAIN = {
    "squeeze and excitation": lambda x: nn.Multiply()(
        [x, nn.Conv2D(2, 1)(nn.Reshape((1, 1, 2))(nn.GlobalAveragePooling2D()(x)))]
    ),
    "from the middle layer of an autoencoder": lambda x: nn.Conv2DTranspose(2, 3, strides=2)(
        nn.MaxPooling2D(2)(nn.Reshape((4, 4, 1))(nn.Dense(16)(nn.Flatten()(x))))
    ),
    "from a vector in the same order": lambda x: nn.Concatenate()(
        [x, nn.Reshape((9, 11, 2))(nn.Permute((1,))(nn.Flatten()(x)))]
    ),
    "from places": lambda x: nn.Resizing(3, 3)(nn.Reshape((11, 9, 2))(nn.Softmax(axis=1)(nn.Reshape((99, 2))(x)))),
}


@pytest.mark.parametrize("case", AGAIN)
def test_where_a_vector_becomes_a_map_again_all_of_the_picture_is_seen(case):
    """As in Keras's EfficientNets."""
    image = nn.Input((20, 24, 1))
    x = nn.Conv2D(2, 3, strides=2)(image)
    row = measure(nn.Model(image, AGAIN[case](x))).rows[-1]
    assert len(row.shape) == 3 and row.receptive_field == (19, 23) and row.center == (9, 11)


def test_a_map_without_channels_is_seen_whole():
    """Its columns have become channels, which `Dense` mixes."""
    table = measure(nn.Sequential([nn.Input((8, 8, 1)), nn.Conv2D(1, 3), nn.Reshape((6, 6)), nn.Dense(6)]))
    assert table["dense"].receptive_field == (8, 8)


def test_without_a_picture_there_is_no_field():
    table = measure(nn.Sequential([nn.Input((20,)), nn.Dense(2), nn.Dense(3)]))
    assert all(row.receptive_field is row.stride is row.center is None for row in table)
