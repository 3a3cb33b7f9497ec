"""Every figure and table has a caption; what the text names by a number is there, and says that number."""

import functools
import re

import nbformat
import pytest

import chapters
from cnnlib import captions, tables
from tests.book import prose

PATHS = sorted(chapters.CHAPTERS.glob("[0-9]*.md"))
PAGES = [*PATHS, chapters.ROOT / "index.md", *sorted(chapters.ROOT.glob("book/*.md"))]
every_chapter = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def chapter_of(path):
    return int(path.stem.partition("-")[0])


def words(path):
    """The text of a page; of a chapter, that of its markdown cells."""
    if path not in PATHS:
        return path.read_text(encoding="utf-8")
    return "\n\n".join(cell.source for cell in chapters.source(path).cells if cell.cell_type == "markdown")


@functools.cache
def shown(path):
    """(caption, cell) of what the page's cells show, in order: the figures, still or interactive, and the tables."""
    figures, of_cells = [], []
    for cell in nbformat.read(path.with_suffix(".ipynb"), as_version=4).cells:
        for output in cell.get("outputs", []):
            about = [output["metadata"].get(mime, {}) for mime in output.get("data", {})]
            picture = any(mime.startswith("image/") for mime in output.get("data", {}))
            caption = next((a["caption"] for a in about if "caption" in a), "")
            if any(tables.KIND.items() <= a.items() for a in about):
                of_cells.append((caption, cell))
            elif picture or "<cnn-" in output.get("data", {}).get("text/html", "") or caption:
                figures.append((caption, cell))
    return figures, of_cells


@functools.cache
def numbered(path):
    """{(kind, chapter, place)} of what a chapter numbers, as JupyterLab shows it."""
    figures, of_cells = shown(path)
    text = words(path)
    said = {
        "figure": [captions.split(caption)[0] for caption, _ in figures],
        "table": [captions.split(caption)[0] for caption, _ in of_cells]
        + re.findall(r"^:name: table-\d+-\d+\n:enumerator: (.*)$", text, re.M),
        "formula": re.findall(r"^\(formula-\d+-\d+\)=\n\$\$[^$]*\\tag\{(.*?)\}\s*\$\$$", text, re.M),
    }
    return {(kind, *map(int, number.split("."))) for kind in said for number in said[kind] if number}


@every_chapter
def test_every_figure_and_table_has_a_caption(path):
    assert [cell.source for found in shown(path) for caption, cell in found if not caption.strip()] == []


@every_chapter
def test_a_number_in_a_caption_is_the_figures_place_on_the_page(path):
    numbers = [captions.split(caption)[0] for caption, _ in shown(path)[0]]
    places = [f"{chapter_of(path)}.{place}" if chapter_of(path) else "" for place in range(1, len(numbers) + 1)]
    assert [(number, place) for number, place in zip(numbers, places) if number not in ("", place)] == []


@every_chapter
def test_tables_and_formulas_are_numbered_from_one_on(path):
    for kind in ("table", "formula"):
        found = sorted(number for number in numbered(path) if number[0] == kind)
        assert found == [(kind, chapter_of(path), place) for place in range(1, len(found) + 1)]
    assert len(re.findall(r"\\tag\{", words(path))) == sum(kind == "formula" for kind, *_ in numbered(path))


@every_chapter
def test_every_table_bears_a_number(path):
    bare = re.findall(r"^\|[ :|-]+\|$", prose.without_tables(words(path)), re.M)
    assert bare == [], "put it into a {table} with a caption"
    assert [caption for caption, _ in shown(path)[1] if not captions.split(caption)[0]] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_what_is_named_by_a_number_is_linked_and_bears_it(path):
    linked, plain = prose.named(words(path))
    assert plain == [], "write [Figure 4.2](#figure-4-2), [Table 4.1](#table-4-1), [(4.3)](#formula-4-3)"
    there = set().union(*map(numbered, PATHS))
    assert [name for name in linked if name not in there] == [], 'begin its caption with "Figure 4.2. "'


@every_chapter
def test_what_is_pointed_at_is_named_by_its_number(path):
    assert re.findall(r"\b(?:figure|picture|plot|curve|table|formula) (?:above|below)\b", words(path)) == []


@every_chapter
def test_every_numbered_formula_is_named_somewhere(path):
    named = {name for other in PATHS for name in prose.named(words(other))[0]}
    assert [name for name in numbered(path) if name[0] == "formula" and name not in named] == []


def test_what_is_named_wrongly_is_found():
    text = "[Figure 4.2](#figure-4-2) [Figure 4.2](05-x.ipynb#figure-4-2) [Figure 4.2](#figure-4-3) figure 4.1, (4.1), "
    text += "Table 4.2 [Table 4.1](#figure-4-1) [(4.3)](#formula-4-3) [4.3](#formula-4-3)"
    linked, plain = prose.named(text)
    assert linked == [("figure", 4, 2), ("formula", 4, 3)] and len(plain) == 6
    assert prose.named("[Table 5.1](../chapters/05-x.ipynb#table-5-1)") == ([("table", 5, 1)], [])
