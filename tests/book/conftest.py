"""The built book, for the tests that look at its pages."""

import pytest

import book


@pytest.fixture(scope="session")
def built():
    """`make test` builds the book first; a single test run by hand builds it where it is missing."""
    if not (book.PAGES / "index.html").exists():
        book.build()
