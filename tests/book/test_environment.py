"""One place for dependencies; the lock has hashes and names no host; what is missing is said in one line."""

import pathlib
import re
import subprocess
import sys
import tomllib

import pytest

import environment

ROOT = pathlib.Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def wanted():
    extras = [r for group in PROJECT["optional-dependencies"].values() for r in group]
    return sorted({*PROJECT["dependencies"], *extras})


def test_environment_yml_holds_the_same_dependencies():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    lines = [line.strip().removeprefix("- ").strip('"') for line in text.splitlines() if line.strip().startswith("- ")]
    assert sorted(line for line in lines if not re.match(r"python|pip|conda-forge|-e|--", line)) == [
        r for r in wanted() if not re.match(r"python|pip", r)
    ]
    assert f"python{PROJECT['requires-python']}" in lines


def test_scratch_needs_numpy_alone():
    assert [re.match(r"[\w-]+", r)[0] for r in PROJECT["dependencies"]] == ["numpy"]


def test_the_lock_pins_everything_with_hashes_and_names_no_host():
    assert not re.search(r"https?://|--index-url|--extra-index", LOCK)
    stanzas = re.split(r"^(?=\S)", LOCK, flags=re.M)
    pinned = {re.match(r"([\w.-]+)==", s)[1].lower() for s in stanzas if "==" in s}
    assert all("--hash=sha256:" in s for s in stanzas if "==" in s)
    for requirement in wanted():
        assert re.match(r"[\w.-]+", requirement)[0].lower() in pinned, requirement


def test_a_notebook_is_read_without_compiling_grammars():
    """As jsonschema does where rfc3987-syntax is installed: a second of each process that reads a notebook."""
    subprocess.run([sys.executable, "-c", "import nbformat, sys; sys.exit('lark' in sys.modules)"], check=True)


def test_another_python_is_refused_in_one_line(monkeypatch):
    monkeypatch.setattr(environment.sys, "version_info", (3, 9, 1))
    with pytest.raises(SystemExit) as stopped:
        environment.check_python()
    message = str(stopped.value)
    assert message.startswith("make: needs Python 3.11, 3.12 or 3.13, but") and "\n" not in message


def test_no_venv_module_is_said_in_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit) as stopped:
        environment.check_python()
    assert "apt install python3-venv" in str(stopped.value) and "\n" not in str(stopped.value)


def test_no_network_is_said_in_one_line(capsys):
    failing = [sys.executable, "-c", "print('Failed to resolve host'); raise SystemExit(1)"]
    with pytest.raises(SystemExit) as stopped:
        environment.install(*failing)
    assert str(stopped.value).startswith("make: no package index could be reached; check the network")


@pytest.mark.parametrize("target", ["help", "book"])
def test_make_starts_at_once_where_all_is_ready(target):
    """Nothing is installed a second time: make has nothing to do before the target's own command."""
    planned = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "environment.py" not in planned
