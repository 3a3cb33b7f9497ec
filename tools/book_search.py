"""The book's search: its sections as a script, which a page opened from disk may load too, and the page to search on.

Sphinx's own search is off: its pages load an index that they seldom use, and show no text from disk.
A local extension, named in _config.yml.
"""

import json
import pathlib
import re

from docutils import nodes
from sphinx import addnodes
from sphinx_exercise.nodes import exercise_title, solution_title

import book_glossary
import book_index
import book_sections
import book_words

FILE = "search-index.js"
SHORT = re.compile(r"[\w+×=,() -]{1,20}")  # a formula that can be read as it is written
# What people type where the book says it in other words: {the place that helps: those words}.
ASKED = {
    "book/glossary.html#term-multiply-accumulate": "mac macs flop flops operations cost",
    "book/preface.html#what-you-need": "prerequisite requirements math gpu how long time take duration hours",
    "chapters/00-start-here.html#find-your-way": "print pdf paper ebook dark mode",
    "chapters/00-start-here.html#practice": "exercise exercises solution solutions answers homework",
    "chapters/00-start-here.html#run": "install setup set up start begin download clone jupyter notebook binder colab",
    "chapters/01-limits-of-dense-networks.html#a-score-is-a-weighted-sum": "neuron neurons perceptron node",
}
SILENT = (nodes.literal_block, nodes.raw, nodes.comment, nodes.image, nodes.target)


def citation(node):
    """Author and year: until the page is written, a citation holds the keys of its sources."""
    sources = [book_words.sources()[key.strip()] for key in node["reftarget"].split(",")]
    labels = "; ".join(f"{book_words.authors(source)} {source.fields['year']}" for source in sources)
    return f"[{labels}]" if node["reftype"] == "p" else labels


def words(node):
    """The text of a node without code, long formulas and what code printed."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, (nodes.math, nodes.math_block)):
        return node.astext() if SHORT.fullmatch(node.astext()) else "…"
    if isinstance(node, SILENT) or "cell_output" in getattr(node, "attributes", {}).get("classes", []):
        return " ".join(words(caption) for caption in node.findall(nodes.caption)) if node.children else ""
    if isinstance(node, addnodes.pending_xref) and node["refdomain"] == "cite":
        return citation(node)
    if isinstance(node, solution_title):  # the page has the exercise's title behind it
        return "Solution:"
    between = "" if isinstance(node, nodes.TextElement) and not isinstance(node, exercise_title) else " "
    return between.join(map(words, node.children))


def tidy(text):
    return re.sub(r"\s+([.,;:)])", r"\1", " ".join(text.split()))


def term_entries(env):
    """A glossary entry: [kind, term, where it is taught, address, definition, address of where it is taught]."""
    taught = book_glossary.taught(env)
    for item in env.get_doctree(book_glossary.PAGE).findall(nodes.definition_list_item):
        term = next(item.findall(nodes.term))
        name = term.astext()
        place = taught.get(name)
        where, address = (f"{place.chapter}: {place.title}", place.address()) if place else ("", "")
        where = place.chapter if place and not place.anchor else where
        definition = tidy(words(next(item.findall(nodes.definition))))
        yield ["term", name, where, f"{book_glossary.PAGE}.html#{term['ids'][0]}", definition, address]


def section_entries(env):
    for section in book_sections.of_book(env):
        if section.page in book_index.COMPUTED:
            continue
        text = tidy(" ".join(words(node) for node in section.content if not isinstance(node, addnodes.toctree)))
        kind = "closing" if section.closing else "section" if section.anchor else "chapter"
        title = section.title if section.anchor else section.chapter
        yield [kind, title, section.chapter if section.anchor else "", section.address(), text, ""]


def name_entries(env):
    for name, uses in book_index.names_used(env).items():
        first = next(iter(uses.values()))
        yield ["name", name, first.chapter, first.address(), f"First used in the section {first.title}.", ""]


def write_index(app, error):
    if error is None and app.builder.format == "html":
        places = [*term_entries(app.env), *section_entries(app.env)]
        places = [[*place, ASKED[place[3]]] if place[3] in ASKED else place for place in places]
        entries = [*places, *name_entries(app.env)]
        script = f"window.bookIndex = {json.dumps(entries, ensure_ascii=False, separators=(',', ':'))};\n"
        pathlib.Path(app.outdir, FILE).write_text(script, encoding="utf-8")


def without_the_search_of_sphinx(app):
    app.builder.search = False


def search_page(app):
    return [("search", {}, "search.html")]


def setup(app):
    app.connect("builder-inited", without_the_search_of_sphinx)
    app.connect("html-collect-pages", search_page)
    app.connect("build-finished", write_index)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
