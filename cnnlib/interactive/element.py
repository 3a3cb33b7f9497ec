"""From Python to a custom element in the page."""

import base64
import html
import json
from importlib.resources import files

from cnnlib import checks, wording
from cnnlib.captions import Captioned

SCRIPTS = ("style.js", "base.js", "grid.js")  # what every figure needs, in this order
RUNNING = ("forward.js", "garments.js")  # what figures need in which a network runs
SHARED = {
    "cnn-descent-path": ("dial.js", "descent.js"),
    "cnn-network-map": (*RUNNING, "how-made.js"),
    "cnn-shift-and-shuffle": (*RUNNING, "frame.js"),
}


def scripts(tag):
    """The files that a figure needs, in order.

    >>> scripts("cnn-stepper")
    ['style.js', 'base.js', 'grid.js', 'stepper.js']
    """
    return [*SCRIPTS, *SHARED.get(tag, ()), tag.removeprefix("cnn-") + ".js"]


class Element(Captioned):
    """An interactive figure, shown as the last line of a cell.

    Parameters
    ----------
    tag : str
        Name of the custom element; its script is the part of the name after "cnn-".
    label : str
        What the figure is, for a screen reader.
    options : dict
        Given to the script as JSON.
    still : str
        HTML of the picture that stands for it in print and where no script runs.
    text : str
        The same in words.
    caption : str, optional
        What to see in it; counted among the figures.
    """

    def __init__(self, tag, label, options, still, text, caption=""):
        self.tag, self.label, self.options, self.still, self.text = tag, label, options, still, text
        self.caption = caption

    def html(self):
        """The figure without its scripts, as a page of the book holds it."""
        options = html.escape(json.dumps(self.options, separators=(",", ":")))
        return f'<{self.tag} label="{html.escape(self.label)}" options="{options}">{self.still}</{self.tag}>'

    def _repr_html_(self):
        # The scripts come along, so that the figure works in a notebook. Stored outputs leave them out
        # (tools/outputs.py): the built book loads them once for all.
        names = scripts(self.tag)
        script = "\n".join((files("cnnlib.interactive") / name).read_text(encoding="utf-8") for name in names)
        return f"<script data-cnnlib>{script}</script>{self.html()}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {"text/html": self._repr_html_(), "text/plain": self.text}
        return data, {"text/html": {"caption": self.caption}} if self.caption else {}


def checked_place(op, at, lowest, highest, needs):
    """Where a figure begins, as a list of integers within their limits."""
    if not isinstance(at, (tuple, list)) or not all(map(checks.is_whole, at)):
        raise TypeError(f"{op}: at is {wording.shown(at)}, needs {needs}")
    if len(at) != len(highest) or not all(low <= i <= high for low, i, high in zip(lowest, at, highest)):
        raise ValueError(f"{op}: at is {tuple(at)}, needs {needs}")
    return [int(i) for i in at]


def output_sum(explained, at):
    """An explanation of y[0, row, column, 0], a figure's one output, as the figure calls it: output[row, column]."""
    return f"output[{at[0]}, {at[1]}]" + str(explained).removeprefix(f"y[0, {at[0]}, {at[1]}, 0]")


def data_address(kind, content):
    """Bytes as an address that holds them, for an image in a page.

    >>> data_address("image/png", b"cnn")
    'data:image/png;base64,Y25u'
    """
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def side_by_side(*parts):
    """Parts of a still picture in a row, which breaks where the page is narrow."""
    return f'<div style="display:flex;flex-wrap:wrap;align-items:center;gap:0.5em 1em">{"".join(parts)}</div>'


def table(values, caption, marked=()):
    """A matrix as an HTML table; marked cells are emphasized. Its cells stand apart on any page, in print too."""
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td style="padding:0 0.5em;text-align:right">{f"<strong>{v}</strong>" if (i, j) in marked else v}</td>'
            for j, v in enumerate(row)
        )
        + "</tr>"
        for i, row in enumerate(values)
    )
    return f'<table style="width:auto;margin:0"><caption>{caption}</caption><tbody>{rows}</tbody></table>'
