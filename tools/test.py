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


def main(arguments):
    fast = "--fast" in arguments
    arguments = [a for a in arguments if a != "--fast"]
    if not fast:
        book.build()
    paths = LIBRARY if fast else []
    # A file, and so a notebook with its one kernel, stays in one process.
    command = [sys.executable, "-m", "pytest", "-q", "-n", str(PROCESSES), "--dist", "loadfile", *paths, *arguments]
    return subprocess.run(command, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
