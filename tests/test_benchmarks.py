"""What README says about speed is what benchmarks/results.json holds, and the file holds what chapters 17 and 18 read."""

import json
import pathlib
import re

import numpy as np
import pytest

from benchmarks import conditions, machine, timing
from benchmarks.__main__ import RESULTS, main, show
from cnnlib.scratch.fast import METHODS

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


def test_two_processors_of_one_brand_have_two_names():
    amd = "processor\t: 0\ncpu family\t: {}\nmodel\t\t: 17\nmodel name\t: AMD EPYC\nstepping\t: 1\n"
    assert machine.processor_of(amd.format(25)) == "AMD EPYC (family 25, model 17)"
    assert machine.processor_of(amd.format(26)) == "AMD EPYC (family 26, model 17)"
    assert machine.processor_of("model name\t: ARMv8\n") == "ARMv8" and machine.processor_of("Hardware\t: x\n") is None


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


def test_readme_shows_the_conditions_as_measured():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert conditions.table(MEASURED["conditions"]) in readme
    slowest = max(row["beside one"] / row["quiet"] for row in MEASURED["seconds of a chapter"].values())
    assert f"every chapter takes at most {slowest:.1f} times as long" in readme
    assert MEASURED["seconds of a chapter"].keys() == {path.stem for path in (ROOT / "chapters").glob("[0-9]*.md")}


def test_readme_counts_the_missed_targets():
    rows = MEASURED["ratios"].values()
    missed = sum(row["target"] is not None and row["geometric mean"] > row["target"] for row in rows)
    [beside] = MEASURED["conditions"]["oneDNN on, 2"]["beside one"]["LeNet-5 epoch"].values()
    missed += beside["ratio"] > MEASURED["ratios"]["LeNet-5 epoch"]["target"]
    number = "No One Two Three Four Five Six Seven Eight".split()[missed]
    assert f"\n{number} targets are missed: " in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_chapter_runs_no_longer_than_is_said_of_it():
    slowest = max(row["quiet"] for row in MEASURED["seconds of a chapter"].values())
    asked = re.search(r"(\d+) seconds and 2 GB at most", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert slowest < int(asked[1])
    assert slowest < 60 and "every chapter runs in under a minute" in (ROOT / "book" / "preface.md").read_text(encoding="utf-8")


def test_a_summary_is_of_its_rows():
    def row(ratio, milliseconds):
        return {"ratio": ratio, "milliseconds": milliseconds}

    loads = {
        "quiet": {"op": {"a": row(0.5, 1.0), "b": row(2.0, 10.0)}, "epoch": {"c": row(0.8, 100.0)}},
        "beside one": {"op": {"a": row(1.0, 3.0), "b": row(4.0, 20.0)}},
    }
    beside = conditions.summary(loads)["beside one"]["op"]
    assert beside["mean"] == pytest.approx(2) and beside["largest"] == 4 and beside["slower"] == 3
    last = conditions.table({"oneDNN on, 2": {**loads, "beside two": {}}}).splitlines()[-2:]
    assert last == ["| on, 2 | `op` | 1.00 (2.00), ×1.0 | 2.00 (4.00), ×3.0 | – |", "| on, 2 | `epoch` | 0.80, ×1.0 | – | – |"]
