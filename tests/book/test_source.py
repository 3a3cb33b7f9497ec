"""From a page to its source: how to run it, the buttons of a book with an address, and what a downloaded notebook says."""

import re
import types

import nbformat
import pytest

import book
import book_source
import chapters
from tests.book.pages import path_of

PATHS = sorted(chapters.CHAPTERS.glob("[0-9]*.md"))
every_chapter = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


pytestmark = pytest.mark.usefixtures("built")


@every_chapter
def test_a_page_says_once_how_to_run_it(path):
    text = path_of(f"chapters/{path.stem}").read_text(encoding="utf-8")
    [how] = re.findall(r'<details class="run">.*?</details>', text, re.DOTALL)
    assert re.findall(r"<code[^>]*>(.*?)</code>", how) == ["make lab", f"practice/{path.stem}.ipynb"]


@every_chapter
def test_a_downloaded_notebook_says_where_its_library_is(path):
    downloaded = nbformat.read(book.PAGES / "_sources" / "chapters" / f"{path.stem}.ipynb", as_version=4)
    nbformat.validate(downloaded)
    first, *cells = downloaded.cells
    stored = nbformat.read(path.with_suffix(".ipynb"), as_version=4)
    assert first.cell_type == "markdown" and "`make lab`" in first.source
    assert [cell.source for cell in cells] == [cell.source for cell in stored.cells]


def test_a_book_without_an_address_names_none():
    for path in (book.PAGES / "chapters").glob("*.html"):
        assert not re.search(r"mybinder|colab\.research|git clone", path.read_text(encoding="utf-8")), path


def options_for(address):
    config = types.SimpleNamespace(repository=address, html_theme_options={"use_download_button": True})
    book_source.offer_buttons(None, config)
    assert config.repository == address.rstrip("/") and config.html_theme_options.pop("use_download_button")
    return config.html_theme_options


def test_an_address_brings_the_themes_buttons():
    options = options_for("https://github.com/reader/book/")
    assert options["repository_url"] == "https://github.com/reader/book" and options["use_repository_button"]
    assert {"binderhub_url", "colab_url"} < set(options["launch_buttons"])
    assert options_for("https://example.org/reader/book")["launch_buttons"] == {}
    assert options_for("") == {}
