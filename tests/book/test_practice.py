"""make practice: solutions out, the learner's work never lost."""

import ast
import html
import json
import os
import re
import time

import jupytext
import nbformat
import numpy as np
import PIL.Image
import pytest

import book_words
import chapters
import practice

PATHS = sorted(chapters.CHAPTERS.glob("[0-9]*.md"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_solutions_are_out_and_all_else_is_in(path):
    source = book_words.as_words(path.read_text(encoding="utf-8"))
    cells = practice.notebook_for(path).cells
    text = "\n".join(cell.source for cell in cells)
    assert "solution-start" not in text and "solution-end" not in text
    solutions = re.findall(r"\{solution-start\}.*?\n````\n(.*?)````\{solution-end\}", source, re.DOTALL)
    assert len(solutions) == text.count("{exercise-start}") == len(re.findall(r"\{exercise-end\}", text))
    for solution in solutions:
        source = source.replace(solution, "")
        code = [c for c in re.findall(r"```\{code-cell\} ipython3\n(.*?)```", solution, re.DOTALL)]
        assert code and all(c.strip() not in text for c in code)
        assert all(line not in text for line in re.sub(r"```.*?```", "", solution, flags=re.DOTALL).split("\n") if line)
    kept = re.findall(r"```\{code-cell\} ipython3\n(?::tags:[^\n]*\n)?(.*?)```", source, re.DOTALL)
    assert kept and all(c.strip() in text for c in kept)
    for heading in re.findall(r"^#+ .*$", re.sub(r"```.*?```", "", source, flags=re.DOTALL), re.MULTILINE):
        assert heading in text


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_it_begins_with_how_to_use_it_and_what_it_needs(path):
    how, first, *rest = practice.notebook_for(path).cells
    assert how.cell_type == "markdown" and f"(../chapters/{path.stem}.ipynb)" in how.source
    imported = set(re.findall(r"^(?:import|from) .*", first.source, re.MULTILINE))
    assert first.cell_type == "code" and imported == set(first.source.splitlines())
    asked = {name for cell in rest for name in re.findall(r"^exercises\.check\(\"(\w+)", cell.source, re.MULTILINE)}
    assert not asked or re.search(r"^from cnnlib import .*\bexercises\b", first.source, re.MULTILINE)
    for cell in chapters.source(path).cells:
        code = ast.parse(cell.source if cell.cell_type == "code" else "").body
        for line in code:
            assert not isinstance(line, (ast.Import, ast.ImportFrom)) or ast.unparse(line) in imported


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_exercise_has_a_check_or_says_where_a_solution_is(path):
    text = "\n".join(cell.source for cell in practice.notebook_for(path).cells)
    _, *exercises = text.split("{exercise-end}")
    assert exercises
    for after in exercises:
        after = after.partition("{exercise-start}")[0]
        assert "exercises.check(" in after or f"(../chapters/{path.stem}.ipynb)" in after


def test_what_a_check_asks_can_be_answered_without_running_the_chapter(tmp_path):
    [path] = [p for p in PATHS if p.stem.startswith("02")]
    notebook = practice.notebook_for(path)
    [asked] = [cell for cell in notebook.cells if 'exercises.check("true_convolution"' in cell.source]
    notebook.cells = [notebook.cells[1], asked]
    chapters.execute(notebook, path.stem)
    assert "not yet" in str(asked.outputs)


def test_a_function_to_write_comes_as_a_stub():
    [path] = [p for p in PATHS if p.stem.startswith("02")]
    codes = [c.source for c in practice.notebook_for(path).cells if c.cell_type == "code"]
    stub = 'def true_convolution(x, kernel):\n    ...  # your code\n\n\nexercises.check("true_convolution", true_convolution)'
    assert stub in codes


@pytest.mark.parametrize("path", PATHS[1:], ids=lambda path: path.stem)  # chapter 00 has one to mend
def test_what_a_learner_writes_takes_no_name_from_the_chapter(path):
    """Whoever writes it, or leaves its stub, and then runs a cell of the chapter, has the chapter's own function."""
    codes = [cell.source for cell in practice.notebook_for(path).cells if cell.cell_type == "code"]
    asked = set(re.findall(r"^exercises\.check\(\"(\w+)", "\n".join(codes), re.MULTILINE))
    of_chapter = [line for code in codes if "exercises.check(" not in code for line in ast.parse(code).body]
    assert asked.isdisjoint(line.name for line in of_chapter if isinstance(line, ast.FunctionDef))


def hints_on_a_photograph():
    for path in PATHS:
        for hint in re.findall(r"</summary>([^\n]*?)</details>", path.read_text(encoding="utf-8")):
            if "mine.jpg" in hint:
                codes = re.findall(r"<code>(.*?)</code>", hint)
                yield pytest.param([html.unescape(code) for code in codes], id=path.stem[:2])


@pytest.mark.parametrize("codes", [*hints_on_a_photograph()])
def test_a_hint_on_a_photograph_runs_as_it_stands(codes, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    on_its_side = PIL.Image.Exif()
    on_its_side[0x0112] = 6
    ramp = np.arange(20, dtype=np.uint8).repeat(40).reshape(20, 40)  # bright below, as it is stored
    PIL.Image.fromarray(ramp * 12).convert("RGB").save("mine.jpg", exif=on_its_side)
    names = {"np": np}
    last = next(i for i, code in enumerate(codes) if not code.startswith(("from ", "photograph = ")))
    for statement in codes[:last]:
        exec(statement, names)
    picture = eval(codes[last], names)
    assert picture.shape[:2] == (224, 224) and picture.dtype == np.float32 and 0 <= picture.min() < picture.max() <= 1
    if any("exif_transpose" in code for code in codes[: last + 1]):
        assert np.ptp(picture, axis=0).max() < 0.1 < np.ptp(picture, axis=1).min()


def test_what_the_learner_wrote_is_kept(tmp_path, capsys):
    source, target = PATHS[0], tmp_path / PATHS[0].with_suffix(".ipynb").name
    practice.write(tmp_path, [source])
    written = target.read_text()
    practice.write(tmp_path, [source])
    assert sorted(p.name for p in tmp_path.iterdir()) == [".written.json", target.name]

    for number in (1, 2):  # twice, so that the second backup does not overwrite the first
        notebook = json.loads(written)
        notebook["cells"][0]["source"] = f"my work {number}"
        target.write_text(json.dumps(notebook))
        practice.write(tmp_path, [source])
        assert target.read_text() == written
        kept = tmp_path / f"{target.stem}.backup-{number}.ipynb"
        assert f"my work {number}" in kept.read_text()
        assert f"your version is kept as {kept.name}" in capsys.readouterr().out


def test_an_untouched_file_gives_way_to_a_new_version(tmp_path):
    source = tmp_path / "00-page.md"
    text = PATHS[0].read_text(encoding="utf-8")
    source.write_text(text, encoding="utf-8")
    practice.write(tmp_path / "out", [source])
    source.write_text(text.replace("# Start here", "# Begin here"), encoding="utf-8")
    practice.write(tmp_path / "out", [source])
    assert "# Begin here" in nbformat.read(tmp_path / "out" / "00-page.ipynb", as_version=4).cells[2].source
    assert not list((tmp_path / "out").glob("*backup*"))


def test_a_notebook_saved_in_jupyterlab_opens_after_the_next_make_practice(tmp_path):
    manager = jupytext.TextFileContentsManager()
    manager.root_dir = str(tmp_path)
    target = tmp_path / PATHS[0].with_suffix(".ipynb").name
    practice.write(tmp_path, [PATHS[0]])
    model = manager.get(target.name)
    model["content"]["cells"][0]["source"] = "my work"
    manager.save(model, target.name)
    assert not target.with_suffix(".md").exists()
    practice.write(tmp_path, [PATHS[0]])
    later = time.time() + 3600  # a pair whose .ipynb is the newer file is refused
    os.utime(target, (later, later))
    kept = f"{target.stem}.backup-1.ipynb"
    said = [manager.get(name)["content"]["cells"][0]["source"] for name in (target.name, kept)]
    assert said[0].startswith("**A notebook to practice with") and said[1] == "my work"


def test_a_pair_that_an_earlier_version_wrote_stays_together(tmp_path):
    target = tmp_path / "00-page.ipynb"
    for free in (1, 2):
        for suffix in (".ipynb", ".md"):
            target.with_suffix(suffix).write_text(f"{suffix} {free}")
        assert practice.keep(target).name == f"00-page.backup-{free}.ipynb"
        (tmp_path / "00-page.backup-1.ipynb").unlink(missing_ok=True)  # the .md alone keeps the name
    names = ["00-page.backup-1.md", "00-page.backup-2.ipynb", "00-page.backup-2.md"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert [(tmp_path / name).read_text() for name in names] == [".md 1", ".ipynb 2", ".md 2"]
