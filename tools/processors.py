"""Run the notebooks, and the tests that hold the two halves together, as other processors would compute them.

python tools/processors.py                three paths, in which each kind of kernels and of processors is met once
python tools/processors.py --all          all six, in which each is met with oneDNN on and off
python tools/processors.py 08 09          of the notebooks, chapters 08 and 09 alone, on all six; no tests
python tools/processors.py --only Zen     the paths of one set of BLAS kernels; nothing is stored

Ends with a table, and with exit code 1 if anything failed. How far apart the numbers of tagged cells came is kept in
tests/book/deviations.json, against which tests/book/test_tolerances.py holds each tag.
"""

import argparse
import collections
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree

from numpy._core import _multiarray_umath as dispatch  # what np.show_runtime() reads

import tolerances

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMPARISONS = [
    "tests/test_ops.py",
    "tests/test_parity.py",
    "tests/conversion/test_conversion.py",
    "tests/explanation/test_value.py",
    "tests/nets/test_nets.py",
    "tests/scratch",
    "tests/tf",
]
ALONE = ["tests/scratch/fast/test_memory.py", "tests/tf/test_memory.py"]  # they compare nothing, and take long
Path = collections.namedtuple("Path", "onednn blas numpy threads")
# OpenBLAS's kernels of each name meet oneDNN on and off, and NumPy's own loops meet both as well; so do the threads.
# (NumPy's OpenBLAS gives a Zen the kernels of a Haswell, so these two are one.)
PATHS = [
    Path(1, "SkylakeX", "AVX-512", 1),
    Path(0, "Zen", "AVX2", 1),
    Path(1, "Nehalem", "SSE4", 2),
    Path(0, "SkylakeX", "SSE4", 1),
    Path(0, "Nehalem", "AVX-512", 2),
    Path(1, "Haswell", "AVX2", 1),
]
SHORT = PATHS[:3]  # each kind of kernels, each level of NumPy's, oneDNN on and off, one thread and two: each once
NEEDS = {"SkylakeX": "X86_V4", "Zen": "X86_V3", "Haswell": "X86_V3", "Nehalem": "X86_V2"}  # or it ends the process
# Two with two threads each, on two cores, take little more than with one: a thread waits for none of another process.
PROCESSES = min(os.cpu_count() or 1, 2)
POOLS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")


def without(numpy):
    """The features that NumPy must leave unused to compute as a processor of this level."""
    has = [name for name in dispatch.__cpu_dispatch__ if dispatch.__cpu_features__[name]]
    newer = {"AVX-512": (), "AVX2": ("X86_V4", "AVX512"), "SSE4": ("X86", "AVX")}[numpy]
    return [name for name in has if name.startswith(newer)]


def environment(path, compared):
    return os.environ | dict.fromkeys(POOLS, str(path.threads)) | {
        "TF_ENABLE_ONEDNN_OPTS": str(path.onednn),
        "OPENBLAS_CORETYPE": path.blas,
        "NPY_DISABLE_CPU_FEATURES": " ".join(without(path.numpy)),
        "CNNLIB_CONFIGURATIONS": os.environ.get("CNNLIB_CONFIGURATIONS", "15"),  # of each operation, on each path
        "CNNLIB_COMPARED": str(compared),
    }


def runs_here(path):
    return dispatch.__cpu_features__.get(NEEDS[path.blas], False)


def run(path, targets, compared):
    """Seconds taken, and from the name of each notebook and test to whether it passed."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder, "report.xml")
        options = ["-q", "--tb=short", "-m", "not long", "-n", str(PROCESSES), "--dist", "loadfile"]
        options += [f"--ignore={file}" for file in ALONE]
        command = [sys.executable, "-m", "pytest", *options, f"--junitxml={report}", *targets]
        start = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env=environment(path, compared), capture_output=True, text=True)
        seconds = time.monotonic() - start
        if done.returncode:
            print(done.stdout, done.stderr, sep="\n")
        if done.returncode > 1:
            sys.exit("processors: the tests could not be run (what pytest said is above)")
        return seconds, outcomes(xml.etree.ElementTree.parse(report))


def outcomes(report):
    """A notebook passes if all its cells do."""
    passed = {}
    for case in report.iter("testcase"):
        notebook = re.match(r"chapters\.(.+)", case.get("classname"))
        name = notebook[1] if notebook else f"{case.get('classname')}::{case.get('name')}"
        kind = "notebooks" if notebook else "tests"
        failed = case.find("failure") is not None or case.find("error") is not None
        passed[kind, name] = passed.get((kind, name), True) and not failed
    return passed


def row(path, seconds, passed):
    counts = []
    for kind in ("notebooks", "tests"):
        results = [ok for (of, _), ok in passed.items() if of == kind]
        counts += [results.count(True), results.count(False)]
    return ROW.format("on" if path.onednn else "off", path.blas, path.numpy, path.threads, *counts, f"{seconds:.0f}")


ROW = "{:>6}  {:9} {:8} {:>7} {:>9} {:>6} {:>8} {:>6} {:>7}"
HEAD = ROW.format("oneDNN", "OpenBLAS", "NumPy", "threads", "notebooks", "failed", "tests", "failed", "seconds")


def chosen(wanted):
    """The paths that the command's options ask for."""
    if wanted.only:
        return [path for path in PATHS if path.blas == wanted.only]
    return PATHS if wanted.all or wanted.chapters else SHORT


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapters", nargs="*", help="only chapters whose name starts so, and no tests")
    parser.add_argument("--all", action="store_true", help="six paths in place of three, in twice the time")
    parser.add_argument("--only", choices=sorted(NEEDS), help="only the paths with these kernels of OpenBLAS")
    wanted = parser.parse_args()
    here = sorted({path.blas for path in PATHS if runs_here(path)})
    if not here:
        sys.exit("processors: needs an x86 processor, since the paths are those of Intel's and AMD's")
    if wanted.only not in (None, *here):
        lacks = f"does not have what the kernels of {wanted.only} need"
        sys.exit(f"processors: this processor {lacks}; it has {', '.join(here)}")
    notebooks = [str(path) for path in sorted((ROOT / "chapters").glob("[0-9]*.ipynb"))]
    targets = [n for n in notebooks if pathlib.Path(n).name.startswith(tuple(wanted.chapters))]
    targets = targets if wanted.chapters else notebooks + COMPARISONS
    rows, failed = [HEAD], set()
    with tempfile.TemporaryDirectory() as folder:
        for number, path in enumerate(chosen(wanted)):
            if not runs_here(path):
                rows.append(f"{path.blas}: skipped, since this processor does not have what its kernels need")
                continue
            compared = pathlib.Path(folder, str(number))
            compared.mkdir()
            seconds, passed = run(path, targets, compared)
            failed |= {name for (_, name), ok in passed.items() if not ok}
            rows.append(row(path, seconds, passed))
            print(rows[-1], flush=True)
        if not wanted.only:
            tolerances.store(pathlib.Path(folder).glob("*/*.jsonl"))
    print("", *rows, "", *sorted(failed), sep="\n")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
