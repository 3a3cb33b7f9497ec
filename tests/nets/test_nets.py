"""The classic networks against their papers' counts, against `keras.applications` layer by layer, and at work."""

import inspect

import keras
import numpy as np
import pytest

import cnnlib.tf
from cnnlib import data, nets, scratch
from tests.nets.first import FIRST
from tests.nets.unfilled import unfilled
from tests.scratch.twins import randomize

# Numbers that are learned, as published or, where the paper rounds, as counted by the reference implementation.
LEARNED = {
    "alexnet": 60_965_224,
    "densenet121": 7_978_856,
    "efficientnet_lite0": 4_652_008,
    "googlenet": 6_998_552,
    "lenet5": 61_706,
    "mobilenet": 4_231_976,
    "resnet18": 11_689_512,
    "resnet34": 21_797_672,
    "resnet50": 25_557_032,
    "resnet101": 44_549_160,
    "resnet152": 60_192_808,
    "vgg11": 132_863_336,
    "vgg13": 133_047_848,
    "vgg16": 138_357_544,
    "vgg19": 143_667_240,
}
# How keras.applications builds the same network, and what it takes to make ours the same.
APPLICATIONS = {
    "densenet121": (keras.applications.DenseNet121, {}),
    "mobilenet": (keras.applications.MobileNet, {}),
    "resnet50": (keras.applications.ResNet50, {"use_bias": True}),
    "resnet101": (keras.applications.ResNet101, {"use_bias": True}),
    "resnet152": (keras.applications.ResNet152, {"use_bias": True}),
    "vgg16": (keras.applications.VGG16, {}),
    "vgg19": (keras.applications.VGG19, {}),
}


def build(name, nn, **options):
    return getattr(nets, name)(nn, **options)


def learned(network):
    return sum(int(np.prod(v.shape)) for v in network.trainable_variables)


def application(name, **options):
    return APPLICATIONS[name][0](weights=None, classifier_activation=None, **options)


def test_every_network_has_its_count():
    assert set(LEARNED) == set(nets.__all__) - {"preprocess", "first_networks"} - FIRST


@pytest.mark.parametrize("name", LEARNED)
def test_both_halves_build_one_network(name):
    with unfilled():
        ours, theirs = build(name, scratch), build(name, cnnlib.tf)
    assert learned(ours) == learned(theirs) == LEARNED[name]
    # Sequential lists no input; of the names, those that are given must agree.
    assert [layer.name for layer in ours.layers if layer.weights] == [
        layer.name for layer in theirs.layers if layer.weights
    ]
    assert [w.shape for w in ours.weights] == [tuple(w.shape) for w in theirs.weights]
    assert [tuple(s.shape) for s in ours.outputs] == [tuple(t.shape) for t in theirs.outputs]


def steps(model):
    """What each layer that computes gives, and with which weights; padding is left to the layer behind it."""
    ignored = ("InputLayer", "ZeroPadding2D", "Dropout", "Activation", "ReLU", "Flatten", "Reshape")
    return [
        (type(layer).__name__, tuple(layer.output.shape), [tuple(w.shape) for w in layer.weights])
        for layer in model.layers
        if type(layer).__name__ not in ignored
    ]


@pytest.mark.parametrize("name", [name for name in APPLICATIONS if name != "mobilenet"])
def test_layer_by_layer_as_keras_applications(name):
    with unfilled():
        ours, theirs = build(name, cnnlib.tf, **APPLICATIONS[name][1]), application(name)
    assert steps(ours) == steps(theirs)


def test_mobilenet_layer_by_layer():
    with unfilled():
        models = nets.mobilenet(cnnlib.tf), application("mobilenet")  # which ends with a 1×1 convolution on 1×1
    (*ours, (_, _, dense)), (*theirs, (_, _, convolution)) = map(steps, models)
    pooled = [i for i, step in enumerate(theirs) if step[0] == "GlobalAveragePooling2D"]
    assert ours[: pooled[0]] == theirs[: pooled[0]] and len(ours) == len(theirs)
    assert convolution == [(1, 1, *dense[0]), dense[1]]


@pytest.mark.parametrize("name", ["densenet121", "mobilenet", "resnet50", "vgg16"])
def test_the_weights_of_keras_applications_give_the_same_logits(name):
    """On a smaller picture than at home, which leaves a 3×3 map at the end: VGG-16 is then a quarter."""
    picture = {"input_shape": (96, 96, 3)}
    with unfilled():
        model, network = application(name, **picture), build(name, scratch, **picture, **APPLICATIONS[name][1])
    randomize(model)
    weights = [w.reshape(own.shape) for w, own in zip(model.get_weights(), network.weights, strict=True)]
    network.set_weights(weights)
    x = np.random.default_rng(0).normal(size=(2, 96, 96, 3)).astype(np.float32)
    logits, expected = network.predict(x, verbose=0), model(x).numpy()
    assert logits.dtype == np.float32 and np.abs(expected).max() > 1e-3
    assert scratch.relative_error(logits, expected) <= 1e-4


TOP = {
    "chelsea": {"Egyptian cat": 0.364, "tiger cat": 0.338, "tabby": 0.169},
    "coffee": {"espresso": 0.930},
    "camera": {"tripod": 0.948},
    "rocket": {"missile": 0.179, "drilling platform": 0.175},
}


