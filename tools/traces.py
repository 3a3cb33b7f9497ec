"""Which functions one call passes through: python tools/traces.py conv2d; without a name, all of `CALLS`.

A line for each function, below its first caller; then the counts. The path is what one reads who asks what a call
computes. Counted apart, each with a mark of its own, is what stands around it:

- argument checks, which are not listed;
- `·` what cuts work into chunks, shares it among threads and keeps memory;
- `+` the sum of each channel, a bias's gradient, and the addition of a bias to each channel: one line each, made fast;
- `*` in training, what a layer, a loss or a metric computes, other ones in each network. What is left is the loop.

"batch" is the part of "fit" that makes one step.
"""

import itertools
import pathlib
import sys

import numpy as np

import cnnlib
from cnnlib import scratch, wording

ROOT = pathlib.Path(cnnlib.__file__).parent
CHECKS = {"checks.py", "pairs.py", "wording.py"}
MACHINERY = {f"scratch/fast/{name}.py" for name in ("chunks", "memory", "threads")}
LOOP = {f"scratch/layers/{name}.py" for name in ("layer", "verbs", "weights")}  # what all layers share
LOSSES = {f"scratch/training/{name}.py" for name in ("accuracy", "losses", "metrics")}
BIAS = {("scratch/fast/channels.py", name) for name in ("add_bias", "channel_sums")}
MARKS = {"path": "", "threads": "· ", "bias": "+ ", "layers": "* "}
X, KERNEL, EACH = np.ones((1, 5, 5, 3)), np.ones((3, 3, 3, 4)), np.ones((3, 3, 3, 1))
CALLS = {
    "conv2d": lambda: scratch.conv2d(X, KERNEL),
    "conv2d with a bias": lambda: scratch.conv2d(X, KERNEL, np.ones(4)),
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
CALLS["batch"] = CALLS["fit"]
WITHIN = {"batch": "_train_batch"}  # the function that a trace begins at, where it is another one
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
    """(file, function, depth, group) of each call within cnnlib, in order."""
    calls, stack = [], []

    def note(frame, event, _):
        path, function = pathlib.Path(frame.f_code.co_filename), frame.f_code.co_name
        if event == "call" and ROOT in path.parents and not function.startswith("<"):
            file, around = path.relative_to(ROOT).as_posix(), stack[-1][1] if stack else "path"
            group = "threads" if file in MACHINERY else group_of(file, function, around)
            calls.append((file, function, len(stack), group))
            stack.append((frame, around if group == "threads" else group))
        elif event == "return" and stack and stack[-1][0] is frame:
            stack.pop()

    call()  # what is loaded or kept at the first call is no part of the path
    sys.setprofile(note)
    try:
        call()
    finally:
        sys.setprofile(None)
    return calls


def group_of(file, function, around):
    """Where a call is counted: with its caller, unless a group begins here."""
    if around == "path" and (file, function) in BIAS:
        return "bias"
    of_layer = file.startswith("scratch/layers/") and file not in LOOP and function in ("forward", "backward")
    of_loss = file in LOSSES and function in ("values", "gradient")
    return "layers" if around == "path" and (of_layer or of_loss) else around


def part(calls, name):
    """The calls below the first one of a function, with it."""
    first = [function for _, function, *_ in calls].index(name)
    top = calls[first][2]
    below = itertools.takewhile(lambda call: call[2] > top, calls[first + 1 :])
    return [(file, function, depth - top, group) for file, function, depth, group in [calls[first], *below]]


def path_of(name):
    """The calls of one of `CALLS`, and how many checks of arguments were left out."""
    calls = trace(CALLS[name])
    calls = part(calls, WITHIN[name]) if name in WITHIN else calls
    path = [c for c in calls if c[0] not in CHECKS and not c[0].startswith("arguments/")]
    return path, len(calls) - len(path)


def count(calls, *groups):
    """How many functions, and how many files they stand in."""
    calls = [c for c in calls if c[3] in (groups or MARKS)]
    return len({c[:2] for c in calls}), len({c[0] for c in calls})


def show(name):
    calls, checked = path_of(name)
    first = {c[:2]: c for c in reversed(calls)}
    for file, function, depth, group in sorted(first.values(), key=calls.index):
        print(f"{'  ' * depth}{MARKS[group]}{function}  {file}")
    apart = [group for group in MARKS if group != "path" and any(c[3] == group for c in calls)]
    counts = [written(count(calls, "path")), *(f"{group} apart: {written(count(calls, group))}" for group in apart)]
    print(f"{name}: {', '.join(counts)}, all: {written(count(calls))}; {wording.plural(checked, 'check')}\n")


def written(counts):
    functions, files = counts
    return f"{wording.plural(functions, 'function')} in {wording.plural(files, 'file')}"


if __name__ == "__main__":
    for chosen in sys.argv[1:] or CALLS:
        show(chosen)
