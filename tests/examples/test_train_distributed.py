"""Distributed training: two processes train as one does, and a killed one changes nothing.

Each process computes in one thread, so that its sums always go in the same order: what is repeated is repeated exactly.
Two workers add the parts of a sum in another order than one does. Over these 60 steps that was measured to move losses,
first gradients and weights by at most 5e-6 of the largest number in the array.
"""

import os
import pathlib
import re
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
STEPS, EPOCH = 60, 10
OPTIONS = ["--epochs", STEPS // EPOCH, "--examples", 64 * EPOCH, "--batch-size", 64, "--seed", 3]
TWO = ["--local-workers", 2]
ROUNDING = 5e-5  # of the largest number in an array
TIMEOUT = 150  # seconds; a run takes about ten on two cores


def start(*options, log):
    """The script as a process; what it prints goes to the file `log`."""
    environment = dict.fromkeys(("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"), "1")
    environment = os.environ | environment | {"CUDA_VISIBLE_DEVICES": "-1"}
    environment.pop("TF_CONFIG", None)
    command = [sys.executable, "examples/train_distributed.py", *map(str, options)]
    with log.open("w") as file:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=file, stderr=subprocess.STDOUT)


def finish(process, log):
    """Wait for its end; what it printed."""
    try:
        code = process.wait(TIMEOUT)
    finally:
        process.terminate()  # the script then stops its workers
        process.wait()
    assert code == 0, log.read_text()
    return log.read_text()


def wait_for(find, process):
    """What `find` finds, asked again and again while the process runs."""
    deadline = time.monotonic() + TIMEOUT
    while process.poll() is None and time.monotonic() < deadline:
        if found := find():
            return found
        time.sleep(0.005)
    return None


def train(folder, *options):
    """What a run prints, and its results."""
    log, results = folder / "log.txt", folder / "results.npz"
    printed = finish(start(*OPTIONS, *options, "--results", results, log=log), log)
    return printed, dict(np.load(results))


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    return train(tmp_path_factory.mktemp("one"))


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    return train(tmp_path_factory.mktemp("two"), *TWO)


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """A run of two workers, the second of which is killed once there is a checkpoint."""
    folder = tmp_path_factory.mktemp("killed")
    log, results, checkpoints = folder / "log.txt", folder / "results.npz", folder / "checkpoints"
    saving = ["--checkpoints", checkpoints, "--checkpoint-every", 7]  # in mid-epoch
    process = start(*OPTIONS, *TWO, *saving, "--results", results, log=log)
    try:
        if wait_for((checkpoints / "checkpoint").exists, process):
            os.kill(int(workers(log.read_text())[1]), signal.SIGKILL)
    finally:
        printed = finish(process, log)
    return printed, dict(np.load(results))


def workers(printed):
    return re.findall(r"^worker \d: process (\d+)$", printed, re.MULTILINE)


def assert_near(got, expected):
    assert got.keys() == expected.keys()
    for name in expected:
        assert abs(got[name] - expected[name]).max() <= ROUNDING * abs(expected[name]).max(), name


def trained(results, *kinds):
    return {name: array for name, array in results.items() if name.startswith(kinds)}


def test_one_process_learns(one):
    printed, results = one
    lines = printed.splitlines()
    assert lines[0] == "starting at step 0"
    assert [line.split(":")[0] for line in lines[1:]] == [f"epoch {n}" for n in range(1, STEPS // EPOCH + 1)]
    assert results["replicas"] == 1 and len(results["losses"]) == results["steps"] == STEPS
    assert results["losses"][0] == pytest.approx(np.log(10), abs=0.1)  # a mean: nothing known, ten classes
    assert results["losses"][-EPOCH:].mean() < 1.5


def test_two_workers_are_two(two):
    printed, results = two
    assert len(set(workers(printed))) == results["replicas"] == 2


def test_two_workers_train_as_one(one, two):
    (_, one), (_, two) = one, two
    assert len(trained(one, "weight")) == len(trained(one, "gradient")) == 10
    assert_near(trained(two, "losses", "gradient", "weight"), trained(one, "losses", "gradient", "weight"))


def test_a_killed_worker_changes_nothing(two, killed):
    (_, two), (printed, killed) = two, killed
    first, again = re.findall(r"^(?:starting at|restored checkpoint of) step (\d+)$", printed, re.MULTILINE)
    assert int(first) == 0 and 0 < int(again) < STEPS and int(again) % 7 == 0
    assert len(set(workers(printed))) == 4 and re.search(r"exit codes are \[.*, -9\]", printed)
    assert killed["steps"] == STEPS
    for name, expected in trained(two, "losses", "weight").items():
        np.testing.assert_array_equal(killed[name], expected, name)


def test_a_training_goes_on_with_its_own_options_only(tmp_path):
    log, folder = tmp_path / "log.txt", tmp_path / "checkpoints"
    short = ["--examples", 64, "--checkpoints", folder]
    assert finish(start(*short, "--steps", 1, log=log), log).startswith("starting at step 0")
    for option, got, begun in (("--seed", 1, 0), ("--batch-size", 32, 64), ("--learning-rate", 0.5, 0.01)):
        assert start(*short, option, got, *TWO, log=log).wait(TIMEOUT) == 1
        wanted = f"argument {option}: got {got}, but {folder} was begun with {begun}; give that, or another folder"
        assert log.read_text() == f"train_distributed: {wanted}\n"
    assert finish(start(*short, "--epochs", 2, log=log), log).startswith("restored checkpoint of step 1")
    (folder / "options.json").unlink()
    assert start(*short, log=log).wait(TIMEOUT) == 1
    wanted = f"got {folder}, which has checkpoints but no options.json; needs another folder"
    assert log.read_text() == f"train_distributed: argument --checkpoints: {wanted}\n"


@pytest.mark.parametrize(
    "options, message",
    [
        (["--batch-size", 65, *TWO], "argument --batch-size: got 65, needs equal parts for 2 replicas; try 66"),
        (["--examples", 63], "argument --examples: got 63, needs from 64, the --batch-size, to 10000"),
        (["--epochs", 0], "argument --epochs: got 0, needs at least 1"),
        (["--examples", 10_001], "argument --examples: got 10001, needs from 64, the --batch-size, to 10000"),
        (["--learning-rate", "nan"], "argument --learning-rate: got nan, needs more than 0"),
        (["--seed", "x"], "argument --seed: invalid int value: 'x'"),
    ],
)
def test_a_wrong_argument_is_refused_in_one_line(options, message, tmp_path):
    log = tmp_path / "log.txt"
    assert start(*options, log=log).wait(TIMEOUT) == 1
    assert log.read_text() == f"train_distributed: {message}\n"
