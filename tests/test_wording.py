"""Messages say "1 cell" and "2 cells", "a Dense" and "an Add", and show a value in one line."""

import ast
import pathlib
import re

import numpy as np
import pytest

import cnnlib
from cnnlib import checks, exercises, interactive, pairs, scratch, tables, wording
from cnnlib.scratch import Input

ROOT = pathlib.Path(__file__).parents[1]
LONG, IMAGE = np.zeros((40, 40)), np.ones((1, 1, 1, 1))
NOUNS = (
    "argument array axe cell channel class column dimension entrie epoch example filter group heat image index input "
    "kernel label layer map mean number output parameter patche photograph place row score step symbol "
    "tensor time title unit value weight"
).split()
COUNTED = re.compile(rf" (?:{'|'.join(NOUNS)})s\b")
# Where the number is never 1, and why.
NEVER_ONE = {
    "arguments/convolution.py": ["{groups} groups"],  # of 1 group the message says nothing
    "arguments/windows.py": ["{span} cells"],  # a kernel of 1 cell fits
    "data/fashion.py": ["{values.size} numbers"],  # a file of 1 byte has no header
    "exercises/checker.py": ["{tried} inputs"],  # some hundreds are tried
    "figures/activation.py": ["{active.shape[1]} units"],  # "0 of 1 units" is as in "one of the units"
    "figures/blocks.py": ["{groups} groups"],  # 1 is not said
    "figures/first.py": ["{count} kernels", "{maps.shape[-1]} maps", "{patches.shape[-1]} patches"],  # three counts
    "figures/kernels.py": ["{count} kernels", "{maps.shape[-1]} maps", "{patches.shape[-1]} patches"],  # three counts
    "figures/receptive_fields.py": ["{max(n, 0)} cells", "{span} cells"],  # as above
    "interactive/field_tracer.py": ["{span} cells", "{widths} cells"],  # as above; a list
    "interactive/shift_and_shuffle.py": ["{networks[name].count_params()} parameters"],
    "keras_model.py": ["{len(arguments)} arguments"],  # 1 is right
    "measures/measure.py": ["{len(call.inputs)} tensors"],  # 1 is right
    "scratch/layers/merge.py": ["{len(input_shape)} arrays"],  # more than 2
    "scratch/layers/symbol.py": ["{len(layer._calls)} times"],  # 1 is right
    "scratch/network/graph.py": ["{taken.count(name)} layers"],  # more than 1
    "scratch/training/compiled_losses.py": ["{len(values)} entries"],  # 1 is written before it
    "scratch/training/sample_weight.py": ["{len(outputs)} outputs"],  # more than 1
}


@pytest.mark.parametrize(
    "value, words",
    [
        ([1.0], "a list"),
        (1, "an int"),
        (np.ones(1), "an ndarray"),
        (None, "None"),
        (np.ndarray, "the class ndarray"),
        (np.uint8(1), "a uint8"),
        (ValueError(), "a ValueError"),
        (OSError(), "an OSError"),
    ],
)
def test_a_type_has_its_article(value, words):
    assert wording.a_type(value) == words


class Mine:
    pass


@pytest.mark.parametrize(
    "value, words",
    [
        (Mine(), "a Mine of tests"),
        ([Mine()], "a list"),
        (object(), "an object"),
        (lambda x: x, "a lambda"),
        (np.random.RandomState(0), "a RandomState of numpy"),
        (pytest.raises, "the function raises of _pytest"),
        ("<a word at 0x1f>!", "'<a word at 0x1f>!'"),
        (np.float32(2), "np.float32(2.0)"),
    ],
)
def test_a_value_is_shown_without_its_address(value, words):
    assert wording.shown(value) == words


@pytest.mark.parametrize("n, words", [(0, "0 inputs"), (1, "1 input"), (2, "2 inputs")])
def test_one_is_not_plural(n, words):
    assert wording.plural(n, "input") == words


