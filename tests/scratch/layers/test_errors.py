"""Errors name the layer, once, wherever they happen; a layer of one's own is held to what it returns."""

import numpy as np
import pytest

import cnnlib.nets
from cnnlib import scratch
from tests.scratch.layers.cases import CASES, LAYERS


class Scale(scratch.Layer):
    """A layer of one's own: a factor for each channel. What its methods return may be replaced."""

    def __init__(self, *, forward=None, backward=None, name=None):
        super().__init__(name=name)
        self.forward_instead, self.backward_instead = forward, backward

    def build(self, shape):
        self.add_weight("w", shape[-1:], "ones")

    def forward(self, x, training):
        return (x * self.w, x) if self.forward_instead is None else self.forward_instead(x)

    def backward(self, d_out, x):
        right = d_out * self.w, {"w": (d_out * x).sum(axis=0)}
        return right if self.backward_instead is None else self.backward_instead(*right)


X = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
FORWARD = {  # what a forward of one's own may return by mistake
    "one array": (lambda x: 2 * x, TypeError, "forward returned an ndarray, needs a pair: the output, and what the"),
    "nothing": (lambda x: None, TypeError, "forward returned None, needs a pair"),
    "three": (lambda x: (x, x, None), TypeError, "forward returned 3 values, needs a pair"),
    "a list": (lambda x: [x, None], TypeError, "forward returned a list, needs a pair"),
    "no array": (lambda x: (1.0, None), TypeError, "y is a float, needs an array"),
    "type": (
        lambda x: (x.astype("float32"), None),
        TypeError,
        "y holds float32, but x holds float64; give both the same type: y.astype(np.float64)",
    ),
    "no batch": (lambda x: (x.mean(axis=0), None), ValueError, "y has shape (3,), needs 2 examples along the first"),
    "a number": (lambda x: (x.sum(), None), ValueError, "y has shape (), needs 2 examples along the first axis"),
}
BACKWARD = {
    "one array": (lambda dx, by_name: dx, TypeError, "backward returned an ndarray, needs a pair: the gradient"),
    "three": (lambda dx, by_name: (dx, dx, dx), TypeError, "backward returned 3 values, needs a pair"),
    "no dict": (
        lambda dx, by_name: (dx, by_name["w"]),
        TypeError,
        "backward returned an ndarray for the weights, needs a dict with 'w'",
    ),
    "no weight": (lambda dx, by_name: (dx, {}), ValueError, "backward returned no gradient for 'w', needs one"),
    "None": (lambda dx, by_name: (dx, {"w": None}), ValueError, "backward returned no gradient for 'w'"),
    "weight's shape": (lambda dx, by_name: (dx, {"w": dx}), ValueError, "dw has shape (2, 3), needs (3,) (the shape"),
    "weight's type": (
        lambda dx, by_name: (dx, {"w": by_name["w"].astype("float32")}),
        TypeError,
        "dw holds float32, but w holds float64",
    ),
    "no dx": (lambda dx, by_name: (None, by_name), TypeError, "dx is None, needs an array"),
    "shape of dx": (lambda dx, by_name: (dx[:1], by_name), ValueError, "dx has shape (1, 3), needs (2, 3) (the shape"),
    "type of dx": (
        lambda dx, by_name: (dx.astype("float32"), by_name),
        TypeError,
        "dx holds float32, but d_out holds float64",
    ),
    "list": (
        lambda dx, by_name: ([dx], by_name),
        TypeError,
        "backward returned a list of 1 as the gradient for x, needs one array",
    ),
}


@pytest.mark.parametrize("case", FORWARD)
def test_a_wrong_forward_is_refused_naming_the_layer(case):
    forward, exception, words = FORWARD[case]
    with pytest.raises(exception) as caught:
        Scale(forward=forward)(X)
    assert str(caught.value).startswith("Scale: " + words)
    if case not in ("no batch", "a number"):  # a batch of one is what a symbol stands for
        with pytest.raises(exception, match=r"^scale_1 \(Scale\): " + words[:7]):
            scratch.Sequential([scratch.Input((3,), dtype="float64"), Scale(), Scale(forward=forward)])


