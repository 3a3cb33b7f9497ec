"""The head of a page: what it says of the page, and how little it loads."""

import pathlib
import urllib.parse

import bs4

import book
from tests.book.pages import every_page, path_of

SCRIPTS = 230_000  # bytes on a page without formulas, those of its moving figures included; MathJax comes on top
STYLES = 500_000


@every_page
def test_a_page_says_what_it_is(name):
    before_body = path_of(name).read_text(encoding="utf-8").partition("<body")[0]
    head = bs4.BeautifulSoup(before_body, "html.parser").head
    assert len(head.select("meta[name=viewport]")) == 1
    assert head.select_one("meta[property='og:title']")["content"] in head.title.text or name == "index"
    if name != "search":
        said = head.select_one("meta[name=description]")["content"]
        assert said == head.select_one("meta[property='og:description']")["content"] and 20 < len(said) <= 162


def weights(open_page, name):
    """{kind: bytes} of all files that a page loads from disk."""
    page, troubles = open_page(path_of(name).as_uri(), formulas=True)
    page.wait_for_timeout(500)
    found = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    files = {pathlib.Path(urllib.parse.unquote(urllib.parse.urlsplit(address).path)) for address in found}
    assert troubles == []
    return {suffix: sum(file.stat().st_size for file in files if file.suffix == suffix) for suffix in (".js", ".css", ".woff2")}


def test_a_page_loads_little(open_page):
    plain = weights(open_page, "search")
    assert plain[".js"] <= SCRIPTS and plain[".css"] <= STYLES
    mathjax = (book.PAGES / "mathjax/tex-mml-chtml.js").stat().st_size
    assert weights(open_page, "chapters/02-convolution")[".js"] <= SCRIPTS + mathjax
