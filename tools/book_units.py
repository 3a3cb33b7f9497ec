"""A number and its unit stay in one line: 92 %, 8 GB.

A local extension, named in _config.yml.
"""

import re

from docutils import nodes

BEFORE_UNIT = re.compile(r"(?<=\d) (?=%|[kMG]i?B\b|ms\b)")
NO_WORDS = (nodes.FixedTextElement, nodes.literal, nodes.math, nodes.raw)  # code, formulas, HTML


def keep_together(app, doctree, page):
    for text in list(doctree.findall(nodes.Text)):
        if BEFORE_UNIT.search(text) and not isinstance(text.parent, NO_WORDS):
            text.parent.replace(text, nodes.Text(BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", text)))


def setup(app):
    app.connect("doctree-resolved", keep_together, priority=950)  # after the lists that quote other pages
    return {"parallel_read_safe": True, "parallel_write_safe": True}
