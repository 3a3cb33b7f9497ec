"""Glossary, index and references: in order, complete, and leading to where a thing is taught, used or cited."""

import functools
import re

import bs4
import pytest

import book
import cnnlib
from cnnlib import nets, scratch

HTML = book.PAGES
WITHOUT_ADDRESS = 12  # books, theses, reports, course notes and proceedings that have neither DOI nor arXiv number


pytestmark = pytest.mark.usefixtures("built")


@functools.cache
def page(name):
    return bs4.BeautifulSoup((HTML / f"{name}.html").read_text(encoding="utf-8"), "html.parser").find("article")


@pytest.fixture(scope="module")
def chapters():
    return "".join(path.read_text(encoding="utf-8") for path in (book.ROOT / "chapters").glob("[0-9]*.md"))


def test_the_glossary_is_in_order_under_its_letters():
    glossary = page("book/glossary")
    sections = {section.h2.contents[0]: section for section in glossary.select("section section")}
    assert list(sections) == sorted(sections) == [a.text for a in glossary.select("h1 ~ p")[1].select("a")]
    for letter, section in sections.items():
        terms = [term.contents[0].lower() for term in section.select("dt")]
        assert terms == sorted(terms) and {term[0].upper() for term in terms} == {letter}


def test_each_term_leads_to_the_section_that_teaches_it():
    for definition in page("book/glossary").select("dl.glossary dd"):
        assert definition.select_one("p.taught a")["href"].startswith("../chapters/"), definition.text
    [jump] = [term for term in page("book/glossary").select("dt") if term.contents[0].strip() == "jump"]
    assert jump.find_next("p", class_="taught").a["href"] == "../chapters/12-receptive-fields.html#the-recurrence"


def test_the_index_has_the_functions_of_the_chapters():
    """Those of the code that a reader reads: without checks and solutions."""
    index = page("book/index-of-names")
    names = {item.code.text for item in index.select("ul.names > li")}
    code = " ".join(
        cell.text
        for path in (HTML / "chapters").glob("[0-9]*.html")
        for cell in page(f"chapters/{path.stem}").select("div.cell_input")
        if not cell.find_parent(class_=re.compile("^(check|solution)$"))
    )
    used = set(re.findall(r"\bscratch\.(\w+)\(", code)) & set(scratch.__all__)
    assert len(used) > 40 and used <= names
    [first] = [item.a.text for item in index.select("ul.names > li") if item.code.text == "conv2d_backward"]
    assert first.startswith("5. Gradients: ")


def test_the_index_says_which_functions_are_in_neither_half():
    functions = page("book/index-of-names").select_one("#functions")
    around = {item.code.text for item in functions.select("ul.names > li") if not hasattr(scratch, item.code.text)}
    said = {code.text for code in functions.p.select("code")}
    assert around == said - {"cnnlib", "cnnlib.scratch", "cnnlib.tf", "conv2d_naive"}
    assert around <= set(dir(cnnlib))


def test_the_index_has_each_network_and_the_layers_of_code_that_is_shown():
    index = page("book/index-of-names")
    networks = {item.code.text: item.a.text for item in index.select("#networks ul.names > li")}
    assert {"lenet5", "alexnet", "vgg16", "googlenet", "resnet50", "densenet121", "mobilenet"} <= set(networks) <= set(nets.__all__)
    layers = {item.code.text: item.a.text for item in index.select("#layers-losses-optimizers ul.names > li")}
    assert layers["Concatenate"].startswith("13. ") and "DepthwiseConv2D" in layers  # there, code of the library has it


def test_the_index_has_every_box_of_where_people_go_wrong(chapters):
    beliefs = page("book/index-of-names").select("#where-people-go-wrong li a")
    assert len(beliefs) == chapters.count("{admonition} Where people go wrong") > 40
    assert all(re.search(r"#wrong-\d+$", belief["href"]) and belief.text for belief in beliefs)


def test_a_chapter_calls_no_two_sources_by_one_name():
    for path in sorted((HTML / "chapters").glob("[0-9]*.html")):
        named = {}
        for link in page(f"chapters/{path.stem}").select('a[href*="references.html#"]'):
            named.setdefault(f"{link.parent.text} {link.text}", set()).add(link["href"])
        assert [name for name, sources in named.items() if len(sources) > 1] == [], path.stem


def test_references_have_author_and_year_addresses_and_the_way_back():
    entries = page("book/references").select("div.citation")
    labels = [entry.select_one(".label").text.strip("[]") for entry in entries]
    assert len(set(labels)) == len(labels) and all(re.fullmatch(r".+ \d{4}[a-z]?", label) for label in labels)
    assert labels == sorted(labels, key=str.lower)
    assert "He et al. 2016a" in labels and "He et al. 2016b" in labels and "LeCun et al. 1989" in labels
    addresses = [entry.select("a.external") for entry in entries]
    assert sum(not links for links in addresses) <= WITHOUT_ADDRESS
    ours = r"blog\.tensorflow\.org/\S+|cs231n\.github\.io/\S+"  # published there alone
    kinds = re.compile(rf"https://(doi\.org/10\.\d+/\S+|arxiv\.org/abs/\d{{4}}\.\d{{4,5}}|{ours})")
    assert all(kinds.fullmatch(link["href"]) for links in addresses for link in links)
    assert [label for label, entry in zip(labels, entries, strict=True) if not entry.select("p.cited a")] == []
