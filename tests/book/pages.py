"""The pages of the built book: their names, and where they lie."""

import re

import pytest

import book

HTML = book.PAGES


def pages():
    toc = (book.ROOT / "_toc.yml").read_text(encoding="utf-8")
    return [*re.findall(r"(?:root|file): (\S+)", toc), "search"]


every_page = pytest.mark.parametrize("name", pages())


def path_of(name):
    return HTML / f"{name}.html"


def with_results(open_page, chapter, width):
    """A chapter's page as it stands once all predictions are made, in its own typefaces."""
    page, _ = open_page(path_of(f"chapters/{chapter}").as_uri(), width=width, formulas=True)
    page.evaluate("document.documentElement.classList.remove('predictions')")
    page.evaluate("document.fonts.ready")
    return page
