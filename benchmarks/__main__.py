"""Run the benchmarks, print tables of ratios, and write them for the book: benchmarks/results.json.

python -m benchmarks              everything, about half an hour
python -m benchmarks convolution  one suite; its rows are written again, the others stay
"""

import json
import math
import os
import pathlib
import sys

import numpy as np
import tensorflow as tf

from benchmarks import (
    chapters,
    conditions,
    convolution,
    distributed,
    machine,
    memory,
    methods,
    one_core,
    others,
    pooling_and_norm,
    training,
)

SUITES = {
    "convolution": convolution,
    "pooling_and_norm": pooling_and_norm,
    "training": training,
    "others": others,
    "methods": methods,
}
# Suites that are no ratios to one other library; the name under which the book finds them.
MORE = {
    "memory": (memory, "megabytes of an epoch"),
    "distributed": (distributed, "milliseconds a step"),
    "one_core": (one_core, "one core"),
    "conditions": (conditions, "conditions"),
    "chapters": (chapters, "seconds of a chapter"),
}
RESULTS = pathlib.Path(__file__).with_name("results.json")


def geometric_mean(rows):
    return math.exp(sum(math.log(r.ratio) for r in rows.values()) / len(rows))


def show(op, rows, target, worst):
    """Print an operation's ratios; whether they meet their targets."""
    mean, largest = geometric_mean(rows), max(r.ratio for r in rows.values())
    for name, r in rows.items():
        print(f"{op:27} {name:20} {r.ratio:6.3f}   (quartiles {r.low:.3f} to {r.high:.3f}; {r.milliseconds:.1f} ms)")
    wanted = [f"target at most {target}"] * (target is not None) + [f"none above {worst}"] * (worst is not None)
    print(f"{op:27} {'geometric mean':20} {mean:6.3f}   {', '.join(wanted)}\n", flush=True)
    return (target is None or mean <= target) and (worst is None or largest <= worst)


def results_of_this_machine(written):
    """The results that one suite's are to be written into, if they were measured on a machine like this."""
    earlier = json.loads(RESULTS.read_text(encoding="utf-8"))
    for what in ("machine", "threads", "versions", "oneDNN"):
        if earlier.get(what) != written[what]:
            sys.exit(
                f"benchmarks: the {what} of {RESULTS.name} is {earlier.get(what)}, here {written[what]}; run all suites"
            )
    return earlier


def measured_here():
    """What the results depend on beside the library."""
    return {
        "machine": machine.name(),
        "threads": int(os.environ["OPENBLAS_NUM_THREADS"]),
        "versions": f"NumPy {np.__version__}, {machine.blas()}, TensorFlow {tf.__version__}",
        "oneDNN": os.environ["TF_ENABLE_ONEDNN_OPTS"] == "1",
        "gflops": machine.gflops(),
        "gigabytes a second": machine.gigabytes_a_second(),
        "ratios": {},
    }


def run_ratios(names, written):
    """Run these suites; the operations that missed a target."""
    print("time of cnnlib.scratch / time of TensorFlow or another\n")
    missed = []
    for suite in [SUITES[name] for name in names]:
        for op, rows in suite.run().items():
            target, worst = suite.TARGETS.get(op), getattr(suite, "WORST", {}).get(op)
            if not show(op, rows, target, worst):
                missed.append(op)
            written["ratios"][op] = {name: r._asdict() for name, r in rows.items()}
            written["ratios"][op]["geometric mean"] = geometric_mean(rows)
            written["ratios"][op]["target"] = target
    return missed


def main(wanted):
    unknown = set(wanted) - SUITES.keys() - MORE.keys()
    if unknown:
        sys.exit(f"benchmarks: {', '.join(unknown)} is not a suite; there are {', '.join([*SUITES, *MORE])}")
    written = measured_here()
    earlier = results_of_this_machine(written) if wanted else {}
    print(f"{written['machine']}; {written['gflops']:.0f} GFLOP/s of products in float32, ", end="")
    print(f"{written['gigabytes a second']:.1f} GB/s of copying")
    missed = run_ratios([name for name in SUITES if not wanted or name in wanted], written)
    if not wanted or "methods" in wanted:
        written["megabytes"] = {method: methods.megabytes(method) for method in methods.METHODS if method != "product"}
        print("beside input and output, in MB: ", {m: round(mb, 1) for m, mb in written["megabytes"].items()})
    for name, (suite, key) in MORE.items():
        if not wanted or name in wanted:
            print(f"\n{key}:")
            written[key] = suite.run()
            print(conditions.table(written[key]) if suite is conditions else json.dumps(written[key], indent=1))
    print(f"missed: {', '.join(missed)}" if missed else "all targets met")
    quoted = "gflops", "gigabytes a second"  # by the text
    rates = {name: earlier.get(name, written[name]) for name in quoted}
    written = earlier | written | rates | {"ratios": earlier.get("ratios", {}) | written["ratios"]}
    RESULTS.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
