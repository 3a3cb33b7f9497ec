"""Training a large network fits into the memory of a small computer."""

import subprocess
import sys

import pytest

STEP = r"""
import re, sys
import numpy as np
from cnnlib import nets, scratch
network = nets.resnet18(scratch)
network.compile(scratch.SGD(0.01), scratch.SparseCategoricalCrossentropy(from_logits=True))
x = np.random.default_rng(0).normal(size=(16, 224, 224, 3)).astype(np.float32)
losses = network.fit(x, np.arange(16), batch_size=16, epochs=1, verbose=0).history["loss"]
print(losses[0], 1024 * int(re.search(r"VmHWM:\s+(\d+) kB", open("/proc/self/status").read())[1]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the most memory that a process held")
def test_a_batch_at_224_trains_resnet18_in_less_than_4_gigabytes():
    run = subprocess.run([sys.executable, "-c", STEP], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    loss, peak = map(float, run.stdout.split())
    assert 0 < loss < 50 and peak < 4e9
