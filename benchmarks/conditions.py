"""`conv2d`, its backward and an epoch of LeNet against TensorFlow under several conditions.

With oneDNN in TensorFlow and without, with one thread each and with as many as there are cores; on a quiet machine,
beside one busy process, and beside two. oneDNN and threads are chosen when a library is loaded, so that each choice
has a process of its own: `python -m benchmarks.conditions` prints what one measured, as JSON.
"""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import time

from benchmarks import THREADS

LOADS = {"quiet": 0, "beside one": 1, "beside two": 2}
CHOICES = {
    f"oneDNN {word}, {threads}": {"TF_ENABLE_ONEDNN_OPTS": flag, **dict.fromkeys(THREADS, threads)}
    for word, flag in (("on", "1"), ("off", "0"))
    for threads in ("1", str(os.cpu_count()))
}


@contextlib.contextmanager
def busy(processes):
    """So many other programs that compute without a pause."""
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(processes)]
    try:
        time.sleep(0.5 * bool(others))  # until they run
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


def measure():
    """{load: {operation: {shape's name: Ratio}}} in this process."""
    from benchmarks import convolution, training
    from benchmarks.timing import compare

    pairs = [(op, name, pair) for op, name, *pair in convolution.cases()]
    ours, theirs = training.pair("LeNet-5")
    results = {}
    for load, processes in LOADS.items():
        rows = results[load] = {}
        with busy(processes):
            for op, name, pair in pairs:
                rows.setdefault(op, {})[name] = compare(*pair, seconds=1)._asdict()
            if processes < 2:
                rows["LeNet-5 epoch"] = {"batch 64, Adam": compare(ours, theirs, seconds=8, least=5)._asdict()}
    return results


def run():
    """{choice of libraries: {load: {operation: {shape's name: Ratio}}}}."""
    results = {}
    for choice, environment in CHOICES.items():
        command = [sys.executable, "-m", "benchmarks.conditions"]
        done = subprocess.run(command, env=os.environ | environment, check=True, stdout=subprocess.PIPE, text=True)
        results[choice] = json.loads(done.stdout.splitlines()[-1])
    return results


def summary(of_choice):
    """{load: {operation: its mean ratio, its largest, and how many times as long as when it was quiet at most}}."""
    quiet = of_choice["quiet"]
    return {
        load: {
            op: {
                "mean": statistics.geometric_mean(row["ratio"] for row in rows.values()),
                "largest": max(row["ratio"] for row in rows.values()),
                "slower": max(row["milliseconds"] / quiet[op][name]["milliseconds"] for name, row in rows.items()),
            }
            for op, rows in operations.items()
        }
        for load, operations in of_choice.items()
    }


def table(results):
    """The summaries as README's table: mean ratio (largest), and the slowest shape beside its own time when quiet."""
    head = ["oneDNN, threads", "time of cnnlib.scratch / time of TensorFlow", *LOADS]
    rows = [head, ["---", "---", *["--:"] * len(LOADS)]]
    for choice, loads in results.items():
        summaries = summary(loads)
        for op in summaries["quiet"]:
            cells = [_cell(summaries[load].get(op)) for load in LOADS]
            rows.append([choice.removeprefix("oneDNN "), op if " " in op else f"`{op}`", *cells])
    return "".join("| " + " | ".join(row) + " |\n" for row in rows)


def _cell(numbers):
    if numbers is None:
        return "–"
    largest = f" ({numbers['largest']:.2f})" if numbers["largest"] > numbers["mean"] * 1.001 else ""
    return f"{numbers['mean']:.2f}{largest}, ×{numbers['slower']:.1f}"


if __name__ == "__main__":
    print(json.dumps(measure()))