@pytest.mark.filterwarnings("error")
def test_an_output_without_a_batch_is_refused_on_symbols():
    with pytest.raises(ValueError, match=r"^scale \(Scale\): y has shape \(3,\), needs 1 example along the first axis"):
        Scale(forward=lambda x: (x.mean(axis=0), None))(scratch.Input((3,)))


@pytest.mark.parametrize("case", BACKWARD)
def test_a_wrong_backward_is_refused_naming_the_layer(case):
    backward, exception, words = BACKWARD[case]
    layers = [scratch.Dense(3), Scale(), Scale(backward=backward)]
    network = scratch.Sequential([scratch.Input((3,), dtype="float64"), *layers])
    with pytest.raises(exception) as caught:
        network.backward(network(X))
    assert str(caught.value).startswith("scale_1 (Scale): " + words)


def test_a_layer_of_ones_own_that_is_right_is_taken():
    layer = Scale()
    assert np.array_equal(layer(X), X) and np.array_equal(layer.backward(X), X)
    assert np.array_equal(layer.gradients[0], (X * X).sum(axis=0))
    layer.trainable = False
    layer.backward_instead = lambda dx, by_name: (dx, {})  # nobody asks for a frozen weight's gradient
    assert np.array_equal(layer.backward(X), X) and layer.gradients == []


def test_two_verbs_without_a_trace_in_the_layer():
    layer = scratch.Dense(2, activation="relu")
    y, kept = layer.forward(X, training=True)
    layer(-X)  # another call in between
    dx, gradients = layer.backward(X[:, :2], kept)
    assert layer.gradients is None and list(gradients) == ["kernel", "bias"]
    assert np.array_equal(layer(X), y) and np.array_equal(layer.backward(X[:, :2]), dx)
    assert all(np.array_equal(a, b) for a, b in zip(layer.gradients, gradients.values(), strict=True))
    none, alone = layer.backward(X[:, :2], kept, input_gradient=False)
    assert none is None and all(np.array_equal(alone[name], gradients[name]) for name in gradients)
    layer.trainable = False
    assert layer.backward(X[:, :2], kept)[1] == {}


def test_none_is_something_that_may_be_kept():
    layer = scratch.Rescaling(3.0)
    layer(X)
    dx, gradients = layer.backward(X, None)
    assert np.array_equal(dx, 3 * X) and gradients == {}


def test_a_subclass_may_call_the_verbs_of_its_parent():
    """One more weight, of which the parent's verbs know nothing; weights are made once."""

    class Scaled(scratch.Conv2D):
        def build(self, shape):
            super().build(shape)
            self.add_weight("factor", (1,), "ones")

        def forward(self, x, training):
            y, kept = super().forward(x, training)
            return self.factor * y, (kept, y)

        def backward(self, d_out, kept):
            kept, y = kept
            dx, gradients = super().backward(self.factor * d_out, kept)
            return dx, gradients | {"factor": (d_out * y).sum(keepdims=True).ravel()}

    layer, plain, x = Scaled(4, 3), scratch.Conv2D(4, 3), np.arange(50.0).reshape(1, 5, 5, 2)
    y = layer(x)
    plain(x)
    plain.set_weights(layer.get_weights()[:2])
    layer.factor[:] = 2
    assert np.array_equal(layer(x), 2 * y) and np.array_equal(plain(x), y)
    assert np.array_equal(layer.backward(y), 2 * plain.backward(y)) and len(layer.gradients) == 3
    assert layer.gradients[2] == (y * y).sum()


def test_the_gradient_for_several_inputs_is_a_list():
    class Sum(scratch.Layer):
        def forward(self, x, training):
            return x[0] + x[1], None

        def backward(self, d_out, kept):
            return d_out, {}

    layer = Sum()
    layer([X, X])
    with pytest.raises(TypeError, match="Sum: backward returned an ndarray as .* needs a list of 2 arrays"):
        layer.backward(X)


