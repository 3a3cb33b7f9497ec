"""Which functions one call passes through: python tools/traces.py conv2d; without a name, all of `CALLS`.

A line for each function, below its first caller; then the counts. Counted apart are argument checks, and what cuts work
into chunks, shares it among threads and keeps memory (`MACHINERY`, marked with a dot): it stands around the path from
the call to its arithmetic, and one who reads what is computed need not know it.
"""

import pathlib
import sys

import numpy as np

import cnnlib
from cnnlib import checks, scratch

ROOT = pathlib.Path(cnnlib.__file__).parent
MACHINERY = {f"scratch/fast/{name}.py" for name in ("chunks", "memory", "threads")}
X, KERNEL, EACH = np.ones((1, 5, 5, 3)), np.ones((3, 3, 3, 4)), np.ones((3, 3, 3, 1))
CALLS = {
    "conv2d": lambda: scratch.conv2d(X, KERNEL),
    "conv2d_backward": lambda: scratch.conv2d_backward(np.ones((1, 3, 3, 4)), X, KERNEL),
    "depthwise_conv2d": lambda: scratch.depthwise_conv2d(X, EACH),
    "depthwise_conv2d_backward": lambda: scratch.depthwise_conv2d_backward(np.ones((1, 3, 3, 3)), X, EACH),
    "separable_conv2d": lambda: scratch.separable_conv2d(X, EACH, np.ones((1, 1, 3, 4))),
    "conv2d_transpose": lambda: scratch.conv2d_transpose(X, np.ones((3, 3, 4, 3))),
    "max_pool2d": lambda: scratch.max_pool2d(X),
    "max_pool2d_backward": lambda: scratch.max_pool2d_backward(np.ones((1, 2, 2, 3)), X),
    "avg_pool2d": lambda: scratch.avg_pool2d(X),
    "avg_pool2d_backward": lambda: scratch.avg_pool2d_backward(np.ones((1, 2, 2, 3)), X),
    "batch_norm": lambda: scratch.batch_norm(X, np.ones(3), np.ones(3)),
    "batch_norm_backward": lambda: scratch.batch_norm_backward(X, X, np.ones(3)),
    "layer_norm": lambda: scratch.layer_norm(X, np.ones(3), np.ones(3)),
    "dense": lambda: scratch.dense(X, np.ones((3, 4))),
    "fit": lambda: NETWORK.fit(np.ones((8, 12, 12, 1), np.float32), np.zeros(8, int), batch_size=8, verbose=0),
}
NETWORK = scratch.Sequential(
    [
        scratch.Input((12, 12, 1)),
        scratch.Conv2D(4, 3, activation="relu"),
        scratch.MaxPooling2D(),
        scratch.Flatten(),
        scratch.Dense(3),
    ]
)
NETWORK.compile("sgd", scratch.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])


def trace(call):
    """(file, function, depth) of each call within cnnlib, in order."""
    calls, stack = [], []

    def note(frame, event, _):
        path = pathlib.Path(frame.f_code.co_filename)
        if event == "call" and ROOT in path.parents and not frame.f_code.co_name.startswith("<"):
            calls.append((path.relative_to(ROOT).as_posix(), frame.f_code.co_name, len(stack)))
            stack.append(frame)
        elif event == "return" and stack and stack[-1] is frame:
            stack.pop()

    call()  # what is loaded or kept at the first call is no part of the path
    sys.setprofile(note)
    try:
        call()
    finally:
        sys.setprofile(None)
    return calls


def distinct(calls):
    functions, files = len({c[:2] for c in calls}), len({c[0] for c in calls})
    return f"{checks.plural(functions, 'function')} in {checks.plural(files, 'file')}"


def show(name):
    calls = trace(CALLS[name])
    checked = [c for c in calls if c[0] in ("checks.py", "pairs.py") or c[0].startswith("arguments/")]
    others = [c for c in calls if c not in checked]
    for file, function, depth in dict.fromkeys(others):
        print(f"{'  ' * depth}{'· ' * (file in MACHINERY)}{function}  {file}")
    path, apart = ([c for c in others if (c[0] in MACHINERY) is machinery] for machinery in (False, True))
    counts = f"{distinct(path)}, threads apart: {distinct(apart)}, all: {distinct(others)}; {len(checked)} checks"
    print(f"{name}: {counts}\n")


if __name__ == "__main__":
    for chosen in sys.argv[1:] or CALLS:
        show(chosen)
