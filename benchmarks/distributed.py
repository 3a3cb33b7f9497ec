"""Seconds a step of examples/train_distributed.py, by one process and by two, at batches of different size.

Each process has one thread, so that two of them are two computers, of one core each. Chapter 18 takes what two need
to agree from one batch, and foretells another.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import numpy as np

from benchmarks import ONE_THREAD

SCRIPT = pathlib.Path(__file__).parents[1] / "examples" / "train_distributed.py"
RUNS = {1: (32, 64, 128, 256), 2: (64, 256)}  # batch sizes, for so many workers
ROUNDS, MOST_ROUNDS = 3, 9  # more than the first three where what they show cannot be


def milliseconds(workers, batch_size, steps=60):
    """The median over the steps of one training."""
    with tempfile.TemporaryDirectory() as folder:
        results = pathlib.Path(folder) / "results.npz"
        options = {"--batch-size": batch_size, "--steps": steps, "--epochs": 10, "--results": results}
        if workers > 1:
            options["--local-workers"] = workers
        words = [str(word) for option in options.items() for word in option]
        root = os.pathsep.join(filter(None, [str(SCRIPT.parents[1]), os.environ.get("PYTHONPATH")]))
        environment = os.environ | ONE_THREAD | {"PYTHONPATH": root}
        subprocess.run([sys.executable, SCRIPT, *words], env=environment, check=True, stdout=subprocess.DEVNULL)
        return 1000 * statistics.median(np.load(results)["seconds"].tolist())


def least_of(rounds):
    """{workers: {batch size: milliseconds}}: of each the least, since whatever disturbs a training only slows it."""
    return {n: {size: min(one[n][size] for one in rounds) for size in sizes} for n, sizes in RUNS.items()}


def in_order(found):
    """Whether no batch takes longer than a larger one, as it is on a quiet machine."""
    return all(list(sizes.values()) == sorted(sizes.values()) for sizes in found.values())


def run():
    """{workers: {batch size: milliseconds}}, with words for keys, as JSON has them."""
    rounds = []
    while len(rounds) < ROUNDS or (not in_order(least_of(rounds)) and len(rounds) < MOST_ROUNDS):
        rounds.append({n: {size: milliseconds(n, size) for size in sizes} for n, sizes in RUNS.items()})
    found = least_of(rounds)
    assert in_order(found), f"a smaller batch took longer than a larger one: {found}; is the machine quiet?"
    return {str(n): {str(size): ms for size, ms in sizes.items()} for n, sizes in found.items()}
