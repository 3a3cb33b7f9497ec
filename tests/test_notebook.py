"""A check cell that fails says what is no longer true, and the notebook runs on."""

import sys
import textwrap

import pytest
from IPython.core.interactiveshell import InteractiveShell

import cnnlib
from cnnlib import notebook

CELL = """\
# check: "Both give 3, whatever
# you do."
assert x == 3 and x < 100
assert x > 0
# check: The arrays agree.
import numpy as np
assert np.allclose(np.zeros(3), np.zeros(x))
after = "run"
"""


@pytest.fixture
def shell():
    shell = InteractiveShell()
    notebook.load_ipython_extension(shell)
    return shell


def test_a_check_that_holds_says_nothing(shell, capsys):
    assert shell.run_cell("x = 3").success and shell.run_cell(CELL).success
    assert capsys.readouterr().out == ""


def test_a_check_that_fails_says_which_sentence_and_goes_on(shell, capsys):
    assert shell.run_cell("x = 4").success and shell.run_cell(CELL).success
    assert capsys.readouterr().out == textwrap.dedent("""\
        ✗ The text no longer fits your numbers: "Both give 3, whatever you do."
            assert x == 3 and x < 100
            x is 4
        ✗ No longer true with your numbers: The arrays agree.
            assert np.allclose(np.zeros(3), np.zeros(x))
            ValueError: operands could not be broadcast together with shapes (3,) (4,) 
        """)
    assert shell.user_ns["after"] == "run"


@pytest.mark.parametrize(
    "line, said",
    [
        ("assert 1 < x < 3", ["x is 4"]),
        ("assert x + 1 == len(range(7)) == 7", ["x + 1 is 5", "len(range(7)) is 7"]),
        ("assert all(i < 2 for i in range(x))", []),
        ("assert x == 4, x == 5\nassert not x", []),
        ("for i in range(x):\n    assert i != 2", ["i is 2"]),
        ("assert [0] * 100 == x", ["x is 4"]),  # what is long is not shown
        ("once = {1: 5}\nassert once.pop(1) < x", []),  # nor what cannot be computed again
        ("assert y", ["NameError: name 'y' is not defined"]),
        ("y + 1", ["NameError: name 'y' is not defined"]),
    ],
)
def test_the_values_of_what_is_compared_are_shown(shell, capsys, line, said):
    shell.user_ns["x"] = 4
    assert shell.run_cell(f"# check\n{line}").success
    first, source, *values = capsys.readouterr().out.splitlines()
    assert first == "✗ No longer true with your numbers:"
    assert source.strip() == line.splitlines()[-1].strip() and [v.strip() for v in values] == said


def test_an_assertion_elsewhere_stops_as_ever(shell, capsys):
    assert not shell.run_cell("# A check.\nassert 1 == 2").success
    assert "AssertionError" in capsys.readouterr().out


def test_a_mistake_in_writing_is_no_failed_check(shell):
    assert not shell.run_cell("# check\nassert (").success


def test_importing_cnnlib_in_a_notebook_is_enough(shell, monkeypatch):
    fresh = InteractiveShell()
    before = len(fresh.input_transformers_cleanup)
    monkeypatch.setattr("IPython.get_ipython", lambda: fresh)
    for name in [n for n in sys.modules if n == "cnnlib"]:
        monkeypatch.delitem(sys.modules, name)
    assert __import__("cnnlib") is not cnnlib
    assert len(fresh.input_transformers_cleanup) == before + 1
    notebook.load_ipython_extension(fresh)  # twice changes nothing
    assert fresh.input_transformers_cleanup.count(notebook.as_magic) == 1
    assert fresh.run_cell("# check\nassert 1 == 2").success
