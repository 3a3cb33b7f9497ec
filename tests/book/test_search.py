"""The book's search, from disk: what it finds first, shows, and opens; by keyboard; and what a page loads before."""

import json

import pytest

import book
import book_glossary
import book_search
import book_words

HTML = book.PAGES
CHAPTER = (HTML / "chapters/04-stride-and-padding.html").as_uri()

# What is looked for, and a place that teaches it.
TAUGHT = {
    "receptive field": "12-receptive-fields.html",
    "im2col": "17-speed.html#from-loops-to-one-product",
    "dead relu": "08-activations-and-initialization.html#dead-relus",
    "padding": "04-stride-and-padding.html#cells-around-the-input",
    "batch norm flag": "09-batch-normalization.html#the-layer-in-a-network-and-its-flag",
}

# What a newcomer types, and a place that helps.
HELPS = {
    "how to install": "00-start-here.html#run",
    "download": "00-start-here.html#run",
    "jupyter": "00-start-here.html#run",
    "how long does it take": "preface.html#what-you-need",
    "exercises": "00-start-here.html#practice",
    "solutions": "00-start-here.html#practice",
    "print": "00-start-here.html#find-your-way",
    "pdf": "00-start-here.html#find-your-way",
    "what is a neuron": "01-limits-of-dense-networks.html#a-score-is-a-weighted-sum",
    "what is a kernel": "02-convolution.html#two-dimensions-by-hand",
    "stride": "04-stride-and-padding.html",
    "learning rate": "07-loss-and-descent.html#how-far-one-weight",
    "overfitting": "10-training-a-cnn.html#fifty-pictures-by-heart",
    "backprop": "05-gradients.html#through-two-layers",
    "vanishing gradient": "08-activations-and-initialization.html#a-product-of-slopes",
    "u-net": "16-reusing-a-network.html#a-class-for-every-pixel",
    "transfer learning": "16-reusing-a-network.html",
    "macs": "glossary.html#term-multiply-accumulate",
    "flops": "glossary.html#term-multiply-accumulate",
    "parameters of a layer": "03-a-first-convolutional-network.html#few-parameters-much-work",
    "softmax temperature": "07-loss-and-descent.html#from-scores-to-a-loss",
}


pytestmark = pytest.mark.usefixtures("built")


@pytest.fixture(scope="module")
def entries():
    return json.loads((HTML / book_search.FILE).read_text(encoding="utf-8").removeprefix("window.bookIndex = ")[:-2])


@pytest.fixture
def search(open_page):
    """search(words): the dialog with what was found, on a page opened from disk."""
    opened = []

    def search(words, **options):
        page, troubles = open_page(CHAPTER, **options)
        opened.append(troubles)
        page.keyboard.press("Control+k")
        dialog = page.locator("#pst-search-dialog")
        dialog.locator("input").fill("")
        dialog.locator("input").fill(words)
        dialog.locator(".search-status:not(:empty)").wait_for()
        return page, dialog

    yield search
    assert not any(opened)


def addresses(links):
    hrefs = [link.get_attribute("href") for link in links]
    return [href.partition("?")[0] + "#" + href.partition("#")[2] for href in hrefs]


def links(dialog, places):
    return addresses(dialog.locator("li a").all()[:places])


@pytest.mark.parametrize("words", TAUGHT)
def test_what_is_looked_for_leads_to_where_it_is_taught(search, words):
    _, dialog = search(words)
    assert any(TAUGHT[words] in link for link in links(dialog, 2))


def test_what_a_newcomer_types_leads_to_what_helps(search):
    """Among the first three places; a place of the glossary has a second address, where its term is taught."""
    _, dialog = search("zebrafish")
    missed = {}
    for words, place in HELPS.items():
        dialog.locator("input").fill("")
        dialog.locator("input").fill(words)
        dialog.locator(".search-status:not(:empty)").wait_for()
        first = addresses(dialog.locator("li:nth-child(-n + 3) a").all())
        if not any(place in address for address in first):
            missed[words] = first
    assert missed == {}


def test_a_glossary_entry_stands_first_then_the_chapter_with_its_number(search):
    _, dialog = search("receptive field")
    first = dialog.locator("li").first
    assert first.locator("> a").inner_text().split() == ["Glossary", "receptive", "field"]
    assert first.locator("p.taught a").inner_text() == "12. Receptive fields"
    assert "The part of the input on which one cell" in first.locator("p.text").inner_text()
    assert "12. Receptive fields" in dialog.locator("li > a").all_inner_texts()[:4]


