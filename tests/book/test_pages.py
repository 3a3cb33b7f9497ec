"""Every page of the built book, as a reader's browser shows it: wide and narrow, light and dark, from disk."""

import functools
import http.server
import json
import re
import threading
import urllib.parse
from html.parser import HTMLParser

import pytest

import book
from cnnlib.interactive.element import scripts
from tests import axe, drawings
from tests.book.pages import HTML, every_page, path_of
from tests.contrast import contrast, unreadable

HEAVIEST = 1_000_000  # bytes of a page with its own pictures; what all pages share comes on top


pytestmark = pytest.mark.usefixtures("built")


class Page(HTMLParser):
    """Links, ids and pictures of a page."""

    def __init__(self, path):
        super().__init__()
        self.links, self.ids, self.images = [], set(), []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        self.ids |= {said["id"]} if "id" in said else set()
        for name in ("href", "src"):
            if said.get(name):
                self.links.append(said[name])
        if tag == "img":
            self.images.append(said)


@functools.cache
def parsed(path):
    return Page(path)


def broken_links(path):
    for link in parsed(path).links:
        target, _, fragment = urllib.parse.unquote(link).partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (path.parent / target.partition("?")[0]).resolve() if target else path
        if not file.exists():
            yield link
        elif fragment and file.suffix == ".html" and fragment not in parsed(file).ids:
            yield link


@every_page
def test_no_internal_link_is_broken(name):
    assert list(broken_links(path_of(name))) == []


@every_page
def test_every_picture_has_an_alt_text(name):
    assert [i["src"] for i in parsed(path_of(name)).images if "alt" not in i or i["alt"] == i["src"]] == []
    assert all(i["alt"] for i in parsed(path_of(name)).images if "_images" in i["src"])


@every_page
def test_a_figure_or_table_bears_the_number_that_its_address_says(name):
    text = path_of(name).read_text(encoding="utf-8")
    text = re.sub(r"<(cnn-[\w-]+).*?</\1>", "", text, flags=re.DOTALL)  # a still has captions of its own
    start = r'<(?:figure|table)[^>]* id="(figure|table)-(\d+)-(\d+)">'
    number = r'<span class="caption-number">((?:Figure|Table) .*?)</span>'
    found = re.findall(f"{start}.*?{number}", text, re.DOTALL)
    numbered = re.match(r"chapters/(?!00)", name)
    captions = len(re.findall("<figcaption|<caption", text)) if numbered else 0
    assert len(found) == captions == len(re.findall(number, text))
    assert [f"{kind.title()} {chapter}.{place}. " for kind, chapter, place, _ in found] == [said for *_, said in found]


def test_a_formula_of_several_lines_bears_its_number(open_page):
    page, troubles = open_page(path_of("chapters/05-gradients").as_uri(), width=390, formulas=True)
    formula = page.locator("#formula-5-1 mjx-container")
    formula.wait_for()
    assert formula.locator("mjx-mlabeledtr").count() == 1 and page.locator("mjx-merror").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert troubles == []


@every_page
def test_an_exercise_bears_the_number_that_it_has_in_jupyterlab(name):
    numbers = re.findall(r'"admonition-title"><span class="caption-number">Exercise ([\d.]+)', path_of(name).read_text("utf-8"))
    source = book.ROOT / f"{name}.md"
    said = re.findall(r"^:label: .*\n:enumerator: (.*)$", source.read_text("utf-8"), re.MULTILINE) if source.exists() else []
    assert numbers == said or name == "chapters/00-start-here"


@every_page
def test_the_page_is_light(name):
    path = path_of(name)
    own = {link for link in parsed(path).links if "_images/" in link}
    assert path.stat().st_size + sum((path.parent / link).stat().st_size for link in own) <= HEAVIEST


def test_no_address_outside_is_loaded_and_nothing_says_how_the_book_was_made():
    for path in HTML.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.findall(r"<(?:script|img|link|iframe)[^>]+(?:src|href)=\"https?:", text), path
        assert not re.search(r"Jupyter ?Book Community|Powered by|Created using|Built with", text, re.IGNORECASE), path


