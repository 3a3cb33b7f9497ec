"""Each chapter's source and notebook are in step; what is stored is clean; exercises have solutions."""

import asyncio
import copy
import json
import os
import re
import shutil
import time

import jupytext
import nbformat
import pytest
from ipykernel.ipkernel import IPythonKernel
from jupyter_client.kernelspec import KernelSpecManager
from traitlets.config import PyFileConfigLoader

import chapters
import outputs
from tests.book import prose

PATHS = sorted(chapters.CHAPTERS.glob("[0-9]*.md"))
every_chapter = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
LONGEST_LINE = 88  # of code: what the page shows without wrapping


def stored(path):
    return nbformat.read(path.with_suffix(".ipynb"), as_version=4)


def test_every_chapter_is_a_pair():
    assert {p.stem for p in PATHS} == {p.stem for p in chapters.CHAPTERS.glob("*.ipynb")}


@pytest.mark.parametrize("path", PATHS[1:], ids=lambda path: path.stem)
def test_readme_names_each_chapter_by_its_title(path):
    [title] = re.findall(r"^# (.+)$", prose.FENCE.sub("", path.read_text(encoding="utf-8")), re.M)
    link = f"[{path.stem[:2]} {title}](chapters/{path.stem}.ipynb)"
    assert link in (chapters.ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*PATHS, *chapters.ROOT.glob("book/*.md")], ids=lambda path: path.stem)
def test_a_chapter_is_named_with_a_link_to_it(path):
    assert prose.unlinked_chapters(path) == []


@every_chapter
def test_no_private_name_of_the_library_is_shown(path):
    """On a page `show_source` shows functions that a reader may call."""
    shown = re.findall(r"show_source\(([\w.]+)", path.read_text(encoding="utf-8"))
    assert not [name for name in shown if "._" in name]


