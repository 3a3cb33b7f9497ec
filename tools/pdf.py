"""One PDF of the book, _build/book.pdf, printed by Chromium from the built pages.

All pages become one, so that links lead from page to page of the PDF; solutions move to its end. It is printed twice:
the first time tells on which page each section stands, for the contents.
"""

import copy
import html
import pathlib
import posixpath
import re
import shutil
import sys

import bs4
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

import book

PDF = book.BUILT / "book.pdf"
WHOLE = book.PAGES / "whole.html"  # beside the pages, whose pictures and styles it uses
STYLE = pathlib.Path(__file__).with_name("pdf.css")
LEFT_OUT = "script, noscript, button, .headerlink, details.check, details.hide, .d-print-none, .onlyprint"
UNNAMED = ("exercise-content", "solution-content")  # ids that a page has many times
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FOOTER = """<div style="width:100%; text-align:center; font:8pt sans-serif; color:#596572">
<span class="pageNumber"></span></div>"""


def names():
    """The pages in their order: the front page, and those of the table of contents."""
    return re.findall(r"(?:root|file): (\S+)", (book.ROOT / "_toc.yml").read_text(encoding="utf-8"))


def anchor(name, fragment=""):
    return f"{name.replace('/', '-')}--{fragment}" if fragment else name.replace("/", "-")


def moved(address, name, known):
    """The address of a link or picture of a page, as the whole has it."""
    if re.match(r"[a-z]+:", address):
        return address
    target, _, fragment = address.partition("#")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(name), target)) if target else f"{name}.html"
    page = path.removesuffix(".html")
    return "#" + anchor(page, fragment) if page in known else path


def article(name, known):
    """The text of a page, its addresses and ids made unique."""
    page = bs4.BeautifulSoup((book.PAGES / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
    text = page.select_one("article.bd-article").extract()
    for element in text.select(LEFT_OUT):
        element.decompose()
    for element in text.find_all(True):
        if element.get("id") in UNNAMED:
            del element["id"]
        if element.get("id") and not element.find_parent("svg"):
            element["id"] = anchor(name, element["id"])
        for attribute in ("href", "src"):
            if element.get(attribute) and element.name != "use":
                element[attribute] = moved(element[attribute], name, known)
        if element.name == "img":
            element["loading"] = "eager"
    text.name, text["id"], text["class"] = "section", anchor(name), ["page"]
    return text


def take_solutions(text, whole):
    """Leave a link where a solution stood; the solutions."""
    solutions = text.select("div.solution")
    for solution in solutions:
        link = whole.new_tag("a", href="#" + solution["id"], attrs={"class": "solution-link"})
        link.string = "Solution, at the end of the book"
        paragraph = whole.new_tag("p")
        paragraph.append(link)
        solution.insert_before(paragraph)
        solution.extract()
    return solutions


def appendix(chapters, whole):
    """[(title, solutions)] as a page of its own."""
    text = whole.new_tag("section", id="solutions", attrs={"class": "page"})
    heading = whole.new_tag("h1")
    heading.string = "Solutions"
    text.append(heading)
    for count, (title, solutions) in enumerate(chapters):
        if solutions:
            part = whole.new_tag("section", id=f"solutions-{count}")
            part.append(whole.new_tag("h2"))
            part.h2.string = title
            part.extend(solutions)
            text.append(part)
    return text


def line(address, title, pages, inside=""):
    return f'<li><a href="#{address}"><span>{html.escape(title)}</span><b>{pages.get(address, "")}</b></a>{inside}</li>'


def heading_text(section):
    return section.find(["h1", "h2"]).get_text(" ", strip=True)


def contents(texts, pages):
    """The contents: pages and their first level of sections, each with the number of its page."""
    lines = []
    for text in texts:
        sections = [part for part in text.select("section[id]") if part.find("h2", recursive=False)]
        shown = [part for part in sections if len(heading_text(part)) > 1]  # not A, B, C of the glossary
        parts = [line(part["id"], heading_text(part), pages) for part in shown]
        lines.append(line(text["id"], heading_text(text), pages, f"<ol>{''.join(parts)}</ol>" if parts else ""))
    listed = f'<nav class="book-contents"><ol>{"".join(lines)}</ol></nav>'
    return f'<section class="page"><h1>Contents</h1>{listed}</section>'


def written(texts, head, title, pages):
    """Write the whole book as one page."""
    front = f'<section class="title-page"><img src="_static/mark.svg" alt=""><h1>{html.escape(title)}</h1></section>'
    style = f"<style>{STYLE.read_text(encoding='utf-8')}</style>"
    head = f"<meta charset='utf-8'><title>{html.escape(title)}</title>{head}{style}"
    body = f"{front}{contents(texts, pages)}{''.join(map(str, texts))}"
    WHOLE.write_text(
        f"<!doctype html><html lang='en' data-theme='light'><head>{head}</head>"
        f"<body><main class='bd-content'><article class='bd-article'>{body}</article></main></body></html>",
        encoding="utf-8",
    )


def head_of(page):
    """Styles, and MathJax with what it is told."""
    kept = [copy.copy(tag) for tag in page.head.select("link[rel=stylesheet]")]
    kept += [tag for tag in page.head.select("script") if "athjax" in str(tag).lower()]
    for tag in kept:
        for attribute in ("href", "src"):
            if tag.get(attribute):
                tag[attribute] = posixpath.normpath(posixpath.join("chapters", tag[attribute]))
    return "".join(map(str, kept))


def printed(browser, target):
    page = browser.new_page()
    page.set_default_timeout(600_000)
    page.goto(WHOLE.as_uri(), wait_until="load", timeout=600_000)
    page.evaluate("window.MathJax?.startup.promise")
    decoded = "Promise.all([...document.images].map(image => image.decode()))"
    page.evaluate(f"{decoded}.then(() => document.fonts.ready.status)")
    page.emulate_media(media="print", color_scheme="light")
    page.pdf(
        path=target, prefer_css_page_size=True, print_background=True, outline=True, tagged=True,
        display_header_footer=True, header_template="<span></span>", footer_template=FOOTER,
    )  # fmt: skip
    page.close()


def pages_of_anchors(file):
    """{id: the number of the page on which it stands}."""
    reader = PdfReader(file)
    places = reader.named_destinations.items()
    return {name.lstrip("/"): reader.get_destination_page_number(place) + 1 for name, place in places}


def whole_book():
    """(the texts of the PDF in their order, the head of its page)."""
    order = names()
    whole = bs4.BeautifulSoup("", "html.parser")
    texts = [article(name, set(order)) for name in order]
    solutions = [(heading_text(text), take_solutions(text, whole)) for text in texts]
    with_formulas = (book.PAGES / "chapters/02-convolution.html").read_text(encoding="utf-8")
    return [*texts, appendix(solutions, whole)], head_of(bs4.BeautifulSoup(with_formulas, "html.parser"))


def make():
    texts, head = whole_book()
    title = heading_text(texts[0])
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        sys.exit("make: no Chromium found; install it (Debian, Ubuntu: `apt install chromium`) to print the book")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        pages = {}
        for _ in range(2):
            written(texts, head, title, pages)
            printed(browser, PDF)
            pages = pages_of_anchors(PDF)
        browser.close()
    WHOLE.unlink()
    return len(PdfReader(PDF).pages)


if __name__ == "__main__":
    if not (book.PAGES / "index.html").exists():
        book.build()
    count = make()
    print(f"The book as a PDF:  {PDF.relative_to(book.ROOT)}  ({count} pages)")
