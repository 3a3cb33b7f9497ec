"""Seconds that each chapter takes to run, quiet and beside one busy process."""

import pathlib
import time

import jupytext
from nbclient import NotebookClient

from benchmarks.conditions import busy

CHAPTERS = pathlib.Path(__file__).parents[1] / "chapters"


def seconds(path):
    notebook = jupytext.read(path)
    start = time.perf_counter()
    # Beside a busy process, what a chapter asserts of times may not hold; how long it takes is the question here.
    options = {"allow_errors": True, "timeout": 600, "kernel_name": "python3"}
    NotebookClient(notebook, resources={"metadata": {"path": str(CHAPTERS)}}, **options).execute()
    return time.perf_counter() - start


def run():
    """{chapter: {"quiet": seconds, "beside one": seconds}}."""
    results = {}
    for path in sorted(CHAPTERS.glob("[0-9]*.md")):
        quiet = seconds(path)
        with busy(1):
            results[path.stem] = {"quiet": quiet, "beside one": seconds(path)}
        beside = results[path.stem]["beside one"]
        print(f"{path.stem:40} {quiet:5.1f} s, beside a busy process {beside:5.1f} s", flush=True)
    return results
