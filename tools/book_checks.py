"""A check cell on a page of the book: a quiet "✓ checked" at the end of what it checks, which opens to the assertions.

It is a <details>, so it needs no script. A page that is not a notebook has the same mark by ```{checked}.
A local extension, named in _config.yml.
"""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

TAG = "check"
ASSERTION = re.compile(r"^ *assert\b", re.M)
TICK = '<svg viewBox="0 0 12 12" aria-hidden="true"><path d="M1.5 6.8 4.7 10 10.5 2.2"/></svg>'


class Fold(nodes.Element):
    """What the mark opens to."""


def visit(translator, node):
    count = len(ASSERTION.findall(node.astext()))
    title = f"{count} {'assertion' if count == 1 else 'assertions'}, run whenever the book changes"
    translator.body.append(f'<details class="check"><summary title="{title}">{TICK}checked</summary>\n')


def depart(translator, node):
    translator.body.append("</details>\n")


class FoldChecks(SphinxPostTransform):
    default_priority = 198  # before MyST-NB folds what other tags ask for
    formats = ("html",)

    def run(self, **kwargs):
        for cell in list(self.document.findall(nodes.container)):
            if f"tag_{TAG}" in cell["classes"]:
                cell.parent.replace(cell, Fold("", *cell.children))


class Checked(SphinxDirective):
    """Python code that tests/book/test_checks.py runs, shown as a notebook's check cell."""

    has_content = True

    def run(self):
        code = "\n".join(self.content)
        block = nodes.literal_block(code, code, language="python")
        return [nodes.container("", nodes.container("", block, classes=["cell_input"]), classes=["cell", f"tag_{TAG}"])]


def setup(app):
    app.add_node(Fold, html=(visit, depart))
    app.add_directive("checked", Checked)
    app.add_post_transform(FoldChecks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
