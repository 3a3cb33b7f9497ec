"""Numbers in rows and columns, with headers and a caption, as a notebook and the book show them."""

import html
import re

from cnnlib import captions, wording

KIND = {"kind": "table"}  # metadata by which the book knows a table; it takes the caption from there, too
NEGATIVE = re.compile(r"(?<![\w−-])-(?=\d)")  # the hyphen before a number, for which a page has a minus sign
CAPTION = re.compile(r"<caption>.*?</caption>", re.DOTALL)


class CaptionedTable:
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
    CaptionedTable

    Raises
    ------
    ValueError
        If a row does not have a cell for each column, a cell cannot be written in the form of its column, there
        are no rows or no columns, or the caption is empty.
    TypeError
        If `shown` is not a dict, `columns` or a row not a list, or the head of a column or the caption not a string.

    Examples
    --------
    >>> as_table({"cat": [0.5, 2], "rocket": [0.25, 16]}, ["error", "size"], form=[".2f", ""], caption="Two pictures.")
    Two pictures.
            error  size
    cat      0.50     2
    rocket   0.25    16
    """
    if not isinstance(caption, str):
        raise TypeError(f"as_table: caption is {wording.a_type(caption)}, needs a string")
    if not caption.strip():
        raise ValueError(f"as_table: caption is {caption!r}, needs a sentence on what the table says")
    if hasattr(shown, "_repr_html_"):
        return CaptionedTable(shown._repr_html_(), repr(shown), caption)
    forms = [form] * len(columns) if isinstance(form, str) else form
    _check_rows(shown, columns, forms)
    lines = [[corner, *columns], *([str(name), *_written(name, shown[name], forms, columns)] for name in shown)]
    return CaptionedTable(_html(captions.split(caption)[1], *lines), _text(lines), caption)


def _check_rows(shown, columns, forms):
    if not isinstance(shown, dict):
        needs = "a dict of the head of each row and its cells, or a table of measure"
        raise TypeError(f"as_table: shown is {wording.a_type(shown)}, needs {needs}")
    rows = [(f"row {name!r}", cells) for name, cells in shown.items()]
    for what, cells in [("columns", columns), ("form", forms), *rows]:
        if isinstance(cells, str) or not hasattr(cells, "__len__"):
            raise TypeError(f"as_table: {what} is {wording.a_type(cells)}, needs a list, with one for each column")
        if len(cells) != len(columns):
            needs = f"needs {len(columns)}, one for each column"
            raise ValueError(f"as_table: {what} has length {len(cells)}, {needs}")
    for head in columns:
        if not isinstance(head, str):
            raise TypeError(f"as_table: columns holds {wording.a_type(head)}, needs strings")
    if not rows or not columns:
        has = f"{wording.plural(len(rows), 'row')} and {wording.plural(len(columns), 'column')}"
        raise ValueError(f"as_table: the table has {has}, needs at least 1 of each")


def _written(name, cells, forms, columns):
    for cell, form, column in zip(cells, forms, columns):
        try:
            yield cell if isinstance(cell, str) else format(cell, form)
        except (TypeError, ValueError) as error:
            where = f"row {name!r}, column {column!r}"
            written = f"which cannot be written as {form!r}"
            raise ValueError(f"as_table: {where} is {wording.shown(cell)}, {written}") from error


def _html(label, head, *rows):
    """The first cell of each row is its head; an empty corner is not one. What is too wide scrolls, also by keys."""
    heads = "".join(f'<th scope="col">{html.escape(cell)}</th>' if cell else "<td></td>" for cell in head)
    body = "".join(
        f'<tr><th scope="row">{html.escape(name)}</th>{"".join(f"<td>{_shown(cell)}</td>" for cell in cells)}</tr>'
        for name, *cells in rows
    )
    return (
        f'<div role="region" aria-label="{html.escape(label)}" tabindex="0" style="overflow-x: auto">'
        f'<table class="numbers"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _shown(cell):
    return NEGATIVE.sub("−", html.escape(cell))


def _text(lines):
    """Names on the left, numbers on the right of their columns."""
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "\n".join(
        "  ".join([f"{name:<{widths[0]}}", *(f"{cell:>{width}}" for cell, width in zip(cells, widths[1:]))]).rstrip()
        for name, *cells in lines
    )
