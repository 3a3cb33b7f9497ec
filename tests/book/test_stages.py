"""tools/test.py: every test belongs to one stage, and whatever fails makes the whole fail."""

import concurrent.futures
import importlib.util
import pathlib
import re
import subprocess
import sys
import time
import types

import pytest

from tests.conftest import end, system_browser

ROOT = pathlib.Path(__file__).parents[2]


@pytest.fixture
def runner():
    specification = importlib.util.spec_from_file_location("runner", ROOT / "tools" / "test.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def stages_of(runner, file):
    for stage, options in runner.STAGES.items():
        inside = [ROOT / option for option in options if not option.startswith("-")]
        outside = [ROOT / option.removeprefix("--ignore=") for option in options if option.startswith("--ignore=")]
        if any(map(file.is_relative_to, inside)) and not any(map(file.is_relative_to, outside)):
            yield stage


def test_every_file_is_of_one_stage(runner):
    files = [*ROOT.glob("tests/**/test_*.py"), *ROOT.glob("cnnlib/**/*.py"), *ROOT.glob("chapters/*.ipynb")]
    assert len(files) > 100
    assert [file for file in files if len(list(stages_of(runner, file))) != 1] == []


def test_what_looks_at_the_built_book_waits_for_it(runner):
    marked = re.compile(r'^(pytestmark = |@)pytest\.mark\.usefixtures\("built"\)', re.MULTILINE)
    looking = [file for file in ROOT.glob("tests/**/test_*.py") if marked.search(file.read_text(encoding="utf-8"))]
    assert len(looking) > 8
    assert [file for file in looking if list(stages_of(runner, file)) != ["pages"]] == []


@pytest.mark.parametrize(
    "codes, arguments, run, result",
    [
        ([0, 0, 0], [], "abc", 0),
        ([0, 1, 0], [], "ab", 1),
        ([2, 0, 0], ["-k", "word"], "a", 2),
        ([0, 0, -9], [], "abc", -9),  # killed
        ([0, 5, 0], [], "ab", 5),  # a stage without tests
        ([5, 0, 5], ["-kword"], "abc", 0),  # chosen tests are in one stage
        ([5, 5, 5], ["-m", "long"], "abc", 5),  # or in none
        ([5, 1, 0], ["-k", "word"], "ab", 1),
    ],
)
def test_the_first_failure_ends_the_run(runner, monkeypatch, codes, arguments, run, result):
    begun, left = [], list(codes)
    monkeypatch.setattr(runner, "run", lambda stage, arguments: begun.append(stage) or left.pop(0))
    assert runner.run_all("abc", arguments, None) == result and begun == list(run)


def test_a_book_that_cannot_be_built_ends_the_run(runner, monkeypatch):
    begun, built = [], concurrent.futures.Future()

    def run(stage, arguments):
        begun.append(stage)
        built.set_exception(SystemExit("the book has warnings"))
        return 0

    monkeypatch.setattr(runner, "run", run)
    with pytest.raises(SystemExit, match="warnings"):
        runner.run_all(["library", "notebooks", "pages"], [], built)
    assert begun == ["library"]


def test_pages_wait_for_the_book(runner, monkeypatch):
    asked = []

    class InTheMaking:
        def done(self):
            return False

        def result(self):
            asked.append(list(begun))

    begun = []
    monkeypatch.setattr(runner, "run", lambda stage, arguments: begun.append(stage) or 0)
    assert runner.run_all(["library", "pages"], [], InTheMaking()) == 0
    assert asked == [["library"]]


def test_a_stage_that_does_not_end_is_broken_off_and_fails(runner, monkeypatch, tmp_path, capfd):
    endless = tmp_path / "test_endless.py"
    endless.write_text("import time\n\ndef test_endless():\n    time.sleep(600)\n")
    monkeypatch.setattr(runner, "STAGES", {"endless": [str(endless)]})
    monkeypatch.setattr(runner, "LIMIT", 5)
    begun = time.monotonic()
    assert runner.run_all(["endless"], [], None) == 1 and time.monotonic() - begun < 60
    assert "endless: broken off, since it had not ended after 5 s" in capfd.readouterr().out


@pytest.mark.parametrize("marks, limited", [([], True), (["-m", "long"], False), (["-m", "long or not long"], False)])
def test_long_tests_have_all_the_time_they_need(runner, monkeypatch, marks, limited):
    commands, limits = [], []

    def run(command, timeout, **options):
        commands.append(command)
        limits.append(timeout)
        return types.SimpleNamespace(returncode=0)

    monkeypatch.setattr(runner.subprocess, "run", run)
    assert runner.run_all(["library"], marks, None) == 0
    assert limits == [runner.LIMIT if limited else None]
    assert ("faulthandler_timeout=0" in commands[0]) is not limited


def test_a_test_that_hangs_says_where_and_fails(tmp_path):
    (tmp_path / "test_endless.py").write_text("import time\n\ndef test_endless():\n    time.sleep(600)\n")
    options = ["-p", "no:cacheprovider", "-n1", "-c", ROOT / "pyproject.toml", "-o", "faulthandler_timeout=2"]
    command = [sys.executable, "-m", "pytest", *map(str, options), str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.returncode == 1 and "crashed while running" in run.stdout
    assert "in test_endless" in run.stderr


def test_a_process_that_does_not_end_is_killed():
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
    process = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE)
    process.stdout.readline()
    end(process, patience=1)
    assert process.returncode == -9


# The browser and its driver are stopped where they stand, as one that hangs is; then its time to close has come.
HANGING = """
import signal, psutil
from tests.conftest import launched, system_browser

with launched(system_browser(), patience=2) as browser:
    browser.new_page()
    for child in psutil.Process().children(recursive=True):
        if child.name().startswith("chrom") == (WHICH == "browser"):
            child.send_signal(signal.SIGSTOP)
assert psutil.Process().children() == []
"""


@pytest.mark.parametrize("which", ["browser", "driver"])
def test_a_browser_that_does_not_close_is_killed(which):
    """In a process of its own, for the tests beside this one run event loops, which Playwright does not bear."""
    system_browser()  # or it says what to install
    command = [sys.executable, "-c", HANGING.replace("WHICH", repr(which))]
    subprocess.run(command, cwd=ROOT, check=True, stderr=subprocess.DEVNULL, timeout=60)
