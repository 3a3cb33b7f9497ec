"""Distributed training: two replicas train as one does, and a killed process changes nothing.

Each process computes in one thread, so that its sums always go in the same order: what is repeated is repeated exactly.
Two replicas add the parts of a sum in another order than one does. Over these 60 steps that was measured to move
losses, first gradients and weights by at most 5e-6 of the largest number in the array.
"""

import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time

import numpy as np
import pytest

from tests.conftest import end

ROOT = pathlib.Path(__file__).resolve().parents[2]
STEPS, EPOCH = 60, 10
OPTIONS = ["--epochs", STEPS // EPOCH, "--examples", 64 * EPOCH, "--batch-size", 64, "--seed", 3]
TWO = ["--local-workers", 2]
SAVING = ["--checkpoint-every", 7, "--checkpoints"]  # in mid-epoch
LOST = "train_distributed: another worker is lost; start all again, to go on from the last checkpoint\n"
SCRIPT = ["examples/train_distributed.py"]
# The processor, as two devices, in the place of two GPUs.
ON_TWO_DEVICES = """
import sys

import tensorflow as tf

sys.path.insert(0, "examples")
import train_distributed

(cpu,) = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpu, 2 * [tf.config.LogicalDeviceConfiguration()])
train_distributed.train(train_distributed.arguments(), kind="CPU")
"""
ROUNDING = 5e-5  # of the largest number in an array
TIMEOUT = 150  # seconds; a run takes about ten on two cores


def start(*options, log, program=SCRIPT, **variables):
    """The script as a process with these variables of the environment; what it prints goes to the file `log`."""
    one_thread = dict.fromkeys(("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"), "1")
    environment = {name: value for name, value in os.environ.items() if name != "TF_CONFIG"}
    environment |= one_thread | {"CUDA_VISIBLE_DEVICES": "-1"} | variables
    command = [sys.executable, *program, *map(str, options)]
    with log.open("w") as file:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=file, stderr=subprocess.STDOUT)


def finish(process, log):
    """Wait for its end; what it printed."""
    try:
        code = process.wait(TIMEOUT)
    finally:
        end(process)  # the script then stops its workers
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


def train(folder, *options, program=SCRIPT):
    """What a run prints, and its results."""
    log, results = folder / "log.txt", folder / "results.npz"
    printed = finish(start(*OPTIONS, *options, "--results", results, log=log, program=program), log)
    return printed, dict(np.load(results))


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    return train(tmp_path_factory.mktemp("one"))


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    return train(tmp_path_factory.mktemp("two"), *TWO)


@contextlib.contextmanager
def cluster(folder, *options):
    """Two workers and their logs, started with TF_CONFIG as a manager of clusters starts them."""
    with socket.create_server(("127.0.0.1", 0)) as first, socket.create_server(("127.0.0.1", 0)) as second:
        addresses = [f"127.0.0.1:{server.getsockname()[1]}" for server in (first, second)]
    logs = [folder / f"log{index}.txt" for index in range(2)]
    processes = []
    try:
        for index, log in enumerate(logs):
            config = {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}}
            saving = [*SAVING, folder / "checkpoints"]
            processes.append(start(*OPTIONS, *saving, *options, log=log, TF_CONFIG=json.dumps(config)))
        yield processes, logs
    finally:
        for process in processes:
            process.kill()
            process.wait()


def survivor(death, folder, *options):
    """What the other worker of a cluster prints when the chief gets this signal, once there is a checkpoint."""
    with cluster(folder, *options) as ((chief, other), (_, log)):
        assert wait_for((folder / "checkpoints" / "checkpoint").exists, other), log.read_text()
        chief.send_signal(death)
        assert other.wait(TIMEOUT) == 1, log.read_text()
    return log.read_text()


def workers(printed):
    return re.findall(r"^worker \d: process (\d+)$", printed, re.MULTILINE)


def beginnings(printed):
    """The steps at which training began, once for each start."""
    steps = re.findall(r"^(?:starting at|restored checkpoint of) step (\d+)$", printed, re.MULTILINE)
    return [int(step) for step in steps]


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


def test_two_devices_train_as_one(one, tmp_path):
    (_, one), (printed, two) = one, train(tmp_path, program=["-c", ON_TWO_DEVICES])
    assert two["replicas"] == 2 and "starting at step 0" in printed
    assert_near(trained(two, "losses", "gradient", "weight"), trained(one, "losses", "gradient", "weight"))


def test_killed_workers_change_nothing(two, tmp_path):
    """First one dies, then, after the restart, the other: worker 0, which writes the checkpoints."""
    log, results, checkpoints = tmp_path / "log.txt", tmp_path / "results.npz", tmp_path / "checkpoints"
    process = start(*OPTIONS, *TWO, *SAVING, checkpoints, "--results", results, log=log)
    state = checkpoints / "checkpoint"  # written anew with each checkpoint
    try:
        if wait_for(state.exists, process):
            os.kill(int(workers(log.read_text())[1]), signal.SIGKILL)
        if wait_for(lambda: len(beginnings(log.read_text())) == 2, process):
            before = state.read_text()
            if wait_for(lambda: state.read_text() != before, process):
                os.kill(int(workers(log.read_text())[2]), signal.SIGKILL)
    finally:
        printed = finish(process, log)
    (_, two), killed = two, dict(np.load(results))
    first, second, third = beginnings(printed)
    assert first == 0 < second < third < STEPS and second % 7 == third % 7 == 0
    codes = [found.split(", ") for found in re.findall(r"exit codes are \[(.*)\]", printed)]
    assert len(set(workers(printed))) == 6 and codes[0][1] == codes[1][0] == "-9"
    assert killed["steps"] == STEPS
    for name, expected in trained(two, "losses", "weight").items():
        np.testing.assert_array_equal(killed[name], expected, name)


def test_a_cluster_goes_on_from_the_checkpoint(one, tmp_path):
    results = tmp_path / "results.npz"
    assert survivor(signal.SIGKILL, tmp_path, "--results", results) == LOST
    assert not results.exists()
    with cluster(tmp_path, "--results", results) as (processes, logs):
        printed, nothing = [finish(process, log) for process, log in zip(processes, logs)]
    (again,) = beginnings(printed)
    assert 0 < again < STEPS and again % 7 == 0 and nothing == ""
    (_, one), two = one, dict(np.load(results))
    assert two["replicas"] == 2 and two["steps"] == STEPS
    assert_near(trained(two, "losses", "weight"), trained(one, "losses", "weight"))


def test_a_silent_worker_is_lost_too(tmp_path):
    """Stopped, the chief closes no connection, as a machine closes none when its power is cut."""
    assert survivor(signal.SIGSTOP, tmp_path) == LOST


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
