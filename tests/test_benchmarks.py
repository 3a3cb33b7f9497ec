"""What README says about speed is what benchmarks/results.json holds, and the file holds what chapter 14 reads."""

import json
import pathlib
import re

import numpy as np
import pytest

from benchmarks import machine, timing
from benchmarks.__main__ import RESULTS, main, show
from cnnlib.scratch.methods import METHODS

ROOT = pathlib.Path(__file__).parents[1]
MEASURED = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
ROW = re.compile(r"^\| `?([^|`]+?)`? +\| +([\d.]+) +\| +([\d.]+|–) +\|$", re.M)


def test_readme_quotes_the_measured_ratios():
    rows = ROW.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(rows) >= 7
    for op, ratio, target in rows:
        measured = MEASURED["ratios"][op]
        assert ratio == f"{measured['geometric mean']:.2f}", op
        assert target == ("–" if measured["target"] is None else f"{measured['target']:g}"), op


@pytest.mark.parametrize("op", MEASURED["ratios"])
def test_a_mean_is_that_of_its_rows(op):
    rows = dict(MEASURED["ratios"][op])
    mean, target = rows.pop("geometric mean"), rows.pop("target")
    product = 1.0
    for row in rows.values():
        product *= row["ratio"]
        assert row["milliseconds"] > 0 and row["low"] <= row["high"]
    assert mean == pytest.approx(product ** (1 / len(rows))) and (target is None or target > 0)


def test_every_method_was_measured():
    measured = {op.split(",")[0] for op in MEASURED["ratios"]}
    assert set(METHODS) <= measured and MEASURED["megabytes"].keys() == METHODS.keys() - {"product"}
    assert max(MEASURED["megabytes"].values()) < 256 * 1.048576  # a bound of 256 MiB


def test_a_missed_target_is_told(capsys):
    rows = {"small": timing.Ratio(0.5, 0.4, 0.6, 1.0), "large": timing.Ratio(2.0, 1.9, 2.1, 5.0)}  # mean 1
    assert show("op", rows, None, None) and show("op", rows, 1.01, None) and show("op", rows, 1.01, 2.0)
    assert not show("op", rows, 0.99, None) and not show("op", rows, 1.01, 1.99)
    assert np.isclose(float(re.search(r"geometric mean +(\S+)", capsys.readouterr().out)[1]), 1)


def test_the_machine_is_named():
    assert re.fullmatch(r"\d+ cores, .+, \w+", MEASURED["machine"]) and MEASURED["gflops"] > 1
    assert re.fullmatch(r"\d+ cores, .+, \w+", machine.name())
    assert f"({MEASURED['machine']}; {MEASURED['versions']})" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_one_suite_is_not_mixed_into_the_results_of_another_machine(monkeypatch):
    monkeypatch.setattr(machine, "name", lambda: "9 cores, another, Linux")
    before = RESULTS.read_bytes()
    with pytest.raises(
        SystemExit, match="benchmarks: the machine of results.json is .*, here 9 cores, another, Linux;"
    ):
        main(["convolution"])
    assert RESULTS.read_bytes() == before
    assert MEASURED["threads"] >= 1 and MEASURED["milliseconds a step"].keys() == {"1", "2"}
    assert all(mb > 1 for libraries in MEASURED["megabytes of an epoch"].values() for mb in libraries.values())