def test_what_a_layer_of_ones_own_leaves_out_is_said():
    class Bare(scratch.Layer):
        pass

    class WithoutSuper(scratch.Layer):
        def __init__(self):
            self.factor = 2

    class TooEarly(scratch.Layer):
        def __init__(self):
            super().__init__()
            self.add_weight("w", (3,), "ones")

    class Twice(scratch.Layer):
        def build(self, shape):
            self.add_weight("w", (3,), "ones")
            self.add_weight("w", (3,), "ones")

    class OneNumber(scratch.Layer):
        def build(self, shape):
            self.add_weight("w", 3, "ones")

    class Taken(scratch.Layer):
        def build(self, shape):
            self.add_weight("forward", (3,), "ones")

    class Overwriting(scratch.Layer):
        def build(self, shape):
            self.scale = 2.0
            self.add_weight("scale", (3,), "ones")

    class Named(scratch.Layer):
        def __init__(self, word):
            super().__init__()
            self.word = word

        def build(self, shape):
            self.add_weight(self.word, (3,), "ones")

    class NoName(scratch.Layer):
        def build(self, shape):
            self.add_weight(shape=(3,), initializer="ones")

    for call, exception, words in [
        (lambda: Taken()(X), ValueError, "^Taken: add_weight makes 'forward', which the layer has already, needs"),
        (lambda: Overwriting()(X), ValueError, "^Overwriting: add_weight makes 'scale', which the layer has already"),
        (lambda: Named("a/b")(X), ValueError, '^Named: add_weight makes \'a/b\', needs a name such as "kernel"$'),
        (lambda: Named("")(X), ValueError, "^Named: add_weight makes '', needs a name"),
        (lambda: Named(3)(X), ValueError, "^Named: add_weight makes 3, needs a name"),
        (lambda: NoName()(X), TypeError, "^NoName: add_weight: name is missing; add_weight takes name, shape, init"),
        (lambda: Bare()(X), NotImplementedError, r"^Bare: forward\(x, training\) is not defined"),
        (lambda: Bare().backward(X, None), NotImplementedError, "^Bare: backward.* is not defined"),
        (lambda: WithoutSuper()(X), TypeError, r"^WithoutSuper: its __init__ does not call super\(\).__init__\(\)"),
        (lambda: scratch.Sequential([WithoutSuper()]), TypeError, "^WithoutSuper: its __init__ does not call"),
        (TooEarly, ValueError, r"^TooEarly: add_weight is called before the first x, .* in build\(shape\)"),
        (lambda: Twice()(X), ValueError, "^Twice: add_weight makes 'w' twice"),
        (lambda: OneNumber()(X), TypeError, r"^OneNumber: the weight of w_initializer has shape 3, needs a tuple"),
    ]:
        with pytest.raises(exception, match=words):
            call()


def test_add_weight_returns_the_weight():
    class Kept(Scale):
        def build(self, shape):
            self.w = self.add_weight("w", shape[-1:], "ones")

    assert np.array_equal(Kept()(X), X)


METHODS = {
    "build": (lambda self: None, "build() takes other arguments than it is called with, needs build(shape)"),
    "forward": (
        lambda self, x: x,
        "forward(x) takes other arguments than it is called with, needs forward(x, training)",
    ),
    "differentiate": (
        lambda self, d_out, kept: (d_out, {}),
        "differentiate is not a method that a layer is called by, needs it under the name backward(d_out, kept)",
    ),
    "backward": (
        lambda self, d: d,
        "backward(d) takes other arguments than it is called with, needs backward(d_out, kept)",
    ),
}


@pytest.mark.parametrize("method", METHODS)
def test_a_method_that_could_not_be_called_is_refused_with_its_class(method):
    function, words = METHODS[method]
    with pytest.raises(TypeError) as caught:
        type("Mine", (scratch.Layer,), {method: function})
    assert str(caught.value).startswith(f"Mine: {words}")


def conv_on_a_small_picture(*before):
    return [*before, scratch.Conv2D(4, 3), scratch.Conv2D(4, 3)]


