"""`cnnlib.measure` against the papers' numbers, against itself in the other half, and against hand counts."""

import functools

import keras
import pytest

import cnnlib.tf
from cnnlib import measure, nets, scratch
from tests.nets.first import FIRST
from tests.nets.unfilled import unfilled
from tests.scratch.networks import branched, sharing

L = keras.layers
HE, HOWARD = "He et al. 2016, table 1", "Howard et al. 2017, table 4"
ARAUJO = "Araujo, Norris and Sim, Distill 2019"
# Multiply-accumulates, and the receptive field of the last layer before everything is pooled or flattened. Beside each,
# what is printed and where, or None where we know of no print. Papers round, some up, some down.
TABLE = {
    "lenet5": (416_520, None, "S4", 16, None),
    "alexnet": (724_406_816, None, "pool5", 195, (195, ARAUJO)),
    "vgg11": (7_609_090_048, None, "pool5", 150, None),
    "vgg13": (11_308_466_176, None, "pool5", 156, None),
    "vgg16": (15_470_264_320, None, "pool5", 212, (212, ARAUJO)),
    "vgg19": (19_632_062_464, None, "pool5", 268, None),
    "googlenet": (1_582_671_872, None, "5b", 715, None),
    "resnet18": (1_814_073_344, (1.8e9, HE), "conv5_block2_out", 435, None),
    "resnet34": (3_663_761_408, (3.6e9, HE), "conv5_block3_out", 899, None),
    "resnet50": (3_857_973_248, (3.8e9, HE), "conv5_block3_out", 483, (483, ARAUJO)),
    "resnet101": (7_570_194_432, (7.6e9, HE), "conv5_block3_out", 1027, (1027, ARAUJO)),
    "resnet152": (11_282_415_616, (11.3e9, HE), "conv5_block3_out", 1507, (1507, ARAUJO)),
    "densenet121": (2_834_161_664, None, "last_relu", 2071, None),
    "mobilenet": (568_740_352, (569e6, HOWARD), "conv14_pw_relu", 315, (315, ARAUJO)),
    "efficientnet_lite0": (385_187_552, None, "head_relu", 851, None),
}


@functools.cache
def table_of(name, nn=scratch):
    with unfilled():
        return measure(getattr(nets, name)(nn))


@pytest.mark.parametrize("name", TABLE)
def test_work_and_fields_as_printed(name):
    macs, printed_macs, layer, field, printed_field = TABLE[name]
    table = table_of(name)
    assert table.macs == macs and table[layer].receptive_field == (field, field)
    if printed_macs:
        digit = 1e8 if printed_macs[0] > 1e9 else 1e6
        assert abs(macs - printed_macs[0]) < 0.7 * digit
    if printed_field:
        assert field == printed_field[0]


def test_every_network_is_in_the_table():
    assert set(TABLE) == set(nets.__all__) - {"preprocess", "first_networks"} - FIRST


def test_vgg16_makes_15_million_numbers():
    table = table_of("vgg16")
    assert table.activations == 15_237_608 and round(table.activations * 4 / 1e6) == 61
    assert table.training_bytes() == 4 * (15_237_608 + 2 * 4096)  # dropout keeps what it made
    assert table.training_bytes(batch=3) == 3 * table.training_bytes()


def test_first_layers_as_they_should_be_printed():
    conv1 = table_of("alexnet")["conv1"]
    assert conv1.activations == 55 * 55 * 96 == 290_400
    conv1 = table_of("googlenet")["conv1"]
    assert conv1.params == 9_472 and conv1.macs == 118_013_952


def test_by_hand():
    nn = scratch
    image = nn.Input((6, 6, 2))
    x = nn.Conv2D(4, 3, padding="same", groups=2, name="grouped")(image)
    x = nn.Add(name="sum")([x, nn.Conv2D(4, 1, use_bias=False, name="one")(image)])
    x = nn.DepthwiseConv2D(3, strides=2, depth_multiplier=2, name="depthwise")(x)
    x = nn.SeparableConv2D(3, 2, name="separable")(x)
    x = nn.Conv2DTranspose(5, 3, name="transposed")(x)
    x = nn.Dropout(0.5, name="dropout")(x)
    table = measure(nn.Model(image, nn.Dense(7, name="dense")(nn.Flatten(name="flat")(x))))
    macs = {row.name: row.macs for row in table if row.macs}
    assert macs == {
        "grouped": 36 * 9 * 1 * 4,
        "one": 36 * 2 * 4,
        "depthwise": 4 * 9 * 8,
        "separable": 1 * (4 * 8 + 8 * 3),
        "transposed": 1 * 9 * 3 * 5,
        "dense": 45 * 7,
    }
    made = {row.name: row.activations for row in table if row.kind != "InputLayer"}
    assert made["flat"] == made["dropout"] == 0 and made["sum"] == 36 * 4 and made["transposed"] == 45
    assert table.activations == 72 + 3 * 144 + 32 + 3 + 45 + 7
    assert table.dropped == 45
    assert table.inference_bytes() == 4 * (144 + 144 + 144)  # both branches and their sum
    assert table.trainable_params == table.params == sum(row.params for row in table)


