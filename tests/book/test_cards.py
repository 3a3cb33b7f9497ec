"""Opening and closing cards, the minutes that the book adds, and marks of difficulty."""

import re

import pytest
from docutils import nodes

import book
import book_cards
import book_map
import chapters

WITH_CARDS = [path for path in sorted(chapters.CHAPTERS.glob("[0-9]*.md")) if path.stem >= "03"]
every_chapter = pytest.mark.parametrize("path", WITH_CARDS, ids=lambda path: path.stem)
OPENING = re.compile(
    r"^# [^\n]+\n\n```\{admonition\} In this chapter\n:class: opening\n\*\*The question\.\*\* [^\n]+\?\n\n"
    r"\*\*You will be able to\*\* [^\n]+\.\n\n\*\*Builds on\*\* [^\n]+\.\n"
    r"(?:\n\*\*On the \[map\]\(03-a-first-convolutional-network\.ipynb#the-map\):\*\* (?P<place>[^\n]+\.)\n)?```\n\n",
    re.M,
)
CLOSING = re.compile(r"^## Summary\n\n```\{admonition\} To remember\n:class: closing\n", re.M)


@every_chapter
def test_a_chapter_opens_and_closes_with_a_card(path):
    text = path.read_text(encoding="utf-8")
    assert OPENING.search(text) and CLOSING.search(text)
    earlier = [int(number) for number in re.findall(r"\[chapter (\d+)\]", OPENING.search(text)[0])]
    assert earlier == sorted(earlier) and earlier[-1] < int(path.stem[:2])


@every_chapter
def test_the_book_says_how_long_a_chapter_takes(path):
    page = (book.PAGES / "chapters" / f"{path.stem}.html").read_text(encoding="utf-8")
    [minutes, runs] = re.findall(r'<p class="minutes">About (\d+) minutes to read(.*?)\.</p>', page)[0]
    assert 15 <= int(minutes) <= 25 and runs == book_cards.running_time(path.stem)


@every_chapter
def test_a_card_shows_the_chapters_place_on_the_map(path):
    place = OPENING.search(path.read_text(encoding="utf-8"))["place"]
    page = (book.PAGES / "chapters" / f"{path.stem}.html").read_text(encoding="utf-8")
    maps = re.findall(r'<svg class="place-on-map".*?</svg>', page)
    assert bool(place) == (path.stem >= "04") == (len(maps) == 1)
    assert all('class="here"' in found for found in maps)


def test_every_place_is_on_the_map():
    assert set(book_map.PLACES) == {path.stem[3:] for path in WITH_CARDS if path.stem >= "04"}
    assert all(set(places.split()) <= set(book_map.drawn()) for places in book_map.PLACES.values())
    assert set(book_map.ALWAYS) <= set(book_map.drawn())


def test_the_map_has_the_sizes_of_the_network():
    sizes = {name: (side / book_map.SCALE, n) for name, (_, side, n) in book_map.stages().items()}
    assert sizes == {"picture": (28, 1), "maps1": (26, 8), "maps2": (13, 8), "maps3": (11, 16), "maps4": (5, 16)}
    assert book_map.svg("pool1").count('class="here"') == 1
    assert book_map.svg("norm1").count("<g ") == len(book_map.ALWAYS) + 1  # drawn for who names it


def test_running_times():
    assert book_cards.running_time("02-convolution") == ", runs in under a minute"
    assert book_cards.running_time("a chapter that nobody has timed") == ""


def cell(*classes):
    code = nodes.container("", nodes.literal_block("", "x = 1\n\ny = 2\n"), classes=["cell_input"])
    output = nodes.container("", nodes.literal_block("", "many words\n" * 999), classes=["cell_output"])
    return nodes.container("", code, output, classes=["cell", *classes])


def test_what_is_folded_takes_no_time(document=lambda *parts: nodes.section("", *parts)):
    words = nodes.paragraph("", "word " * 600)
    assert book_cards.reading_minutes(document(words)) == 3
    assert book_cards.reading_minutes(document(words.deepcopy(), *(cell() for _ in range(15)))) == 3 + 15 * 2 * 4 / 60
    folded = [cell("tag_check"), cell("tag_hide-input")] * 99
    solution = book_cards.solution_node("", words.deepcopy())
    assert book_cards.reading_minutes(document(words.deepcopy(), solution, *folded)) == 3
    assert book_cards.reading_minutes(document()) == 1


@every_chapter
def test_every_exercise_says_how_much_it_asks_for(path):
    marks = re.findall(r"\{exercise-start\}.*?[^ ·]( ·{1,3})?$", path.read_text(encoding="utf-8"), re.M)
    assert all(marks) and " ·" in marks and " ···" in marks or path.stem.startswith("09")
    page = (book.PAGES / "chapters" / f"{path.stem}.html").read_text(encoding="utf-8")
    assert page.count('class="difficulty"') == len(marks)
    assert not re.search(r" ·+\)?(</p>|</a>)", page)


def test_the_marks_have_words():
    title = '<p class="admonition-title"><span class="caption-number">Exercise 3.4 </span> (A · b ··)</p>'
    marked = book_cards.TITLE.sub(book_cards.mark, title)
    assert marked.startswith('<p class="admonition-title"><span class="caption-number">Exercise 3.4 </span> (A · b) <span')
    assert re.sub("<.*?>", "", marked) == "Exercise 3.4  (A · b) ●●○medium"