@pytest.mark.parametrize(
    "wrong, message",
    [
        (lambda: pairs.pair("f", "strides", LONG), "f: strides is array([[0., 0., 0., "),
        (lambda: checks.whole("f", "groups", LONG), "f: groups is array([[0., 0., 0., "),
        (lambda: checks.real("f", "epsilon", LONG), "f: epsilon is array([[0., 0., 0., "),
        (lambda: checks.flag("f", "approximate", LONG), "f: approximate is array([[0., 0., 0., "),
        (lambda: pairs.padding_pairs("f", LONG), "f: padding is array([[0., 0., 0., "),
        (lambda: checks.check_generator("f", LONG), "f: rng is array([[0., 0., 0., "),
        (lambda: pairs.pair("f", "strides", [LONG]), "f: strides is [array([[0., 0., 0., "),
        (lambda: scratch.Reshape(np.array(5)), "Reshape: target_shape is array(5), needs a tuple"),
        (lambda: scratch.PiecewiseConstantDecay([], np.array(5.0)), "PiecewiseConstantDecay: values is array(5.), needs"),
        (
            lambda: scratch.Sequential().compile("sgd", "mse", np.array(5.0)),
            "compile: loss_weights is array(5.), needs a list of numbers",
        ),
        (lambda: checks.float_type("f", LONG), "f: dtype is array([[0., 0., 0., "),
        (lambda: scratch.Dense(2, name=LONG), "Dense: name is array([[0., 0., 0., "),
        (lambda: scratch.Sequential(name=LONG), "Sequential: name is array([[0., 0., 0., "),
        (lambda: scratch.Reshape({"shape": LONG}), "Reshape: target_shape is {'shape': array([[0., 0., 0., "),
        (lambda: scratch.Zeros()(LONG), "Zeros: shape is array([[0., 0., 0., "),
        (lambda: scratch.conv2d(IMAGE, IMAGE, method=LONG), "conv2d: method is array([[0., 0., 0., "),
        (lambda: scratch.BinaryCrossentropy(LONG), "BinaryCrossentropy: from_logits is array([[0., 0., 0., "),
        (
            lambda: scratch.ModelCheckpoint("a.npz", save_weights_only=LONG),
            "ModelCheckpoint: save_weights_only is array([[0., 0., 0., ",
        ),
        (lambda: scratch.Sequential().get_layer(LONG), "sequential (Sequential): no layer is called array([[0., 0., 0., "),
        (lambda: cnnlib.explain(scratch.relu, IMAGE, at=LONG), "explain: at is array([[0., 0., 0., "),
        (
            lambda: cnnlib.explain(scratch.relu_backward, IMAGE, IMAGE, at=(0,) * 4, of=[LONG]),
            "explain: of is [array([[0., 0., 0., ",
        ),
        (lambda: interactive.shift_and_shuffle([LONG]), "shift_and_shuffle: names is [array([[0., 0., 0., "),
        (
            lambda: interactive.descent_path(rates={"SGD": LONG}),
            "descent_path: rates is {'SGD': array([[0., 0., 0., ",
        ),
        (
            lambda: tables.as_table({"a": [LONG]}, ["b"], form=".2f", caption="c"),
            "as_table: row 'a', column 'b' is array([[0., 0., 0., ",
        ),
        (lambda: exercises.stub([LONG]), "stub: name is [array([[0., 0., 0., "),
    ],
)
def test_a_large_value_is_shown_in_part_and_in_one_line(wrong, message):
    with pytest.raises((TypeError, ValueError)) as caught:
        wrong()
    assert str(caught.value).startswith(message) and len(str(caught.value)) < 300 and "\n" not in str(caught.value)


def test_no_figure_has_the_sign_of_true_convolution():
    """By the definition in chapter 2 it would flip the kernel; what the book computes is ⋆."""
    paths = [*ROOT.glob("chapters/*.md"), *ROOT.glob("book/*.md"), *ROOT.glob("cnnlib/**/*.py"), *ROOT.glob("cnnlib/**/*.js")]
    assert len(paths) > 100 and [path.name for path in paths if "∗" in path.read_text(encoding="utf-8")] == []


