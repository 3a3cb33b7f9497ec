"""The front page: a living picture, what the book is, for whom, and where to begin, on one screen."""

import re

import pytest

import book

pytestmark = pytest.mark.usefixtures("built")


@pytest.fixture
def front(open_page):
    return lambda width: open_page((book.PAGES / "index.html").as_uri(), width=width)[0]


def ends(page, what):
    box = page.locator(f"article {what}").first.bounding_box()
    return box["y"] + box["height"], box["x"] + box["width"]


def test_all_that_a_newcomer_asks_is_on_the_first_screen(front):
    page = front(1280)
    for what in ("h1", ".lead", ".ways", "p:has-text('For whom.')", "p:has-text('nine pixels, nine weights, one sum')"):
        assert ends(page, what)[0] <= 800, what
    for what in ("canvas >> nth=0", "canvas >> nth=1", "table.kernel", ".sum"):
        bottom, right = ends(page, f"cnn-kernel-bench {what}")
        assert bottom <= 800 and right <= 1280, what
    tops = {round(button.bounding_box()["y"]) for button in page.locator("cnn-kernel-bench :is(.file, button:text('Start over'))").all()}
    assert len(tops) == 1


def test_the_picture_stands_beside_the_words_and_lives(front):
    page = front(1280)
    words, bench = (page.locator(what).bounding_box() for what in (".front > .words", "cnn-kernel-bench"))
    assert words["x"] + words["width"] <= bench["x"] and abs(words["y"] - bench["y"]) < 40
    before = page.locator("cnn-kernel-bench .sum").inner_text()
    page.locator("cnn-kernel-bench canvas").nth(1).click(position={"x": 100, "y": 40})
    assert re.match(r"output\[\d+, \d+\] = ", before) and page.locator("cnn-kernel-bench .sum").inner_text() != before


def test_one_can_read_run_or_practice(front):
    page = front(1280)
    ways = page.locator("article .ways a")
    assert [way.get_attribute("href").partition("#")[0] for way in ways.all()] == [
        "chapters/01-limits-of-dense-networks.html", *["chapters/00-start-here.html"] * 2
    ]
    first, *_, last = (way.bounding_box() for way in ways.all())
    assert abs(first["y"] - last["y"]) < 2  # side by side


@pytest.mark.parametrize("width, height", [(390, 844), (768, 1024)])
def test_on_a_narrow_screen_the_way_in_comes_early_and_the_picture_after_the_words(front, width, height):
    page = front(width)
    assert ends(page, ".ways")[0] < height / 2
    assert ends(page, ".front > .words")[0] <= page.locator("cnn-kernel-bench").bounding_box()["y"] < height
    assert page.evaluate("document.documentElement.scrollWidth") <= width
