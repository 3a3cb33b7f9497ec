"""Write the learner's notebooks: the chapters without solutions, to practice/.

A file that the learner has changed is kept beside the new one, as NAME.backup-1.ipynb and so on.
"""

import ast
import hashlib
import itertools
import json
import pathlib
import re

import nbformat

import chapters

ROOT = pathlib.Path(__file__).resolve().parent.parent
PRACTICE = ROOT / "practice"
WRITTEN = PRACTICE / ".written.json"  # digest of each file as it was written here
GATE = re.compile(r"^(`{3,})\{solution-(start|end)\}.*?^\1[ ]*$\n?", re.MULTILINE | re.DOTALL)
HOW = """\
**A notebook to practice with: the chapter without its solutions.** It is yours; write in it what you like.

1. Run the next cell (Shift + Enter). It loads what the exercises need.
2. Go to the exercises, at the end, or read from here on.
3. Write your answer in the place of `...` and run the cell. If it is wrong, you get the smallest input on which it goes wrong.

If an exercise speaks of something that the chapter made, choose *Run → Run All Above Selected Cell* first. A click opens a
*Hint*, or a *?*. The solutions stand, folded, in [the chapter](../chapters/{name}.ipynb), below each exercise."""
WHERE = "When you have an answer, compare: a solution stands below this exercise in [the chapter](../chapters/{name}.ipynb)."
CHECK = re.compile(r"exercises\.check\(\"(\w+)\", (\w+)\)")


def pieces(notebook):
    """The notebook's cells, with each markdown cell cut where a solution starts or ends: (cell, inside a solution)."""
    inside = False
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            yield cell, inside
            continue
        texts = GATE.split(cell.source)  # text, fence, start or end, text, fence, start or end, text
        for number in range(0, len(texts), 3):
            if texts[number].strip():
                yield nbformat.v4.new_markdown_cell(texts[number].strip(), id=f"{cell.id}-p{number // 3}"), inside
            if number + 2 < len(texts):
                inside = texts[number + 2] == "start"


def sources():
    return sorted(chapters.CHAPTERS.glob("[0-9]*.md"))


def target(source, folder=PRACTICE):
    return folder / source.with_suffix(".ipynb").name


def notebook_for(source):
    """A chapter's notebook to practice with: how to use it, what it imports, and all but the solutions."""
    notebook = chapters.source(source)
    cells = notebook.cells
    notebook = without_solutions(notebook, source.stem)
    how = nbformat.v4.new_markdown_cell(HOW.format(name=source.stem), id="how-to-use-this")
    notebook.cells = [how, nbformat.v4.new_code_cell(imports(cells), id="imports"), *notebook.cells]
    return notebook


def imports(cells):
    """All that the chapter and its solutions import, each line once."""
    codes = (cell.source for cell in cells if cell.cell_type == "code")
    lines = (line for code in codes for line in ast.parse(code).body if isinstance(line, (ast.Import, ast.ImportFrom)))
    return "\n".join(dict.fromkeys(map(ast.unparse, lines)))


def without_solutions(notebook, name):
    """Put in the place of each solution an empty function with its check, or an empty cell and where the solution is."""
    cells, solution = [], []
    for cell, inside in [*pieces(notebook), (None, False)]:
        if inside:
            solution.append(cell)
            continue
        if solution:
            start, checked = start_of(solution)
            cells.append(nbformat.v4.new_code_cell(start, id=f"{solution[0].id}-s"))
            if not checked:
                cells.append(nbformat.v4.new_markdown_cell(WHERE.format(name=name), id=f"{solution[0].id}-w"))
            solution = []
        if cell is not None:
            cells.append(cell)
    notebook.cells = cells
    del notebook.metadata["jupytext"]  # a practice notebook stands alone; saving a pair writes a .md beside it
    return notebook


def start_of(solution):
    """(what a learner finds in the place of a solution's cells, whether it checks what is written there)."""
    from cnnlib import exercises

    names = [name for cell in solution if cell.cell_type == "code" for name, _ in CHECK.findall(cell.source)]
    starts = [f'{exercises.stub(name)}\n\n\nexercises.check("{name}", {name})' for name in names]
    return "\n\n\n".join(starts) or "# your work", bool(starts)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def keep(path):
    """Move a notebook out of the way, to the first free name; a .md that it was paired with goes along."""
    files = [path, path.with_suffix(".md")]
    for number in itertools.count(1):
        backups = [file.with_suffix(f".backup-{number}{file.suffix}") for file in files]
        if not any(backup.exists() for backup in backups):
            break
    for file, backup in zip(files, backups):
        if file.exists():
            file.rename(backup)
    return backups[0]


def write(folder=PRACTICE, chosen=None):
    """Write the practice notebooks, of all chapters or of those chosen; say which files of the learner's were kept."""
    folder.mkdir(exist_ok=True)
    record = folder / WRITTEN.name
    written = json.loads(record.read_text()) if record.exists() else {}
    for source in sources() if chosen is None else chosen:
        path = target(source, folder)
        text = chapters.written(notebook_for(source))
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if path.exists() and written.get(path.name) != digest(path):
            print(f"{path.name}: your version is kept as {keep(path).name}")
        path.write_text(text, encoding="utf-8")
        written[path.name] = digest(path)
        record.write_text(json.dumps(written, indent=1))
        print(f"{path.name}: written")


if __name__ == "__main__":
    write()
    print(f"Your notebooks are in {PRACTICE.relative_to(ROOT)}/; open them with `make lab`")
