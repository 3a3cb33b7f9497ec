"""The modules of cnnlib import each other in one direction: no circle, nothing that lies above."""

import ast
import pathlib
import re

import pytest

from cnnlib import scratch
from cnnlib.scratch import inner

ROOT = pathlib.Path(__file__).parents[1]
# From the bottom up. A module imports from its own package and from packages in lower rows, at its head or in a
# function. `Explanation.figure` draws with `figures`, so `explanation` lies above it.
ROWS = [
    ["captions", "notebook", "numerals", "palette", "wording"],
    ["checks"],
    ["pairs"],
    ["arguments", "files", "tables"],
    ["data", "scratch", "tf"],
    ["keras_layer"],
    ["keras_model"],
    ["conversion", "nets"],
    ["measures"],
    ["figures"],
    ["exercises", "explanation"],
    ["interactive", "source"],
    [""],  # cnnlib/__init__.py
]
# Functions that hide the module in which they stand: of a package, its attribute of that name is the function.
HIDDEN = {
    # A concept's file bears the name of the concept, which is its function's: `scratch.dense` in scratch/dense.py.
    "cnnlib.scratch": "dense dropout elu gelu mish relu sigmoid silu softmax softplus tanh",
    "cnnlib.tf": "dense dropout elu gelu mish relu sigmoid silu softmax softplus tanh",
    # A network's file bears its name.
    "cnnlib.nets": "alexnet googlenet mobilenet",
    # What a package is for, in a file of its own.
    "cnnlib.data": "photographs",
    "cnnlib.measures": "measure",
    # A figure that fills a file, alone or with others of its kind.
    "cnnlib.figures": "curves grids paths wires",
    # As the script of the figure in the browser.
    "cnnlib.interactive": "descent_path field_tracer kernel_bench network_map shift_and_shuffle",
}
INNER = ("exercises", "explanation", "figures", "interactive")


def modules():
    """Each module's name and tree; a package is named as its `__init__.py`."""
    for path in sorted((ROOT / "cnnlib").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), ast.parse(path.read_text(encoding="utf-8"))


TREES = dict(modules())


def imported(name, known):
    """The modules that one imports: a name of a package that is a module itself, and the package otherwise."""
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (f if f in known else node.module for f in full if f in known or node.module in known)


GRAPH = {name: set(imported(name, TREES)) - {name} for name in TREES}


def circle(graph):
    """The names of one circle, in order, or an empty list."""
    done = set()

    def visit(name, path):
        if name in path:
            return path[path.index(name) :]
        if name not in done:
            for other in sorted(graph.get(name, ())):
                if found := visit(other, [*path, name]):
                    return found
            done.add(name)
        return []

    return next((found for name in graph if (found := visit(name, []))), [])


def package(name):
    """The part of cnnlib that a module belongs to: "scratch" for cnnlib.scratch.layers.layer."""
    return name.split(".")[1] if "." in name else ""


def upward(graph):
    """The imports that point up, or sideways to another package."""
    row = {name: i for i, names in enumerate(ROWS) for name in names}
    return [
        (a, b)
        for a, others in graph.items()
        for b in others
        if package(a) != package(b) and row[package(a)] <= row[package(b)]
    ]


def test_every_package_has_its_row():
    assert {package(name) for name in TREES} == {name for row in ROWS for name in row}


def test_no_circle():
    assert circle(GRAPH) == []


def test_no_import_points_up():
    assert upward(GRAPH) == []


def test_a_circle_and_an_import_that_points_up_are_found():
    assert circle({"a": ["b"], "b": ["c", "d"], "c": ["b"], "d": []}) == ["b", "c"]
    assert circle({"a": ["b", "c"], "b": ["c"], "c": []}) == []
    assert upward({"cnnlib.checks": ["cnnlib.scratch.dense"]}) == [("cnnlib.checks", "cnnlib.scratch.dense")]
    assert upward({"cnnlib.tf.dense": ["cnnlib.scratch"]}) == [("cnnlib.tf.dense", "cnnlib.scratch")]
    assert upward({"cnnlib.scratch.dense": ["cnnlib.checks", "cnnlib.scratch"]}) == []
    assert GRAPH["cnnlib.explanation.explanation"] == {"cnnlib.figures", "cnnlib.numerals"}  # one of them in a function


@pytest.mark.parametrize("name", [name for name in TREES if package(name) in INNER])
def test_only_what_is_meant_for_others_is_used_of_scratch(name):
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cnnlib.scratch"):
            allowed = {"cnnlib.scratch": [*scratch.__all__, "inner"], "cnnlib.scratch.inner": inner.__all__}
            assert {alias.name for alias in node.names} <= set(allowed.get(node.module, ())), ast.unparse(node)
        elif isinstance(node, ast.Import):
            assert not any(alias.name.startswith("cnnlib.scratch.") for alias in node.names), ast.unparse(node)


def hidden(package):
    """The modules of a package whose names its `__init__.py` takes for something else."""
    for node in ast.walk(TREES[package]):
        if isinstance(node, ast.ImportFrom) and node.module != package:
            for alias in node.names:
                if f"{package}.{alias.asname or alias.name}" in TREES:
                    yield alias.asname or alias.name


def test_no_function_hides_the_module_of_its_name_without_need():
    for package in TREES:
        assert {*hidden(package)} <= {*HIDDEN.get(package, "").split()}, package
    assert "dense" in hidden("cnnlib.scratch") and "tf" not in hidden("cnnlib")


def imported_tests(source):
    """The modules of tests that a module imports from."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [f"{getattr(node, 'module', None) or ''}.{alias.name}" for alias in node.names]
            yield from (name.strip(".") for name in names if re.search(r"(^|\.)test_", name))


def test_no_module_of_tests_imports_from_another():
    """What two of them need stands in a module beside them that pytest does not collect."""
    assert list(imported_tests("from tests.a.test_b import c\nimport tests.test_d\nfrom tests import e, test_f")) == [
        "tests.a.test_b.c",
        "tests.test_d",
        "tests.test_f",
    ]
    paths = sorted((ROOT / "tests").rglob("*.py"))
    found = {path.name: [*imported_tests(path.read_text(encoding="utf-8"))] for path in paths}
    assert {name: imports for name, imports in found.items() if imports} == {}
