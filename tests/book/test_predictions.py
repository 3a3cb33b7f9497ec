"""Predictions: box and closed output belong together; what a reader says is kept; nothing is closed without scripts."""

import itertools
import re

import nbformat
import pytest

import book
import chapters
from tests import axe
from tests.conftest import reload

PATHS = sorted(chapters.CHAPTERS.glob("[0-9]*.md"))
every_chapter = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
PAGE = book.PAGES / "chapters" / "03-a-first-convolutional-network.html"  # asks for choices
ASKING = book.PAGES / "chapters" / "01-limits-of-dense-networks.html"  # asks for words too
BOX = re.compile(r"^(`{3,})\{admonition\} Predict\n:class: tip\n(.*?)^\1\s*\Z", re.M | re.S)
REASON = "<details><summary>?</summary>"


pytestmark = pytest.mark.usefixtures("built")


def predicted(cell):
    return "predicted" in cell.metadata.get("tags", [])


@every_chapter
def test_a_closed_output_stands_after_a_box_and_in_its_section(path):
    asked = False
    for cell in nbformat.read(path.with_suffix(".ipynb"), as_version=4).cells:
        if cell.cell_type == "markdown":
            asked = bool(BOX.search(cell.source)) or asked and not re.search("^#", cell.source, re.M)
        if predicted(cell):
            assert asked and cell.outputs, cell.source


@every_chapter
def test_every_box_closes_an_output_and_each_chapter_has_a_choice(path):
    cells = nbformat.read(path.with_suffix(".ipynb"), as_version=4).cells
    asked = [number for number, cell in enumerate(cells) if cell.cell_type == "markdown" and BOX.search(cell.source)]
    for number in asked:
        code = itertools.takewhile(lambda cell: cell.cell_type == "code", cells[number + 1 :])
        assert any(map(predicted, code)) or path.stem.startswith("00"), cells[number].source[-300:]
    assert sum(cell.source.count("{admonition} Predict") for cell in cells) == len(asked)
    choices = [number for number in asked if REASON in BOX.search(cells[number].source)[2]]
    assert choices or path.stem.startswith("00")


@every_chapter
def test_of_a_boxs_options_one_is_right_and_the_others_have_reasons(path):
    for *_, words in BOX.findall("\n\n\0".join(c.source for c in chapters.source(path).cells).replace("\n\0", "\n")):
        options = re.findall(r"^- .*$", words, re.M)
        assert not options or sum(REASON not in option for option in options) == 1, words


@every_chapter
def test_no_open_code_stands_bare_behind_a_closed_output(path):
    """It may name what the output shows."""
    for cell, after in itertools.pairwise(nbformat.read(path.with_suffix(".ipynb"), as_version=4).cells):
        if predicted(cell) and after.cell_type == "code":
            assert {"predicted", "check", "hide-input"} & set(after.metadata.get("tags", [])), after.source


def boxes(page):
    return page.locator(".admonition.tip").filter(has=page.locator("form.prediction"))


def asking(page):
    return boxes(page).filter(has=page.get_by_label("A number or a few words")).first


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
        reload(page)
    assert not output_after(boxes(page).nth(1)).is_visible()
    box.get_by_role("button", name="Predict again").click()
    assert not result.is_visible() and not reason.is_visible()
    box.get_by_role("radio", name="nothing").check()
    box.get_by_role("button", name="Open the result").click()
    assert box.get_by_role("status").inner_text() == "Right. The result is open below."
    box.get_by_role("button", name="Predict again").click()
    reload(page)
    assert not result.is_visible()
    assert troubles == []


