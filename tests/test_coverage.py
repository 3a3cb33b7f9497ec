"""Every concept of COVERAGE.md is taught in the chapter it names: the anchor (seed-NN)= stands there.

The rows of chapters that are not written yet are expected failures, strict, so that each flips when its chapter comes.
"""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[1]
TABLE = (ROOT / "tests" / "COVERAGE.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (seed-\d\d) \| ([^|]+) \|.*\| ([^|]+) \|$", TABLE, re.MULTILINE)
PAGES = sorted((ROOT / "chapters").glob("[0-9]*.md"))
WRITTEN = {"00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14"}
# seed-26 asks every chapter for a summary and sources, so it has no anchor of its own.
PLACES = [(row, chapter) for row, _, chapters in ROWS for chapter in re.findall(r"\d\d", chapters)]


def text_of(chapter):
    return next((p.read_text(encoding="utf-8") for p in PAGES if p.name.startswith(chapter)), "")


def test_the_table_is_whole():
    assert [row for row, _, _ in ROWS] == [f"seed-{i:02}" for i in range(1, 27)]
    assert WRITTEN == {p.name[:2] for p in PAGES}, "add the chapter to WRITTEN: its rows are expected to pass now"


@pytest.mark.parametrize(
    "row, chapter",
    [
        pytest.param(row, chapter, marks=[] if chapter in WRITTEN else pytest.mark.xfail(strict=True))
        for row, chapter in PLACES
    ],
)
def test_taught(row, chapter):
    # An anchor stands once in the book; a second chapter that teaches the row has one of its own.
    assert any(f"({anchor})=\n" in text_of(chapter) for anchor in (row, f"{row}-{chapter}"))


@pytest.mark.parametrize("page", [p for p in PAGES if not p.name.startswith("00")], ids=lambda p: p.stem)
def test_summary_and_sources(page):  # seed-26
    text = page.read_text(encoding="utf-8")
    assert "\n## Summary\n" in text and "\n## Sources\n" in text and "{cite" in text.split("\n## Sources\n")[1]


def test_notation_has_a_page():  # seed-05
    assert "h^*" in (ROOT / "book" / "notation.md").read_text(encoding="utf-8")
