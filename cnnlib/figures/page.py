"""How a stored figure or table reaches the built book: drawn in the colors of the page, with an id for its number."""

import dataclasses
import html
import math
import pathlib
import re

from docutils import nodes

from cnnlib import captions, tables
from cnnlib.figures import svg
from cnnlib.palette import LIGHT

SMALLEST = 9  # pixels of the letters in a figure, however narrow the screen: a wider figure scrolls in its box
VARIABLES = {color: f"var(--cnn-{name})" for name, color in LIGHT.items()}


class TableOfCell(nodes.figure):
    """A table that a cell shows. tools/book_pages.py has it counted among the tables."""


class FigureOnPage:
    """A MyST-NB plugin (entry point in pyproject.toml). MyST-NB itself makes a picture of a drawing."""

    mime_priority_overrides = (("*", "image/svg+xml", 5),)  # before all other forms

    @staticmethod
    def handle_mime(renderer, data, inline):
        if captions.MARK.items() <= data.output_metadata.items():
            return []  # what the figure before it says already
        if data.mime_type == "image/webp":
            return []  # the coarser form, which MyST-NB does not know
        said = data.output_metadata.get(data.mime_type, {})
        document = renderer.renderer.document
        if data.mime_type == "image/svg+xml" and "alt" in said:
            shown = nodes.raw("", drawing(data.content, said, name_of(document)), format="html")
        elif data.mime_type == "text/html" and tables.KIND.items() <= said.items():
            return [with_number(renderer, data, said["caption"])]
        elif data.mime_type == "text/html" and "caption" in said:
            [shown] = renderer.render_text_html(data)
        else:
            return None  # MyST-NB's own way
        return [with_caption(document, shown, said["caption"]) if "caption" in said else shown]


def name_of(document):
    """A name that no other drawing of the book has, for the ids inside it."""
    document.drawings = getattr(document, "drawings", 0) + 1
    return f"{pathlib.Path(document['source']).stem.partition('-')[0]}-{document.drawings}"


def drawing(content, said, name):
    """A stored drawing as a part of the page, in a box in which it can scroll; one of two forms, where it has them."""
    if "narrow" not in said:
        return f'<div class="drawing">{inline(content, said["alt"], name)}</div>'
    forms = inline(content, said["alt"], name, "wide"), inline(said["narrow"], said["alt"], f"{name}-narrow", "narrow")
    return f'<div class="drawing">{"".join(forms)}</div>'


def inline(content, alt, name, form="only"):
    """A drawing in the page's colors."""
    content = re.sub(r'"(#[0-9a-f]{6})"', lambda color: f'"{VARIABLES.get(color[1], color[1])}"', content)
    content = re.sub(r'( id="| href="#|"url\(#)', rf"\1drawing-{name}-", content)
    content = content.replace(f' font-family="{svg.FONTS}"', "").replace(f' style="{svg.STILL}"', "")
    width = int(re.search(r'width="(\d+)"', content)[1])
    least = min(math.ceil(SMALLEST / (svg.smallest_text(content) or math.inf)), width)
    about = f'class="{form}" role="img" aria-label="{html.escape(alt)}" style="min-width: {least}px"'
    return content.replace("<svg", f"<svg {about}", 1)


def with_caption(document, shown, caption):
    """A figure. Sphinx numbers it by chapter; text can link to the second of chapter 4 as figure-4-2.

    On a page that is not a chapter, or before the first, it has a legend, which is a caption without a number.
    """
    chapter, words = pathlib.Path(document["source"]).stem.partition("-")[0].lstrip("0"), captions.split(caption)[1]
    if not chapter.isdigit():
        return nodes.figure("", shown, nodes.legend("", nodes.paragraph(caption, words)))
    document.figures = getattr(document, "figures", 0) + 1
    figure = nodes.figure("", shown, nodes.caption(caption, words))
    figure["names"].append(f"figure-{chapter}-{document.figures}")
    document.note_explicit_target(figure)
    return figure


def with_number(renderer, data, caption):
    """A table. The caption in it gives way to one that Sphinx numbers; text can link to Table 4.1 as table-4-1."""
    number, words = captions.split(caption)
    body = dataclasses.replace(data, content=tables.CAPTION.sub("", data.string))
    # All after a caption would be part of it.
    shown, said = renderer.render_text_html(body), nodes.caption(caption, words)
    table = TableOfCell("", *shown, said, classes=["table-of-cell"])
    table["names"].append(f"table-{number.replace('.', '-')}")
    renderer.renderer.document.note_explicit_target(table)
    return table
