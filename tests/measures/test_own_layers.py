"""`measure` on layers of one's own: what they say is measured, and what they do not say is refused by name."""

import numpy as np
import pytest

from cnnlib import measure, scratch
from cnnlib.scratch.layers.field import EVERYTHING, Window
from tests.scratch.layers.cases import CASES


class Double(scratch.Layer):
    """Each number twice."""

    pointwise = True

    def forward(self, x, training):
        return 2 * x, None

    def backward(self, d_out, kept):
        return 2 * d_out, {}


class Blur(scratch.Layer):
    """The mean of three rows, which it multiplies by a weight each; a layer that says all by itself."""

    def build(self, shape):
        self.add_weight("w", (3,), "ones")

    def forward(self, x, training):
        return sum(self.w[i] * x[:, i : x.shape[1] - 2 + i] for i in range(3)), x

    def backward(self, d_out, x):
        dx, n = np.zeros_like(x), x.shape[1] - 2
        for i in range(3):
            dx[:, i : n + i] += self.w[i] * d_out
        return dx, {"w": np.array([(d_out * x[:, i : n + i]).sum() for i in range(3)], x.dtype)}

    def compute_output_shape(self, input_shape):
        batch, height, width, c = input_shape
        return (batch, height - 2, width, c)

    def multiply_accumulates(self, input_shape):
        return 3 * int(np.prod(self.compute_output_shape(input_shape)[1:]))

    def receptive_field(self, input_shape):
        return Window((3, 1))


class Turn(Double):
    """The picture upside down: a forward that replaces Double's."""

    def forward(self, x, training):
        return x[:, ::-1], None


class TurnThatSays(Turn):
    def receptive_field(self, input_shape):
        return EVERYTHING

    def multiply_accumulates(self, input_shape):
        return 0


class TurnItself(Turn):
    def forward(self, x, training):
        return x[:, ::-1], None

    receptive_field, multiply_accumulates = TurnThatSays.receptive_field, TurnThatSays.multiply_accumulates


class Louder(Double):
    """Another backward than its parent's, the same forward."""

    def backward(self, d_out, kept):
        return 3 * d_out, {}


def after_a_convolution(*layers):
    return scratch.Sequential([scratch.Input((9, 8, 2)), scratch.Conv2D(4, 3, strides=2), *layers])


def test_what_a_layer_says_is_measured():
    table = measure(after_a_convolution(Double(), Blur(), Louder(), TurnItself()))
    assert table["double"].receptive_field == table["conv2d"].receptive_field == (3, 3)
    assert table["double"].macs == table["louder"].macs == 0
    assert table["blur"].macs == 3 * 2 * 3 * 4 and table["blur"].params == 3
    assert table["blur"].receptive_field == table["louder"].receptive_field == (7, 3)
    assert table["turn_itself"].receptive_field == (9, 7) and table["turn_itself"].stride == (0, 0)
    assert table["blur"].activations == 2 * 3 * 4
    assert measure(after_a_convolution(SaysBoth()))["says_both"].macs == 0


def replaced():
    layer = Double(name="own")
    layer.forward = lambda x, training: (x[:, ::-1], None)
    return layer


def with_field(field):
    return type("Odd", (Blur,), {"receptive_field": lambda self, input_shape: field})(name="own")


class Silent(scratch.Layer):
    def forward(self, x, training):
        return x[:, ::2], None


class SaysHalf(Silent):
    def multiply_accumulates(self, input_shape):
        return 0


class MultipliesNothing(Silent):
    multiplies = False


class SaysBoth(MultipliesNothing):
    def receptive_field(self, input_shape):
        return Window((1, 1), (2, 1))


class Smaller(Silent):
    pointwise = True


REFUSED = {
    "nothing said": (Silent(name="own"), "layer own (Silent) is not supported: its class defines forward, but not mult"),
    "half said": (SaysHalf(name="own"), "defines forward, but not receptive_field(input_shape); define it, or pointwise"),
    "half said by a flag": (MultipliesNothing(name="own"), "defines forward, but not receptive_field(input_shape)"),
    "said of another forward": (Turn(name="own"), "layer own (Turn) is not supported: its class defines forward, but"),
    "another class's forward": (
        type("ReLU", (scratch.ReLU,), {"forward": lambda self, x, training: (x[:, ::-1], None)})(name="own"),
        "layer own (ReLU) is not supported: its class defines forward, but not multiply_accumulates(input_shape)",
    ),
    "replaced": (replaced(), "layer own (Double) is not supported: its forward was replaced, needs that of its class"),
    "no field": (
        with_field("everywhere"),
        "layer own (Odd) on x (4, 3, 4) is not supported: what it sees is not known; its receptive field is 'everywhere'",
    ),
    "not pointwise": (Smaller(name="own"), "layer own (Smaller) is not supported where it broadcasts (4, 3, 4) to (2,"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_layer_does_not_say_is_refused_by_name(case):
    layer, words = REFUSED[case]
    with pytest.raises(ValueError) as caught:
        measure(after_a_convolution(layer))
    assert str(caught.value).startswith("measure: ") and words in str(caught.value)


def test_what_a_layer_says_of_itself_without_having_said_it():
    for method in ("multiply_accumulates", "receptive_field"):
        with pytest.raises(NotImplementedError, match=rf"^own \(Silent\): what it .* is not known, needs {method}\("):
            getattr(Silent(name="own"), method)((None, 4, 4, 1))


@pytest.mark.parametrize("name", CASES)
def test_every_layer_of_ours_is_measured(name):
    for arguments, shape in CASES[name]:
        symbols = [scratch.Input(s[1:]) for s in (shape if isinstance(shape, list) else [shape])]
        layer = getattr(scratch, name)(**arguments)
        x = symbols if isinstance(shape, list) else symbols[0]
        network = scratch.Model(symbols, layer(x))
        pictures = [s[1:3] for s in shape if len(s) == 4] if isinstance(shape, list) else []
        spread = name != "Concatenate" and len(set(pictures)) > 1
        if spread:
            with pytest.raises(ValueError, match=rf"^measure: layer {layer.name} .* what it sees is not known"):
                measure(network)
            continue
        assert measure(network)[layer.name].params == layer.count_params()
