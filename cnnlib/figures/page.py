"""How a stored figure or table reaches the built book: alt text, kind, caption, and an id that says its number."""

import base64
import dataclasses
import hashlib
import pathlib

from docutils import nodes

from cnnlib import captions, tables


class TableOfCell(nodes.figure):
    """A table that a cell shows. tools/book_pages.py has it counted among the tables."""


class FigureOnPage:
    """A MyST-NB plugin (entry point in pyproject.toml). MyST-NB itself reads only an output's width and height."""

    mime_priority_overrides = (("*", "image/webp", 45),)  # before PNG

    @staticmethod
    def handle_mime(renderer, data, inline):
        if captions.MARK.items() <= data.output_metadata.items():
            return []  # what the figure before it says already
        said = data.output_metadata.get(data.mime_type, {})
        if data.mime_type == "image/png" and "alt" in said:
            [shown] = renderer.render_image(data)
        elif data.mime_type == "image/webp" and "alt" in said:
            shown = webp(renderer, data.content, said)
        elif data.mime_type == "text/html" and tables.KIND.items() <= said.items():
            return [with_number(renderer, data, said["caption"])]
        elif data.mime_type == "text/html" and "caption" in said:
            [shown] = renderer.render_text_html(data)
        else:
            return None  # MyST-NB's own way
        if "alt" in said:
            shown["alt"] = said["alt"]
            shown["classes"].append(said["classes"])
        return [with_caption(renderer.renderer.document, shown, said["caption"]) if "caption" in said else shown]


def webp(renderer, content, said):
    """MyST-NB takes what it does not know for text."""
    picture = base64.b64decode(content)
    uri = renderer.write_file([f"{hashlib.sha256(picture).hexdigest()}.webp"], picture, exists_ok=True)
    return nodes.image(uri=uri, width=str(said["width"]), height=str(said["height"]))


def with_caption(document, shown, caption):
    """A figure. Sphinx numbers it by chapter; text can link to the second of chapter 4 as figure-4-2.

    On a page that is no chapter, or before the first, it has a legend, which is a caption without a number.
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
    table = TableOfCell("", nodes.caption(caption, words), *renderer.render_text_html(body), classes=["table-of-cell"])
    table["names"].append(f"table-{number.replace('.', '-')}")
    renderer.renderer.document.note_explicit_target(table)
    return table
