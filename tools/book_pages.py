"""What Sphinx does for this book beyond Jupyter Book: interactive figures, numbers, and the theme's faults put right.

A local extension, named in _config.yml.
"""

import hashlib
import pathlib
import re
import shutil

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.directives.tables import RSTTable
from sphinx.util.docutils import SphinxDirective
from sphinx_exercise.directive import ExerciseDirective

from cnnlib import interactive
from cnnlib.figures.page import TableOfCell
from cnnlib.interactive.element import scripts

ROOT = pathlib.Path(__file__).resolve().parent.parent
INTERACTIVE = pathlib.Path(interactive.__file__).parent
NUMBERED = re.compile(r"(figure|table|formula)-\d+-\d+$")
TAG = re.compile(r"<cnn-([a-z0-9-]+)")
# Roles that docutils writes and ARIA has given up, or that it uses outside the place they need; a name that is not what
# is to be read ("Show the code").
MENDED = [
    (' role="list"', ""),
    (' role="doc-biblioentry"', ""),
    ('<div role="list" class="citation-list">', '<div class="citation-list">'),
    ('<summary aria-label="Toggle hidden content">', "<summary>"),
]


def add_interactive_scripts(app, pagename, templatename, context, doctree):
    """The scripts of the interactive figures that this page shows, and of no others."""
    needed = [script for tag in sorted(set(TAG.findall(context.get("body", "")))) for script in scripts(f"cnn-{tag}")]
    for script in dict.fromkeys(needed):  # each once
        app.add_js_file(f"interactive/{script}")


class Interactive(SphinxDirective):
    """A figure of cnnlib.interactive by name, as it is at first, on a page without a notebook, and words below it."""

    required_arguments = 1
    has_content = True

    def run(self):
        for source in INTERACTIVE.glob("*.py"):
            self.env.note_dependency(str(source))
        figure = getattr(interactive, self.arguments[0])()
        words = " ".join(self.content)
        return [nodes.raw("", figure.html(), format="html"), nodes.paragraph("", words, classes=["below-figure"])]


def lead_to_what_is_numbered(app, doctree):
    """MyST leads from one page to another's headings; here to its figures, tables and formulas, too.

    Sphinx would put a formula of several lines into an environment in which a number is not allowed.
    """
    slugs = app.env.metadata[app.env.docname].setdefault("myst_slugs", {})
    for node in doctree.findall(lambda node: isinstance(node, nodes.Element)):
        slugs.update({name: (node.line, name, "") for name in node["ids"] if NUMBERED.match(name)})
    for formula in doctree.findall(nodes.math_block):
        if r"\tag{" in formula.astext():
            formula["nowrap"] = True
            formula[:] = [nodes.Text(rf"\[{formula.astext()}\]")]


def copy_interactive_scripts(app, error):
    if error is None:
        target = pathlib.Path(app.outdir, "_static", "interactive")
        target.mkdir(parents=True, exist_ok=True)
        for script in INTERACTIVE.glob("*.js"):
            shutil.copyfile(script, target / script.name)


def mend_names_and_roles(app, pagename, templatename, context, doctree):
    for wrong, right in MENDED:
        context["body"] = context.get("body", "").replace(wrong, right)


def digest_of_extensions(root=ROOT):
    """When the code that makes the pages has changed, Sphinx makes all of them again; else those that have changed."""
    files = [*sorted((root / "tools").glob("book_*.py")), root / "cnnlib" / "figures" / "page.py"]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def setup(app):
    app.add_directive("interactive", Interactive)
    for directive in (ExerciseDirective, RSTTable):
        directive.option_spec["enumerator"] = directives.unchanged  # for JupyterLab; Sphinx counts
    app.add_enumerable_node(TableOfCell, "table")
    app.connect("doctree-read", lead_to_what_is_numbered)
    app.connect("html-page-context", add_interactive_scripts)
    app.connect("html-page-context", mend_names_and_roles, priority=900)
    app.connect("build-finished", copy_interactive_scripts)
    return {"env_version": digest_of_extensions(), "parallel_read_safe": True, "parallel_write_safe": True}
