"""What a layer says of shapes: its output's for any input, sizes that are not known yet among them."""

import keras
import numpy as np
import pytest

import cnnlib.tf
from cnnlib import scratch
from tests.scratch.layers.cases import CASES, DILATED_TRANSPOSED, IMAGES
from tests.scratch.twins import normal

ALL = [(name, *case) for name in CASES for case in CASES[name]]
ALL += [("Conv2DTranspose", arguments, IMAGES) for arguments in DILATED_TRANSPOSED]
ON_IMAGES = [case for case in ALL if case[2] == IMAGES or (isinstance(case[2], list) and case[2][0] == IMAGES)]
UNKNOWN = (None, None, 4)


def batch_unknown(shape):
    return [(None, *s[1:]) for s in shape] if isinstance(shape, list) else (None, *shape[1:])


@pytest.mark.parametrize("name, arguments, shape", ALL)
def test_the_shape_that_a_layer_says_is_that_of_its_output(name, arguments, shape):
    layer, several = getattr(scratch, name)(**arguments), isinstance(shape, list)
    said = layer.compute_output_shape(batch_unknown(shape))
    y = layer([np.ones(s) for s in shape] if several else np.ones(shape))
    assert said == (None, *y.shape[1:])
    given = [tuple(s) for s in shape] if several else shape
    assert layer.compute_output_shape(given) == y.shape


@pytest.mark.parametrize("name, arguments, shape", [case for case in ON_IMAGES if case[2] == IMAGES])
def test_unknown_heights_and_widths_give_the_shapes_of_keras_or_a_refusal_by_name(name, arguments, shape):
    x = scratch.Input(UNKNOWN)
    if (name, arguments.get("axis")) == ("LayerNormalization", (1, 2, 3)):  # gamma has a number for each cell
        with pytest.raises(ValueError, match=r"^layer_normalization \(LayerNormalization\): gamma has shape \(None, No"):
            getattr(scratch, name)(**arguments)(x)
        return
    if name == "PReLU" and not {1, 2} <= set(np.atleast_1d(arguments.get("shared_axes"))):
        with pytest.raises(ValueError, match=r"^p_re_lu \(PReLU\): alpha has shape \(None, None, 4\) .*, or shared_"):
            scratch.PReLU(**arguments)(x)
        return
    if (name, arguments) == ("Conv2DTranspose", DILATED_TRANSPOSED[0]):
        assert scratch.Conv2DTranspose(**arguments)(x).shape == (None, None, None, 5)
        return
    if name == "LocalResponseNormalization":
        assert scratch.LocalResponseNormalization(**arguments)(x).shape == (None, *UNKNOWN)
        return
    if (name, arguments.get("axis")) == ("Normalization", (1, -1)):  # a mean for each row
        with pytest.raises(ValueError, match=r"^normalization \(Normalization\): mean has shape \(None, 4\) for"):
            scratch.Normalization(**arguments)(x)
        return
    if (name, arguments) == ("PReLU", {}):  # a slope for each cell
        with pytest.raises(ValueError, match=r"^p_re_lu \(PReLU\): alpha has shape \(None, None, 4\) for this x"):
            scratch.PReLU()(x)
        return
    if name == "RandomCrop":  # at inference Keras's, too, gives the whole picture, but its symbol says otherwise
        assert scratch.RandomCrop(**arguments)(x).shape == (None, *UNKNOWN)
        return
    theirs = getattr(cnnlib.tf, name)(**arguments)(keras.Input(UNKNOWN))
    y = getattr(scratch, name)(**arguments)(x)
    assert y.shape == tuple(theirs.shape) and y.dtype == "float32"


def of_any_size(nn, shape):
    x = nn.Input(shape)
    y = nn.Conv2D(4, 3, padding="same", activation="relu")(x)
    y = nn.Concatenate()([nn.MaxPooling2D()(y), nn.Conv2D(3, 3, strides=2, padding="same")(y)])
    y = nn.Add()([nn.BatchNormalization()(y), y])
    y = nn.Conv2DTranspose(5, 2, strides=2)(nn.ZeroPadding2D()(y))
    return nn.Model(x, [nn.Dense(3)(nn.GlobalAveragePooling2D()(y)), y])


