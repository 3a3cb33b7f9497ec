"""A figure in a page of its own."""

import pytest


@pytest.fixture
def shown(visit, open_page, tmp_path):
    """shown(figure): the page that holds it; what went wrong on the page fails the test."""
    opened = []

    def shown(figure, width=1280, dark=False, **options):
        page_file = tmp_path / "page.html"
        page_file.write_text(
            '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f"<title>A page</title><body><main><h1>A page</h1>{figure._repr_html_()}</main></body></html>",
            encoding="utf-8",
        )
        where = page_file.as_uri(), width, dark
        page, troubles = open_page(*where, **options) if options else visit(*where)
        opened.append(troubles)
        return page

    yield shown
    assert opened and not any(opened)