@pytest.mark.parametrize("name", TABLE)
def test_both_halves_measure_alike(name):
    ours, theirs = table_of(name), table_of(name, cnnlib.tf)
    numbers = [[(row.kind, *row.cells()[1:], row.trainable_params) for row in table] for table in (ours, theirs)]
    assert numbers[0] == numbers[1]
    assert (ours.peak, ours.dropped, ours.totals()) == (theirs.peak, theirs.dropped, theirs.totals())


def test_shared_layers_and_several_outputs():
    for nn in (scratch, cnnlib.tf):
        network = branched(nn)
        table = measure(network)
        assert table.params == network.count_params()
        assert [row.kind for row in table].count("InputLayer") == 2
        shared = [row for row in table if row.name == "shared"]
        assert len(shared) == 2 and shared[1].params == 0 and shared[0].macs == shared[1].macs == 64 * 4 * 4


def test_networks_within_networks():
    def build(nn):
        inner = nn.Sequential([nn.Input((6, 6, 2)), nn.Conv2D(3, 3), nn.Conv2D(3, 3)])
        image = nn.Input((6, 6, 2))
        return nn.Model(image, nn.Flatten()(inner(image)))

    for nn in (scratch, cnnlib.tf):
        table = measure(build(nn))
        assert [row.kind for row in table] == ["InputLayer", "Conv2D", "Conv2D", "Flatten"]
        assert table.rows[2].receptive_field == (5, 5) and table.rows[3].receptive_field == (6, 6)


def test_a_network_at_the_end_of_a_network_within_a_network():
    def build(nn):
        image = nn.Input((8, 8, 2))
        last = nn.Sequential([nn.Input((6, 6, 3)), nn.Conv2D(4, 3)])
        inner = nn.Sequential([nn.Input((8, 8, 2)), nn.Conv2D(3, 3), last])
        return nn.Model(image, nn.MaxPooling2D()(inner(image)))

    for nn in (scratch, cnnlib.tf):
        table = measure(build(nn))
        assert [row.shape for row in table] == [(8, 8, 2), (6, 6, 3), (4, 4, 4), (2, 2, 4)]
        assert [row.receptive_field for row in table] == [(1, 1), (3, 3), (5, 5), (6, 6)]
        assert table.peak == 8 * 8 * 2 + 6 * 6 * 3


def test_each_call_of_a_network_within_is_measured_on_its_own():
    def build(nn):
        inner = nn.Sequential([nn.Input((8, 8, 1)), nn.Conv2D(1, 3, padding="same", name="conv")])
        image = nn.Input((8, 8, 1))
        once = inner(image)
        twice = inner(once)
        return nn.Model(image, [nn.MaxPooling2D(name="of_once")(once), nn.MaxPooling2D(name="of_twice")(twice)])

    for nn in (scratch, cnnlib.tf):
        table = measure(build(nn))
        assert sorted(row.receptive_field for row in table if row.name == "conv") == [(3, 3), (5, 5)]
        assert table["of_once"].receptive_field == (4, 4) and table["of_twice"].receptive_field == (6, 6)
        assert table.params == 10 and table.macs == 2 * 64 * 9


def test_a_layer_that_networks_within_share_is_counted_once():
    for nn in (scratch, cnnlib.tf):
        network = sharing(nn)
        table = measure(network)
        assert table.params == table.trainable_params == network.count_params() == 35
        assert table.macs == 5 * 16 + 2 * 12  # at each call


def test_an_output_that_is_also_used_stays():
    nn = scratch
    x = nn.Input((5,))
    first = nn.Dense(10)(x)
    second = nn.Dense(10)(first)
    table = measure(nn.Model(x, [first, nn.Dense(10)(second)]))
    assert table.peak == 30 and measure(nn.Model(x, nn.Dense(10)(second))).peak == 20


