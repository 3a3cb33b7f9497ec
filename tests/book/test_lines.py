"""Where lines break: no sign and no "-th" stands alone behind a formula or code; no code, line of output or table is cut off."""

import pytest

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


@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize("width", [1280, 390])
def test_lines_end_where_they_may_and_all_is_seen(open_page, chapter, width):
    page = with_results(open_page, chapter, width)
    page.evaluate("MathJax.startup.promise")
    assert page.locator(".together").count() > 10 and page.locator(".output.one-line").count()
    assert page.evaluate(ALONE) == []
    assert page.evaluate(CUT) == []
    assert page.evaluate(WIDE) == []
    assert page.evaluate(CUT_TABLES) == []
