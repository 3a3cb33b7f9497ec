"""`make mutants` runs without TensorFlow: it leaves out the tests whose names say that they need it."""

import ast
import pathlib
import tomllib

import pytest

ROOT = pathlib.Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]


@pytest.mark.parametrize("file", SETTINGS["pytest_add_cli_args_test_selection"])
def test_what_needs_keras_or_tf_bears_the_name(file):
    for function in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef) and function.name.startswith("test_"):
            asks = any(argument.arg == "keras" for argument in function.args.args)  # for tests/scratch/conftest.py's
            assert not asks or "keras" in function.name or "tf" in function.name, function.name


@pytest.mark.parametrize("file", SETTINGS["only_mutate"])
def test_what_is_changed_is_there(file):
    assert (ROOT / file).is_file()
