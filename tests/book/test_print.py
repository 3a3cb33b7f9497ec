"""A page on paper: what is printed of it, from a light page and from a dark one."""

import pytest

import book
from tests.contrast import unreadable

PAPER = 672  # pixels between the margins of A4
PAGES = ["index", "chapters/02-convolution", "chapters/04-stride-and-padding", "book/glossary"]
every_page = pytest.mark.parametrize("name", PAGES)
AROUND = (
    ".bd-header, .bd-header-article, .bd-sidebar, .bd-footer, .prev-next-footer, #jb-print-docs-body, button, input, select, "
    "details.check, details.hide, details.run, .closed-result, .headerlink, .copybtn"
)
# What is wider than its box, or stands in a box that hides a part of it.
CUT = """() => [...document.querySelectorAll("article :is(pre, mjx-container[display] > mjx-math, table, img, p)")]
    .filter(node => node.getBoundingClientRect().right > innerWidth + 1
        || node.matches("pre") && node.scrollWidth > node.clientWidth + 1).map(node => node.outerHTML.slice(0, 90))"""
# Printers leave backgrounds out, so text has to be dark.
PALE = """() => [...document.querySelectorAll("article *")].filter(node =>
    [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim())
    && node.getClientRects().length && !node.closest("svg, img")
    && getComputedStyle(node).color.match(/[\\d.]+/g).slice(0, 3).reduce((sum, x) => sum + +x, 0) > 480
    ).map(node => node.outerHTML.slice(0, 90))"""


pytestmark = pytest.mark.usefixtures("built")


@pytest.fixture
def paper(visit):
    def paper(name, dark=False):
        page, _ = visit((book.PAGES / f"{name}.html").as_uri(), PAPER, dark)
        page.emulate_media(media="print", color_scheme="dark" if dark else "light")
        if page.locator(".math").count():
            page.wait_for_selector("mjx-container", state="attached")
        page.wait_for_timeout(300)
        return page

    return paper


@every_page
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_alone_is_printed_dark_and_in_full(paper, name, dark):
    page = paper(name, dark)
    assert page.locator(AROUND).evaluate_all("all => all.filter(node => node.checkVisibility()).map(String)") == []
    assert page.locator("article h1").is_visible()
    assert page.evaluate(PALE) == [] and unreadable(page) == []
    assert page.evaluate(CUT) == []


def test_predictions_are_open_and_solutions_as_the_reader_left_them(paper):
    page = paper("chapters/04-stride-and-padding")
    outputs = page.locator("div.cell.tag_predicted > .cell_output")
    assert outputs.count() > 5 and all(output.is_visible() for output in outputs.all())
    solutions = page.locator("div.solution")
    assert solutions.count() > 5 and not any(solution.is_visible() for solution in solutions.all())
    page.emulate_media(media="screen")
    page.locator("div.solution .toggle-button").first.click()
    page.emulate_media(media="print")
    assert [solution.is_visible() for solution in solutions.all()][:2] == [True, False]


@every_page
def test_headings_keep_with_what_follows(paper, name):
    kept = "all => all.every(node => getComputedStyle(node).breakAfter === 'avoid')"
    assert paper(name).locator("article :is(h1, h2, h3, p.admonition-title)").evaluate_all(kept)


def test_moving_figures_leave_a_still(paper):
    page = paper("index")
    assert page.locator("cnn-kernel-bench > * img").first.is_visible()
    assert not page.locator("cnn-kernel-bench .figure").first.is_visible()
