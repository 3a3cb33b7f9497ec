"""Check cells: what they hold, what happens when one fails, and that no assertion stands open."""

import os
import re
import subprocess
import sys

import nbformat
import pytest

import chapters
import outputs
import practice
from tests.book import prose

PATHS = sorted(chapters.CHAPTERS.glob("[0-9]*.md"))
every_chapter = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
ASSERTION = re.compile(r"^ *(?:assert|raise AssertionError)\b", re.M)
MARK = re.compile(r"^# check\b:? ?(.*(?:\n# .*)*)", re.M)
# Open assertions of which the text speaks.
SPOKEN_OF = {"00-start-here": ["assert y[0, 0] == 2 * 1 + 5 * 0.5 + 1 * (-3)"]}


def cells_of(path):
    """(cell, inside a solution) for the code cells of a chapter."""
    return [(cell, inside) for cell, inside in practice.pieces(chapters.source(path)) if cell.cell_type == "code"]


def is_check(cell):
    return chapters.CHECK in cell.metadata.get("tags", [])


@every_chapter
def test_no_assertion_stands_open(path):
    found = [
        line
        for cell, inside in cells_of(path)
        if not (is_check(cell) or inside)
        for line in cell.source.splitlines()
        if ASSERTION.match(line)
    ]
    assert found == SPOKEN_OF.get(path.stem, [])


@every_chapter
def test_the_tag_and_the_first_line_say_the_same(path):
    """The page and JupyterLab go by the tag, the kernel by the line."""
    for cell, _ in cells_of(path):
        assert is_check(cell) == bool(MARK.match(cell.source)), cell.source
        assert not is_check(cell) or ASSERTION.search(cell.source)


@every_chapter
def test_check_cells_are_folded_and_have_given_nothing(path):
    stored = [cell for cell in nbformat.read(path.with_suffix(".ipynb"), as_version=4).cells if is_check(cell)]
    assert len(stored) == sum(is_check(cell) for cell, _ in cells_of(path)) > 0
    for cell in stored:
        assert cell.metadata["jupyter"]["source_hidden"] and cell.outputs == []


@every_chapter
def test_a_quoted_sentence_stands_in_the_chapter(path):
    text = prose.plain(path)
    for cell, _ in cells_of(path):
        for said in MARK.findall(cell.source) if is_check(cell) else []:
            said = " ".join(re.sub(r"^# ", "", said, flags=re.M).split())
            if said.startswith('"'):
                at = 0
                for part in said.strip('"').split("…"):
                    at = text.find(part.strip(), at)
                    assert at >= 0, f"no such words in the chapter: {part.strip()}"


@pytest.mark.parametrize("page", ["index.md", "book/preface.md"])
def test_a_mark_on_a_page_that_is_no_notebook_is_earned(page):
    blocks = re.findall(r"^```\{checked\}\n(.*?)^```", (chapters.ROOT / page).read_text(encoding="utf-8"), re.M | re.S)
    assert blocks and all(ASSERTION.search(block) for block in blocks)
    for block in blocks:
        exec(compile(block, page, "exec"), {})


def notebook(*sources):
    cells = [nbformat.v4.new_code_cell(source, execution_count=i) for i, source in enumerate(sources, 1)]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": chapters.KERNEL})


def run_nbval(folder, *sources):
    (folder / "page.ipynb").write_text(nbformat.writes(notebook(*sources)), encoding="utf-8")
    options = ["-q", "-c", chapters.ROOT / "pyproject.toml", "--rootdir", chapters.ROOT, "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *options, folder / "page.ipynb"]
    path = os.pathsep.join([str(chapters.ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(command, cwd=chapters.ROOT, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True)


def test_nbval_fails_where_a_check_fails_and_names_the_sentence(tmp_path):
    done = run_nbval(tmp_path, "import cnnlib\nx = 4", '# check: "Both give 3."\nassert x == 3', "# check\nassert x == 4")
    assert done.returncode == 1 and "1 failed, 2 passed" in done.stdout
    assert '✗ The text no longer fits your numbers: "Both give 3."\n    assert x == 3\n    x is 4\n' in done.stdout


@pytest.mark.parametrize("value", [3, 4])
def test_a_page_with_a_failed_check_is_not_stored(tmp_path, value):
    page = tmp_path / "01-page.md"
    code = "```{{code-cell}} ipython3\n{}\n```\n"
    check = ":tags: [check]\n\n# check: Both give 3.\nassert x == 3"
    text = PATHS[0].read_text(encoding="utf-8").partition("(start-here)=")[0] + "# A page\n\n"
    page.write_text(text + code.format(f"import cnnlib\n\nx = {value}") + "\n" + code.format(check), encoding="utf-8")
    if value == 3:
        chapters.store(page)
        assert nbformat.read(page.with_suffix(".ipynb"), as_version=4).cells[2].metadata["jupyter"]["source_hidden"]
    else:
        with pytest.raises(SystemExit, match="a check fails\n✗ No longer true with your numbers: Both give 3."):
            chapters.store(page)
        assert not page.with_suffix(".ipynb").exists()


def test_with_a_changed_number_a_chapter_runs_through_and_says_what_no_longer_fits():
    [path] = [p for p in PATHS if p.stem.startswith("02")]
    changed = chapters.source(path)
    [cell] = [c for c in changed.cells if "X = np.array([[ 1, -1," in c.source]
    cell.source = cell.source.replace("X = np.array([[ 1,", "X = np.array([[ 5,")
    chapters.execute(changed, path.stem)  # ends the test at an error
    said = [text for c in changed.cells if is_check(c) for output in c.outputs for _, text in outputs.texts(output)]
    assert said == ['✗ The text no longer fits your numbers: "The first cell is 7."\n'
                    "    assert Y[0, 0] == 7\n    Y[0, 0] is np.float64(3.0)\n"]


def test_practice_notebooks_keep_the_checks_of_the_text_folded():
    [path] = [p for p in PATHS if p.stem.startswith("08")]
    checks = [(cell, inside) for cell, inside in cells_of(path) if is_check(cell)]
    kept = [cell for cell in practice.notebook_for(path).cells if is_check(cell)]
    assert [cell.source for cell in kept] == [cell.source for cell, inside in checks if not inside]
    assert len(kept) < len(checks) and all(cell.metadata["jupyter"]["source_hidden"] for cell in kept)
