"""What a reader looks up, computed from the chapters: where a term is taught, a name first used, a belief shown wrong.

A local extension, named in _config.yml.
"""

import functools
import re

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

import book_sections
from cnnlib import scratch

GLOSSARY, NAMES, REFERENCES, NOTATION = "book/glossary", "book/index-of-names", "book/references", "book/notation"
COMPUTED = (GLOSSARY, NAMES, REFERENCES)
WRONG = "Where people go wrong"
AROUND = ("explain", "from_keras", "measure", "show_source")  # functions of cnnlib that stand outside the halves
# The labels or anchors of sections that teach a term, where no rule below finds them.
TAUGHT = {
    "activation": "seed-20",
    "auxiliary classifier": "googlenet",
    "batch": "seed-01",
    "bias": "seed-01",
    "classifier": "numbers-in-scores-out",
    "convolutional network": "the-map",
    "degradation": "six-layers-or-twenty",
    "early stopping": "training-a-cnn",
    "equivariance": "shift-the-input",
    "exploding gradient": "thirty-layers-measured",
    "filter": "seed-08",
    "full convolution": "what-one-cell-of-the-input-does",
    "generalization": "training-a-cnn",
    "global pooling": "what-convolution-gives-and-what-it-does-not",
    "gradient descent": "how-far-one-weight",
    "group normalization": "seed-18",
    "head": "what-convolution-gives-and-what-it-does-not",
    "hyperparameter": "training-a-cnn",
    "ill-conditioned": "seed-16",
    "ImageNet": "efficientnet-lite0-in-numpy",
    "Inception": "googlenet",
    "inference": "the-layer-in-a-network-and-its-flag",
    "initializer": "what-a-sum-does-to-the-size",
    "instance normalization": "seed-18",
    "kernel": "seed-06",
    "layer normalization": "seed-18",
    "learning rate": "how-far-one-weight",
    "local response normalization": "alexnet",
    "loss": "a-number-for-how-wrong",
    "memorize": "training-a-cnn",
    "optimizer": "momentum",
    "padding": "seed-10",
    "parameter": "seed-01",
    "pre-activation": "where-the-relu-goes",
    "quantization": "eight-bits",
    "regularization": "training-a-cnn",
    "ReLU": "seed-20",
    "stride": "seed-09",
    "tf.function": "what-tensorflow-does-for-you",
    "tie": "pooling",
    "training": "training-a-cnn",
    "training flag": "the-layer-in-a-network-and-its-flag",
    "training set": "training-a-cnn",
    "upstream gradient": "the-same-without-trying",
    "weight": "seed-01",
    "weight sharing": "seed-03",
    "window": "seed-06",
    "XLA": "what-tensorflow-does-for-you",
}
USED = re.compile(rf"\b(?:scratch|nn|cnnlib\.tf)\.([A-Za-z]\w*)|(?<![\w.])({'|'.join(AROUND)})\(")


def singular(text):
    return re.sub(r"(\w{3,})s\b", r"\1", text.lower())


def places_of_terms(sections):
    """({term: where it is printed bold}, {term: where it is first linked}), of the chapters' links to the glossary."""
    bold, linked = {}, {}
    for section in sections:
        for link in section.find(addnodes.pending_xref):
            if link["reftype"] == "term":
                term = link["reftarget"].lower()
                linked.setdefault(term, section)
                if isinstance(link.parent, nodes.strong):
                    bold.setdefault(term, section)
    return bold, linked


def titled(term, terms, sections):
    """(sections whose title is the term, sections whose title has it, but not as a part of a longer term)."""
    longer = [singular(other) for other in terms if term != other and singular(term) in singular(other)]
    same, having = [], []
    for section in sections:
        title = singular(section.title)
        if title == singular(term):
            same.append(section)
        for other in longer:
            title = title.replace(other, "")
        if re.search(rf"\b{re.escape(singular(term))}\b", title):
            having.append(section)
    return same, having


def naming(term, sections):
    """The sections in whose text the term stands."""
    word = re.compile(rf"\b{re.escape(term)}s?\b", re.IGNORECASE)
    return (s for s in sections if any(word.search(text.astext()) for text in s.find(nodes.paragraph)))


def first_of(*rules):
    """The first section that a rule gives; a rule whose turn does not come is not asked."""
    return next((section for rule in rules for section in rule if section), None)


@functools.lru_cache(maxsize=1)
def taught(env):
    """{term of the glossary: the section that teaches it}.

    In this order: what TAUGHT says; the section whose title is the term; the one in which it stands bold; one whose
    title has it; the one that links it first; the first that says it.
    """
    sections = [section for section in book_sections.of_chapters(env) if not section.closing]
    bold, linked = places_of_terms(sections)
    terms = [node.astext() for node in env.get_doctree(GLOSSARY).findall(nodes.term)]
    found = {}
    for term in terms:
        said = [section for section in sections if TAUGHT.get(term) in section.labels]
        same, having = titled(term, terms, sections)
        link, strong = linked.get(term.lower()), bold.get(term.lower())
        found[term] = first_of(said, same, [strong], having, [link], naming(term, sections))
    return {term: section for term, section in found.items() if section}


def code_of(section):
    """The code that a reader reads: not that of checks, and none of what was printed."""
    for cell in section.find(nodes.container):
        if cell.get("nb_element") == "cell_code" and "tag_check" not in cell["classes"]:
            yield cell[0].astext()


@functools.lru_cache(maxsize=1)
def functions(env):
    """{public name: {chapter: the section of it that first uses the name}}, from the first numbered chapter on."""
    found = {}
    for section in (section for section in book_sections.of_chapters(env) if section.chapter[0].isdigit()):
        for code in code_of(section):
            for half, around in USED.findall(code):
                if half in scratch.__all__ or around:
                    found.setdefault(half or around, {}).setdefault(section.page, section)
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


def link(app, page, address, *children):
    target, _, anchor = address.partition("#")
    uri = app.builder.get_relative_uri(page, target) + (f"#{anchor}" if anchor else "")
    return nodes.reference("", "", *children, internal=True, refuri=uri)


def link_to(app, page, section, text=None):
    text = text or (f"{section.chapter}: {section.title}" if section.anchor else section.chapter)
    return link(app, page, section.address(""), nodes.inline("", text))


class Listed(nodes.General, nodes.Element):
    """Where a list stands that is made when all pages have been read."""


class Computed(SphinxDirective):
    """```{computed} functions: a list of these."""

    required_arguments = 1

    def run(self):
        return [Listed("", of=self.arguments[0])]


def list_of_functions(app, page, capital):
    """Each name, where it is first used, and the other chapters that use it."""
    listed = nodes.bullet_list("", classes=["names"])
    for name, uses in functions(app.env).items():
        if name[0].isupper() == capital:
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
    "functions": functools.partial(list_of_functions, capital=False),
    "classes": functools.partial(list_of_functions, capital=True),
    "beliefs": list_of_beliefs,
    "symbols": list_of_symbols,
}


def fill(app, doctree, page):
    for place in list(doctree.findall(Listed)):
        place.replace_self(LISTS[place["of"]](app, page))
    if page == GLOSSARY:
        places = taught(app.env)
        for item in doctree.findall(nodes.definition_list_item):
            section = places.get(next(item.findall(nodes.term)).astext())
            if section:
                line = nodes.paragraph("", "", nodes.Text("→ "), link_to(app, page, section), classes=["taught"])
                next(item.findall(nodes.definition)).append(line)


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