TOO_SMALL = "conv2d: kernel spans 3 cells of height, but x has 2; needs a smaller kernel or more padding"
INPUT = (4, 4, 1)
NAMED = {
    "a list of layers": (
        lambda: scratch.Sequential(conv_on_a_small_picture(scratch.Input(INPUT))),
        f"conv2d_1 (Conv2D): {TOO_SMALL}",
    ),
    "one more layer": (
        lambda: scratch.Sequential([scratch.Input(INPUT), scratch.Conv2D(4, 3)]).add(scratch.Conv2D(4, 3)),
        f"conv2d_1 (Conv2D): {TOO_SMALL}",
    ),
    "the first array": (
        lambda: scratch.Sequential(conv_on_a_small_picture())(np.ones((2, *INPUT))),
        f"conv2d_1 (Conv2D): {TOO_SMALL}",
    ),
    "symbols": (
        lambda: scratch.Conv2D(4, 3)(scratch.Conv2D(4, 3)(scratch.Input(INPUT))),
        f"conv2d_1 (Conv2D): {TOO_SMALL}",
    ),
    "a name of its own": (
        lambda: scratch.Conv2D(4, 5, name="stem")(scratch.Input((4, 5, 1))),
        "stem (Conv2D): conv2d: kernel spans 5 cells of height, but x has 4",
    ),
    "a name that is taken": (
        lambda: scratch.Conv2D(4, 3)(scratch.Conv2D(4, 3, name="conv2d")(scratch.Input(INPUT))),
        f"conv2d_1 (Conv2D): {TOO_SMALL}",
    ),
    "a network in a network": (
        lambda: scratch.Sequential(
            [scratch.Input(INPUT), scratch.Sequential(conv_on_a_small_picture(), name="block")], name="outer"
        ),
        f"block (Sequential): conv2d_1 (Conv2D): {TOO_SMALL}",
    ),
    "the layer's own words": (
        lambda: scratch.Conv2D(4, 3, groups=2)(scratch.Input(INPUT)),
        "conv2d (Conv2D): groups is 2, which does not divide the input's 1 channel",
    ),
    "other pictures to a dense layer": (
        lambda: scratch.Sequential([scratch.Input(INPUT), scratch.Dense(2)])(np.ones((2, 4, 4, 3), np.float32)),
        "sequential (Sequential): x has shape (2, 4, 4, 3), needs (batch, 4, 4, 1)",
    ),
    "a convolution after a dense layer": (
        lambda: scratch.Sequential([scratch.Input((4,)), scratch.Dense(2), scratch.Conv2D(2, 3)]),
        "conv2d (Conv2D): conv2d: x has rank 2 (shape (1, 2)), needs rank 4",
    ),
    "a classic network": (
        lambda: cnnlib.nets.lenet5(scratch, input_shape=(8, 8, 1)),
        "C3 (Conv2D): conv2d: kernel spans 5 cells of height, but x has 4",
    ),
    "a layer alone": (lambda: scratch.Dense(2)(np.ones((1, 2), int)), "Dense: x holds int64, needs float32"),
}


@pytest.mark.parametrize("case", NAMED)
def test_an_error_names_its_layer_once_and_shows_no_empty_batch(case):
    call, words = NAMED[case]
    with pytest.raises((ValueError, TypeError)) as caught:
        call()
    message = str(caught.value)
    assert message.startswith(words) and "\n" not in message and "(0, " not in message


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_in_a_network_is_named(name):
    """Whatever the layer, its weights for other channels than it gets."""
    arguments, shape = CASES[name][0]
    layer = getattr(scratch, name)(**arguments)
    symbols = [scratch.Input(s[1:]) for s in (shape if isinstance(shape, list) else [shape])]
    network = scratch.Model(symbols, layer(symbols if isinstance(shape, list) else symbols[0]))
    layer.forward = lambda x, training: (_ for _ in ()).throw(ValueError("what went wrong"))
    with pytest.raises(ValueError) as caught:
        network([np.ones((2, *symbol.shape[1:]), "float32") for symbol in symbols])
    assert str(caught.value) == f"{layer.name} ({name}): what went wrong"


def nested(backward):
    inner = scratch.Sequential(
        [scratch.Input((3,), dtype="float64"), Scale(backward=backward, name="mine")], name="block"
    )
    return scratch.Sequential([scratch.Input((3,), dtype="float64"), scratch.Dense(3), inner], name="outer")


