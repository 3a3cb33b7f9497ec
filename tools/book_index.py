"""The lists that readers look things up in: functions and classes, beliefs that are wrong, symbols.

They are computed from the chapters: where a name is first used, where a belief is shown wrong. A local extension, named
in _config.yml.
"""

import functools
import re

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import book_glossary
import book_sections
from book_sections import link, link_to
from cnnlib import nets, scratch

NAMES, REFERENCES, NOTATION = "book/index-of-names", "book/references", "book/notation"
COMPUTED = (book_glossary.PAGE, NAMES, REFERENCES)
WRONG = "Where people go wrong"
AROUND = ("explain", "from_keras", "measure", "show_source")  # functions of cnnlib that stand outside the halves
USED = re.compile(rf"\b(?:scratch|nn|cnnlib\.tf)\.([A-Za-z]\w*)|\bnets\.([a-z]\w*)|(?<![\w.])({'|'.join(AROUND)})\(")
KINDS = {
    "functions": lambda name: name[0].islower() and name not in nets.__all__,
    "networks": lambda name: name in nets.__all__,
    "classes": lambda name: name[0].isupper(),
}


def code_of(section):
    """The code that a reader reads: not that of checks, and of what was printed only what is code of the library."""
    for cell in section.find(nodes.container):
        if cell.get("nb_element") == "cell_code" and "tag_check" not in cell["classes"]:
            code = cell[0].astext()
            yield cell.astext() if "show_source(" in code else code


@functools.lru_cache(maxsize=1)
def names_used(env):
    """{public name: {chapter: the section of it that first uses the name}}, from the first numbered chapter on."""
    found = {}
    for section in (section for section in book_sections.of_chapters(env) if section.chapter[0].isdigit()):
        for code in code_of(section):
            for half, network, around in USED.findall(code):
                if half in scratch.__all__ or network in nets.__all__ or around:
                    found.setdefault(half or network or around, {}).setdefault(section.page, section)
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))


def is_wrong(node):
    return isinstance(node, nodes.admonition) and node.children and node[0].astext() == WRONG


def name_wrong_boxes(app, doctree):
    """Give each box an address."""
    for count, box in enumerate(filter(is_wrong, list(doctree.findall(nodes.admonition))), start=1):
        box["ids"].append(f"wrong-{count}")


def belief(box):
    """What the box begins with, in quotes, or else its first sentence."""
    text = " ".join(box[1].astext().split())
    quoted = re.match(r"[“\"](.+?)[”\"](?= |$)", text)
    return quoted[1] if quoted else re.match(r".+?[.?:](?= |$)|.+", text)[0]


class Listed(nodes.General, nodes.Element):
    """Where a list stands that is made when all pages have been read."""


class Computed(SphinxDirective):
    """```{computed} functions: a list of these."""

    required_arguments = 1

    def run(self):
        return [Listed("", of=self.arguments[0])]


def list_of_names(app, page, kind):
    """Each name, where it is first used, and the other chapters that use it."""
    listed = nodes.bullet_list("", classes=["names"])
    for name, uses in names_used(app.env).items():
        if KINDS[kind](name):
            first, *others = uses.values()
            line = nodes.paragraph("", "", nodes.literal("", name), nodes.Text("\u2002"), link_to(app, page, first))
            for section in others:
                number = section.chapter.partition(".")[0]
                line += [nodes.Text(", "), link_to(app, page, section, number)]
            listed += nodes.list_item("", line)
    return [listed]


def list_of_beliefs(app, page):
    found = []
    for section in book_sections.of_chapters(app.env):
        for box in filter(is_wrong, section.find(nodes.admonition)):
            words = link(app, page, f"{section.page}#{box['ids'][-1]}", nodes.inline("", belief(box)))
            item = nodes.list_item("", nodes.paragraph("", "", words))
            if not found or found[-2].astext() != section.chapter:
                found += [nodes.paragraph("", "", nodes.strong("", section.chapter)), nodes.bullet_list("")]
            found[-1] += item
    return found


def list_of_symbols(app, page):
    """The first column of the tables on the page of notation, a line for each of its sections."""
    lines = []
    for section in book_sections.of_page(app.env, NOTATION):
        bodies = (body for node in section.content for body in node.findall(nodes.tbody))
        symbols = [symbol.deepcopy() for body in bodies for row in body for symbol in row[0].findall(nodes.math)]
        if symbols:
            line = nodes.paragraph("", "", link_to(app, page, section, section.title), classes=["symbols"])
            for count, symbol in enumerate(symbols):
                line += [nodes.Text(" · " if count else ": "), symbol]
            lines.append(line)
    return lines


LISTS = {
    **{kind: functools.partial(list_of_names, kind=kind) for kind in KINDS},
    "beliefs": list_of_beliefs,
    "symbols": list_of_symbols,
}


def fill(app, doctree, page):
    for place in list(doctree.findall(Listed)):
        place.replace_self(LISTS[place["of"]](app, page))


def written_anew(app, env):
    """The pages with lists depend on all others; that of names has formulas, which it did not have when it was read."""
    env.get_domain("math").data["has_equations"][NAMES] = True
    return [page for page in COMPUTED if page in env.found_docs]


def setup(app):
    app.add_node(Listed)
    app.add_directive("computed", Computed)
    app.connect("doctree-read", name_wrong_boxes)
    app.connect("env-updated", written_anew)
    app.connect("doctree-resolved", fill, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
