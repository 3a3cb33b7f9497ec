"""What a reader has done is remembered in the browser, shown quietly, and can be forgotten."""

import pytest
from playwright.sync_api import expect

import book
from tests import axe
from tests.conftest import reload

PAGE = book.PAGES / "chapters" / "06-pooling.html"
NEXT = book.PAGES / "chapters" / "07-loss-and-descent.html"


pytestmark = pytest.mark.usefixtures("built")


def mark(page, title):
    return page.locator(".bd-links .toctree-l1 > a").filter(has_text=title).locator(".progress-mark")


def test_a_solved_exercise_and_a_prediction_are_kept_shown_and_forgotten(open_page):
    page, troubles = open_page(PAGE.as_uri())
    panel = page.get_by_role("region", name="Your progress")
    solved = page.get_by_role("checkbox", name="Solved: Exercise 6.1", exact=True)
    total = page.locator("form.prediction").count(), page.locator("div.exercise").count()
    assert not mark(page, "Pooling").is_visible()
    solved.press("Space")
    page.get_by_role("button", name="It is in my head").first.click()
    assert panel.locator(".counts").inner_text().startswith(f"1 of {total[0]} predictions made · 1 of ")
    page.goto(NEXT.as_uri())
    assert mark(page, "Pooling").get_attribute("title") == "begun · 1 prediction · 1 exercise"
    assert not mark(page, "Loss and descent").is_visible()
    page.goto(PAGE.as_uri())
    assert solved.is_checked()
    assert panel.get_by_text(f"1 of {total[0]} predictions made · 1 of {total[1]} exercises solved").is_visible()
    page.once("dialog", lambda dialog: dialog.dismiss())
    panel.get_by_role("button", name="Forget all").click()
    assert solved.is_checked()
    page.once("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        panel.get_by_role("button", name="Forget all").click()
    page.wait_for_selector("section.your-progress")
    assert not solved.is_checked() and not mark(page, "Pooling").is_visible()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('cnn-book')).length") == 0
    assert troubles == []


def test_a_chapter_is_read_at_its_end_unless_the_reader_says_otherwise(open_page):
    page, troubles = open_page(PAGE.as_uri())
    read = page.get_by_role("checkbox", name="I have read this chapter")
    page.wait_for_timeout(2500)
    assert not read.is_checked()
    read.scroll_into_view_if_needed()
    expect(read).to_be_checked(timeout=10_000)
    assert mark(page, "Pooling").get_attribute("title") == "read"
    read.uncheck()
    reload(page)
    read.scroll_into_view_if_needed()
    page.wait_for_timeout(2500)
    assert not read.is_checked()
    assert troubles == []


def test_a_browser_that_remembers_nothing(open_page):
    page, troubles = open_page(PAGE.as_uri())
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused'); }})")
    reload(page)
    solved = page.get_by_role("checkbox", name="Solved: Exercise 6.2", exact=True)
    solved.check()
    assert solved.is_checked() and mark(page, "Pooling").get_attribute("title") == "begun · 1 exercise"
    assert [trouble for trouble in troubles if "progress" in trouble] == []


def test_nothing_is_shown_without_scripts_and_in_print(open_page):
    page, _ = open_page(PAGE.as_uri(), java_script_enabled=False)
    assert page.locator(".your-progress, .solved, .progress-mark").count() == 0
    page, _ = open_page(PAGE.as_uri())
    page.emulate_media(media="print")
    assert not any(found.is_visible() for found in page.locator(".your-progress, .solved, .progress-mark").all())


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_is_accessible(open_page, dark):
    page, _ = open_page(PAGE.as_uri(), width=1280, dark=dark)
    page.get_by_role("checkbox", name="Solved: Exercise 6.1", exact=True).check()
    assert [found for found in axe.violations(page) if found[0] in ("serious", "critical")] == []
