"""Where lines may break: not between a formula, or short code, and the sign or "-th" behind it; and in a single line of
output, or in each of several sums.

A local extension, named in _config.yml; the looks are in book/_static/book.css.
"""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

SIGNS = re.compile(r"-th\b|[.,;:?!)’]+")
SHORT = 30  # characters of code that stay in one line


class KeepTogether(SphinxPostTransform):
    """A browser lets a line end behind a formula, even where a full stop follows."""

    default_priority = 190
    formats = ("html",)

    def run(self, **kwargs):
        for node in [*self.document.findall(nodes.math), *self.document.findall(nodes.literal)]:
            after = node.next_node(descend=False, siblings=True)
            signs = SIGNS.match(after) if isinstance(after, nodes.Text) else None
            if signs and (isinstance(node, nodes.math) or len(node.astext()) < SHORT):
                together = nodes.inline("", "", node.deepcopy(), nodes.Text(signs[0]), classes=["together"])
                # Not by `replace`, which takes the first text that reads alike: another comma of the paragraph.
                at = next(k for k, child in enumerate(node.parent) if child is node)
                node.parent[at : at + 2] = [together, nodes.Text(after[signs.end() :])]


class OneLine(SphinxPostTransform):
    """What a cell prints, or answers, in one line, or in lines that are sums: what is too wide goes on in the next."""

    default_priority = 190
    formats = ("html",)

    def run(self, **kwargs):
        for block in self.document.findall(nodes.literal_block):
            lines = block.astext().strip().split("\n")
            apart = len(lines) == 1 or all(" = " in line for line in lines)  # not columns, which wrapping would break
            if {"stream", "text_plain"} & set(block["classes"]) and apart:
                block["classes"].append("one-line")


def setup(app):
    app.add_post_transform(KeepTogether)
    app.add_post_transform(OneLine)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
