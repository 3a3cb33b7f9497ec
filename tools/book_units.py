"""A number and its unit stay in one line: 92 %, 8 GB.

A local extension, named in _config.yml.
"""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

BEFORE_UNIT = re.compile(r"(?<=\d) (?=%|[kMG]i?B\b|ms\b)")
NO_WORDS = (nodes.FixedTextElement, nodes.literal, nodes.math, nodes.raw)  # code, formulas, HTML


class KeepTogether(SphinxPostTransform):
    default_priority = 900
    formats = ("html",)

    def run(self, **kwargs):
        for text in list(self.document.findall(nodes.Text)):
            if BEFORE_UNIT.search(text) and not isinstance(text.parent, NO_WORDS):
                text.parent.replace(text, nodes.Text(BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", text)))


def setup(app):
    app.add_post_transform(KeepTogether)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
