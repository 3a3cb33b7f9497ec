"""Numbers in rows and columns, with headers and a caption, as a notebook and the book show them."""

import html
import re

from cnnlib import captions

KIND = {"kind": "table"}  # metadata by which the book knows a table; it takes the caption from there, too
CAPTION = re.compile(r"<caption>.*?</caption>", re.DOTALL)


class Table:
    """A table with a caption. A notebook shows it where a cell ends with it; the book counts it among its tables.

    Parameters
    ----------
    body : str
        HTML that holds one ``<table>``.
    text : str
        The same where there is no HTML.
    caption : str
        What the table says. Where the text refers to it, it begins with its number, "Table 4.1. ".
    """

    def __init__(self, body, text, caption):
        self.body, self.text, self.caption = body, text, caption

    def __repr__(self):
        return f"{self.caption}\n{self.text}"

    def _repr_html_(self):
        said = captions.as_html(self.caption, "Table", "caption")
        return re.sub(r"<table[^>]*>", lambda tag: tag[0] + said, self.body, count=1)

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {"text/html": self._repr_html_(), "text/plain": repr(self)}
        return data, {"text/html": {"caption": self.caption, **KIND}}


def as_table(shown, columns=(), *, form="", corner="", caption):
    """A table of numbers and words, to end a notebook's cell with.

    Parameters
    ----------
    shown : dict, or a table of `measure`
        The head of each row, and what stands in it: as many numbers or words as there are columns.
    columns : sequence of str
        The heads of the columns.
    form : str or sequence of str, optional
        How numbers are written, as in ``format``: for all columns, or one for each. Words stand as they are.
    corner : str, optional
        The head above those of the rows.
    caption : str
        What the table says. Where the text refers to it, it begins with its number, "Table 4.1. ".

    Returns
    -------
    Table

    Raises
    ------
    ValueError
        If a row has not as many cells as there are columns, or the caption is empty.

    Examples
    --------
    >>> as_table({"cat": [0.5, 2], "rocket": [0.25, 16]}, ["error", "size"], form=[".2f", ""], caption="Two pictures.")
    Two pictures.
            error  size
    cat      0.50     2
    rocket   0.25    16
    """
    if not isinstance(caption, str) or not caption.strip():
        raise ValueError(f"as_table: caption is {caption!r}, needs a sentence on what the table says")
    if hasattr(shown, "_repr_html_"):
        return Table(shown._repr_html_(), repr(shown), caption)
    columns = list(columns)
    forms = [form] * len(columns) if isinstance(form, str) else list(form)
    for what, cells in [("form", forms), *((f"row {name!r}", cells) for name, cells in shown.items())]:
        if len(cells) != len(columns):
            needs = f"needs {len(columns)}, one for each column"
            raise ValueError(f"as_table: {what} has length {len(cells)}, {needs}")
    lines = [[corner, *columns], *([str(name), *map(_written, cells, forms)] for name, cells in shown.items())]
    return Table(_html(captions.split(caption)[1], *lines), _text(lines), caption)


def _written(cell, form):
    return cell if isinstance(cell, str) else format(cell, form)


def _html(label, head, *rows):
    """The first cell of each row is its head; an empty corner is none. What is too wide scrolls, by the keyboard too."""
    heads = "".join(f'<th scope="col">{html.escape(cell)}</th>' if cell else "<td></td>" for cell in head)
    body = "".join(
        f'<tr><th scope="row">{html.escape(name)}</th>{"".join(f"<td>{html.escape(cell)}</td>" for cell in cells)}</tr>'
        for name, *cells in rows
    )
    return (
        f'<div role="region" aria-label="{html.escape(label)}" tabindex="0" style="overflow-x: auto">'
        f'<table class="numbers"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _text(lines):
    """Names on the left, numbers on the right of their columns."""
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "\n".join(
        "  ".join([f"{name:<{widths[0]}}", *(f"{cell:>{width}}" for cell, width in zip(cells, widths[1:]))]).rstrip()
        for name, *cells in lines
    )
