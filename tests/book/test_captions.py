"""Every figure has a caption; a figure that the text names is there, and says the number by which it is named."""

import functools

import nbformat
import pytest

import chapters
from cnnlib import captions
from tests.book import prose

PATHS = sorted(chapters.CHAPTERS.glob("[0-9]*.md"))
PAGES = [*PATHS, chapters.ROOT / "index.md", *sorted(chapters.ROOT.glob("book/*.md"))]
every_chapter = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


@functools.cache
def figures(path):
    """(caption, cell) of each figure on the page, still or interactive, as the stored notebook has them in order."""
    found = []
    for cell in nbformat.read(path.with_suffix(".ipynb"), as_version=4).cells:
        for output in cell.get("outputs", []):
            about = [output["metadata"].get(mime, {}) for mime in output.get("data", {})]
            picture = any(mime.startswith("image/") for mime in output.get("data", {}))
            if picture or "<cnn-" in output.get("data", {}).get("text/html", "") or any("caption" in a for a in about):
                found.append((next((a["caption"] for a in about if "caption" in a), ""), cell))
    return found


def chapter_of(path):
    return int(path.stem.partition("-")[0])


@every_chapter
def test_every_figure_has_a_caption(path):
    assert [cell.source for caption, cell in figures(path) if not caption.strip()] == []


@every_chapter
def test_a_number_in_a_caption_is_the_figures_place_on_the_page(path):
    numbers = [captions.split(caption)[0] for caption, _ in figures(path)]
    places = [f"{chapter_of(path)}.{place}" if chapter_of(path) else "" for place in range(1, len(numbers) + 1)]
    assert [(number, place) for number, place in zip(numbers, places) if number not in ("", place)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_figure_that_is_named_is_linked_and_says_its_number(path):
    if path in PATHS:
        text = "\n\n".join(cell.source for cell in chapters.source(path).cells if cell.cell_type == "markdown")
    else:
        text = path.read_text(encoding="utf-8")
    linked, plain = prose.figures_named(text)
    assert plain == [], "write [Figure 4.2](#figure-4-2)"
    said = {captions.split(caption)[0] for other in PATHS for caption, _ in figures(other)}
    assert [name for name in linked if "%d.%d" % name not in said] == [], 'begin its caption with "Figure 4.2. "'


def test_a_figure_named_wrongly_is_found():
    text = "[Figure 4.2](#figure-4-2) [Figure 4.2](05-x.ipynb#figure-4-2) [Figure 4.2](#figure-4-3) figure 4.1"
    assert prose.figures_named(text) == ([(4, 2)], [(4, 2), (4, 2), (4, 1)])
    assert prose.figures_named("[Figure 5.1](../chapters/05-x.ipynb#figure-5-1)") == ([(5, 1)], [])