def test_words_or_a_guess_by_keyboard(open_page):
    page, troubles = open_page(ASKING.as_uri())
    box = asking(page)
    words, result = box.get_by_label("A number or a few words"), output_after(box)
    words.press("Enter")
    assert not result.is_visible()  # nothing has been said
    words.press_sequentially("<b>80</b> %")
    words.press("Enter")
    assert result.is_visible() and result.evaluate("result => result === document.activeElement")
    reload(page)
    assert box.get_by_role("status").inner_text() == "You said: <b>80</b> %. The result is open below."
    box.get_by_role("button", name="Predict again").press("Enter")
    assert words.evaluate("words => words === document.activeElement && words.value === ''")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert result.is_visible() and box.get_by_role("status").inner_text().startswith("You had a guess.")
    assert troubles == []


def test_another_page_and_a_device_that_does_not_remember(open_page):
    page, troubles = open_page(ASKING.as_uri())
    page.evaluate("localStorage.setItem('cnn-book predictions chapters/01-limits-of-dense-networks', 'not JSON')")
    refuse = "Storage.prototype.setItem = (key) => { if (key.startsWith('cnn-book')) throw new Error('full') }"
    page.add_init_script(refuse)
    reload(page)
    box = asking(page)
    box.get_by_role("button", name="It is in my head").click()
    assert output_after(box).is_visible()
    page.goto((PAGE.parent / "04-stride-and-padding.html").as_uri())
    assert not output_after(boxes(page).first).is_visible()
    assert troubles == []


def test_a_link_into_a_closed_result_opens_it(open_page):
    page, _ = open_page((PAGE.parent / "04-stride-and-padding.html").as_uri() + "#figure-4-2")
    assert page.locator("#figure-4-2").is_visible() and not output_after(boxes(page).first).is_visible()


def test_the_code_of_a_closed_figure_is_closed_too(open_page):
    """Its caption and alt text say what the figure shows."""
    page, _ = open_page((PAGE.parent / "02-convolution.html").as_uri())
    cell = page.locator("div.cell.tag_predicted.tag_hide-input").first
    assert cell.count() and not cell.get_by_text("Show the code").is_visible()
    cell.evaluate("cell => cell.classList.add('open')")
    assert cell.get_by_text("Show the code").is_visible()


def test_the_text_about_a_closed_result_is_closed_too(open_page):
    page, troubles = open_page((PAGE.parent / "04-stride-and-padding.html").as_uri())
    box = boxes(page).filter(has=page.get_by_text("A window of 3 cells, stride 2."))
    answer, next_box = page.get_by_text("Both have 3. The last cell"), page.get_by_text("Stride 2 halves the image.")
    assert next_box.is_visible() and not answer.is_visible()
    box.get_by_role("radio", name="3 and 4").check()
    box.get_by_role("button", name="Open the result").click()
    assert answer.is_visible() and box.get_by_text("A fourth window would begin").is_visible()
    reload(page)
    assert answer.is_visible()
    box.get_by_role("button", name="Predict again").click()
    assert not answer.is_visible()
    page.emulate_media(media="print")
    assert answer.is_visible()
    assert troubles == []


def test_a_check_between_two_closed_results_is_closed_too(open_page):
    """It says what came out."""
    page, _ = open_page((PAGE.parent / "11-dilated-grouped-separable-transposed.html").as_uri())
    check = page.locator(".tag_predicted + details.check:has(+ .tag_predicted)").first
    box = check.locator("xpath=preceding-sibling::div[contains(@class, 'tip')][1]")
    assert not check.is_visible()
    box.get_by_role("radio").first.check()
    box.get_by_role("button", name="Open the result").click()
    assert check.is_visible()
    box.get_by_role("button", name="Predict again").click()
    assert not check.is_visible()


