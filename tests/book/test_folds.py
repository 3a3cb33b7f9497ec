"""Code that is folded and shows nothing: after a paragraph its link takes no line of its own, after code it offers more."""

import pytest

from tests.book.pages import path_of, with_results

pytestmark = pytest.mark.usefixtures("built")

# Of each such link behind a paragraph: how far it stands below the paragraph's last line, and whether it lies on its words
# or on the mark of a check.
PLACES = """() => [...document.querySelectorAll("p + div.cell.silent")].filter((cell) => cell.checkVisibility()).map((cell) => {
    const words = new Range(), link = cell.querySelector("summary").getBoundingClientRect();
    words.selectNodeContents(cell.previousElementSibling);
    const last = [...words.getClientRects()].pop(), check = cell.nextElementSibling?.matches("details.check") && cell.nextElementSibling.querySelector("summary").getBoundingClientRect();
    return {
        below: link.bottom - cell.previousElementSibling.getBoundingClientRect().bottom,
        on: (last.bottom > link.top + 3 && last.right > link.left) || (check && (Math.abs(check.top - link.top) > 2 || link.right > check.left)),
    };
})"""


@pytest.mark.parametrize("chapter", ["07-loss-and-descent", "10-training-a-cnn", "17-speed", "18-scale"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_link_ends_the_last_line_of_the_paragraph_before_it(open_page, chapter, width):
    page = with_results(open_page, chapter, width)
    places = page.evaluate(PLACES)
    assert places and [place for place in places if abs(place["below"]) > 2 or place["on"]] == []


# Of each two marks that follow one another: whether they miss to stand in one line, side by side.
APART = """() => [...document.querySelectorAll("div.cell.silent + :is(details.check, div.cell.silent), details.check + div.cell.silent")].map((part) => {
    const [one, two] = [part.previousElementSibling, part].map((mark) => mark.querySelector("summary").getBoundingClientRect());
    return Math.abs(one.top - two.top) > 2 || (one.left < two.right && two.left < one.right);
})"""


@pytest.mark.parametrize("chapter", ["09-batch-normalization", "10-training-a-cnn", "17-speed"])
@pytest.mark.parametrize("width", [1280, 390])
def test_marks_that_follow_one_another_stand_in_one_line(open_page, chapter, width):
    page = with_results(open_page, chapter, width)
    apart = page.evaluate(APART)
    assert apart and not any(apart)


def test_behind_open_code_there_is_more_of_it(open_page):
    page, _ = open_page(path_of("chapters/18-scale").as_uri())
    more = page.locator("div.cell:not(.tag_hide-input) + div.cell.silent summary")
    assert set(more.all_inner_texts()) == {"Show more code"}
    more.first.click()
    assert "benchmarks/results.json" in page.locator("div.cell.silent pre").first.inner_text()
    assert set(page.locator("p + div.cell.silent summary").all_inner_texts()) == {"Show the code"}


def test_an_opened_fold_does_not_lie_under_the_check_after_it(open_page):
    page, _ = open_page(path_of("chapters/18-scale").as_uri())
    fold = page.locator("p + div.cell.silent:has(+ details.check)").first
    fold.locator("summary").click()
    code, mark = fold.locator("pre").bounding_box(), page.locator("p + div.cell.silent + details.check > summary").first.bounding_box()
    assert code["y"] + code["height"] <= mark["y"] + 2


def test_on_paper_nothing_is_left_of_it(open_page):
    page, _ = open_page(path_of("chapters/18-scale").as_uri())
    page.emulate_media(media="print")
    assert page.locator("div.cell.silent").count() and not page.locator("div.cell.silent:visible").count()


def test_below_a_figure_the_link_and_the_mark_of_a_check_stand_in_one_line(open_page):
    page, _ = open_page(path_of("chapters/05-gradients").as_uri())
    page.evaluate("document.querySelectorAll('.tag_predicted, .about-prediction').forEach(part => part.classList.add('open'))")
    below_figure = "div.cell.tag_hide-input:not(.silent):has(+ details.check)"
    links, marks = page.locator(f"{below_figure} > details.hide > summary"), page.locator(f"{below_figure} + details.check > summary")
    assert links.count() == marks.count() > 1
    for link, mark in zip(links.all(), marks.all(), strict=True):
        link_box, mark_box = link.bounding_box(), mark.bounding_box()
        middle = lambda box: box["y"] + box["height"] / 2
        assert abs(middle(link_box) - middle(mark_box)) < 4 and link_box["x"] + link_box["width"] <= mark_box["x"]


# Of each such link what the theme adds to the title of a box: a ground and a sign. A link may stand in a box.
ADDED = """() => [...document.querySelectorAll("details.hide > summary > p")].filter((p) => getComputedStyle(p).backgroundColor !== "rgba(0, 0, 0, 0)"
    || ["::before", "::after"].some((part) => getComputedStyle(p, part).content !== "none")).map((p) => p.textContent)"""


def test_in_an_exercise_too_the_link_is_words_alone(open_page):
    page, _ = open_page(path_of("chapters/09-batch-normalization").as_uri())
    assert page.locator("div.exercise details.hide").count() and page.evaluate(ADDED) == []
