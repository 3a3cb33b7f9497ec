"""Every concept of COVERAGE.md is taught in the chapters it names, and in no others: its anchors (seed-NN)= stand there."""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[1]
TABLE = (ROOT / "tests" / "COVERAGE.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (seed-\d\d) \| ([^|]+) \|.*\| ([^|]+) \|$", TABLE, re.MULTILINE)
PAGES = sorted((ROOT / "chapters").glob("[0-9]*.md"))
# seed-26 asks every chapter for a summary and sources, so it has no anchor of its own.
PLACES = [(row, chapter) for row, _, chapters in ROWS for chapter in re.findall(r"\d\d", chapters)]


def text_of(chapter):
    return next((p.read_text(encoding="utf-8") for p in PAGES if p.name.startswith(chapter)), "")


def test_the_table_is_whole():
    assert [row for row, _, _ in ROWS] == [f"seed-{i:02}" for i in range(1, 27)]


@pytest.mark.parametrize("row, chapter", PLACES)
def test_taught(row, chapter):
    # An anchor stands once in the book; a second chapter that teaches the row has one of its own.
    assert any(f"({anchor})=\n" in text_of(chapter) for anchor in (row, f"{row}-{chapter}"))


def test_the_table_names_each_chapter_that_teaches():
    """A bare anchor, (seed-01)=, and a second chapter's, (seed-01-10)=, each in a chapter that its row names."""
    for page in PAGES:
        here = page.name[:2]
        for row, chapter in re.findall(r"^\((seed-\d\d)(?:-(\d\d))?\)=$", page.read_text(encoding="utf-8"), re.MULTILINE):
            assert chapter in ("", here) and (row, here) in PLACES, f"{page.stem}: {row}"


@pytest.mark.parametrize("page", [p for p in PAGES if not p.name.startswith("00")], ids=lambda p: p.stem)
def test_summary_and_sources(page):  # seed-26
    text = page.read_text(encoding="utf-8")
    assert "\n## Summary\n" in text and "\n## Sources\n" in text and "{cite" in text.split("\n## Sources\n")[1]


def test_notation_has_a_page():  # seed-05
    assert "h^*" in (ROOT / "book" / "notation.md").read_text(encoding="utf-8")
