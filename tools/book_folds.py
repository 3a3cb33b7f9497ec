"""Code that is folded and shows nothing: its link ends the line before it, or, below open code, offers more of it.

A local extension, named in _config.yml; the looks are in book/_static/book.css.
"""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

TAG = "hide-input"
MORE = "Show more code"


def is_code(node):
    return getattr(node, "get", lambda name: None)("nb_element") == "cell_code"


def shows_nothing(cell):
    return not any(part.get("nb_element") == "cell_code_output" for part in cell.findall(nodes.container))


class QuietFolds(SphinxPostTransform):
    default_priority = 198  # before MyST-NB folds what tags ask for
    formats = ("html",)

    def run(self, **kwargs):
        for cell in self.document.findall(nodes.container):
            if is_code(cell) and f"tag_{TAG}" in cell["classes"] and shows_nothing(cell):
                cell["classes"].append("silent")
                place = cell.parent.index(cell)
                if place and is_code(cell.parent[place - 1]) and f"tag_{TAG}" not in cell.parent[place - 1]["classes"]:
                    cell["prompt_show"] = MORE


def setup(app):
    app.add_post_transform(QuietFolds)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
