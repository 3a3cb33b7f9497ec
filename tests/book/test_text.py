"""The text of the built pages: the size of formulas, numbers and their units, long names, the letters of the notation."""

import re

import bs4
import pytest

import book_hints
from tests.book.pages import every_page, path_of

pytestmark = pytest.mark.usefixtures("built")

BREAKABLE = re.compile(r"\d (?:%|[kMG]i?B\b|ms\b)")
NO_WORDS = ["pre", "code", "script", "style", "table", "svg", "div.math", "div.output"]


def article(name):
    return bs4.BeautifulSoup(path_of(name).read_text(encoding="utf-8"), "html.parser").find("article")


def test_formulas_are_as_large_on_the_first_page_of_a_visit_as_on_the_next(open_page):
    """MathJax would measure the letters around them before their font has come."""
    page, _ = open_page(path_of("chapters/12-receptive-fields").as_uri(), formulas=True)
    page.wait_for_function("document.querySelectorAll('mjx-container').length > 5")
    sizes = page.locator("mjx-container").evaluate_all("all => all.map(formula => formula.style.fontSize)")
    assert set(sizes) == {"102%"}


@every_page
def test_a_number_and_its_unit_are_kept_together(name):
    for part in (text := article(name)).select(", ".join(NO_WORDS)):
        part.decompose()
    assert BREAKABLE.findall(text.get_text()) == []


def test_on_a_phone_a_long_name_in_the_text_is_broken(open_page):
    page, _ = open_page(path_of("chapters/11-dilated-grouped-separable-transposed").as_uri(), width=390, formulas=True)
    beyond = """all => all.filter(code => code.checkVisibility() && code.getBoundingClientRect().right > innerWidth)
        .map(code => code.textContent)"""
    assert page.locator("article :not(pre) > code").evaluate_all(beyond) == []


def test_letters_with_several_meanings_stand_in_order():
    rows = article("book/notation").select("#letters-with-several-meanings tbody tr")
    letters = [row.td.text.strip().strip("\\()") for row in rows]
    latin = [letter for letter in letters if len(letter) == 1]
    assert len(latin) > 10 and latin == sorted(latin, key=lambda letter: (letter.lower(), letter.isupper()))
    assert letters == [*latin, "beta", "mu", "sigma"]


def test_on_a_phone_other_meanings_stand_beside_a_letter_without_a_main_one(open_page):
    page, _ = open_page(path_of("book/notation").as_uri(), width=390, formulas=True)
    rows = page.locator("#letters-with-several-meanings tbody tr").filter(has=page.locator("td:nth-child(2) > p:empty"))
    assert rows.count() > 3
    for row in rows.all():
        letter, meaning = row.locator("td").first.bounding_box(), row.locator("td").last.bounding_box()
        assert abs(letter["y"] - meaning["y"]) < 8


@every_page
def test_quotes_and_code_of_hints_and_answers_are_those_of_the_text(name):
    for fold in article(name).select("details:not(.check, .hide)"):
        for code in fold.select("code"):
            assert "literal" in code.get("class", []) and not set("“”‘’") & set(code.text)
            code.decompose()
        assert not set("'\"") & set(fold.get_text()), fold


def test_a_quote_may_be_the_first_sign_of_a_hint():
    html = """<details><summary>Hint</summary>"Shirt" is <code>y["a"]</code>'s name, $y'$ its derivative.</details>"""
    shown = """<details><summary>Hint</summary>“Shirt” is <code class="literal">y["a"]</code>’s name, $y'$ its derivative.</details>"""
    assert book_hints.as_in_the_text(html) == shown