# Open lines of code that begin with `assert`, outside checks and solutions.
OPEN_ASSERTIONS = """() => [...document.querySelectorAll("div.cell_input pre")]
    .filter(pre => !pre.closest("details.check, div.solution"))
    .flatMap(pre => pre.textContent.split("\\n")).filter(line => /^ *(assert|raise AssertionError)\\b/.test(line))"""
SPOKEN_OF = {"chapters/00-start-here": ["assert y[0, 0] == 2 * 1 + 5 * 0.5 + 1 * (-3)"]}  # the text is about this one
# Classes of the icons in sight that have no glyph in the typeface of icons.
NO_GLYPH = """async () => {
    await document.fonts.ready;
    return [...document.querySelectorAll("[class*=' fa-'], .far, .fas")].filter((icon) => {
        const { content, fontFamily } = getComputedStyle(icon, "::before"), glyph = content.replaceAll('"', "");
        const drawn = fontFamily.includes("Book Icons") && glyph.length === 1 && document.fonts.check('900 16px "Book Icons"', glyph);
        return icon.checkVisibility() && !drawn;
    }).map((icon) => icon.className);
}"""


def serious(page, only=None):
    return [found for found in axe.violations(page, only) if found[0] in ("serious", "critical")]


# Two frames, and the end of all colors that change gradually.
SETTLED = """async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const ends = document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime < Infinity);
    await Promise.all(ends.map((each) => each.finished.catch(() => {})));
}"""


def turn(page, theme):
    page.emulate_media(color_scheme=theme)
    page.wait_for_selector(f"html[data-theme={theme}]", state="attached", timeout=5000)
    page.evaluate(SETTLED)


