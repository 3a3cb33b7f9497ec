"""The references: labels of author and year, an address where there is one, and links to where each is cited.

A local extension, named in _config.yml.
"""

from docutils import nodes
from pybtex.plugin import register_plugin
from pybtex.style.formatting.plain import Style as Plain
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting import BaseSortingStyle
from sphinx import addnodes

import book_index
import book_sections
from book_words import authors


class AuthorYear(BaseLabelStyle):
    """LeCun et al. 1989; where two are of the same authors and year, references.bib says 2016a and 2016b."""

    def format_labels(self, entries):
        return [f"{authors(entry)} {entry.fields['year']}" for entry in entries]


class ByLabel(BaseSortingStyle):
    """By what a label shows, names and then year, so that a reader finds it."""

    def sorting_key(self, entry):
        return authors(entry).lower(), entry.fields["year"], entry.fields["title"]


class BookStyle(Plain):
    default_label_style = AuthorYear
    default_sorting_style = "book"


register_plugin("pybtex.style.formatting", "book", BookStyle)
register_plugin("pybtex.style.sorting", "book", ByLabel)


def cited(app):
    """{address of an entry: {page: the sections that cite it}}; a chapter's "Sources" only where it is the only one."""
    labels = {citation.key: citation.citation_id for citation in app.env.get_domain("cite").citations}
    found = {}
    for section in book_sections.of_book(app.env):
        for link in (link for node in section.content for link in node.findall(addnodes.pending_xref)):
            if link["refdomain"] == "cite":
                for key in link["reftarget"].split(","):
                    places = found.setdefault(labels[key.strip()], {}).setdefault(section.page, [])
                    if section not in places and not (section.closing and places):
                        places.append(section)
    return found


def lead_back(app, doctree, page):
    """Below each entry: the sections that cite it; of each page the first bears the page's title, too."""
    if page != book_index.REFERENCES:
        return
    places = cited(app)
    for entry in doctree.findall(nodes.citation):
        line = nodes.paragraph("", "", classes=["cited"])
        for first, *others in places.get(entry["ids"][0], {}).values():
            line += nodes.Text("; " if line.children else "Cited in ")
            line += book_sections.link_to(app, page, first)
            for section in others:
                line += [nodes.Text(", "), book_sections.link_to(app, page, section, section.title)]
        if line.children:
            entry += line


def setup(app):
    app.connect("doctree-resolved", lead_back, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