def test_the_story_of_a_result_is_closed_to_its_end(open_page):
    page, troubles = open_page((PAGE.parent / "15-what-a-cnn-sees.html").as_uri())
    channel, shuffle = (boxes(page).filter(has=page.get_by_text(words)) for words in ("Channel 38 gives the mast", "Shuffle the weights"))
    text = lambda words: page.locator(".bd-article p", has_text=words)
    story = [text(words) for words in ("So the channel looks for", "the mast lies all the same", "The other way the channel", "was our story")]
    story.append(page.locator(".cell_output", has_text="turned the other way 5"))
    warning, end = text("A map can be sharp, plausible"), text("A map that passes is not proven")
    assert not any(part.is_visible() for part in [*story, warning, end])
    channel.get_by_role("radio").first.check()
    channel.get_by_role("button", name="Open the result").click()
    assert all(part.is_visible() for part in story) and not warning.is_visible()
    shuffle.get_by_role("radio").first.check()
    shuffle.get_by_role("button", name="Open the result").click()
    reload(page)
    assert all(part.is_visible() for part in [*story, warning, end])
    channel.get_by_role("button", name="Predict again").click()
    assert not any(part.is_visible() for part in story) and warning.is_visible()
    assert troubles == []


@pytest.mark.parametrize("scripts", [True, False], ids=["in print", "without scripts"])
def test_results_are_open(open_page, scripts):
    page, _ = open_page(PAGE.as_uri(), java_script_enabled=scripts)
    if scripts:
        page.emulate_media(media="print")
    outputs = page.locator("div.tag_predicted > .cell_output")
    assert outputs.count() > 2 and all(output.is_visible() for output in outputs.all())
    for words in ("Open the result", "when you have made", "not this one"):
        assert not any(found.is_visible() for found in page.get_by_text(words).all())
    assert page.get_by_text("its 5 becomes 1").is_visible()
    assert page.locator("p").get_by_text("a move within the block changes nothing").is_visible()


def serious(page):
    return [found for found in axe.violations(page) if found[0] in ("serious", "critical")]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_box_is_accessible_before_and_after(open_page, dark):
    page, _ = open_page(PAGE.as_uri(), width=390, dark=dark, formulas=True)
    assert serious(page) == []
    boxes(page).first.get_by_role("radio", name="its 5 moves too").check()
    boxes(page).first.get_by_role("button", name="Open the result").click()
    boxes(page).nth(2).get_by_role("radio").first.check()
    boxes(page).nth(2).get_by_role("button", name="Open the result").click()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_script_is_on_the_pages_that_need_it():
    for path in book.PAGES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert ("/predictions.js" in text) == (" tag_predicted " in text), path


def test_what_announces_the_next_cell_stays_and_checks_of_the_result_do_not(open_page):
    page, _ = open_page((PAGE.parent / "02-convolution.html").as_uri())
    assert page.get_by_text("The whole of convolution, in six lines:").is_visible()
    answer = page.locator("details.check").filter(has_text="A convolution does notice; its answer moves along.")
    assert not answer.is_visible()  # behind a warning that is closed
    page.goto((PAGE.parent / "11-dilated-grouped-separable-transposed.html").as_uri())
    between = page.locator("details.check").filter(has_text="Still nine, one for each weight.")
    assert not between.is_visible()  # between the result and its figure
    box = boxes(page).first
    box.get_by_role("radio").first.check()
    box.get_by_role("button", name="Open the result").click()
    assert between.is_visible()
    page.goto((PAGE.parent / "12-receptive-fields.html").as_uri())
    folded = page.locator("details.check").filter(has_text="Five. It sees three cells of the first layer")
    assert not folded.is_visible()  # behind open code


@pytest.mark.parametrize(
    "name, closed, announced",
    [
        ("12-receptive-fields", "eleven cells against seven", "see where something arrives; with kernels of ones"),
        ("13-classic-networks", "227×227 it fits", "What was new, layer by layer:"),
        ("13-classic-networks", "input_shape=(227, 227, 3)", "What was new, layer by layer:"),
    ],
)
def test_no_box_code_or_figure_below_a_closed_result_gives_it_away(open_page, name, closed, announced):
    page, _ = open_page((PAGE.parent / f"{name}.html").as_uri())
    found = page.locator("p, pre").filter(has_text=closed).all()
    assert found and not any(each.is_visible() for each in found)
    assert page.get_by_text(announced).first.is_visible()
