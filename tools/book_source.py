"""From a chapter's page to its source: how to run it, and what a reader has done in it; with REPOSITORY also buttons.

`make book REPOSITORY=https://github.com/owner/name` adds buttons for the repository, Binder and Colab; without it the book
names no address. A notebook that is downloaded from a page begins with a cell that says how to get `cnnlib`.
A local extension, named in _config.yml.
"""

import os
import pathlib

import nbformat
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

import chapters

SCRIPT = "../progress.js"  # seen from _static
FIRST_CELL = "get-cnnlib"
HOW = """\
<details class="run"><summary>Run this chapter</summary>
<p>In the folder of the book{get}, type <code>make lab</code>. The page that opens leads to this chapter: change a number,
press Shift + Enter, and see what happens. Beside it is <code>practice/{name}.ipynb</code>, the same chapter without the
solutions of its exercises.</p>{hosted}
</details>
"""
GITHUB = "https://github.com/"  # the theme's buttons know where Binder and Colab look there, and nowhere else
LAUNCH = {
    "notebook_interface": "jupyterlab",
    "binderhub_url": "https://mybinder.org",
    "colab_url": "https://colab.research.google.com",
}
GET = " (<code>git clone {repository}</code>)"
HOSTED = """
<p>Nothing to install: the rocket at the top of the page opens the chapter in Binder, or in Colab, where a first cell
<code>%pip install git+{repository}</code> brings the library.</p>"""
DOWNLOADED = """\
**A chapter of *Convolutional Networks, Built Twice*.** It needs the library `cnnlib`, which is part of the book.

{how}"""
IN_FOLDER = """\
In a terminal, in the folder of the book, type `make lab`: it installs all that is needed, and opens the chapters. To run this
notebook elsewhere, install the library from that folder: `%pip install FOLDER`."""
FROM_REPOSITORY = """\
To get it here, run `%pip install git+{repository}` in a cell of its own. To get the whole book, in a terminal:
`git clone {repository}`, then `make lab` in its folder."""


def offer_buttons(app, config):
    """The theme's own buttons, for an address that is given."""
    if address := config.repository.rstrip("/"):
        config.repository = address
        config.html_theme_options |= {
            "repository_url": address,
            "repository_branch": "main",
            "path_to_docs": "",
            "use_repository_button": True,
            "launch_buttons": LAUNCH if address.startswith(GITHUB) else {},
        }


class SayHowToRun(SphinxPostTransform):
    """After the minutes: in the opening card, or under the title."""

    default_priority = 191  # after tools/book_cards.py
    formats = ("html",)

    def run(self, **kwargs):
        folder, _, name = self.env.docname.rpartition("/")
        if folder != "chapters":
            return
        address = self.config.repository
        get = GET.format(repository=address) if address else ""
        hosted = HOSTED.format(repository=address) if address.startswith(GITHUB) else ""
        how = nodes.raw("", HOW.format(name=name, get=get, hosted=hosted), format="html")
        cards = [card for card in self.document.findall(nodes.admonition) if "opening" in card["classes"]]
        if cards:
            cards[0] += how
        else:
            [minutes] = [line for line in self.document.findall(nodes.paragraph) if "minutes" in line["classes"]]
            minutes.parent.insert(minutes.parent.index(minutes) + 1, how)


def add_script(app, pagename, templatename, context, doctree):
    app.add_js_file(SCRIPT, **{"data-page": pagename})


def say_where_the_library_is(app, error):
    """In the notebooks that the pages offer for download."""
    how = FROM_REPOSITORY.format(repository=app.config.repository) if app.config.repository else IN_FOLDER
    first = nbformat.v4.new_markdown_cell(DOWNLOADED.format(how=how), id=FIRST_CELL)
    for path in pathlib.Path(app.outdir, "_sources", "chapters").glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        if f'"id": "{FIRST_CELL}"' not in text:  # a page that was not written again offers what it offered before
            notebook = nbformat.reads(text, as_version=4)
            notebook.cells.insert(0, first)
            path.write_text(chapters.written(notebook), encoding="utf-8")


def setup(app):
    app.add_config_value("repository", os.environ.get("REPOSITORY", ""), "html")
    app.add_post_transform(SayHowToRun)
    app.connect("config-inited", offer_buttons)
    app.connect("html-page-context", add_script)
    app.connect("build-finished", say_where_the_library_is)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
