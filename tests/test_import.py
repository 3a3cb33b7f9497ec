"""What `import cnnlib.scratch` loads."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["tensorflow", "keras", "matplotlib", "tqdm", "hypothesis", "numpy.random"])
def test_scratch_loads_numpy_and_no_more(module):
    code = f"import cnnlib.scratch, sys; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_scratch_adds_next_to_nothing_to_numpy():
    code = "import sys, numpy; had = set(sys.modules); import cnnlib.scratch; print(*sorted(set(sys.modules) - had))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {name for name in loaded if not name.startswith("cnnlib")} <= {"bisect", "_bisect"}


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
