"""What `make test-processors` runs, and how it counts."""

import itertools
import xml.etree.ElementTree

import pytest

import processors

KERNELS = {"Zen": "Haswell"}  # the same in NumPy's OpenBLAS
PATHS = [path._replace(blas=KERNELS.get(path.blas, path.blas)) for path in processors.PATHS]


def test_each_choice_meets_onednn_on_and_off():
    for choice in ("blas", "numpy", "threads"):
        values = {getattr(path, choice) for path in PATHS}
        met = {(path.onednn, getattr(path, choice)) for path in PATHS}
        assert met == set(itertools.product((0, 1), values)), choice


@pytest.mark.parametrize("choice", processors.Path._fields)
def test_half_of_the_table_has_all_that_the_table_has(choice):
    short = PATHS[: len(processors.SHORT)]
    assert {getattr(path, choice) for path in short} == {getattr(path, choice) for path in PATHS}


@pytest.mark.parametrize(
    "options, paths",
    [([], 3), (["--all"], 6), (["08"], 6), (["--only", "Nehalem"], 2), (["--all", "--only", "Zen"], 1)],
)
def test_the_options_choose_the_paths(options, paths, monkeypatch, tmp_path):
    ran = []
    monkeypatch.setattr(processors, "run", lambda path, *rest: ran.append(path) or (0, {}))
    monkeypatch.setattr(processors, "runs_here", lambda path: True)
    monkeypatch.setattr(processors.tolerances, "store", lambda compared: None)
    monkeypatch.setattr(processors.sys, "argv", ["processors.py", *options])
    with pytest.raises(SystemExit, match="^False$"):
        processors.main()
    assert len(ran) == paths


def test_what_it_runs_exists():
    assert all((processors.ROOT / target).exists() for target in (*processors.COMPARISONS, *processors.ALONE))
    assert {path.blas for path in processors.PATHS} == set(processors.NEEDS)


def test_an_older_processor_lacks_what_a_newer_one_lacks(monkeypatch):
    newest = dict.fromkeys(("X86_V3", "X86_V4", "AVX512_ICL"), True)
    monkeypatch.setattr(processors.dispatch, "__cpu_dispatch__", [*newest, "AVX512_SPR"])
    monkeypatch.setattr(processors.dispatch, "__cpu_features__", newest | {"AVX512_SPR": False})
    assert processors.without("AVX-512") == []
    assert processors.without("AVX2") == ["X86_V4", "AVX512_ICL"]
    assert processors.without("SSE4") == ["X86_V3", "X86_V4", "AVX512_ICL"]


@pytest.mark.parametrize("failure", ["failure", "error"])
def test_a_notebook_fails_with_one_of_its_cells(failure):
    report = xml.etree.ElementTree.fromstring(
        f"""<testsuites><testsuite>
        <testcase classname="chapters.07-a" name="Cell 0"/>
        <testcase classname="chapters.07-a" name="Cell 1"><{failure}/></testcase>
        <testcase classname="chapters.07-a" name="Cell 2"/>
        <testcase classname="chapters.08-b" name="Cell 0"/>
        <testcase classname="tests.test_ops" name="test_a[conv2d]"/>
        <testcase classname="tests.test_ops" name="test_a[dense]"><{failure}/></testcase>
        </testsuite></testsuites>"""
    )
    passed = processors.outcomes(report)
    assert passed == {
        ("notebooks", "07-a"): False,
        ("notebooks", "08-b"): True,
        ("tests", "tests.test_ops::test_a[conv2d]"): True,
        ("tests", "tests.test_ops::test_a[dense]"): False,
    }
    assert processors.row(processors.PATHS[0], 61.2, passed).split()[4:] == ["1", "1", "1", "1", "61"]


def test_a_path_that_cannot_run_here_is_not_taken_for_one_that_ran(monkeypatch):
    monkeypatch.setattr(processors, "runs_here", lambda path: path.blas == "Nehalem")
    monkeypatch.setattr(processors.sys, "argv", ["processors.py", "--only", "Zen"])
    with pytest.raises(SystemExit, match="^processors: this processor does not have what the kernels of Zen need; it has Nehalem$"):
        processors.main()