def test_words_are_marked_in_the_list_and_on_the_page(search):
    page, dialog = search("dead relu")
    assert {word.lower() for word in dialog.locator("mark").all_inner_texts()} >= {"dead", "relu"}
    dialog.get_by_role("link", name="Dead ReLUs", exact=True).click()
    page.wait_for_url("**/08-activations-and-initialization.html#dead-relus")
    page.wait_for_function("CSS.highlights.get('found')?.size > 2")
    assert page.evaluate("document.getElementById('dead-relus').getBoundingClientRect().top") < 200
    assert page.evaluate("[...CSS.highlights.get('found')].every(range => range.startContainer.parentElement.closest('section#dead-relus'))")
    page.keyboard.press("Escape")
    assert page.evaluate("CSS.highlights.has('found')") is False


def test_by_keyboard_alone(search):
    page, dialog = search("padding")
    focused = "document.activeElement.innerText"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused).split() == ["Glossary", "padding"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    page.keyboard.press("Control+k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/book/glossary.html#term-padding")


def test_nothing_is_found_and_said(search):
    _, dialog = search("zebrafish")
    assert dialog.get_by_role("status").inner_text() == "Nothing about “zebrafish” in this book."
    assert dialog.locator("li").count() == 0


def test_more_places_than_the_dialog_shows_stand_on_the_page_of_search(search):
    page, dialog = search("convolution")
    said = dialog.get_by_role("status").inner_text()
    dialog.get_by_role("link", name=f"All {said}").click()
    page.wait_for_url("**/search.html?q=convolution")
    page.wait_for_function(f"document.querySelectorAll('#search-here + * li, #search-here li').length == {int(said.split()[0])}")


@pytest.mark.parametrize("width, dark", [(1280, False), (390, True)])
def test_the_list_is_accessible_and_fits(search, width, dark):
    from tests import axe

    page, dialog = search("padding", width=width, dark=dark)
    assert axe.violations(page, exclude=["main"]) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dialog.evaluate("it => getComputedStyle(it).backgroundColor") == paper  # nothing shines through the list
    assert dialog.evaluate("it => it.scrollWidth <= it.clientWidth")


def test_index_and_library_are_loaded_when_a_search_begins(open_page):
    page, troubles = open_page(CHAPTER)
    loaded = "performance.getEntriesByType('resource').map(entry => entry.name.split('/').pop())"
    scripts = {"minisearch.js", book_search.FILE}
    assert not scripts & set(page.evaluate(loaded)) and page.evaluate("typeof MiniSearch") == "undefined"
    page.keyboard.press("Control+k")
    page.wait_for_function("typeof MiniSearch === 'function' && window.bookIndex")
    assert troubles == []


def test_the_page_of_search_says_what_helps_without_scripts(open_page):
    page, _ = open_page((HTML / "search.html").as_uri(), java_script_enabled=False)
    assert page.get_by_role("link", name="glossary", exact=True).is_visible()


def test_every_address_of_the_index_is_there(entries):
    ids = {}
    for _, title, _, *addresses in ((e[0], e[1], e[2], e[3], e[5]) for e in entries):
        for address in filter(None, addresses):
            page, _, anchor = address.partition("#")
            text = ids.setdefault(page, (HTML / page).read_text(encoding="utf-8"))
            assert not anchor or f'id="{anchor}"' in text, (title, address)


def test_every_term_of_the_glossary_leads_to_a_section(entries):
    assert [entry[1] for entry in entries if entry[0] == "term" and not entry[5]] == []


def test_a_text_has_author_and_year_where_the_page_cites_and_each_exercise_has_its_title(entries):
    texts = " ".join(entry[4] for entry in entries)
    assert [key for key in book_words.sources() if key in texts] == []
    assert "is called a roofline [Williams et al. 2009]." in texts
    assert "The roofline: Williams et al. 2009. Convolutions" in texts
    assert "Exercise At least how long? ·" in texts and "Solution: 103 million weights" in texts


def test_every_place_that_people_ask_for_in_other_words_is_there(entries):
    assert {entry[3] for entry in entries if len(entry) > 6} == set(book_search.ASKED)


def test_no_exception_to_the_rules_is_left_over():
    chapters = "".join(path.read_text(encoding="utf-8") for path in (HTML / "chapters").glob("*.html"))
    assert [label for label in book_glossary.TAUGHT.values() if f'id="{label}"' not in chapters] == []
