"""Where lines break: no sign and no "-th" stands alone behind a formula or code; no code, line of output or table is cut off."""

import pytest
from docutils import nodes
from docutils.utils import new_document

import book_lines
from tests.book.pages import with_results

pytestmark = pytest.mark.usefixtures("built")

CHAPTERS = [
    "01-limits-of-dense-networks",
    "02-convolution",
    "04-stride-and-padding",
    "05-gradients",
    "06-pooling",
    "11-dilated-grouped-separable-transposed",
]

# Signs, and "-th", that stand lower than the formula or code they follow.
ALONE = """() => [...document.querySelectorAll("p :is(mjx-container, code.literal)")].filter((node) => node.checkVisibility()).filter((node) => {
    const after = node.closest("span.math")?.nextSibling ?? node.nextSibling, sign = new Range();
    if (after?.nodeType !== Node.TEXT_NODE || !/^(-th\\b|[.,;:?!)’])/.test(after.data) || node.matches("code") && node.textContent.length > 29) return false;
    sign.setStart(after, 0);
    sign.setEnd(after, after.data.startsWith("-th") ? 3 : 1);
    return [...sign.getClientRects()].at(-1).top >= [...node.getClientRects()].at(-1).bottom - 2;
}).map((node) => node.parentNode.textContent)"""
CUT = """() => [...document.querySelectorAll("p code.literal, li code.literal")].filter((code) => code.checkVisibility())
    .filter((code) => code.getBoundingClientRect().right > code.closest("p, li").getBoundingClientRect().right + 5)
    .map((code) => code.textContent)"""
WIDE = """() => [...document.querySelectorAll(".output.one-line pre")].filter((pre) => pre.scrollWidth > pre.clientWidth + 1)
    .map((pre) => pre.textContent)"""
CUT_TABLES = """() => [...document.querySelectorAll(".table-of-cell [role=region]")].filter((table) => table.scrollWidth > table.clientWidth)
    .map((table) => table.textContent)"""


def test_each_code_keeps_its_own_comma():
    """Where several stand in one paragraph, and one is too long to be kept together with what follows."""
    kept = [nodes.literal("", code) for code in ("x" * book_lines.SHORT, "short", "also")]
    document = new_document("page")
    document += nodes.paragraph("", "", *(part for code in kept for part in (code, nodes.Text(", "))), nodes.Text("end"))
    before = document.astext()
    book_lines.KeepTogether(document).run()
    assert document.astext() == before == f"{'x' * book_lines.SHORT}, short, also, end"
    assert [part.astext() for part in document.findall(nodes.inline)] == ["short,", "also,"]


@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize("width", [1280, 390])
def test_lines_end_where_they_may_and_all_is_seen(open_page, chapter, width):
    page = with_results(open_page, chapter, width)
    page.evaluate("MathJax.startup.promise")
    assert page.locator(".together").count() > 10
    assert page.locator(".output.stream.one-line").count() and page.locator(".output.text_plain.one-line").count()
    assert page.evaluate(ALONE) == []
    assert page.evaluate(CUT) == []
    assert page.evaluate(WIDE) == []
    assert page.evaluate(CUT_TABLES) == []


def test_several_sums_are_seen_to_their_ends_on_a_phone(open_page):
    page = with_results(open_page, "01-limits-of-dense-networks", 390)
    sums = page.locator(".output.one-line pre", has_text="y[0, 1] = ").first
    assert sums.inner_text().count(" = ") == 4  # each line is its sum, and its result
    assert sums.evaluate("pre => pre.scrollWidth <= pre.clientWidth")


# Of each table: names in its cells that break within, and how many lines its caption takes beyond those that it needs.
TABLES = """() => [...document.querySelectorAll(".pst-scrollable-table-container > table")].filter((table) => table.checkVisibility()).map((table) => ({
    broken: [...table.querySelectorAll("td code.literal span.pre")].filter((name) => name.getClientRects().length > 1).map((name) => name.textContent),
    caption: table.caption?.getBoundingClientRect().width / Math.min(608, table.parentNode.clientWidth),
    scrolls: table.parentNode.scrollWidth - Math.max(table.parentNode.clientWidth, table.tBodies[0].offsetWidth),
}))"""


@pytest.mark.parametrize("chapter", ["01-limits-of-dense-networks", "02-convolution", "03-a-first-convolutional-network"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_narrow_table_breaks_neither_its_names_nor_its_caption(open_page, chapter, width):
    tables = with_results(open_page, chapter, width).evaluate(TABLES)
    assert tables
    for table in tables:
        assert not table["broken"] and table["caption"] > 0.99 and table["scrolls"] <= 0