def counts(source):
    """The numbers that f-strings of a module put before a plural noun."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            for value, words in zip(node.values, node.values[1:]):
                if isinstance(value, ast.FormattedValue) and isinstance(words, ast.Constant):
                    if noun := COUNTED.match(words.value):
                        yield f"{{{ast.unparse(value.value)}}}{noun[0]}"


def test_a_number_before_a_plural_is_found():
    assert list(counts("f'x has {n} rows and {len(y)} columns, {x} is'")) == ["{n} rows", "{len(y)} columns"]


def test_numbers_are_put_before_nouns_by_plural():
    found = {}
    for path in sorted((ROOT / "cnnlib").rglob("*.py")):
        if written := sorted(set(counts(path.read_text(encoding="utf-8")))):
            found[path.relative_to(ROOT / "cnnlib").as_posix()] = written
    assert {name: [w for w in written if w not in NEVER_ONE.get(name, ())] for name, written in found.items()} == (
        dict.fromkeys(found, [])
    )


def articles(source):
    """The values that f-strings of a module put after "a" or "an", which some of them do not go with."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            for words, value in zip(node.values, node.values[1:]):
                if isinstance(words, ast.Constant) and re.search(r"\ban? $", words.value, re.IGNORECASE):
                    yield ast.unparse(value.value)


def test_an_article_before_a_value_is_found():
    assert list(articles("f'x is a {kind}, an {n}' + f'A {noun}, {a}, Fa {b}'")) == ["kind", "n", "noun"]


def test_articles_are_put_before_values_by_a_type():
    found = {path: list(articles(path.read_text(encoding="utf-8"))) for path in (ROOT / "cnnlib").rglob("*.py")}
    assert {path.name: values for path, values in found.items() if values} == {}


def ones(*shape):
    return np.ones(shape, "float32")


def subclass(**verbs):
    return type("Own", (scratch.Layer,), verbs)(name="own")


ONE = {
    "cropping takes 1 cell of height, but x (1, 1, 2, 1) has 1": (
        lambda: scratch.Cropping2D(((1, 0), (0, 0)))(ones(1, 1, 2, 1))
    ),
    "needs at least 1 row and 2 columns to crop from": (
        lambda: scratch.RandomCrop(1, 2)(ones(1, 1, 1, 1), training=True)
    ),
    "an example of x has 1 number": lambda: scratch.Reshape((2,))(ones(3, 1)),
    "which does not divide the input's 1 channel": lambda: scratch.Conv2D(2, 1, groups=2)(ones(1, 2, 2, 1)),
    "was built for 1 place along axis 1; needs as many": lambda: built(scratch.Normalization())(ones(2, 3)),
    "no layer is called 'middle'; it has dense": (
        lambda: scratch.Sequential([scratch.Dense(1, name="dense")]).get_layer("middle")
    ),
    "no layer is called 'middle'; it has none": lambda: scratch.Sequential().get_layer("middle"),
    "forward returned 1 value, needs a pair": lambda: subclass(forward=lambda self, x, training: (x,))(ones(2, 2)),
    "the table has 1 row and 0 columns, needs at least 1": lambda: tables.as_table({"a": []}, [], caption="Table 1.1. T"),
}


def built(layer):
    layer(ones(2, 1))
    return layer


@pytest.mark.parametrize("words", ONE)
def test_one_is_singular(words):
    with pytest.raises((ValueError, TypeError)) as caught:
        ONE[words]()
    assert words in str(caught.value)


def test_a_network_of_one_parameter():
    network = scratch.Sequential([Input((1,)), scratch.Dense(1, use_bias=False)])
    assert repr(network).endswith("(None, 1) → (None, 1), 1 parameter>")
