"""The figures in the pages, in a browser: letters that can be read on a phone, in the book's typeface and the page's colors."""

import collections
import re
from importlib import resources

import pytest
from matplotlib import ft2font

from cnnlib import figures, palette
from cnnlib.figures.page import SMALLEST
from cnnlib.figures.style import BLACK, WHITE
from tests.book.test_pages import built, every_page, path_of  # noqa: F401

# Of every text in a drawing, moving ones too, and of what stands folded: pixels of its letters, and its first word.
LETTERS = """() => {
    const roots = [document];
    for (const root of roots) roots.push(...[...root.querySelectorAll("*")].map(e => e.shadowRoot).filter(Boolean));
    const texts = roots.flatMap(root => [...root.querySelectorAll("svg text, svg tspan")]);
    return texts.filter(text => text.textContent.trim() && text.getClientRects().length).map(text => {
        const {a, b} = text.getScreenCTM();
        return [parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b), text.textContent.trim()];
    });
}"""
# Of every drawing: whether it is wider than its box, how far its box scrolls, and whether a shade says so.
BOXES = """() => [...document.querySelectorAll("div.drawing")].map(box => {
    box.scrollLeft = 1e6;
    const style = getComputedStyle(box), {left, right} = box.getBoundingClientRect();
    return {wider: Math.max(...[...box.children].map(form => form.getBoundingClientRect().width)) - box.clientWidth, scrolls: box.scrollLeft,
            shade: style.backgroundImage.includes("gradient"), inside: left >= 0 && right <= innerWidth};
})"""
UNFOLD = "document.querySelectorAll('details').forEach(box => box.open = true)"
STYLES = """() => [...document.querySelectorAll("div.drawing text")].map(text => getComputedStyle(text))
    .map(style => [style.fontFamily.split(",")[0].replaceAll('"', ""), style.fill])"""

WIDTH = """([weight, words]) => {
    const paint = document.createElement("canvas").getContext("2d");
    paint.font = `${weight} 100px "Book Sans"`;
    return paint.measureText(words).width;
}"""


@pytest.fixture
def unfolded(visit):
    def unfolded(name, width=390, dark=False):
        page, _ = visit(path_of(name).as_uri(), width, dark)
        page.evaluate(UNFOLD)
        page.add_style_tag(content=".cell_output { display: block !important; }")  # of predictions
        page.evaluate("document.fonts.ready")
        return page

    return unfolded


@every_page
def test_letters_can_be_read_on_a_phone_and_a_wide_drawing_scrolls_in_its_box(unfolded, name):
    page = unfolded(name)
    small = [(round(size, 1), word) for size, word in page.evaluate(LETTERS) if size < SMALLEST - 0.05]
    assert small == []
    for box in page.evaluate(BOXES):
        assert box["inside"] and box["shade"] and abs(box["scrolls"] - max(box["wider"], 0)) <= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@every_page
def test_letters_are_the_books_and_their_colors_the_pages(unfolded, name, dark):
    page = unfolded(name, 1280, dark)
    colors = {*(palette.DARK if dark else palette.LIGHT).values(), BLACK, WHITE}
    for family, fill in page.evaluate(STYLES):
        assert family == "Book Sans"
        assert "#" + "".join(f"{int(n):02x}" for n in re.findall(r"\d+", fill)) in colors
    assert page.evaluate("document.fonts.check('12px \"Book Sans\"')")


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
