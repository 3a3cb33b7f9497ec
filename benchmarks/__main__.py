"""Run the benchmarks, print a table of ratios to TensorFlow, and write it for the book: benchmarks/results.json."""

import json
import math
import os
import pathlib
import platform

import numpy as np
import tensorflow as tf

from benchmarks import convolution, pooling_and_norm, training

SUITES = [convolution, pooling_and_norm, training]
RESULTS = pathlib.Path(__file__).with_name("results.json")


def geometric_mean(ratios):
    return math.exp(sum(math.log(r.ratio) for r in ratios) / len(ratios))


def main():
    written = {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
        "versions": f"NumPy {np.__version__}, TensorFlow {tf.__version__}",
        "ratios": {},
    }
    print(f"time of cnnlib.scratch / time of TensorFlow; {written['machine']}\n")
    missed = []
    for suite in SUITES:
        for op, rows in suite.run().items():
            mean, target = geometric_mean(rows.values()), suite.TARGETS[op]
            for name, r in rows.items():
                print(
                    f"{op:18} {name:18} {r.ratio:5.2f}   (quartiles {r.low:.2f} to {r.high:.2f}; {r.milliseconds:.1f} ms)"
                )
            print(f"{op:18} {'geometric mean':18} {mean:5.2f}   target at most {target}\n")
            written["ratios"][op] = {name: r._asdict() for name, r in rows.items()} | {"geometric mean": mean}
            if mean > target:
                missed.append(op)
    RESULTS.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    print(f"missed: {', '.join(missed)}" if missed else "all targets met")


if __name__ == "__main__":
    main()
