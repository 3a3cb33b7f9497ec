"""The sections of the book, as search, glossary and index read them from what Sphinx has stored, and links to them."""

import dataclasses
import functools

from docutils import nodes
from sphinx_exercise.nodes import solution_node

CLOSING = ("Exercises", "Summary", "Sources")  # sections that every chapter ends with


@dataclasses.dataclass(frozen=True)
class Section:
    """A section without those inside it. The first of a page has no anchor."""

    page: str
    anchor: str
    title: str
    chapter: str  # the page's title, with its number
    within: tuple  # titles of the sections around it, from the page's own
    labels: tuple
    content: list

    @property
    def closing(self):
        return self.title in CLOSING or any(title in CLOSING for title in self.within)

    def address(self, suffix=".html"):
        return self.page + suffix + (f"#{self.anchor}" if self.anchor else "")

    def find(self, kind):
        """The nodes of a kind, outside solutions."""
        for node in self.content:
            for found in node.findall(kind):
                if not inside(found, solution_node, self.content):
                    yield found


def inside(node, kind, top):
    while node is not None and node not in top:
        if isinstance(node, kind):
            return True
        node = node.parent
    return isinstance(node, kind)


def numbered(env, page):
    number = env.toc_secnumbers.get(page, {}).get("")
    title = env.titles[page].astext()
    return f"{number[0]}. {title}" if number else title


def pages(env):
    """All pages in the order of the table of contents."""
    found = [env.config.root_doc]
    for page in found:
        found += [child for child in env.toctree_includes.get(page, []) if child not in found]
    return found


def of_page(env, page):
    def walk(node, anchor, within):
        title = node[0].astext()
        own = [child for child in node.children[1:] if not isinstance(child, nodes.section)]
        yield Section(page, anchor, title, numbered(env, page), within, tuple(node["ids"]), own)
        for child in node.children:
            if isinstance(child, nodes.section):
                yield from walk(child, child["ids"][0], (*within, title))

    for top in env.get_doctree(page).children:
        if isinstance(top, nodes.section):
            yield from walk(top, "", ())


@functools.lru_cache(maxsize=1)
def of_book(env):
    """Every section of every page. Ask when all pages have been read."""
    return [section for page in pages(env) for section in of_page(env, page)]


def of_chapters(env):
    return [section for section in of_book(env) if section.page.startswith("chapters/")]


def link(app, page, address, *children):
    target, _, anchor = address.partition("#")
    uri = app.builder.get_relative_uri(page, target) + (f"#{anchor}" if anchor else "")
    return nodes.reference("", "", *children, internal=True, refuri=uri)


def link_to(app, page, section, text=None):
    text = text or (f"{section.chapter}: {section.title}" if section.anchor else section.chapter)
    return link(app, page, section.address(""), nodes.inline("", text))


def setup(app):
    return {"parallel_read_safe": True, "parallel_write_safe": True}
