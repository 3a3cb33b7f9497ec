"""Regularizers: by hand and by finite differences; `test_regularizer_twins.py` compares them with Keras's."""

import numpy as np
import pytest

from cnnlib import scratch
from cnnlib.scratch.regularizer import L1, L1L2, L2, get_regularizer
from tests.scratch.training.cases import REGULARIZERS as CASES

W = np.array([[1.0, -2.0], [0.0, 0.5]])


def test_penalties_and_gradients_are_those_of_the_formula():
    assert L1(0.5)(W) == 0.5 * 3.5 and L2(0.5)(W) == 0.5 * 5.25
    assert L1L2(l1=0.5, l2=0.25)(W) == 0.5 * 3.5 + 0.25 * 5.25
    assert L1(0.5).backward(W).tolist() == [[0.5, -0.5], [0, 0.5]]  # at 0 the sign is 0
    assert L2(0.5).backward(W).tolist() == W.tolist()
    assert L1L2(l1=0.5, l2=0.25).backward(W).tolist() == [[1, -1.5], [0, 0.75]]
    assert L1L2()(W) == 0 and L1().l1 == L2().l2 == 0.01


@pytest.mark.parametrize("name, options", [(name, options) for name in CASES for options in CASES[name]])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_gradient_is_that_of_the_penalty(name, options, dtype):
    regularizer, w = getattr(scratch, name)(**options), np.random.default_rng(0).normal(size=(3, 3, 2, 4))
    numerical = scratch.numerical_gradient(regularizer, w)
    assert scratch.relative_error(regularizer.backward(w), numerical) < 1e-7
    w = w.astype(dtype)
    w.flags.writeable = False
    assert regularizer(w).dtype == regularizer.backward(w).dtype == dtype


def test_a_regularizer_by_its_name_or_class():
    made = {name: type(get_regularizer("fit", "r", name)) for name in ("l1", "L1", "l2", "L2", "l1l2", "L1L2", "l1_l2")}
    assert made == {"l1": L1, "L1": L1, "l2": L2, "L2": L2, "l1l2": L1L2, "L1L2": L1L2, "l1_l2": L1L2}
    assert type(get_regularizer("fit", "r", L2)) is L2 and get_regularizer("fit", "r", None) is None
    regularizer = L2(0.5)
    assert get_regularizer("fit", "r", regularizer) is regularizer


WRONG = {
    "negative": (lambda: L2(-1), ValueError, "L2: l2 is -1, needs a number of at least 0"),
    "negative l1": (lambda: L1L2(-1, 0.1), ValueError, "L1L2: l1 is -1, needs a number of at least 0"),
    "a word": (lambda: L1("much"), TypeError, "L1: l1 is 'much', needs a number of at least 0"),
    "too large for float32": (
        lambda: L2(1e39),
        ValueError,
        "L2: l2 is 1e+39, which float32 cannot hold, needs at most 3.4e+38",
    ),
    "no weight": (lambda: L1().backward(), TypeError, "backward: w is missing; backward takes w"),
    "another argument": (lambda: L1(l2=0.1), TypeError, "L1: l2 is not an argument; L1 takes l1"),
    "a list": (lambda: L2()([1.0]), TypeError, "L2: w is a list, needs an array of float32 or float64"),
    "integers": (lambda: L2().backward(np.ones(2, int)), TypeError, "L2: w holds int64, needs float32 or float64"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_call_is_refused_in_one_line(case):
    call, exception, words = WRONG[case]
    with pytest.raises(exception) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)


NEEDS = "needs a regularizer, such as L2(0.01), or one of l1, l2, l1l2, l1_l2"


def test_the_class_of_a_regularizer_that_needs_arguments_is_refused():
    class OfFactor(L1L2):
        def __init__(self, factor):
            super().__init__(l2=factor)

    words = r"^Dense: kernel_regularizer is the class OfFactor, which needs arguments; make one: OfFactor\(…\)$"
    with pytest.raises(TypeError, match=words):
        scratch.Dense(2, kernel_regularizer=OfFactor)(np.ones((1, 3)))


@pytest.mark.parametrize(
    "wrong, shown",
    [
        ("l3", f"'l3', {NEEDS}$"),
        (0.01, f"0.01, {NEEDS}$"),
        (abs, f"<built-in function abs>, {NEEDS}; a function has no gradient: give it in a class with backward\\(w\\)$"),
    ],
)
def test_what_is_no_regularizer_is_refused_by_the_name_of_its_argument(wrong, shown):
    for make, argument in (
        (lambda: scratch.Dense(2, kernel_regularizer=wrong), "Dense: kernel_regularizer"),
        (lambda: scratch.Conv2D(2, 1, bias_regularizer=wrong), "Conv2D: bias_regularizer"),
        (lambda: scratch.DepthwiseConv2D(1, depthwise_regularizer=wrong), "DepthwiseConv2D: depthwise_regularizer"),
        (lambda: scratch.BatchNormalization(gamma_regularizer=wrong), "BatchNormalization: gamma_regularizer"),
    ):
        x = np.ones((1, 2, 2, 3)) if "Conv" in argument else np.ones((1, 3))
        with pytest.raises(ValueError, match=f"^{argument} is {shown}".replace("(0.01)", r"\(0.01\)")):
            make()(x)


def test_a_regularizer_of_ones_own_in_a_layer_of_ones_own():
    class Far(scratch.L1L2):
        """Pulls the weights to 1."""

        def __call__(self, w):
            return ((w - 1) ** 2).sum()

        def backward(self, w):
            return 2 * (w - 1)

    class Scale(scratch.Layer):
        def build(self, shape):
            self.add_weight("scale", shape[-1:], "zeros", regularizer=Far())

        def forward(self, x, training):
            return self.scale * x, x

        def backward(self, d_out, x):
            return self.scale * d_out, {"scale": (d_out * x).sum(axis=0)}

    network = scratch.Sequential([scratch.Input((3,)), Scale()])
    network.compile(scratch.SGD(0.25), "mse")
    x = np.zeros((4, 3), "float32")
    assert network.losses == [3] and network.evaluate(x, x, verbose=0) == 3
    assert network.fit(x, x, epochs=2, verbose=0).history["loss"] == [3, 0.75]  # from 0 halfway to 1
    assert network.layers[0].scale.tolist() == [0.75] * 3


def test_a_frozen_layer_has_no_penalty():
    layer = scratch.Dense(2, kernel_initializer="ones", kernel_regularizer=L2(0.5), bias_regularizer="l1")
    assert layer.losses == []  # no weights yet
    layer(np.ones((1, 3)))
    assert layer.losses == [3, 0] and list(layer.named_regularizers) == ["kernel", "bias"]
    layer.trainable = False
    assert layer.losses == [] and layer.named_regularizers == {}


def test_a_layer_that_is_built_anew_has_its_regularizers_once():
    layer = scratch.Dense(2, kernel_initializer="ones", kernel_regularizer=L2(0.5))
    network = scratch.Sequential([layer, scratch.Conv2D(2, 3)])
    with pytest.raises(ValueError):
        network(np.ones((1, 3)))  # the second layer refuses: the first is as before
    assert layer.losses == []
    layer(np.ones((1, 4)))
    assert layer.losses == [4]
