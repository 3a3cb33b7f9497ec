"""Run the tests in stages, what fails soonest first; a stage with a failure is the last.

python tools/test.py           everything
python tools/test.py --fast    the library and its doctests
python tools/test.py -k WORD   further arguments go to pytest, in each stage
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys
import time

import book

ROOT = pathlib.Path(__file__).resolve().parent.parent
BOOK, EXAMPLES, MOVING = "tests/book", "tests/examples", "tests/interactive"
# What looks at the built book, which is in the making meanwhile.
ON_PAGES = "pages cards drawings folds front head lab lines lookup pdf predictions print progress search source text"
PAGES = [f"{BOOK}/test_{what}.py" for what in ON_PAGES.split()]
# A file, and so a notebook with its one kernel, stays in one process; what needs a browser goes to whichever is free.
STAGES = {
    "sources": [BOOK, *(f"--ignore={file}" for file in PAGES), "--dist=loadfile"],
    "library": ["cnnlib", "tests", *(f"--ignore={folder}" for folder in (BOOK, EXAMPLES, MOVING)), "--dist=loadfile"],
    "notebooks": ["chapters", EXAMPLES, "--dist=loadfile"],
    "pages": [*PAGES, MOVING, "--dist=worksteal"],
}
LIMIT = 1800  # seconds for a stage, which takes a sixth of that; a single test that hangs ends sooner (pyproject.toml)
NO_TESTS = 5  # pytest's exit code when it finds none, as -k and -m may have it in some stages
# One TensorFlow a process: more processes than cores, or than two in all, only fill the memory.
PROCESSES = min(os.cpu_count() or 1, 2)
THREADS = str(max((os.cpu_count() or 1) // PROCESSES, 1))
# Two processes whose BLAS threads wait for each other's cores take ten times as long.
POOLS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")


def run(stage, arguments):
    """Run one stage; pytest's exit code. tests/conftest.py puts its longest files first, which xdist leaves there."""
    limited = "not long" in arguments  # with the others it may take hours
    options = ["-q", "-n", str(PROCESSES), "--no-loadscope-reorder", "--durations=20", "--durations-min=1"]
    options += [] if limited else ["-o", "faulthandler_timeout=0"]
    environment = dict.fromkeys(POOLS, THREADS) | dict(os.environ)
    command = [sys.executable, "-m", "pytest", *options, *STAGES[stage], *arguments]
    try:
        return subprocess.run(command, cwd=ROOT, env=environment, timeout=LIMIT if limited else None).returncode
    except subprocess.TimeoutExpired:
        print(f"{stage}: broken off, since it had not ended after {LIMIT} s", flush=True)
        return 1


def run_all(stages, arguments, built):
    """Run the stages up to the first failure; the exit code of the whole. `built` is the book, in the making."""
    selected = any(a.startswith(("-k", "-m")) for a in arguments)
    marks = [] if any(a.startswith("-m") for a in arguments) else ["-m", "not long"]
    start, codes = time.monotonic(), []
    for stage in stages:
        if built and (stage == "pages" or built.done()):
            built.result()  # ends the run if the book could not be built
        begun = time.monotonic()
        codes.append(run(stage, [*marks, *arguments]))
        now = time.monotonic()
        print(f"{stage}: {now - begun:.0f} s; {now - start:.0f} s so far\n", flush=True)
        if codes[-1] and not (selected and codes[-1] == NO_TESTS):
            return codes[-1]
    return max(codes) if set(codes) == {NO_TESTS} else 0


def main(arguments):
    pytest_arguments = [a for a in arguments if a != "--fast"]
    if "--fast" in arguments:
        return run_all(["library"], pytest_arguments, None)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        return run_all(STAGES, pytest_arguments, pool.submit(book.build))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
