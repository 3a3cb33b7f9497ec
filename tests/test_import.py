"""What an import loads, and the names that cnnlib offers."""

import subprocess
import sys

import pytest

import cnnlib
from cnnlib import scratch

HEAVY = ("tensorflow", "keras", "matplotlib", "hypothesis", "IPython", "tqdm")


def loaded(statement):
    code = f"import sys; {statement}; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_scratch_adds_next_to_nothing_to_numpy():
    code = "import sys, numpy; had = set(sys.modules); import cnnlib.scratch; print(*sorted(set(sys.modules) - had))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {name for name in loaded if not name.startswith("cnnlib")} <= {"bisect", "_bisect", "threading"}


def test_layers_networks_and_training_are_loaded_when_asked_for():
    later = {f"cnnlib.scratch.{folder}" for folder in ("layers", "network", "training")}
    assert not loaded("from cnnlib import scratch; hasattr(scratch, 'Conv3D'); scratch.conv2d, dir(scratch)") & later
    assert loaded("from cnnlib.scratch import Conv2D") & later == {"cnnlib.scratch.layers"}
    assert loaded("from cnnlib import scratch; scratch.Sequential, scratch.Adam") >= later
    assert loaded("from cnnlib import scratch; scratch.training.SGD") & later >= {"cnnlib.scratch.training"}
    for name in scratch.__all__:
        assert getattr(scratch, name) is not None and name in dir(scratch)
    assert {"layers", "network", "training", "fast", "windows"} <= set(dir(scratch))
    with pytest.raises(AttributeError, match="^module 'cnnlib.scratch' has no attribute 'Conv3D'$"):
        scratch.Conv3D


def test_training_loads_the_bar_only_when_it_is_shown():
    code = """
import sys, numpy as np
from cnnlib import scratch as nn
network = nn.Sequential([nn.Input((2,)), nn.Dense(2)])
network.compile("sgd", nn.SparseCategoricalCrossentropy(from_logits=True))
network.fit(np.ones((4, 2), np.float32), np.ones(4, int), verbose=0)
assert "tqdm" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("statement", ["import cnnlib", "from cnnlib import data, explain, exercises, show_source"])
def test_nothing_heavy_is_loaded_unasked(statement):
    assert not {name.split(".")[0] for name in loaded(statement)} & set(HEAVY)


def test_tensorflow_loads_without_a_word():
    done = subprocess.run([sys.executable, "-c", "import cnnlib.tf"], capture_output=True, text=True, check=True)
    assert done.stdout == done.stderr == ""


def test_every_name_is_there():
    for name in cnnlib.__all__:
        assert getattr(cnnlib, name) is not None
    with pytest.raises(AttributeError, match="cnnlib has no 'layer'; it has as_table, explain"):
        cnnlib.layer


@pytest.mark.parametrize("layer", ["nn.ReLU()", "Own()"])
def test_a_network_of_numpy_is_measured_without_keras(layer):
    code = f"""
from cnnlib import measure, scratch as nn
class Own(nn.Layer):
    def forward(self, x, training):
        return x, None
    def compute_output_shape(self, input_shape):
        return input_shape
try:
    measure(nn.Sequential([nn.Input((8, 8, 1)), nn.Conv2D(2, 3), {layer}]))
except ValueError as error:
    assert "layer own (Own) is not supported" in str(error)
"""
    assert not {"keras", "tensorflow"} & loaded(f"exec({code!r})")