@pytest.mark.parametrize(
    "layer, shape, macs",
    [
        (L.Dense(7), (5, 3), 5 * 3 * 7),
        (L.Dense(7), (4, 4, 3), 4 * 4 * 3 * 7),
        (L.Conv1D(6, 3, groups=2), (8, 4), 6 * 3 * 2 * 6),
        (L.Conv3D(5, 2), (4, 4, 4, 3), 27 * 8 * 3 * 5),
        (L.DepthwiseConv1D(3, depth_multiplier=2), (8, 4), 6 * 3 * 8),
        (L.SeparableConv1D(5, 3, depth_multiplier=2), (8, 4), 6 * (3 * 8 + 8 * 5)),
        (L.Conv1DTranspose(5, 3, strides=2), (8, 4), 8 * 3 * 4 * 5),
        (L.Conv3DTranspose(5, 2), (3, 3, 3, 2), 27 * 8 * 2 * 5),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, L.Layer) else "",
)
def test_convolutions_of_every_rank_are_counted(layer, shape, macs):
    table = measure(keras.Sequential([keras.Input(shape), layer]))
    assert table.macs == macs and table.params == layer.count_params()


@pytest.mark.parametrize("name", ["Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract"])
def test_where_branches_meet_all_is_seen(name):
    image = keras.Input((9, 9, 2))
    narrow, wide = L.Conv2D(4, 3, padding="same")(image), L.Conv2D(4, 5, padding="same")(image)
    table = measure(keras.Model(image, getattr(L, name)(name="meet")([narrow, wide])))
    row = table["meet"]
    assert row.receptive_field == (5, 5) and row.macs == row.params == 0 and row.activations == 9 * 9 * 4


def test_channels_weighed_by_what_all_of_the_picture_says():
    x = keras.Input((9, 9, 2))
    y = L.Multiply(name="weighed")([L.Conv2D(2, 3)(x), L.GlobalAveragePooling2D(keepdims=True)(x)])
    assert measure(keras.Model(x, y))["weighed"].receptive_field == (9, 9)


@pytest.mark.parametrize("nn", [scratch, L], ids=["scratch", "keras"])
@pytest.mark.parametrize("axis, field", [(-1, (3, 3)), (3, (3, 3)), (1, (9, 3)), (-2, (3, 9))])
def test_softmax_sees_all_along_its_axis(nn, axis, field):
    layers = [nn.Conv2D(2, 3), nn.PReLU(shared_axes=[1, 2]), nn.LeakyReLU(), nn.ELU(), nn.Softmax(axis, name="last")]
    table = measure((scratch if nn is scratch else keras).Sequential([nn.Input((9, 9, 1)), *layers]))
    assert table["last"].receptive_field == field and table.params == 20 + 2


def test_a_frozen_model_trains_nothing():
    model = keras.Sequential([keras.Input((4,)), L.Dense(3), L.Dense(2)])
    model.trainable, model.layers[0].trainable = False, True
    table = measure(model)
    assert model.trainable_variables == [] and table.trainable_params == 0 and table.params == 23


def test_numbers_take_the_bytes_of_the_type_that_layers_compute_in():
    for dtype, size in (("float16", 2), ("mixed_bfloat16", 2), ("float32", 4), ("float64", 8)):
        layers = [L.Dense(3, dtype=dtype), L.ReLU(dtype=dtype)]
        assert measure(keras.Sequential([keras.Input((4,)), *layers])).inference_bytes() == 7 * size


def test_frozen_layers_and_float64():
    network = scratch.Sequential([scratch.Input((4, 4, 1), dtype="float64"), scratch.Conv2D(2, 3)])
    network.layers[0].trainable = False
    table = measure(network)
    assert table.trainable_params == 0 and table.params == 20
    assert table.inference_bytes() == 8 * (16 + 8)


def test_what_it_looks_like():
    table = table_of("lenet5")
    text, html = str(table), table._repr_html_()
    assert text.splitlines()[3].split() == [
        "input_layer",
        "(InputLayer)",
        "(28,",
        "28,",
        "1)",
        "0",
        "0",
        "784",
        "1",
        "1",
        "0",
    ]
    assert html.count("<tr>") == len(table) + 1 and html.count('<th scope="col">') == 8 and "61,706" in html
    with pytest.raises(KeyError, match=r"no layer is called \[0.5\]; it has"):
        table[[0.5]]
    with pytest.raises(KeyError, match="no layer is called 'C2'; it has input_layer, C1"):
        table["C2"]
