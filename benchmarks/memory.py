"""Peak memory of an epoch of training, by `fit` of cnnlib.scratch and by Keras's, each in a process of its own.

python -m benchmarks.memory scratch "LeNet-5"   prints how many MB one epoch adds to what library and data occupy
"""

import importlib
import pathlib
import re
import subprocess
import sys

import numpy as np

PROCESS = pathlib.Path("/proc/self")
HALVES = {"NumPy": "scratch", "Keras": "tf"}


def epoch(half, name):
    """Millions of bytes that one epoch of a network adds to the process's peak."""
    nn = importlib.import_module(f"cnnlib.{half}")
    from benchmarks.training import EPOCHS, pictures  # loads TensorFlow; after nn, which keeps it quiet

    network, n = EPOCHS[name]
    x, y = pictures(n)
    model = network(nn)
    model.compile(nn.Adam(), nn.SparseCategoricalCrossentropy(from_logits=True))
    model.predict(np.zeros((1, *x.shape[1:]), np.float32), verbose=0)
    (PROCESS / "clear_refs").write_text("5")  # the peak so far is what is held now
    before = held("VmRSS")
    model.fit(x, y, batch_size=64, verbose=0)
    return held("VmHWM") - before


def held(what):
    """Millions of bytes in memory now (VmRSS) or at most so far (VmHWM); Linux counts in units of 1,024."""
    found = re.search(rf"{what}:\s+(\d+) kB", (PROCESS / "status").read_text())
    return int(found[1]) * 1024 / 1e6


def run():
    """{network: {library: MB}}; empty where the system is not Linux, whose files this reads."""
    if not PROCESS.exists():
        return {}
    from benchmarks.training import EPOCHS

    def measured(half, name):
        command = [sys.executable, "-m", "benchmarks.memory", half, name]
        return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    return {name: {library: measured(half, name) for library, half in HALVES.items()} for name in EPOCHS}


if __name__ == "__main__":
    print(epoch(*sys.argv[1:]))
