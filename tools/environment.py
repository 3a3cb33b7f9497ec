"""Make `.venv` and fill it with what requirements.lock pins. Standard library only.

Run by `make` whenever the lock, pyproject.toml or this file is newer than `.venv/ready`.
Whatever is missing ends the run with one line that says what to do.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
LOCK = ROOT / "requirements.lock"
SUPPORTED = ((3, 11), (3, 12), (3, 13))


def stop(message):
    sys.exit("make: " + message)


def check_python():
    if sys.version_info[:2] not in SUPPORTED:
        stop(
            "needs Python 3.11, 3.12 or 3.13, but {} is {}.{}; install one and run `make PYTHON=python3.12 ...`".format(
                sys.executable, *sys.version_info[:2]
            )
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        stop(
            "this Python has no venv module; install it (Debian, Ubuntu: `apt install python3-venv`) "
            "and call make again"
        )


def locked(package):
    """The stanza of one package in the lock: its version and its hashes."""
    return re.search(rf"^{package}==(?:.*\\\n)+.*\n", LOCK.read_text(), re.M).group()


def install(*command):
    """Run an installer quietly; on failure show the end of what it said, then one line."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        print("\n".join(done.stdout.strip().splitlines()[-12:]), file=sys.stderr)
        network = re.search(r"resolve|connect|network|dns|timed out|no matching distribution", done.stdout, re.I)
        stop(
            "no package index could be reached; check the network, or point PIP_INDEX_URL and UV_DEFAULT_INDEX "
            "at one that can be, and call make again"
            if network
            else "installing failed (the installer's last lines are above); "
            "`make clean-all` and make again starts afresh"
        )


def main():
    check_python()
    print("Setting up .venv (once; up to 3 GB)", flush=True)
    if not BIN.exists():
        shutil.rmtree(VENV, ignore_errors=True)
        install(sys.executable, "-m", "venv", str(VENV))
    python = str(BIN / "python")
    with tempfile.TemporaryDirectory() as folder:
        uv_only = pathlib.Path(folder, "uv.lock")
        uv_only.write_text(locked("uv"))
        install(python, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", str(uv_only))
    uv = [str(BIN / "uv"), "pip"]
    target = ["--python", python]
    # Compiled now, TensorFlow takes half as long at its first import, and at each where Python may write nothing.
    install(*uv, "sync", *target, "--compile-bytecode", "--require-hashes", str(LOCK))
    install(*uv, "install", *target, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    (VENV / "ready").touch()


if __name__ == "__main__":
    main()
