"""The PDF of the book: one page made of all, and what is printed of it."""

import collections
import re
import subprocess
import sys

import pytest

pypdf = pytest.importorskip("pypdf")

import book  # noqa: E402
import pdf  # noqa: E402


@pytest.fixture(scope="module")
def texts():
    if not (book.PAGES / "index.html").exists():
        book.build()
    return pdf.whole_book()[0]


def test_every_link_has_its_place_and_every_picture_its_file(texts):
    ids = collections.Counter(element["id"] for text in texts for element in text.find_all(id=True))
    ids.update(text["id"] for text in texts)
    assert [name for name, count in ids.items() if count > 1] == []
    links = [link["href"] for text in texts for link in text.select("a[href]")]
    assert [link for link in links if link.startswith("#") and link[1:] not in ids] == []
    assert [link for link in links if not re.match(r"#|https?:|mailto:", link) and not (book.PAGES / link).exists()] == []
    pictures = {image["src"] for text in texts for image in text.select("img")}
    assert all(picture.startswith("data:") or (book.PAGES / picture).exists() for picture in pictures)


def test_solutions_stand_at_the_end_and_exercises_lead_there(texts):
    *chapters, appendix = texts
    assert [text["id"] for text in chapters if text.select("div.solution")] == []
    links = [link["href"][1:] for text in chapters for link in text.select("a.solution-link")]
    assert links == [solution["id"] for solution in appendix.select("div.solution")] and len(links) > 90


def test_nothing_that_a_page_folds_or_runs_is_printed(texts):
    assert [text["id"] for text in texts if text.select("script, button, details.check, details.hide")] == []
    assert any(text.select("cnn-stepper table") for text in texts)  # its still picture


def test_the_contents_name_every_chapter(texts):
    lines = pdf.contents(texts, {text["id"]: count for count, text in enumerate(texts, start=100)})
    for count, text in enumerate(texts, start=100):
        assert f'href="#{text["id"]}"' in lines and f"<b>{count}</b>" in lines


@pytest.mark.long
def test_the_printed_book_has_pages_and_an_outline():
    subprocess.run([sys.executable, pdf.__file__], check=True)  # Playwright runs once in a process
    reader = pypdf.PdfReader(pdf.PDF)
    assert len(reader.pages) > 200 and len(reader.outline) > 15
    pages = pdf.pages_of_anchors(pdf.PDF)
    assert "Convolution" in reader.pages[pages["chapters-02-convolution"] - 1].extract_text()
    numbers = reader.pages[1].extract_text()
    assert re.search(rf"2\. Convolution\s*{pages['chapters-02-convolution']}\b", numbers)