@pytest.fixture(scope="module")
def pretrained():
    return nets.efficientnet_lite0(scratch, pretrained=True)


@pytest.mark.parametrize("name", TOP)
def test_the_pretrained_network_names_the_photographs(pretrained, name):
    logits = pretrained.predict(nets.preprocess(data.photograph(name))[None], verbose=0)
    probabilities = scratch.softmax(logits)[0]
    best = probabilities.argsort()[::-1]
    classes = data.imagenet_classes()
    assert [classes[i].split(",")[0] for i in best[: len(TOP[name])]] == list(TOP[name])
    np.testing.assert_allclose(probabilities[best[: len(TOP[name])]], list(TOP[name].values()), atol=0.005)


def test_both_halves_of_the_pretrained_network_agree(pretrained):
    x = nets.preprocess(data.photograph("coffee"))[None]
    theirs = nets.efficientnet_lite0(cnnlib.tf, pretrained=True)
    assert scratch.relative_error(pretrained(x), theirs(x).numpy()) <= 1e-4


WRONG = {
    "other classes": (
        lambda: nets.efficientnet_lite0(scratch, classes=10, pretrained=True),
        ValueError,
        "efficientnet_lite0: pretrained needs 1000 classes and three channels, got 10",
    ),
    "pixels": (
        lambda: nets.preprocess(np.full((4, 4, 3), 255.0)),
        ValueError,
        "preprocess: photograph holds numbers from 255 to 255, needs 0 to 1; divide pixels by 255",
    ),
    "integers": (
        lambda: nets.preprocess(np.zeros((4, 4, 3), np.uint8)),
        TypeError,
        "preprocess: photograph holds uint8, needs float32 or float64 from 0 to 1; convert it: photograph / 255",
    ),
    "gray": (
        lambda: nets.preprocess(np.zeros((4, 4))),
        ValueError,
        "preprocess: photograph has shape (4, 4), needs three channels last; copy a gray one",
    ),
    "one channel": (
        lambda: nets.preprocess(np.zeros((4, 4, 1))),
        ValueError,
        "needs three channels last; copy a gray one: np.repeat(photograph, 3, axis=-1)",
    ),
    "transparent": (
        lambda: nets.preprocess(np.zeros((4, 4, 4))),
        ValueError,
        "needs three channels last; leave out the fourth, which says how transparent a pixel is: photograph[..., :3]",
    ),
    **{
        f"small picture for {half.__name__}": (
            lambda half=half: nets.lenet5(half, input_shape=(8, 8, 1)),
            ValueError,
            "C3 (Conv2D): conv2d: kernel spans 5 cells of height, but x has 4; needs a smaller kernel or more padding",
        )
        for half in (scratch, cnnlib.tf)
    },
    "no width": (lambda: nets.mobilenet(scratch, alpha=0), ValueError, "mobilenet: alpha is 0, needs a number above 0"),
    "width in words": (
        lambda: nets.mobilenet(scratch, alpha="1"),
        TypeError,
        "mobilenet: alpha is '1', needs a number",
    ),
    "three groups": (lambda: nets.alexnet(scratch, groups=3), ValueError, "groups is 3, which does not divide"),
    "small picture": (lambda: nets.vgg16(scratch, input_shape=(16, 16, 3)), ValueError, "pool_size spans 2 cells of"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_call_is_refused_in_one_line(case):
    call, exception, words = WRONG[case]
    with pytest.raises(exception) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("name", LEARNED)
def test_backward_reaches_the_input(name):
    """With few classes and a small picture; the gradient of a logit is not zero and has the picture's shape."""
    sizes = {"alexnet": 67, "googlenet": 64, "lenet5": 28}
    size, channels = sizes.get(name, 32), 1 if name == "lenet5" else 3
    network = build(name, scratch, classes=3, input_shape=(size, size, channels))
    x = np.random.default_rng(1).normal(size=(1, size, size, channels)).astype(np.float32)
    logits = network(x)
    dx = network.backward(np.eye(3, dtype=np.float32)[:1])
    assert logits.shape == (1, 3) and dx.shape == x.shape and np.abs(dx).max() > 0
    assert len(network.gradients) == len(network.trainable_variables)


def test_options_that_are_counted():
    with unfilled():
        assert nets.alexnet(scratch, groups=1).count_params() == 62_378_344
        assert nets.resnet50(scratch, use_bias=True).count_params() == 25_636_712


def test_an_auxiliary_googlenet_has_three_outputs():
    network = nets.googlenet(scratch, auxiliary=True)
    assert network.count_params() == 13_378_280 and [s.shape for s in network.outputs] == [(None, 1000)] * 3


def test_every_network_says_where_it_comes_from():
    for name in LEARNED:
        text = inspect.getdoc(getattr(nets, name))
        assert "References" in text or "See `" in text


@pytest.mark.parametrize("name", [name for name in nets.__all__ if name not in ("preprocess", "first_networks")])
@pytest.mark.parametrize("nn", ["scratch", None, 3])
def test_a_network_asks_for_a_half_of_the_library(name, nn):
    with pytest.raises(TypeError) as caught:
        getattr(nets, name)(nn)
    assert str(caught.value) == f"{name}: nn is {nn!r}, needs a half of the library: cnnlib.scratch or cnnlib.tf"
