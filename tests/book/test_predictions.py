"""Predictions: each closed output has its box; what a reader says is kept; nothing is closed without scripts."""

import re

import nbformat
import pytest

import book
import chapters
from tests import axe

PATHS = sorted(chapters.CHAPTERS.glob("[0-9]*.md"))
every_chapter = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
PAGE = book.PAGES / "chapters" / "03-a-first-convolutional-network.html"
BOX = re.compile(r"^(`{3,})\{admonition\} Predict\n:class: tip\n(.*?)^\1\s*\Z", re.M | re.S)
REASON = "<details><summary>?</summary>"


@pytest.fixture(scope="module", autouse=True)
def built():
    if not PAGE.exists():
        book.build()


def predicted(cell):
    return "predicted" in cell.metadata.get("tags", [])


@every_chapter
def test_a_closed_output_stands_after_a_box_and_only_code_between(path):
    before = None
    for cell in nbformat.read(path.with_suffix(".ipynb"), as_version=4).cells:
        before = cell.source if cell.cell_type == "markdown" else before
        if predicted(cell):
            assert BOX.search(before) and cell.outputs, cell.source


@every_chapter
def test_of_a_boxs_options_one_is_right_and_the_others_have_reasons(path):
    for *_, words in BOX.findall("\n\n\0".join(c.source for c in chapters.source(path).cells).replace("\n\0", "\n")):
        options = re.findall(r"^- .*$", words, re.M)
        assert not options or sum(REASON not in option for option in options) == 1, words


def boxes(page):
    return page.locator(".admonition.tip").filter(has=page.locator("form.prediction"))


def output_after(box):
    return box.locator("xpath=following-sibling::div[contains(@class, 'tag_predicted')][1]/div[contains(@class, 'cell_output')]")


def test_a_choice_opens_the_result_shows_its_reason_and_is_kept(open_page):
    page, troubles = open_page(PAGE.as_uri())
    box, result = boxes(page).first, output_after(boxes(page).first)
    reason = box.get_by_text("The 5 stays within its block")
    assert not result.is_visible() and not reason.is_visible()
    box.get_by_role("radio", name="its 5 moves too").check()
    assert not result.is_visible()
    box.get_by_role("button", name="Open the result").click()
    for _ in range(2):
        assert result.is_visible() and reason.is_visible()
        assert box.get_by_role("status").inner_text() == "Not this time. The result is open below."
        assert box.locator(".right").inner_text().split("\n")[0].startswith("nothing")
        page.reload()
    assert not output_after(boxes(page).nth(1)).is_visible()
    box.get_by_role("button", name="Predict again").click()
    assert not result.is_visible() and not reason.is_visible()
    box.get_by_role("radio", name="nothing").check()
    box.get_by_role("button", name="Open the result").click()
    assert box.get_by_role("status").inner_text() == "Right. The result is open below."
    box.get_by_role("button", name="Predict again").click()
    page.reload()
    assert not result.is_visible()
    assert troubles == []


def test_the_words_about_a_result_open_with_it(open_page):
    page, _ = open_page(PAGE.as_uri())
    words = page.get_by_text("a move within the block changes nothing")
    mark = page.locator("details.check").filter(has_text="# check: \"a move within the block changes nothing.")
    assert not words.is_visible() and not mark.is_visible()
    boxes(page).first.get_by_role("radio", name="nothing").check()
    boxes(page).first.get_by_role("button", name="Open the result").click()
    assert words.is_visible() and mark.is_visible()


def test_words_or_a_guess_by_keyboard(open_page):
    page, troubles = open_page(PAGE.as_uri())
    box = boxes(page).nth(2)
    words, result = box.get_by_label("A number or a few words"), output_after(box)
    words.press("Enter")
    assert not result.is_visible()  # nothing has been said
    words.press_sequentially("<b>80</b> %")
    words.press("Enter")
    assert result.is_visible() and result.evaluate("result => result === document.activeElement")
    page.reload()
    assert box.get_by_role("status").inner_text() == "You said: <b>80</b> %. The result is open below."
    box.get_by_role("button", name="Predict again").press("Enter")
    assert words.evaluate("words => words === document.activeElement && words.value === ''")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert result.is_visible() and box.get_by_role("status").inner_text().startswith("You had a guess.")
    assert troubles == []


def test_another_page_and_a_device_that_does_not_remember(open_page):
    page, troubles = open_page(PAGE.as_uri())
    page.evaluate("localStorage.setItem('cnn-book predictions chapters/03-a-first-convolutional-network', 'not JSON')")
    refuse = "Storage.prototype.setItem = (key) => { if (key.startsWith('cnn-book')) throw new Error('full') }"
    page.add_init_script(refuse)
    page.reload()
    box = boxes(page).nth(2)
    box.get_by_role("button", name="It is in my head").click()
    assert output_after(box).is_visible()
    page.goto((PAGE.parent / "04-stride-and-padding.html").as_uri())
    assert not output_after(boxes(page).first).is_visible()
    assert troubles == []


def test_a_link_into_a_closed_result_opens_it(open_page):
    page, _ = open_page((PAGE.parent / "04-stride-and-padding.html").as_uri() + "#figure-4-2")
    assert page.locator("#figure-4-2").is_visible() and not output_after(boxes(page).first).is_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["in print", "without scripts"])
def test_results_are_open(open_page, scripts):
    page, _ = open_page(PAGE.as_uri(), java_script_enabled=scripts)
    if scripts:
        page.emulate_media(media="print")
    outputs = page.locator("div.tag_predicted > .cell_output")
    assert outputs.count() > 2 and all(output.is_visible() for output in outputs.all())
    for words in ("Open the result", "It is in my head", "The result opens when", "not this one"):
        assert not any(found.is_visible() for found in page.get_by_text(words).all())
    assert page.get_by_text("its 5 becomes 1").is_visible()
    assert page.get_by_text("a move within the block changes nothing").is_visible()


def serious(page):
    return [found for found in axe.violations(page) if found[0] in ("serious", "critical")]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_box_is_accessible_before_and_after(open_page, dark):
    page, _ = open_page(PAGE.as_uri(), width=390, dark=dark)
    assert serious(page) == []
    boxes(page).first.get_by_role("radio", name="its 5 moves too").check()
    boxes(page).first.get_by_role("button", name="Open the result").click()
    boxes(page).nth(2).get_by_role("button", name="It is in my head").click()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_script_is_on_the_pages_that_need_it():
    for path in book.PAGES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert ("/predictions.js" in text) == (" tag_predicted " in text), path