def test_the_way_back_and_training_name_the_layer_and_the_networks_around_it():
    network = nested(lambda dx, by_name: (dx, {}))
    words = r"^block \(Sequential\): mine \(Scale\): backward returned no gradient for 'w'"
    y = network(X)
    with pytest.raises(ValueError, match=words):
        network.backward(y)
    network.compile("sgd", scratch.MeanSquaredError())
    with pytest.raises(ValueError, match=words):
        network.fit(X, X, verbose=0)


def test_an_error_stays_itself():
    """Its type, the line of a layer of one's own in which it happened, and no second traceback before it."""

    def forward(x):
        raise IndexError("mine")

    with pytest.raises(IndexError, match="^mine") as caught:
        scratch.Sequential([scratch.Input((3,)), Scale(), Scale(forward=forward)])
    assert caught.value.__notes__ == ["in layer scale_1 (Scale)"]
    assert caught.traceback[-1].name == "forward" and caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.filterwarnings("error")
def test_a_layer_that_cannot_do_with_an_empty_batch_is_called_on_one_example():
    flat = Scale(forward=lambda x: (x.reshape(len(x), -1), x.shape))
    assert flat(scratch.Input((3, 4))).shape == (None, 12)
    centered = Scale(forward=lambda x: (x - x.mean(axis=0), None))  # NumPy warns: the mean of no rows
    assert centered(scratch.Input((3,))).shape == (None, 3)


def test_what_was_refused_leaves_a_layer_open_to_another_shape():
    layer, x = scratch.Conv2D(4, 3), np.ones((2, 6, 6, 3))
    with pytest.raises(ValueError, match="^Conv2D: conv2d: x has rank 3"):
        layer(x[..., 0])
    assert not layer.built and layer(x).shape == (2, 4, 4, 4) and len(layer.weights) == 2
    group = scratch.GroupNormalization(groups=-1)
    with pytest.raises(ValueError):
        group(x[:, 0, 0, 0])
    assert group(x).shape == x.shape and group.groups == 3


def test_what_was_refused_leaves_a_network_as_it_was():
    kept = scratch.Dense(5)
    before = kept(np.ones((2, 64)), training=False)
    network = scratch.Sequential([scratch.Conv2D(4, 3), scratch.Flatten(), kept])
    with pytest.raises(ValueError, match=r"^conv2d \(Conv2D\): conv2d: x has rank 3"):
        network(np.ones((2, 6, 6)))
    with pytest.raises(ValueError, match=r"^dense \(Dense\): dense: kernel takes 64 inputs, but x has 144"):
        network(np.ones((2, 8, 8, 3)))
    assert network(np.ones((2, 6, 6, 3))).shape == (2, 5) and len(network.layers) == 3
    assert network.layers[0].output.shape == (None, 4, 4, 4) and np.array_equal(kept(np.ones((2, 64))), before)
    for wrong in (scratch.Conv2D(3, 30), scratch.Dense(1, name="flatten"), 7):
        with pytest.raises((ValueError, TypeError)):
            network.add(wrong)
    network.add(scratch.Dense(3))
    assert network(np.ones((2, 6, 6, 3))).shape == (2, 3) and len(network.layers) == 4


def test_a_layer_of_ones_own_knows_the_shapes_of_several_inputs_and_outputs():
    class Swap(scratch.Layer):
        def forward(self, x, training):
            return x[::-1], None

    class Sum(scratch.Layer):
        def forward(self, x, training):
            return x[0] + x[1].sum(axis=-1, keepdims=True), None

    shapes, arrays = [(None, 3), (None, 2)], [np.ones((4, 3)), np.ones((4, 2))]
    for layer, shape in ((Swap(), shapes[::-1]), (Sum(), (None, 3))):
        layer(arrays)
        assert layer.compute_output_shape(shapes) == shape
        inputs = [scratch.Input(shape[1:], dtype="float64") for shape in shapes]
        assert scratch.Model(inputs, layer(inputs)).compute_output_shape(shapes) == shape