@every_chapter
def test_source_and_notebook_are_in_step(path):
    source, notebook = chapters.source(path), stored(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    said = [[(c.cell_type, c.source, c.metadata, c.id) for c in n.cells] for n in (source, notebook)]
    assert said[0] == said[1], f"{path.name} and its notebook differ: run `make chapters`"


@every_chapter
def test_every_cell_was_run_from_the_top(path):
    counts = [cell.execution_count for cell in stored(path).cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


@every_chapter
def test_the_outputs_are_of_one_run(path):
    assert outputs.of_one_run(stored(path)), f"{path.name}: code or outputs of two runs: run `make chapters`"


@every_chapter
def test_stored_outputs_are_free_of_noise(path):
    assert [what for cell in stored(path).cells for what in outputs.noise(cell)] == []


@every_chapter
def test_every_stored_picture_has_an_alt_text(path):
    for cell in stored(path).cells:
        for output in cell.get("outputs", []):
            pictures = [mime for mime in output.get("data", {}) if mime.startswith("image/")]
            said = [output["metadata"].get(mime, {}).get("alt", "").strip() for mime in pictures]
            assert not pictures or any(said), cell.source  # the drawing's; the other form shows the same


@every_chapter
def test_the_notebook_is_light(path):
    assert path.with_suffix(".ipynb").stat().st_size <= 1_500_000


@every_chapter
def test_lines_of_code_fit_the_page(path):
    long = [
        line
        for cell in chapters.source(path).cells
        if cell.cell_type == "code"
        for line in cell.source.splitlines()
        if len(line) > LONGEST_LINE
    ]
    assert long == []


@every_chapter
def test_the_librarys_code_fits_the_page(path):
    shown = [cell for cell in stored(path).cells if cell.cell_type == "code" and "show_source(" in cell.source]
    texts = [output["data"].get("text/markdown", "") for cell in shown for output in cell.outputs if "data" in output]
    assert [line for text in texts for line in text.splitlines() if len(line) > LONGEST_LINE] == []


GREEK = re.compile(
    r"\\(?:(?:var)?(?:epsilon|theta|phi|sigma|rho)|alpha|beta|gamma|delta|zeta|eta|iota|kappa|lambda|mu|nu|xi|tau|chi|psi|omega)\b",
    re.IGNORECASE,
)


@every_chapter
def test_every_greek_letter_is_on_the_page_of_notation(path):
    explained = set(GREEK.findall((chapters.ROOT / "book" / "notation.md").read_text(encoding="utf-8")))
    assert set(GREEK.findall(path.read_text(encoding="utf-8"))) <= explained


@every_chapter
def test_words_to_write_without(path):
    text = path.read_text(encoding="utf-8")
    assert (
        re.findall(r"\b(?:simply|obviously|trivial|clearly|of course|it is easy to)\b|[a-z]!", text, re.IGNORECASE)
        == []
    )


@every_chapter
def test_a_line_that_begins_with_a_fold_has_no_markdown(path):
    """MyST takes such a line as HTML: a formula, code, a link or a role in it would stand on the page as it is written."""
    folds = re.findall(r"^<details>.*$", path.read_text(encoding="utf-8"), re.M)
    assert [line for line in folds if re.search(r"[$`]|\*\w|\]\(", line)] == []


@every_chapter
def test_every_exercise_has_a_solution_and_a_check_of_it(path):
    text = path.read_text(encoding="utf-8")
    exercises = re.findall(r"\{exercise-start\}.*\n:label: (\S+)", text)
    assert re.findall(r"\{solution-start\} (\S+)", text) == exercises
    assert len(exercises) >= (1 if path.stem.startswith("00") else 6)
    for solution in re.findall(r"\{solution-start\}.*?\{solution-end\}", text, re.DOTALL):
        assert "assert" in solution or "exercises.check(" in solution, solution[:80]


def test_numbers_of_exercises_follow_their_order():
    start = "```{exercise-start} A title\n:label: ex-a\n"
    text = chapters.numbered(start + "\n" + start + ":enumerator: 9.9\n", "04-page")
    assert text == f"{start}:enumerator: 4.1\n\n{start}:enumerator: 4.2\n"
    assert chapters.numbered(start, "00-page") == start


@every_chapter
def test_the_stored_form_is_stable(path):
    """Executing an unchanged chapter changes no byte; here, writing it does not either."""
    target = path.with_suffix(".ipynb")
    again = chapters.written(stored(path))
    assert again == target.read_text(encoding="utf-8")
    assert "widgets" not in json.loads(again)["metadata"]


@pytest.mark.parametrize("newer", [".md", ".ipynb"])
def test_jupyterlab_opens_a_pair_whichever_file_is_newer(tmp_path, newer):
    for suffix in (".md", ".ipynb"):
        shutil.copy(PATHS[0].with_suffix(suffix), tmp_path)
    shutil.copy(chapters.CHAPTERS / "jupytext.toml", tmp_path)
    later = time.time() + 3600
    os.utime(tmp_path / PATHS[0].with_suffix(newer).name, (later, later))
    manager = jupytext.TextFileContentsManager()
    manager.root_dir = str(tmp_path)
    cells = manager.get(PATHS[0].with_suffix(".ipynb").name)["content"]["cells"]
    assert any(cell.get("outputs") for cell in cells)


@every_chapter
def test_jupyterlab_has_nothing_to_save_and_saving_changes_no_byte(path, tmp_path):
    files = [path, path.with_suffix(".ipynb")]
    for file in [*files, chapters.CHAPTERS / "jupytext.toml"]:
        shutil.copy(file, tmp_path)
    settings = PyFileConfigLoader(str(chapters.ROOT / "tools" / "jupyter" / "jupyter_server_config.py")).load_config()
    manager = settings.ServerApp.contents_manager_class(root_dir=str(tmp_path))
    model = asyncio.run(manager.get(files[1].name))
    opened = copy.deepcopy(model["content"])
    # What JupyterLab writes into a notebook once its kernel has started.
    kernel = KernelSpecManager().get_kernel_spec("python3")
    spec = {"name": "python3", "display_name": kernel.display_name, "language": kernel.language}
    model["content"]["metadata"].update(kernelspec=spec, language_info=IPythonKernel.language_info)
    assert model["content"] == opened
    asyncio.run(manager.save(model, files[1].name))
    for file in files:
        assert (tmp_path / file.name).read_bytes() == file.read_bytes(), file.name
