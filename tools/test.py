"""Run the tests: library and doctests, then the book's notebooks, then the built book in a browser.

python tools/test.py           everything
python tools/test.py --fast    the library and its doctests
python tools/test.py -k WORD   further arguments go to pytest
"""

import os
import pathlib
import subprocess
import sys

import book

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIBRARY = ["cnnlib", "tests", "--ignore=tests/book"]
# One TensorFlow a process: more processes than cores, or than two in all, only fill the memory.
PROCESSES = min(os.cpu_count() or 1, 2)


THREADS = str(max((os.cpu_count() or 1) // PROCESSES, 1))
# Two processes whose BLAS threads wait for each other's cores take ten times as long.
POOLS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")


def main(arguments):
    fast = "--fast" in arguments
    marks = [] if "-m" in arguments else ["-m", "not long"]
    arguments = [a for a in arguments if a != "--fast"]
    if not fast:
        book.build()
    paths = LIBRARY if fast else []
    # A file, and so a notebook with its one kernel, stays in one process.
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        str(PROCESSES),
        "--dist",
        "loadfile",
        *paths,
        *marks,
        *arguments,
    ]
    environment = dict.fromkeys(POOLS, THREADS) | dict(os.environ)
    return subprocess.run(command, cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
