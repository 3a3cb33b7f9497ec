"""JupyterLab as `make lab` opens it, in a browser: the page to start from, a chapter, a moving figure, and no trace."""

import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

import nbformat
import pytest

import book_words
import chapters
import lab
import practice
from cnnlib import palette
from cnnlib.figures.style import BLACK, WHITE
from tests.conftest import end

PATHS = sorted(chapters.CHAPTERS.glob("[0-9]*.md"))
every_chapter = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
STEPPER = "import numpy as np\nfrom cnnlib import interactive\ninteractive.convolution_stepper(np.ones((4, 4)), np.ones((2, 2)))"
CURRENT = ".jp-NotebookPanel:not(.lm-mod-hidden)"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for(address, seconds=60):
    for _ in range(seconds * 5):
        try:
            return urllib.request.urlopen(address).close()
        except urllib.error.URLError:
            time.sleep(0.2)
    pytest.fail(f"no answer from {address}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The book as far as JupyterLab is shown it here, and a notebook with a figure, as it comes from somebody else."""
    folder = tmp_path_factory.mktemp("book")
    shutil.copytree(chapters.CHAPTERS, folder / "chapters")
    (folder / "practice").mkdir()
    (folder / "practice" / "start.md").write_text(lab.start_page(), encoding="utf-8")
    figure = chapters.source(PATHS[0])
    figure.cells, figure.metadata["jupytext"] = [nbformat.v4.new_code_cell(STEPPER, id="stepper")], {}
    chapters.execute(figure, "figure")
    (folder / "figure.ipynb").write_text(chapters.written(figure), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def server(folder):
    port = free_port()
    quiet = ["--no-browser", "--allow-root", "--log-level=ERROR", f"--port={port}", "--IdentityProvider.token="]
    home = {name: str(folder / "home") for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    process = subprocess.Popen(lab.command(folder, *quiet), cwd=chapters.ROOT, env=lab.environment() | home)
    address = f"http://127.0.0.1:{port}"
    wait_for(f"{address}/api")
    yield address
    end(process)


@pytest.fixture
def open_lab(browser, server):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()

    def open_lab(path):
        page.goto(f"{server}/lab/tree/{path}?reset")
        return page

    yield open_lab
    context.close()


def contents(folder):
    return {file: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def dialogs(page):
    return page.locator(".jp-Dialog, .Toastify__toast").all_inner_texts()


def test_the_page_to_start_from_leads_to_a_chapter_that_leaves_no_trace(open_lab, folder):
    before = contents(folder / "chapters")
    page = open_lab("practice/start.md")
    page.get_by_role("link", name="Convolution", exact=True).click()
    page.locator(f"{CURRENT} .jp-Notebook-cell h1").wait_for()
    page.wait_for_selector("text=Python 3 (ipykernel) | Idle", timeout=60_000)
    page.wait_for_timeout(3000)  # news would be offered now
    assert dialogs(page) == []
    assert page.locator(f"{CURRENT} .jp-InputPlaceholder").count() > 0
    page.locator(".lm-TabBar-tab.lm-mod-current .lm-TabBar-tabCloseIcon").last.click()
    page.locator(CURRENT).wait_for(state="detached")
    assert dialogs(page) == []
    assert contents(folder / "chapters") == before


def test_citations_and_terms_read_as_words(open_lab):
    page = open_lab("chapters/00-start-here.ipynb")
    page.get_by_role("heading", name="Find your way").scroll_into_view_if_needed()
    link = page.locator(f"{CURRENT} a:text-is('weight')")
    link.wait_for()
    page.wait_for_timeout(500)
    assert "Not Found" not in page.locator(CURRENT).inner_html()


def test_a_figure_shows_a_still_before_it_runs_and_then_keeps_its_keys(open_lab):
    page = open_lab("figure.ipynb")
    output = page.locator(f"{CURRENT} .jp-OutputArea-output").first
    output.wait_for()
    assert page.locator("cnn-stepper").count() == 0 and output.locator("table").count() == 3
    page.wait_for_selector("text=Python 3 (ipykernel) | Idle", timeout=60_000)
    page.locator(f"{CURRENT} .jp-Cell .cm-content").click()
    page.keyboard.press("Control+Enter")
    page.locator("cnn-stepper table.output td").first.click(timeout=60_000)
    for key in ("b", "Control+a", "x", "ArrowDown"):
        page.keyboard.press(key)
    page.locator("cnn-stepper table.kernel td").first.click()
    page.keyboard.press("b")
    assert page.locator(f"{CURRENT} .jp-Notebook-cell").count() == 1 and page.locator("cnn-stepper").count() == 1


DRAWING = f"{CURRENT} .cnn-drawing > svg"
LETTERS = "svg => [...svg.querySelectorAll('text')].map(text => getComputedStyle(text).fill)"


def store(folder, name, outputs, text="Text."):
    """A notebook that nobody has run: a cell with these outputs, and text."""
    cells = [nbformat.v4.new_code_cell("", outputs=outputs, id="stored"), nbformat.v4.new_markdown_cell(text, id="text")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / name)


def test_a_figure_nobody_ran_has_its_alt_text_and_the_colors_of_the_theme(open_lab, folder):
    outputs = (output for cell in nbformat.read(chapters.CHAPTERS / "02-convolution.ipynb", 4).cells for output in cell.get("outputs", []))
    drawings = [output for output in outputs if "image/svg+xml" in output.get("data", {})][:2]
    store(folder, "drawings.ipynb", drawings)
    page = open_lab("drawings.ipynb")
    shown = page.locator(DRAWING)
    shown.nth(1).wait_for()
    ids = page.evaluate("[...document.querySelectorAll('.cnn-drawing [id]')].map(element => element.id)")
    assert len(ids) == len(set(ids))
    for figure, output in zip(shown.all(), drawings, strict=True):
        assert figure.get_attribute("role") == "img"
        assert figure.get_attribute("aria-label") == output.metadata["image/svg+xml"]["alt"]
        assert figure.evaluate("svg => getComputedStyle(svg).backgroundColor") == "rgba(0, 0, 0, 0)"
        for is_light, colors in (("true", palette.LIGHT), ("false", palette.DARK)):
            page.evaluate("is_light => document.body.dataset.jpThemeLight = is_light", is_light)
            letters = {"#" + "".join(f"{int(n):02x}" for n in re.findall(r"\d+", fill)) for fill in figure.evaluate(LETTERS)}
            assert letters and letters <= {*colors.values(), BLACK, WHITE}


@pytest.mark.parametrize("what", ['onload="act()"', 'fill="url(https://example.org/a.svg#b)"', "><script>act()</script><g"])
def test_a_drawing_that_could_act_stays_a_picture(open_lab, folder, what):
    data = {"image/svg+xml": f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g {what}/></svg>'}
    output = nbformat.v4.new_output("display_data", data, metadata={"image/svg+xml": {"alt": "A stranger's"}})
    store(folder, "stranger.ipynb", [output])
    page = open_lab("stranger.ipynb")
    picture = page.locator(f"{CURRENT} .cnn-drawing > img")
    picture.wait_for()
    assert picture.get_attribute("alt") == "A stranger's" and page.locator(DRAWING).count() == 0


def test_the_colors_of_figures_are_the_palette():
    script = (lab.SETTINGS / "labextensions/cnn-book/static/remoteEntry.js").read_text(encoding="utf-8")
    found = re.findall(r"^ {4}(\w+): \[\"(#\w{6})\", \"(#\w{6})\"\],$", script, re.MULTILINE)
    assert {name: light for name, light, _ in found} == palette.LIGHT
    assert {name: dark for name, _, dark in found} == palette.DARK


def test_the_end_of_a_solution_leaves_no_box(open_lab, folder):
    start = "```{exercise} Read\n:label: ex-read\nRead.\n```\n\n````{solution-start} ex-read\n:label: sol-read\n:class: dropdown\n````"
    store(folder, "solution.ipynb", [], f"{start}\n\nSo.\n\n````{{solution-end}}\n````\n\nGo on.")
    page = open_lab("solution.ipynb")
    page.locator(f"{CURRENT} p:text-is('Go on.')").wait_for()
    boxes = page.locator(f"{CURRENT} .myst-exercise").all()
    assert [box.is_visible() for box in boxes] == [bool(box.text_content().strip()) for box in boxes] and len(boxes) > 1


@pytest.mark.long
def test_a_changed_number_runs_through_and_says_what_no_longer_fits(open_lab):
    page = open_lab("chapters/02-convolution.ipynb")
    page.wait_for_selector("text=Python 3 (ipykernel) | Idle", timeout=60_000)
    line = page.locator(f"{CURRENT} .cm-line", has_text="X = np.array([[ 1, -1,")
    while not line.count():
        page.mouse.move(700, 500)
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(100)
    line.click()
    page.keyboard.press("Home")
    for _ in "X = np.array([[ 1":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Backspace")
    page.keyboard.type("5")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    said = page.locator(f"{CURRENT} .jp-OutputArea-output", has_text="✗ The text no longer fits your numbers")
    said.wait_for(state="attached", timeout=180_000)
    page.wait_for_selector("text=Python 3 (ipykernel) | Idle", timeout=180_000)
    assert "The first cell is 7." in said.first.text_content()  # its cell may be out of sight
    assert page.locator(f"{CURRENT} [data-mime-type='application/vnd.jupyter.stderr']:has-text('Error')").count() == 0


TEXTS = [path for pattern in book_words.TEXTS for path in chapters.ROOT.glob(pattern)]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_words_become_the_same_roles_again(path):
    text = path.read_text(encoding="utf-8")
    assert book_words.as_roles(book_words.as_words(text)) == text


@every_chapter
def test_no_role_is_left_in_a_notebook(path):
    text = "\n".join(cell.source for cell in chapters.source(path).cells if cell.cell_type == "markdown")
    assert not re.search(r"\{(?:cite|term|ref|eq|numref|doc)[:}]", text)


def test_no_two_roles_have_the_same_words():
    known = book_words.roles()
    assert len(known) == len(set(known.values())) > 200
    assert known["LeCun et al. ([1989](https://doi.org/10.1162/neco.1989.1.4.541))"] == "{cite:t}`lecun1989`"
    assert known["[filters](../book/glossary.md#term-filter)"] == "{term}`filters <filter>`"


def test_a_source_that_is_not_known_stays_a_role():
    assert book_words.as_words("{cite:p}`nobody1900`") == "{cite:p}`nobody1900`"


@every_chapter
def test_checks_solutions_and_the_code_of_figures_are_folded(path):
    for cell, inside in practice.pieces(chapters.source(path)):
        if cell.cell_type == "code":
            folded, tags = cell.metadata.get("jupyter", {}), set(cell.metadata.get("tags", []))
            assert folded.get("source_hidden", False) == (inside or bool(tags & {"check", "hide-input"}))
            assert folded.get("outputs_hidden", False) == (inside or "predicted" in tags)


def test_the_start_page_names_every_chapter_and_its_practice():
    page = lab.start_page()
    for path in PATHS:
        assert f"](../chapters/{path.stem}.ipynb) | [practice]({path.stem}.ipynb)" in page


def test_what_the_learner_has_is_not_written_again(tmp_path):
    mine = practice.target(PATHS[2], tmp_path)
    mine.write_text("my work")
    lab.prepare(tmp_path)
    assert mine.read_text() == "my work" and not list(tmp_path.glob("*backup*"))
    assert {path.stem for path in tmp_path.glob("*.ipynb")} == {path.stem for path in PATHS}
    assert (tmp_path / lab.START).read_text(encoding="utf-8") == lab.start_page()
