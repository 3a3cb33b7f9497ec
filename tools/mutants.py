"""Change the library in every small way that mutmut knows, one at a time, and see whether a test notices.

python tools/mutants.py              all processors
python tools/mutants.py --jobs 1     one

pyproject.toml says which files are changed and which tests are run ([tool.mutmut]); tests/MUTANTS.md lists the changes
that no test can or need notice, with why. Fails below 97 %, and when a change survives that is not in the list.
"""

import argparse
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys

import environment

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".cache" / "mutants"
COPY, VENV = FOLDER / "copy", FOLDER / "venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
LIST = ROOT / "tests" / "MUTANTS.md"
NEEDED = 0.97
# A test that never ends, or ends the whole process, notices too: "suspicious" is mutmut's word for an end that it has
# no word for, such as an abort where memory was written over.
KILLED = {"killed", "timeout", "segfault", "suspicious"}
FAST = {"CNNLIB_CONFIGURATIONS": "10", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def make_environment():
    """An environment without TensorFlow: mutmut's processes are forks, which TensorFlow does not survive."""
    uv = [str(environment.BIN / "uv"), "pip", "install", "--quiet", "--python", str(BIN / "python")]
    if not BIN.exists():
        environment.install(sys.executable, "-m", "venv", "--without-pip", str(VENV))
    lock, project = ROOT / "requirements.lock", ROOT / "pyproject.toml"
    environment.install(*uv, "--constraint", str(lock), "--group", f"{project}:mutants")


def make_copy():
    shutil.rmtree(COPY, ignore_errors=True)
    for name in ("cnnlib", "tests"):
        shutil.copytree(ROOT / name, COPY / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", COPY)


def mutmut(*arguments, **options):
    variables = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | FAST
    return subprocess.run([BIN / "mutmut", *arguments], cwd=COPY, env=variables, text=True, **options)


def results():
    """From the name of each mutant to what became of it."""
    lines = mutmut("results", "--all", "true", capture_output=True, check=True).stdout.splitlines()
    return dict(line.strip().rsplit(": ", 1) for line in lines if ": " in line)


def place(mutant):
    """(file, function): optimizers.py, SGD.update of cnnlib.scratch.training.optimizers.xǁSGDǁupdate__mutmut_3."""
    module, function = re.search(r"(\w+)\.x[_ǁ](\w+)__mutmut_\d+$", mutant).groups()
    return module + ".py", function.replace("ǁ", ".")


def change(mutant):
    """The lines taken away and the lines put in their place."""
    diff = mutmut("show", mutant, capture_output=True, check=True).stdout.splitlines()
    changed = [line for line in diff if not line.startswith(("--- ", "+++ "))]
    return ["\n".join(line[1:].strip() for line in changed if line.startswith(sign)) for sign in "-+"]


def listed():
    """(file, function, what the changed line holds) for each function of each entry of the list."""
    entries, file = set(), None
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"## `(\w+\.py)`", line):
            file = heading[1]
        elif entry := re.match(r"- (`[\w.]+`(?:, `[\w.]+`)*): `(.+?)` — \S", line):
            entries |= {(file, function, entry[2]) for function in re.findall(r"[\w.]+", entry[1])}
    return entries


def show_survivors(found, entries):
    """Print each survivor; return how many of them the list does not name."""
    unlisted, used = 0, set()
    for mutant in (m for m, status in found.items() if status not in KILLED):
        before, after = change(mutant)
        reasons = {e for e in entries if e[:2] == place(mutant) and e[2] in after and e[2] not in before}
        used |= reasons
        unlisted += not reasons
        print(
            f"{found[mutant]}, {'listed' if reasons else 'NOT LISTED'}: {': '.join(place(mutant))}\n"
            f"  - {before}\n  + {after}"
        )
    for file, function, text in sorted(entries - used):
        print(f"tests/MUTANTS.md: `{text}` does not survive in {function} of {file}; take the entry out")
    return unlisted


def show_counts(found):
    """Print how many mutants of each file were killed; return the part killed of all."""
    counts = collections.defaultdict(collections.Counter)
    for mutant, status in sorted(found.items()):
        for key in (place(mutant)[0], "all"):
            counts[key].update(killed=status in KILLED, total=1)
    counts["all"] = counts.pop("all")  # last
    for file, count in counts.items():
        print(f"{file:25} {count['killed']:5} of {count['total']:5} killed, {count['killed'] / count['total']:.1%}")
    return counts["all"]["killed"] / counts["all"]["total"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    jobs = parser.parse_args().jobs
    make_environment()
    make_copy()
    mutmut("run", "--max-children", str(jobs), check=True)
    found = results()
    unlisted, part = show_survivors(found, listed()), show_counts(found)
    if unlisted:
        print(
            f"{unlisted} survivors are not in tests/MUTANTS.md: write a test that fails for each, or say why none can"
        )
    return part < NEEDED or unlisted > 0


if __name__ == "__main__":
    sys.exit(main())
