"""Predictions on a page of the book: the output of a cell tagged `predicted` opens once the reader has said what comes.

The cell stands after a box "Predict"; between them stand cells only. A later cell that is tagged so, or a warning of
the class `predicted`, belongs to the same box, and so does all that stands before it. book/served/predictions.js does
the rest. Without scripts the output is open. A local extension, named in _config.yml.
"""

import hashlib

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

TAG = "predicted"
SCRIPT = "../predictions.js"  # seen from _static


class NameCells(SphinxPostTransform):
    """The id by which a reader's device remembers a prediction: the cell's own, so that new code asks anew."""

    default_priority = 190
    formats = ("html",)

    def run(self, **kwargs):
        for cell in self.document.findall(nodes.container):
            if f"tag_{TAG}" in cell.get("classes", []):
                code = next(cell.findall(nodes.literal_block)).astext()
                cell["ids"].append(f"predicted-{hashlib.sha256(code.encode()).hexdigest()[:8]}")


def add_script(app, pagename, templatename, context, doctree):
    """On pages with predictions, and on no others. It is loaded at once: what it closes must not be seen before."""
    if f" tag_{TAG} " in context.get("body", ""):
        app.add_js_file(SCRIPT, **{"data-page": pagename})


def setup(app):
    app.add_post_transform(NameCells)
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
