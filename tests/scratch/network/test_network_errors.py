"""What a network refuses, and in which words."""

import numpy as np
import pytest

from cnnlib import scratch
from tests.scratch.networks import lenet5


def sequential(*layers):
    return scratch.Sequential([scratch.Input((4,)), *layers])


def two_outputs():
    x = scratch.Input((4,))
    return scratch.Model(x, [scratch.Dense(2)(x), scratch.Dense(3)(x)])


ROW = np.ones((2, 4), np.float32)
DENSE = scratch.Dense(2)
WRONG = {
    "no layer": (lambda: sequential(7), TypeError, "layers holds an int, needs layers of cnnlib.scratch, and an"),
    "input later": (lambda: sequential(scratch.Input((3,))), TypeError, "layers holds an Input after the first place"),
    "twice": (lambda: sequential(DENSE, DENSE), ValueError, "stands in layers twice; use Model"),
    "empty": (lambda: scratch.Sequential()(ROW), ValueError, "sequential (Sequential): layers is empty"),
    "list": (lambda: sequential(scratch.Dense(1))([[1.0] * 4]), ValueError, "x is a list of 1, needs one array"),
    "shape": (
        lambda: sequential(scratch.Dense(1))(np.ones((2, 3), np.float32)),
        ValueError,
        "x has shape (2, 3), needs (batch, 4)",
    ),
    "no batch": (
        lambda: sequential(scratch.Dense(1))(np.ones(4, np.float32)),
        ValueError,
        "x has shape (4,), needs (batch, 4); add the batch axis: x[None]",
    ),
    "no channel": (
        lambda: lenet5(scratch)(np.ones((2, 28, 28), np.float32)),
        ValueError,
        "needs (batch, 28, 28, 1); add the channel axis: x[..., None]",
    ),
    "type": (
        lambda: sequential(scratch.Dense(1))(np.ones((2, 4))),
        TypeError,
        "x holds float64, but the network holds",
    ),
    "bytes": (
        lambda: sequential(scratch.Dense(1))(np.ones((2, 4), "uint8")),
        TypeError,
        "x holds uint8, needs float32",
    ),
    "d_out": (
        lambda: backward_of_two(np.ones((2, 2), np.float32)),
        ValueError,
        "d_out is an ndarray, needs a list of 2",
    ),
    "d_out shape": (
        lambda: backward_of_two([ROW[:, :2], ROW]),
        ValueError,
        "d_out[1] has shape (2, 4), needs (batch, 3)",
    ),
    "arrays": (lambda: scratch.Model(ROW, ROW), TypeError, "Model: inputs holds an ndarray, needs symbols"),
    "no input": (
        lambda: scratch.Model(*both_ends_of(scratch.Dense(2))),
        ValueError,
        "inputs holds the output of Dense",
    ),
    "foreign": (
        lambda: scratch.Model(scratch.Input((4,)), scratch.Dense(2)(scratch.Input((4,), name="other"))),
        ValueError,
        "Model: outputs depend on the input other, which is not among inputs",
    ),
    "one name twice": (
        lambda: sequential(scratch.Dense(2, name="a"), scratch.Dense(2, name="a")),
        ValueError,
        "Sequential: the name 'a' is given to 2 layers, needs one each",
    ),
    "unbuilt": (
        lambda: scratch.Sequential([scratch.Dense(2)]).summary(),
        ValueError,
        "summary: the network is not built",
    ),
    "an Input alone": (
        lambda: scratch.Sequential([scratch.Input((4,))]).summary(),
        ValueError,
        "summary: the network is not built; it has no layers: add one",
    ),
    "a layer without a list": (
        lambda: scratch.Sequential(scratch.Dense(2)),
        TypeError,
        "sequential (Sequential): layers is a Dense, needs a list: Sequential([layer",
    ),
    "a class": (lambda: sequential(scratch.Dense), TypeError, "layers holds the class Dense, needs layers"),
    "no outputs": (lambda: scratch.Model(scratch.Input((4,)), []), ValueError, "outputs is an empty list, needs at"),
    "no inputs": (lambda: scratch.Model([], scratch.Input((4,))), ValueError, "inputs is an empty list, needs at"),
    "an input twice": (
        lambda: one_input(lambda x: scratch.Model([x, x], scratch.Dense(2)(x))),
        ValueError,
        "Model: inputs holds one Input twice, needs an Input for each array",
    ),
    "Keras's way of a class": (
        lambda: type("Mine", (scratch.Model,), {"call": lambda self, x: x}),
        TypeError,
        "Mine: a Model with its own call is not supported, needs a graph of symbols",
    ),
    **{
        f"a {method} of its own": (
            lambda method=method: type("Mine", (scratch.Model,), {method: lambda self, x, training: x}),
            TypeError,
            f"Mine: a Model with its own {method} is not supported, needs a graph of symbols",
        )
        for method in ("forward", "__call__", "build", "backward")
    },
    **{
        f"{kind} without a word as its name: {name!r}": (
            lambda make=make, name=name: make(name),
            TypeError,
            f"{kind}: name is {name!r}, needs a word",
        )
        for kind, make in (
            ("Sequential", lambda name: scratch.Sequential(name=name)),
            ("Model", lambda name: one_input(lambda x: scratch.Model(x, scratch.Dense(2)(x), name=name))),
        )
        for name in ("", 0, False)
    },
    "a call of a Sequential's own": (
        lambda: type("Mine", (scratch.Sequential,), {"__call__": lambda self, x: x}),
        TypeError,
        "Mine: a Model with its own __call__ is not supported",
    ),
    "without super": (
        lambda: type("Mine", (scratch.Model,), {"__init__": lambda self: None})(),
        TypeError,
        "Mine: its __init__ does not call super().__init__(inputs, outputs), needs that first",
    ),
    "a Sequential without super": (
        lambda: type("Mine", (scratch.Sequential,), {"__init__": lambda self: None})(),
        TypeError,
        "Mine: its __init__ does not call super().__init__(layers), needs that first",
    ),
    "itself": (
        lambda: (inner := scratch.Sequential()).add(inner),
        ValueError,
        "sequential (Sequential): layers would hold the network itself, needs another layer",
    ),
    "itself within another": (
        lambda: (inner := scratch.Sequential()).add(scratch.Sequential([scratch.Sequential([inner])], name="outer")),
        ValueError,
        "sequential (Sequential): layers would hold outer (Sequential), which holds the network itself, needs another",
    ),
    "a layer before super": (
        lambda: type("Mine", (scratch.Sequential,), {"__init__": lambda self: self.add(scratch.Dense(2))})(),
        TypeError,
        "Mine: its __init__ does not call super().__init__(layers), needs that first",
    ),
    **{
        f"{method} without an argument": (
            lambda method=method: getattr(sequential(scratch.Dense(2)), method)(),
            TypeError,
            f"{method}: {name} is missing; {method} takes {name}",
        )
        for method, name in {
            "add": "layer",
            "backward": "d_out",
            "get_layer": "name",
            "load_weights": "filepath",
            "save_weights": "filepath",
            "set_weights": "weights",
        }.items()
    },
    "no arguments": (
        scratch.Model,
        TypeError,
        "Model: inputs and outputs are missing; Model takes inputs, outputs, name",
    ),
    "no array": (lambda: sequential()(), TypeError, "Sequential: x is missing; Sequential takes x, training"),
    "training": (lambda: sequential(scratch.Dense(1))(ROW, training="no"), TypeError, "training is 'no', needs True"),
    "trainable": (
        lambda: setattr(sequential(scratch.Dense(1)), "trainable", 1),
        TypeError,
        "sequential (Sequential): trainable is 1, needs True or False",
    ),
    "type, and what to do": (
        lambda: sequential(scratch.Dense(1))(np.ones((2, 4))),
        TypeError,
        "x holds float64, but the network holds float32; give both the same type: x.astype(np.float32)",
    ),
    "the shape of an output, not built": (
        lambda: scratch.Sequential([scratch.Dense(1)]).compute_output_shape((None, 3)),
        ValueError,
        "compute_output_shape: the network is not built; call it on an array, or begin it with an Input",
    ),
    "the name of a network": (lambda: scratch.Sequential(name=""), TypeError, "Sequential: name is '', needs a word"),
    "summary": (lambda: sequential(scratch.Dense(1)).summary(print_fn=3), TypeError, "summary: print_fn is 3, needs a"),
    "weights in one array": (
        lambda: sequential(scratch.Dense(2)).set_weights(np.ones(2)),
        TypeError,
        "weights is an ndarray, needs a list of arrays",
    ),
    "weights": (lambda: sequential(scratch.Dense(2)).set_weights([]), ValueError, "weights has 0 arrays, needs 2"),
}


def backward_of_two(d_out):
    network = two_outputs()
    network(ROW)
    return network.backward(d_out)


def one_input(build):
    return build(scratch.Input((4,)))


def both_ends_of(layer):
    y = layer(scratch.Input((4,)))
    return y, scratch.Dense(1)(y)


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_call_is_refused_in_one_line(case):
    call, exception, words = WRONG[case]
    with pytest.raises(exception) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)