def widen(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate(SETTLED)


def fits(page, width):
    return page.evaluate("document.documentElement.scrollWidth") <= width


# Code whose lines end past its box, by how many pixels.
CUT_CODE = """() => [...document.querySelectorAll(".bd-article pre")].filter((pre) => pre.scrollWidth > pre.clientWidth)
    .map((pre) => [pre.textContent.slice(0, 80), pre.scrollWidth - pre.clientWidth])"""


def has_its_icons(page):
    one_search = page.locator(".search-button:visible, .search-button-field:visible").count() == 1
    return one_search and page.locator(":is([class*=' fa-'], .far, .fas):visible").count() and page.evaluate(NO_GLYPH) == []


@every_page
def test_in_a_browser(visit, name):
    """Opened on a phone in the dark, turned light as a device does in the morning; then wide, and turned dark again."""
    page, troubles = visit(path_of(name).as_uri(), 390, dark=True)
    if page.locator(".math").count():
        page.wait_for_selector("mjx-container", state="attached")  # the first may be in a fold
    page.wait_for_timeout(200)  # late scripts
    for theme in ("dark", "light"):
        turn(page, theme)
        assert fits(page, 390) and unreadable(page) == [] and drawings.foreign_letters(page, theme) == []
    assert page.evaluate(OPEN_ASSERTIONS) == SPOKEN_OF.get(name, [])
    assert has_its_icons(page)
    drawings.unfold(page)
    assert fits(page, 390) and drawings.small_letters(page) == [] and drawings.boxes_amiss(page) == []
    assert drawings.cut_words(page) == []
    assert serious(page) == []
    widen(page, 1280)
    assert fits(page, 1280) and page.evaluate(CUT_CODE) == [] and drawings.cut_words(page) == [] and has_its_icons(page)
    turn(page, "dark")
    assert fits(page, 1280)
    assert serious(page, "color-contrast") == []  # all else is the same in either theme
    assert troubles == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_what_stands_around_every_page_is_accessible(open_page, width, dark):
    """Every rule, at each width, in each theme, on the page with the least of its own."""
    page, _ = open_page(path_of("search").as_uri(), width=width, dark=dark)
    assert serious(page) == []


def test_a_missing_file_is_noticed(open_page, tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<img src="missing.svg" alt="">')
    _, troubles = open_page(page.as_uri())
    assert f"failed: {(tmp_path / 'missing.svg').as_uri()}" in troubles


def open_predictions(page):
    """Open all that waits for a prediction, as a browser without scripts does."""
    page.evaluate("document.documentElement.classList.remove('predictions')")


def test_the_stepper_works_in_the_built_page(open_page):
    page, troubles = open_page(path_of("chapters/02-convolution").as_uri())
    open_predictions(page)
    stepper = page.locator("cnn-stepper")
    assert stepper.locator(".sum").inner_text().endswith("= 7")
    stepper.locator("table.output td").nth(4).click()
    assert stepper.locator(".sum").inner_text().startswith("output[1, 1] = (−2)·(−1) + ")
    assert troubles == []


@pytest.mark.parametrize("chapter", ["01-limits-of-dense-networks", "03-a-first-convolutional-network"])
def test_the_accuracy_curve_begins_where_its_axis_does(open_page, chapter):
    """The page centers what stands in a figure."""
    page, _ = open_page(path_of(f"chapters/{chapter}").as_uri())
    open_predictions(page)
    figure = page.locator("cnn-shift-and-shuffle")
    figure.scroll_into_view_if_needed()
    chart, curve = (figure.locator(what).first.bounding_box() for what in (".chart", ".chart path"))
    assert abs(curve["x"] - chart["x"]) < 6 and abs(curve["width"] - chart["width"]) < 12  # the line has a width
    assert figure.evaluate("figure => getComputedStyle(figure).textAlign") == "start"


def test_the_kernel_bench_works_on_the_front_page(open_page):
    page, troubles = open_page(path_of("index").as_uri())
    bench = page.locator("cnn-kernel-bench")
    before = bench.locator(".sum").inner_text()
    bench.get_by_role("combobox", name="kernel").select_option("all edges")
    assert before.startswith("output[") and bench.locator(".sum").inner_text().split(" = ")[0] == before.split(" = ")[0]
    assert bench.locator(".sum").inner_text() != before
    assert troubles == []


def test_both_field_tracers_work_in_their_chapter(open_page):
    page, troubles = open_page(path_of("chapters/12-receptive-fields").as_uri())
    open_predictions(page)
    said = page.locator("cnn-field-tracer .sum")
    assert [("field of 11" in text, "field of 15" in text) for text in said.all_inner_texts()] == [(True, False), (False, True)]
    page.locator("cnn-field-tracer .stack").first.press("ArrowDown")
    assert "field of 7 cells" in said.first.inner_text() and "field of 15 cells" in said.last.inner_text()
    assert troubles == []


def test_the_way_down_is_found_in_chapter_07_and_not_before_it_is_predicted(open_page):
    page, troubles = open_page(path_of("chapters/07-loss-and-descent").as_uri())
    one, three = page.locator("cnn-descent-path").all()
    assert not one.is_visible() and not three.is_visible()
    open_predictions(page)
    rate = one.get_by_role("textbox", name="learning rate, typed")
    rate.fill("0.11")
    rate.press("Enter")
    assert one.locator(".note").last.inner_text().endswith("The rate is above 2/20 = 0.1.")
    three.get_by_role("combobox", name="rule").select_option("momentum")
    assert "momentum 0.8, rate 0.02: 0.00141" in three.locator(".key").inner_text()
    assert troubles == []


@pytest.mark.parametrize("chapter", ["02-convolution", "03-a-first-convolutional-network", "07-loss-and-descent"])
def test_a_pointer_over_a_figure_restyles_a_few_elements_alone(browser, open_page, chapter):
    """Else each frame of a figure takes some milliseconds more: a rule of the theme, or a script that writes anew what
    stands there, makes the browser work out the styles of all the figure, or of all the page."""
    page, troubles = open_page(path_of(f"chapters/{chapter}").as_uri())
    open_predictions(page)
    figure = page.locator("cnn-kernel-bench, cnn-network-map, cnn-descent-path").first
    figure.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # the list of sections follows
    box = figure.bounding_box()
    middle = (max(box["y"], 100) + min(box["y"] + box["height"], 800)) / 2
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    for _ in range(2):
        page.mouse.click(box["x"] + 5, middle)  # in its margin, where there is nothing to press
        page.mouse.move(box["x"] - 5, middle)
        page.wait_for_timeout(100)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    assert any(event["name"] == "EventDispatch" for event in events)
    assert max((event["args"].get("elementCount", 0) for event in events if event["name"] == "UpdateLayoutTree"), default=0) < 60
    assert troubles == []


@every_page
def test_scripts_of_figures_are_on_the_pages_that_show_them(name):
    text = path_of(name).read_text(encoding="utf-8")
    shown = set(re.findall(r"<cnn-([a-z-]+)", text))
    loaded = set(re.findall(r'src="[^"]*_static/interactive/([a-z-]+)\.js', text))
    assert loaded == {script.removesuffix(".js") for tag in shown for script in scripts(f"cnn-{tag}")}


def test_from_a_static_server(open_page):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=HTML)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page, troubles = open_page(f"http://127.0.0.1:{server.server_port}/index.html")
        page.get_by_role("link", name="Start here").first.click()
        page.wait_for_selector("article h1:has-text('Start here')")
        server.shutdown()
    assert troubles == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_check_opens_by_mouse_and_by_keyboard_and_is_gone_in_print(open_page, scripts):
    page, troubles = open_page(path_of("chapters/02-convolution").as_uri(), java_script_enabled=scripts)
    check = page.locator("details.check").filter(has_text="Neighbors correlate at more than 0.93")
    mark, code = check.locator("summary"), check.locator("pre")
    count = code.text_content().count("assert ")
    assert count > 1 and mark.get_attribute("title") == f"{count} assertions, run whenever the book changes"
    assert mark.inner_text() == "checked"
    assert not code.is_visible()
    mark.click()
    assert code.is_visible() and code.inner_text().startswith('# check: "Neighbors correlate at more than 0.93')
    mark.press("Enter")
    assert not code.is_visible()
    mark.press("Space")
    assert code.is_visible()
    page.emulate_media(media="print")
    assert not mark.is_visible() and not code.is_visible()
    assert not scripts or troubles == []


@pytest.mark.parametrize("width", [1280, 390])
def test_a_mark_stands_in_the_last_line_of_its_paragraph(open_page, width):
    page, _ = open_page(path_of("chapters/02-convolution").as_uri(), width=width, formulas=True)
    marks = page.locator("p + details.check > summary")
    assert marks.count() > 5
    below = "mark => mark.parentElement.previousElementSibling.getBoundingClientRect().bottom - mark.getBoundingClientRect().bottom"
    for mark in marks.all():
        assert abs(mark.evaluate(below)) < 2
        assert mark.evaluate("mark => mark.getBoundingClientRect().right <= innerWidth")


def test_the_list_of_chapters_is_scrolled_no_more_than_it_must(open_page):
    """Landing on chapter 2, its link is in sight at the top of the list; in the last chapter the search is, all the same."""
    page, _ = open_page(path_of("chapters/02-convolution").as_uri())
    page.wait_for_timeout(200)
    assert page.evaluate("document.querySelector('.bd-sidebar-primary').scrollTop") == 0
    page, _ = open_page(path_of("book/references").as_uri())
    page.wait_for_timeout(200)
    assert page.evaluate("document.querySelector('.bd-sidebar-primary').scrollTop") > 0
    assert page.evaluate("document.querySelector('.search-button-field').getBoundingClientRect().top") >= 0


def test_on_the_front_page_the_list_of_chapters_begins_at_its_top(open_page):
    page, _ = open_page(path_of("index").as_uri())
    page.wait_for_timeout(200)
    assert page.evaluate("document.querySelector('.bd-sidebar-primary').scrollTop") == 0


def test_going_on_from_chapter_to_chapter_the_list_follows(open_page):
    page, _ = open_page(path_of("chapters/10-training-a-cnn").as_uri())
    for _ in range(4):
        page.locator(".prev-next-footer .right-next").click()
        page.wait_for_load_state("load")
        page.wait_for_timeout(200)
        box = page.locator(".bd-sidebar-primary .bd-docs-nav .active").last.bounding_box()
        assert 0 <= box["y"] and box["y"] + box["height"] <= 800


def test_the_list_of_sections_follows_the_reader(open_page):
    """The twenty of chapter 2 need more than the height of a small screen."""
    page, _ = open_page(path_of("chapters/02-convolution").as_uri())
    assert page.evaluate("(list => list.scrollHeight > list.clientHeight)(document.querySelector('.bd-sidebar-secondary'))")
    for section in ("sources", "nine-products-and-a-sum", "why-local", "exercises"):
        page.evaluate("section => document.getElementById(section).scrollIntoView()", section)
        active = page.locator(f".bd-sidebar-secondary .nav-link.active[href='#{section}']")
        active.wait_for()
        page.wait_for_timeout(200)
        box = active.bounding_box()
        assert 40 <= box["y"] and box["y"] + box["height"] <= 760, section


def test_code_that_can_hardly_be_read_is_found(open_page, tmp_path):
    page_file = tmp_path / "page.html"
    page_file.write_text(
        "<body style='background: white'><pre style='background: rgba(0, 0, 0, 0.5); color: #000'>a"
        "<b style='color: #333'>b</b><i style='color: rgba(0, 0, 0, 0.2)'>c</i></pre><p style='color: #eee'>d"
    )
    page, _ = open_page(page_file.as_uri())
    behind = ["rgba(0, 0, 0, 0.5)", "rgb(255, 255, 255)"]
    assert unreadable(page) == [["rgb(51, 51, 51)", *behind], ["rgba(0, 0, 0, 0.2)", *behind]]
    assert contrast("#333333", *behind) == pytest.approx(contrast("#333333", "#7f7f7f"), rel=0.01)


COLORS = """() => [[document.querySelector("article p"), "color"], [document.body, "backgroundColor"]]
    .map(([element, property]) => getComputedStyle(element)[property])"""


def test_a_dark_page_is_printed_light(open_page):
    address = path_of("chapters/02-convolution").as_uri()
    (light, _), (dark, _) = open_page(address), open_page(address, dark=True)
    assert light.evaluate(COLORS) != dark.evaluate(COLORS)
    for page in (light, dark):
        page.emulate_media(media="print")
    assert light.evaluate(COLORS) == dark.evaluate(COLORS)


def test_symbols_on_a_phone_have_room_for_their_meaning(open_page):
    page, _ = open_page(path_of("book/notation").as_uri(), width=390, formulas=True)
    page.wait_for_selector("mjx-container")
    widths = page.evaluate("[...document.querySelectorAll('#notation tbody td:nth-child(n + 2)')].map(cell => cell.clientWidth).filter(Boolean)")
    assert len(widths) > 50 and min(widths) > 150
    tables = page.locator("#notation .pst-scrollable-table-container")
    assert all(table.evaluate("it => it.scrollWidth <= it.clientWidth") for table in tables.all())


@pytest.mark.parametrize("chapter, table", [("14-residual-and-mobile-networks", "table-14-1"), ("15-what-a-cnn-sees", "table-15-1")])
def test_the_column_that_a_table_is_about_is_seen_on_a_phone(open_page, chapter, table):
    page, _ = open_page(path_of(f"chapters/{chapter}").as_uri(), width=390)
    open_predictions(page)
    assert page.locator(f"#{table} [role=region]").evaluate("box => box.clientWidth && box.scrollWidth <= box.clientWidth")


def test_on_a_wide_screen_the_columns_stand_in_its_middle(open_page):
    page, _ = open_page(path_of("chapters/05-gradients").as_uri(), width=1920)
    left, right = (page.locator(what).bounding_box() for what in (".bd-sidebar-primary", ".bd-sidebar-secondary"))
    assert abs(left["x"] - (1920 - right["x"] - right["width"])) < 60
