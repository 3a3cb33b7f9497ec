"""Run the benchmarks, print a table of ratios, and write it for the book: benchmarks/results.json.

python -m benchmarks              everything, some minutes
python -m benchmarks convolution  one suite; its rows are written again, the others stay
"""

import json
import math
import os
import pathlib
import sys

import numpy as np
import tensorflow as tf

from benchmarks import convolution, distributed, machine, memory, methods, others, pooling_and_norm, training

SUITES = {
    "convolution": convolution,
    "pooling_and_norm": pooling_and_norm,
    "training": training,
    "others": others,
    "methods": methods,
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
    for what in ("machine", "threads", "versions"):
        if earlier[what] != written[what]:
            sys.exit(
                f"benchmarks: the {what} of {RESULTS.name} is {earlier[what]}, here {written[what]}; run all suites"
            )
    return earlier


def main(wanted):
    written = {
        "machine": machine.name(),
        "threads": int(os.environ["OPENBLAS_NUM_THREADS"]),
        "versions": f"NumPy {np.__version__}, TensorFlow {tf.__version__}",
        "gflops": machine.gflops(),
        "gigabytes a second": machine.gigabytes_a_second(),
        "ratios": {},
    }
    earlier = results_of_this_machine(written) if wanted else {}
    print(f"{written['machine']}; {written['gflops']:.0f} GFLOP/s of products in float32, ", end="")
    print(
        f"{written['gigabytes a second']:.1f} GB/s of copying\ntime of cnnlib.scratch / time of TensorFlow or another\n"
    )
    missed = []
    for suite in [SUITES[name] for name in wanted or SUITES]:
        for op, rows in suite.run().items():
            target, worst = suite.TARGETS.get(op), getattr(suite, "WORST", {}).get(op)
            if not show(op, rows, target, worst):
                missed.append(op)
            written["ratios"][op] = {name: r._asdict() for name, r in rows.items()}
            written["ratios"][op]["geometric mean"] = geometric_mean(rows)
            written["ratios"][op]["target"] = target
    written["megabytes"] = {method: methods.megabytes(method) for method in methods.METHODS if method != "product"}
    print("beside input and output, in MB: ", {m: round(mb, 1) for m, mb in written["megabytes"].items()})
    if not wanted:
        written["megabytes of an epoch"] = memory.run()
        for name, libraries in written["megabytes of an epoch"].items():
            print(f"peak of a {name} epoch:", {library: round(mb) for library, mb in libraries.items()}, "MB")
        written["milliseconds a step"] = distributed.run()
        for workers, sizes in written["milliseconds a step"].items():
            print(
                f"{workers} workers, one thread each:", {size: round(ms, 1) for size, ms in sizes.items()}, "ms a step"
            )
    print(f"missed: {', '.join(missed)}" if missed else "all targets met")
    if wanted:
        written = earlier | {"ratios": earlier["ratios"] | written["ratios"]}
    RESULTS.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
