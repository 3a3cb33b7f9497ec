"""Open JupyterLab at a page to start from: the chapters, and beside each its notebook for practice.

Notebooks for practice that are missing are written first. What JupyterLab is told stands in tools/jupyter.
"""

import os
import pathlib
import sys

import chapters
import practice

ROOT = chapters.ROOT
SETTINGS = ROOT / "tools" / "jupyter"
START = "start.md"
PAGE = """\
# Where to begin

New here? Open **[Start here](../chapters/00-start-here.ipynb)**: one page, and you know how to use the book. Then go on with chapter 1.

In every notebook: **Shift + Enter** runs a cell and goes on to the next. Change a number, run it again, and see what happens. Three dots open what is closed: an output that you are to predict, a solution. A click opens a *Hint*, or a *?*.

| | Read, and change | Exercises without solutions |
|--:|:--|:--|
{lines}

A chapter is yours to change; `git restore chapters` brings it back as it was. Look up: [glossary](../book/glossary.md) · [notation](../book/notation.md).
"""


def title(path):
    """A chapter's first heading."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith("# ")).removeprefix("# ")


def start_page():
    """Every chapter, in its order, beside its notebook for practice."""
    lines = []
    for path in practice.sources():
        number = int(path.stem.partition("-")[0]) or ""
        lines.append(f"| {number} | [{title(path)}](../chapters/{path.stem}.ipynb) | [practice]({path.stem}.ipynb) |")
    return PAGE.format(lines="\n".join(lines))


def prepare(folder=practice.PRACTICE):
    """Write the page, and the notebooks for practice that are not there; what is there stays."""
    practice.write(folder, [path for path in practice.sources() if not practice.target(path, folder).exists()])
    (folder / START).write_text(start_page(), encoding="utf-8")


def environment():
    paths = [str(SETTINGS), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    return os.environ | {"JUPYTER_CONFIG_PATH": os.pathsep.join(paths)}


def command(folder, *options):
    jupyter = pathlib.Path(sys.executable).with_name("jupyter")
    return [str(jupyter), "lab", f"--notebook-dir={folder}", *options]


if __name__ == "__main__":
    prepare()
    os.chdir(ROOT)
    start = command(ROOT, *sys.argv[1:], f"{practice.PRACTICE.name}/{START}")
    os.execve(start[0], start, environment())
