"""Write the learner's notebooks: the chapters without solutions, to practice/.

A file that the learner has changed is kept beside the new one, as NAME.backup-1.ipynb and so on.
"""

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


def without_solutions(notebook):
    """Put in the place of each solution an empty function with its check, or an empty cell."""
    cells, solution = [], []
    for cell, inside in [*pieces(notebook), (None, False)]:
        if inside:
            solution.append(cell)
            continue
        if solution:
            cells.append(nbformat.v4.new_code_cell(start_of(solution), id=f"{solution[0].id}-s"))
            solution = []
        if cell is not None:
            cells.append(cell)
    notebook.cells = cells
    del notebook.metadata["jupytext"]  # a practice notebook stands alone; saving a pair writes a .md beside it
    return notebook


def start_of(solution):
    """What a learner finds in the place of a solution's cells."""
    from cnnlib import exercises

    names = [name for cell in solution if cell.cell_type == "code" for name, _ in CHECK.findall(cell.source)]
    starts = [f'{exercises.stub(name)}\n\n\nexercises.check("{name}", {name})' for name in names]
    return "\n\n\n".join(starts) or "# your work"


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


def write(folder=PRACTICE, sources=None):
    """Write every chapter's practice notebook; say which files of the learner's were kept."""
    folder.mkdir(exist_ok=True)
    record = folder / WRITTEN.name
    written = json.loads(record.read_text()) if record.exists() else {}
    for source in sources or sorted(chapters.CHAPTERS.glob("[0-9]*.md")):
        path = folder / source.with_suffix(".ipynb").name
        text = chapters.written(without_solutions(chapters.source(source)))
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
