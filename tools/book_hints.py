"""Hints, answers and reasons are HTML in the sources: their quotes and their code look as those of the text do.

A local extension, named in _config.yml.
"""

import re

from docutils import nodes
from docutils.utils.smartquotes import educate_tokens
from sphinx.transforms.post_transforms import SphinxPostTransform

KEPT = re.compile(r"(<code>.*?</code>|\$[^$]+\$|<[^>]+>)", re.DOTALL)  # code, formulas, tags


def curly(html):
    """Quotes as Sphinx makes them in text."""
    kinds = ("plain", "literal")
    return "".join(educate_tokens([(kinds[n % 2], part) for n, part in enumerate(KEPT.split(html))], "q"))


def as_in_the_text(html):
    parts = map(curly, html.split("</summary>"))  # a quote may be the first sign of a hint
    return "</summary>".join(parts).replace("<code>", '<code class="literal">')


class Hints(SphinxPostTransform):
    """A hint is one piece of HTML. The reason of an option is words between tags: their quotes are made already."""

    default_priority = 192  # after tools/book_source.py, which says how to run the chapter
    formats = ("html",)

    def run(self, **kwargs):
        for node in self.document.findall(nodes.raw):
            if node.astext().startswith(("<details", "<code>")):
                node[:] = [nodes.Text(as_in_the_text(node.astext()))]


def setup(app):
    app.add_post_transform(Hints)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
