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

from benchmarks import THREADS

SCRIPT = pathlib.Path(__file__).parents[1] / "examples" / "train_distributed.py"
ONE_THREAD = dict.fromkeys(THREADS, "1")
RUNS = {1: (32, 64, 128, 256), 2: (64, 256)}  # batch sizes, for so many workers


ROUNDS = 3


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
    """{workers: {batch size: milliseconds}}: of each the least, since whatever disturbs a training only slows it.

    A smaller batch cannot take longer. Where it seems to, the machine was not quiet, and nothing is to be written.
    """
    least = {n: {size: min(one[n][size] for one in rounds) for size in sizes} for n, sizes in RUNS.items()}
    for n, sizes in least.items():
        if list(sizes.values()) != sorted(sizes.values()):
            sys.exit(f"benchmarks: {n} of examples/train_distributed.py took {sizes} ms a step; is the machine quiet?")
    return least


def run():
    """{workers: {batch size: milliseconds}}, with words for keys, as JSON has them."""
    rounds = [{n: {b: milliseconds(n, b) for b in sizes} for n, sizes in RUNS.items()} for _ in range(ROUNDS)]
    return {str(n): {str(size): ms for size, ms in sizes.items()} for n, sizes in least_of(rounds).items()}
