"""Limits on time and space that hold on a quiet machine; `make bench` ends with them, `make test` does without."""

import os
import pathlib
import subprocess
import sys
import time

from benchmarks import timing

ROOT = pathlib.Path(__file__).parents[1]


def seconds_to_import(package, folder):
    """Processor time of the import alone: what else the machine does does not count.

    Bytecode goes to `folder`, so that neither of the two is compiled anew each time.
    """
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(folder)
    code = f"import time; start = time.process_time(); import {package}; print(time.process_time() - start)"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout)


def test_scratch_takes_at_most_a_fifth_longer_to_import_than_numpy(tmp_path):
    seconds_to_import("cnnlib.scratch", tmp_path)  # the first finds cold caches, and writes bytecode
    numpy_all = scratch_all = pairs = 0
    # Sums, not the best: what NumPy's BLAS takes to start its threads differs by half from one import to the next.
    while pairs < 20 or (scratch_all > 1.2 * numpy_all and pairs < 60):
        numpy_all += seconds_to_import("numpy", tmp_path)
        scratch_all += seconds_to_import("cnnlib.scratch", tmp_path)
        pairs += 1
    assert scratch_all <= 1.2 * numpy_all


def test_a_ratio_is_ours_over_theirs():
    short, long = (lambda: time.sleep(0.001)), (lambda: time.sleep(0.01))
    ratio = timing.compare(short, long, seconds=0.3)
    assert 0.05 < ratio.low <= ratio.ratio <= ratio.high < 1 and 1 <= ratio.milliseconds < 10
    both = timing.compare_all({"short": short, "long": long}, long, seconds=0.3)
    assert both["short"].ratio < 0.9 * both["long"].ratio and list(both) == ["short", "long"]


def test_size_of_the_environment():
    """The pages say "some 3 GB"."""
    size = subprocess.run(["du", "-sm", ROOT / ".venv"], capture_output=True, text=True, check=True).stdout
    assert 2.5 < int(size.split()[0]) * 2**20 / 1e9 < 3.3
