"""The figures in the pages: their names, their typeface, how they scroll. test_pages looks at the letters of all of them."""

import collections
import re
from importlib import resources

import pytest
from matplotlib import ft2font

from cnnlib import figures
from tests.book.pages import every_page, path_of
from tests.drawings import LETTERS

pytestmark = pytest.mark.usefixtures("built")
WIDTH = """([weight, words]) => {
    const paint = document.createElement("canvas").getContext("2d");
    paint.font = `${weight} 100px "Book Sans"`;
    return paint.measureText(words).width;
}"""


@every_page
def test_a_drawing_has_words_and_names_that_no_other_has(name):
    text = path_of(name).read_text(encoding="utf-8")
    drawings = re.findall(r'<div class="drawing">(.*?)</div>', text, re.DOTALL)
    for forms in drawings:
        forms = re.findall(r'<svg class="(\w+)" role="img" aria-label="[^"]+" ', forms)
        assert forms in (["only"], ["wide", "narrow"])
    ids = collections.Counter(re.findall(r'\sid="(drawing-[^"]+)"', text))
    used = set(re.findall(r'(?:url\(|href=")#(drawing-[^")]+)', text))
    assert [one for one, count in ids.items() if count > 1] == [] and set(ids) == used


def test_matplotlib_measures_words_as_a_page_shows_them(open_page):
    page, _ = open_page(path_of("chapters/02-convolution").as_uri())
    words = "horizontal edges, wide blur: 0123456789 − × · W V A T"
    for weight, face in ((400, "regular"), (650, "bold")):
        font = ft2font.FT2Font(str(resources.files(figures) / "fonts" / f"book-sans-{face}.ttf"))
        font.set_size(100, 72)
        font.set_text(words, 0.0, flags=ft2font.LoadFlags.NO_HINTING)
        assert font.get_width_height()[0] / 64 == pytest.approx(page.evaluate(WIDTH, [weight, words]), rel=0.01)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_wide_drawing_scrolls_by_keyboard_and_others_are_no_stop_on_the_way(open_page, width):
    page, _ = open_page(path_of("chapters/04-stride-and-padding").as_uri(), width=width)
    page.wait_for_timeout(300)
    boxes = page.locator("div.drawing").evaluate_all("boxes => boxes.map(box => [box.scrollWidth > box.clientWidth, box.tabIndex])")
    assert all(stop == (0 if wider else -1) for wider, stop in boxes)
    assert any(wider for wider, _ in boxes) == (width == 390)
    if width == 390:
        wide = page.locator("div.drawing[tabindex='0']").first
        wide.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(500)
        assert wide.evaluate("box => box.scrollLeft") > 0


def test_letters_that_are_too_small_are_found(open_page, tmp_path):
    file = tmp_path / "page.html"
    file.write_text("<svg viewBox='0 0 100 10' width='200'><text y='9' font-size='4'>a<tspan font-size='3'>b</tspan></text></svg>")
    page, _ = open_page(file.as_uri())
    assert [(round(size, 3), word) for size, word in page.evaluate(LETTERS)] == [(8, "ab"), (6, "b")]