def test_one_network_takes_pictures_of_any_size():
    network, fixed = of_any_size(scratch, (None, None, 2)), of_any_size(scratch, (8, 6, 2))
    assert [symbol.shape for symbol in network.outputs] == [(None, 3), (None, None, None, 5)]
    assert [symbol.shape for symbol in of_any_size(cnnlib.tf, (None, None, 2)).outputs] == [
        symbol.shape for symbol in network.outputs
    ]
    fixed.set_weights(network.get_weights())
    x = normal((3, 8, 6, 2), "float32")
    for ours, same in zip(network(x), fixed(x)):
        assert np.array_equal(ours, same)
    d_out = [np.ones_like(y) for y in fixed(x)]
    assert np.array_equal(network.backward(d_out), fixed.backward(d_out))
    classes, pictures = network.predict(normal((2, 12, 4, 2), "float32"), verbose=0)
    assert classes.shape == (2, 3) and pictures.shape == (2, 16, 8, 5)
    with pytest.raises(ValueError, match=r"^model \(Model\): x has shape .*, needs \(batch, any, any, 2\)$"):
        network(normal((2, 8, 6, 3), "float32"))
    with pytest.raises(ValueError, match=r"needs \(batch, any, any, 2\); add the batch axis: x\[None\]$"):
        network(normal((8, 6, 2), "float32"))
    lines = []
    network.summary(print_fn=lines.append)
    assert any("(None, None, None, 4)" in line for line in lines)


def test_networks_within_networks_take_pictures_of_any_size():
    inner = scratch.Sequential([scratch.Conv2D(4, 3), scratch.MaxPooling2D()], name="block")
    network = scratch.Sequential([scratch.Input((None, None, 1)), inner, scratch.GlobalMaxPooling2D()])
    assert inner.output.shape == (None, None, None, 4)
    assert network(np.ones((2, 9, 7, 1), np.float32)).shape == (2, 4)
    assert network.compute_output_shape((None, None, None, 1)) == (None, 4)
    assert inner.compute_output_shape((5, 9, 7, 1)) == (5, 3, 2, 4)


@pytest.mark.parametrize(
    "layer, op, window",
    [(scratch.Conv2D(2, 3), "conv2d", "kernel"), (scratch.MaxPooling2D(3), "max_pool2d", "pool_size")],
)
def test_a_window_too_tall_is_refused_alike_where_the_width_is_unknown(layer, op, window):
    for width in (4, None):
        with pytest.raises(ValueError) as caught:
            scratch.Sequential([scratch.Input((2, width, 3)), layer])
        assert f"{op}: {window} spans 3 cells of height, but x has 2; needs a smaller {window}" in str(caught.value)


def test_what_cannot_do_with_unknown_sizes_says_so_by_name():
    with pytest.raises(ValueError) as caught:
        scratch.Sequential([scratch.Input(UNKNOWN), scratch.Conv2D(2, 3), scratch.Flatten(), scratch.Dense(3)])
    assert str(caught.value) == (
        "dense (Dense): kernel has shape (None, 3) for this x, needs sizes that are known; give Input that size; after "
        "Flatten: put GlobalAveragePooling2D in its place"
    )
    for wrong, exception, words in [
        ((None, None, None), ValueError, "^Input: shape is .*, needs a last axis of known size"),
        ((None, 28, 28, 1), TypeError, "^Input: shape is .*, needs sizes without the batch"),
        ((None, "a", 1), TypeError, "^Input: shape is 'a', needs an integer"),
    ]:
        with pytest.raises(exception, match=words):
            scratch.Input(wrong)


class Half(scratch.Layer):
    """A layer of one's own that says nothing of shapes."""

    def forward(self, x, training):
        return x[:, ::2], x.shape

    def backward(self, d_out, shape):
        dx = np.zeros(shape, d_out.dtype)
        dx[:, ::2] = d_out
        return dx, {}


class Double(scratch.Layer):
    pointwise = True

    def forward(self, x, training):
        return 2 * x, None

    def backward(self, d_out, kept):
        return 2 * d_out, {}


def test_a_layer_of_ones_own_says_its_shapes_or_is_refused_by_name():
    layer = Half(name="half")
    with pytest.raises(NotImplementedError, match=r"^half \(Half\): the output's shape for x \(None, 6\) is not known"):
        layer.compute_output_shape((None, 6))
    layer(np.ones((2, 5)))
    assert layer.compute_output_shape((None, 6)) == (None, 3) and layer.compute_output_shape((2, 5)) == (2, 3)
    with pytest.raises(NotImplementedError, match=r"^half \(Half\): .* needs compute_output_shape\(input_shape\)"):
        layer(scratch.Input(UNKNOWN))
    assert Double()(scratch.Input(UNKNOWN)).shape == (None, *UNKNOWN)


PICTURES = ["AveragePooling2D", "Conv2D", "Conv2DTranspose", "Cropping2D", "DepthwiseConv2D", "GlobalAveragePooling2D"]
PICTURES += ["GlobalMaxPooling2D", "LocalResponseNormalization", "MaxPooling2D", "RandomCrop", "RandomFlip"]
PICTURES += ["RandomRotation", "RandomTranslation", "Resizing", "SeparableConv2D", "SpatialDropout2D"]
PICTURES += ["UpSampling2D", "ZeroPadding2D"]


