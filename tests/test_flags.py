"""A flag is True or False everywhere: a word such as "no", or 1, is refused before anything is done."""

import inspect
import urllib.request

import numpy as np
import pytest

import cnnlib
from cnnlib import data, figures, nets, scratch, show_source

X = np.ones((1, 6, 6, 2), "float32")


def network():
    made = scratch.Sequential([scratch.Input((6, 6, 2)), scratch.Conv2D(2, 3), scratch.Flatten(), scratch.Dense(2)])
    made.compile("sgd", "mse")
    return made


def back(layer, **options):
    return layer.backward(np.ones_like(layer(X)), **options)


class Weighted(scratch.Layer):
    def __init__(self, trainable):
        super().__init__()
        self.given = trainable

    def build(self, shape):
        self.w = self.add_weight("w", (2,), "zeros", trainable=self.given)


PICTURE = np.ones((3, 3))
TAKEN = {  # of everything public that has a flag, by its name
    "show_source": lambda **flag: show_source(scratch.relu, **flag),
    "fashion_mnist_full": lambda **flag: data.fashion_mnist_full("nowhere", **flag),
    "first_weights": lambda **flag: data.first_weights("dense", **flag),
    "photograph": lambda **flag: data.photograph("coffee", **flag),
    "block_diagram": lambda **flag: figures.block_diagram({"one": network()}, alt="", **flag),
    "curves": lambda **flag: figures.curves([1, 2], {"a": [1, 2]}, xlabel="", ylabel="", alt="", **flag),
    "images": lambda **flag: figures.images([PICTURE], ["a"], alt="", **flag),
    "shaded": lambda **flag: figures.shaded([PICTURE], ["a"], alt="", **flag),
    "first_networks": lambda **flag: nets.first_networks(**flag),
    **{
        name: lambda name=name, **flag: getattr(nets, name)(scratch, **flag)
        for name in ("efficientnet_lite0", "googlenet", "resnet18", "resnet34", "resnet50", "resnet101", "resnet152")
    },
    "avg_pool2d": lambda **flag: scratch.avg_pool2d(X, **flag),
    "avg_pool2d_naive": lambda **flag: scratch.avg_pool2d_naive(X, **flag),
    "avg_pool2d_backward": lambda **flag: scratch.avg_pool2d_backward(np.ones((1, 3, 3, 2), "float32"), X, **flag),
    "ModelCheckpoint": lambda **flag: scratch.ModelCheckpoint("a.npz", **{"save_weights_only": True} | flag),
    "gelu": lambda **flag: scratch.gelu(X, **flag),
    "gelu_backward": lambda **flag: scratch.gelu_backward(X, X, **flag),
}
ARGUMENTS = {  # of the classes that have a flag, what they need besides
    "Conv2D": (2, 3),
    "Conv2DTranspose": (2, 3),
    "Dense": (2,),
    "DepthwiseConv2D": (3,),
    "ExponentialDecay": (0.1, 2, 0.5),
    "Resizing": (2, 2),
    "SeparableConv2D": (2, 3),
}
METHODS = {
    "training of a call": ("training", lambda **flag: network()(X, **flag)),
    "training": ("training", lambda **flag: network().forward(X, **flag)),
    "keep": ("keep", lambda **flag: network().forward(X, **flag)),
    "input_gradient of a network": ("input_gradient", lambda **flag: back(network(), **flag)),
    "input_gradient of a layer": ("input_gradient", lambda **flag: back(scratch.Conv2D(2, 3), **flag)),
    "input_gradient of a rotation": ("input_gradient", lambda **flag: back(scratch.RandomRotation(0.1), **flag)),
    "trainable": ("trainable", lambda trainable: Weighted(trainable)(X)),
    "shuffle": ("shuffle", lambda **flag: network().fit(X, np.ones((1, 2), "float32"), **flag)),
    "return_dict": ("return_dict", lambda **flag: network().evaluate(X, np.ones((1, 2), "float32"), **flag)),
}
NEED_ONE = ("from_logits", "save_weights_only", "invert")  # of their two values, one alone is supported


def flags(function):
    return [name for name, p in inspect.signature(function).parameters.items() if isinstance(p.default, bool)]


def public():
    """Functions and classes of the public modules, by name."""
    return {name: getattr(m, name) for m in (cnnlib, scratch, data, nets, figures) for name in m.__all__
            if inspect.isfunction(getattr(m, name)) or inspect.isclass(getattr(m, name))}  # fmt: skip


WITH_FLAGS = [(name, flag) for name, made in public().items() for flag in flags(made) if name != "BookFigure"]


@pytest.mark.parametrize("name, flag", WITH_FLAGS)
@pytest.mark.parametrize("value", ["no", 1])
def test_a_flag_is_true_or_false(name, flag, value, monkeypatch):
    monkeypatch.setattr(urllib.request, "urlopen", lambda *a, **k: pytest.fail("fetched"))
    call = TAKEN.get(name) or (lambda **given: public()[name](*ARGUMENTS.get(name, ()), **given))
    kinds = (TypeError, ValueError) if flag in NEED_ONE else TypeError
    with pytest.raises(kinds, match=f"{flag} is {value!r}, needs True"):
        call(**{flag: value})


@pytest.mark.parametrize("case", METHODS)
@pytest.mark.parametrize("value", ["no", 1])
def test_a_flag_of_a_method_is_true_or_false(case, value):
    flag, call = METHODS[case]
    with pytest.raises(TypeError, match=f"{flag} is {value!r}, needs True or False$"):
        call(**{flag: value})


@pytest.mark.parametrize("folder", [None, 3, ["a"]])
def test_a_folder_is_a_name_or_a_path(folder):
    with pytest.raises(TypeError, match="^fashion_mnist_full: folder is .*, needs a folder's name or path$"):
        data.fashion_mnist_full(folder)
