"""The glossary: each term leads to the section that teaches it, which the build works out from the chapters.

A local extension, named in _config.yml.
"""

import functools
import re

from docutils import nodes
from sphinx import addnodes

import book_sections

PAGE = "book/glossary"
# The addresses within their pages of sections that teach a term, where no rule below finds them.
TAUGHT = {
    "activation": "six-activations-and-their-slopes",
    "auxiliary classifier": "googlenet",
    "batch": "how-many-knobs",
    "bias": "how-many-knobs",
    "class": "numbers-in-scores-out",
    "classifier": "numbers-in-scores-out",
    "convolutional network": "the-map",
    "degradation": "six-layers-or-twenty",
    "equivariance": "shift-the-input",
    "exploding gradient": "thirty-layers-measured",
    "filter": "several-channels-several-kernels",
    "full convolution": "what-one-cell-of-the-input-does",
    "global pooling": "what-convolution-gives-and-what-it-does-not",
    "gradient descent": "how-far-one-weight",
    "group normalization": "layer-instance-group",
    "head": "what-convolution-gives-and-what-it-does-not",
    "hidden layer": "layers",
    "ill-conditioned": "why-the-scale-of-a-number-matters",
    "im2col": "from-loops-to-one-product",
    "Inception": "googlenet",
    "inference": "the-layer-in-a-network-and-its-flag",
    "initializer": "what-a-sum-does-to-the-size",
    "instance normalization": "layer-instance-group",
    "kernel": "two-dimensions-by-hand",
    "label": "train-it",
    "layer normalization": "layer-instance-group",
    "learning rate": "how-far-one-weight",
    "local response normalization": "alexnet",
    "loss": "a-number-for-how-wrong",
    "optimizer": "momentum",
    "padding": "cells-around-the-input",
    "parameter": "how-many-knobs",
    "pre-activation": "where-the-relu-goes",
    "quantization": "eight-bits",
    "ReLU": "six-activations-and-their-slopes",
    "score": "numbers-in-scores-out",
    "stride": "every-second-stop",
    "tf.function": "what-tensorflow-does-for-you",
    "training": "training-a-cnn",
    "training flag": "the-layer-in-a-network-and-its-flag",
    "upstream gradient": "the-same-without-trying",
    "weight": "how-many-knobs",
    "weight sharing": "connect-locally-then-share",
    "window": "two-dimensions-by-hand",
    "XLA": "what-tensorflow-does-for-you",
}


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
    terms = [node.astext() for node in env.get_doctree(PAGE).findall(nodes.term)]
    found = {}
    for term in terms:
        said = [section for section in sections if TAUGHT.get(term) in section.labels]
        same, having = titled(term, terms, sections)
        link, strong = linked.get(term.lower()), bold.get(term.lower())
        found[term] = first_of(said, same, [strong], having, [link], naming(term, sections))
    return {term: section for term, section in found.items() if section}


def fill(app, doctree, page):
    """End each entry with a link to its section."""
    if page == PAGE:
        places = taught(app.env)
        for item in doctree.findall(nodes.definition_list_item):
            section = places.get(next(item.findall(nodes.term)).astext())
            if section:
                to = book_sections.link_to(app, page, section)
                line = nodes.paragraph("", "", nodes.Text("→ "), to, classes=["taught"])
                next(item.findall(nodes.definition)).append(line)


def setup(app):
    app.connect("doctree-resolved", fill, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