@pytest.mark.parametrize("name", PICTURES)
def test_what_takes_pictures_is_refused_alike_where_a_size_is_unknown(name):
    for rows in (9, None):
        layer = getattr(scratch, name)(**CASES[name][0][0])
        with pytest.raises(ValueError, match=r"x has rank 3 .*, needs rank 4: \(batch, height, width, c_in\)"):
            layer(scratch.Input((rows, 4)))
        assert not layer.built and layer(scratch.Input((rows, 9, 4))).shape[0] is None


@pytest.mark.parametrize("name", [name for name in CASES if not isinstance(CASES[name][0][1], list)])
def test_what_takes_one_array_refuses_two_where_a_size_is_unknown(name):
    arguments, _ = CASES[name][0]
    with pytest.raises((TypeError, ValueError), match=r"\): (\w+: )?x is a list of 2 arrays, needs "):
        getattr(scratch, name)(**arguments)([scratch.Input(UNKNOWN)] * 2)


def of_two(nn, x, y):
    return nn.Model([x, y], nn.Add()([x, y]))


REFUSED = {  # a call, and the shapes of inputs on which it is refused
    "widths": (lambda x, y: scratch.Concatenate()([x, y]), (None, 8, 3), (None, 9, 3)),
    "ranks": (lambda x, y: scratch.Concatenate()([x, y]), (None, None, 3), (7,)),
    "an axis that is not there": (lambda x, y: scratch.Concatenate(axis=7)([x, y]), (None, 3), (None, 3)),
    "one array for a sum": (lambda x, y: scratch.Add()(x), (None, 3), (None, 3)),
    "a list of one": (lambda x, y: scratch.Add()([x]), (None, 3), (None, 3)),
    "one array to join": (lambda x, y: scratch.Concatenate()(x), (None, 3), (None, 3)),
    "three to subtract": (lambda x, y: scratch.Subtract()([x, y, x]), (None, 3), (None, 3)),
    "a network's inputs": (lambda x, y: of_two(scratch, x, y)([x]), (None, 3), (None, 3)),
    "a network's input": (lambda x, y: of_two(scratch, x, y)(x), (None, 3), (None, 3)),
    "a network's ranks": (lambda x, y: scratch.Model(x, scratch.ReLU()(x))(y), (None, 3), (None, 8, 3)),
    "classes along no axis": (lambda x, y: scratch.Softmax(axis=5)(x), (None, 3), (None, 3)),
    "factors": (lambda x, y: scratch.Rescaling([1.0, 2.0])(x), (None, 3), (None, 3)),
}
BUILT = ("Conv2D", "Conv2DTranspose", "Dense", "DepthwiseConv2D", "BatchNormalization", "GroupNormalization")
BUILT += ("LayerNormalization", "SeparableConv2D")


def called_twice(name):
    arguments = dict(groups=1) if name == "GroupNormalization" else CASES[name][0][0]

    def call(x, y):
        layer = getattr(scratch, name)(**arguments)
        return layer(x), layer(y)

    return call


REFUSED |= {f"channels of {name}": (called_twice(name), (None, 8, 4), (None, 8, 3)) for name in BUILT}
REFUSED["channels of a network"] = (lambda x, y: scratch.Model(x, scratch.ReLU()(x))(y), (None, 8, 4), (None, 8, 3))


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_refused_alike_where_a_size_is_unknown(case):
    call, *shapes = REFUSED[case]
    refusals = []
    for rows in (8, None):
        with pytest.raises((TypeError, ValueError)) as caught:
            call(*(scratch.Input(tuple(rows if n is None else n for n in shape)) for shape in shapes))
        refusals.append(caught)
    known, unknown = refusals
    assert unknown.type is known.type and str(unknown.value).split(":")[0] == str(known.value).split(":")[0]


@pytest.mark.parametrize("name", BUILT)
@pytest.mark.parametrize("rows", [8, None])
def test_another_type_than_that_of_the_weights_is_refused_where_a_size_is_unknown(name, rows):
    layer = getattr(scratch, name)(**(dict(groups=1) if name == "GroupNormalization" else CASES[name][0][0]))
    layer(scratch.Input((rows, 8, 4)))
    with pytest.raises(TypeError, match=r"^\w+ \(\w+\): x holds float64, but the layer holds float32; give both the"):
        layer(scratch.Input((rows, 8, 4), dtype="float64"))


def test_a_layer_that_refuses_a_symbol_stays_open_to_another():
    layer = scratch.BatchNormalization()
    with pytest.raises(ValueError, match="x has rank 5"):
        layer(scratch.Input((2, None, 4, 3)))
    assert not layer.built and layer(scratch.Input((None, None, 5))).shape == (None, None, None, 5)
