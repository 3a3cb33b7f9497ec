"""What an import loads, and the names that cnnlib offers."""

import subprocess
import sys

import pytest

import cnnlib

HEAVY = ("tensorflow", "keras", "matplotlib", "hypothesis", "IPython", "tqdm")


def loaded(statement):
    code = f"import sys; {statement}; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_scratch_loads_numpy_and_the_standard_library_only():
    fresh = loaded("import cnnlib.scratch") - loaded("import numpy")
    outside = {name.split(".")[0] for name in fresh} - {"cnnlib"} - set(sys.stdlib_module_names)
    assert outside == set()


@pytest.mark.parametrize("statement", ["import cnnlib", "from cnnlib import data, explain, exercises, show_source"])
def test_nothing_heavy_is_loaded_unasked(statement):
    assert not {name.split(".")[0] for name in loaded(statement)} & set(HEAVY)


def test_tensorflow_loads_without_a_word():
    done = subprocess.run([sys.executable, "-c", "import cnnlib.tf"], capture_output=True, text=True, check=True)
    assert done.stdout == done.stderr == ""


def test_every_name_is_there():
    for name in cnnlib.__all__:
        assert getattr(cnnlib, name) is not None
    with pytest.raises(AttributeError, match="cnnlib has no 'layer'; it has explain"):
        cnnlib.layer
