"""The head of a page: what it says of the page, and no script, style or typeface that the page does not need.

A local extension, named in _config.yml.
"""

import html
import pathlib
import re
import shutil

from docutils import nodes

# What no page asks for: the theme's icons as scripts and typefaces (book/_static/fonts/icons.woff2 has those in use),
# Sphinx's search, and maps for who debugs the theme.
LEFT_OUT = (
    "_static/**/*.map",
    "_static/scripts/fontawesome.js*",
    "_static/vendor/fontawesome/**/*",
    "_static/searchtools.js",
    "_static/language_data.js",
    "_static/sphinx_highlight.js",
    "_static/sphinx-thebe.*",
    "_static/*webpack-macros.html",
    "searchindex.js",
)
THEME = "_static/styles/pydata-sphinx-theme.css"
ICON = re.compile(r"(?:\.fa-[\w-]+::?before,?)+\{content:\"[^\"]*\"\}")
TYPEFACE = re.compile(r"@font-face\{[^}]*Font Awesome[^}]*\}")
# With it, all of a figure gets its styles anew whenever the pointer comes or goes; and the book shows no such link.
HOVERED = "figure:hover a.headerlink{visibility:visible}"
USED = re.compile(r"\bfa-[\w-]+")
SCRIPTS = ("thebe", "sphinx_highlight")
STYLES = ("thebe",)
LONGEST = 160  # characters of a description: search engines show no more


def description(doctree):
    """The first sentences of the page, as many as fit."""
    paragraphs = (node for node in doctree.findall(nodes.paragraph) if not isinstance(node.parent, nodes.Admonition))
    first = next(paragraphs, None)
    text = " ".join(first.astext().split()) if first else ""
    if len(text) <= LONGEST:
        return text
    sentences = re.match(rf".{{40,{LONGEST}}}[.?](?= )", text)
    return sentences[0] if sentences else text[: text.rindex(" ", 0, LONGEST - 2)] + " …"


def say(app, pagename, templatename, context, doctree):
    """Description and Open Graph tags; the viewport stands once, in the theme."""
    title = re.sub(r"<.*?>", "", context.get("title") or app.config.html_title)
    said = {"og:title": title, "og:type": "article", "og:site_name": app.config.html_title}
    if doctree is not None:
        said["description"] = said["og:description"] = description(doctree)
    if app.config.html_baseurl:
        base = app.config.html_baseurl.rstrip("/")
        said |= {"og:url": f"{base}/{pagename}.html", "og:image": f"{base}/_static/page.png"}
    tags = ""
    for name, text in said.items():
        kind = "property" if name.startswith("og:") else "name"
        tags += f'<meta {kind}="{name}" content="{html.escape(html.unescape(text))}" />\n'
    context["metatags"] = re.sub(r'<meta [^>]*name="viewport"[^>]*>', "", context.get("metatags", "")) + tags


def source(file):
    return f"{getattr(file, 'filename', file)}{getattr(file, 'attributes', {}).get('body', '')}"


def drop(app, pagename, templatename, context, doctree):
    """sphinx-thebe adds its scripts twice, and an address outside the book. No formula needs no MathJax."""
    dropped = SCRIPTS if 'class="math' in context.get("body", "") else (*SCRIPTS, "mathjax", "MathJax")
    for files, names in (("script_files", dropped), ("css_files", STYLES)):
        context[files] = [file for file in context[files] if not any(name in source(file) for name in names)]


def leave_out(app, error):
    if error is not None or app.builder.format != "html":
        return
    out = pathlib.Path(app.outdir)
    if app.config.html_baseurl:
        shutil.copyfile(pathlib.Path(app.srcdir, "book", "page.png"), out / "_static" / "page.png")
    used = {name for page in out.rglob("*.html") for name in USED.findall(page.read_text(encoding="utf-8"))}
    style = TYPEFACE.sub("", (out / THEME).read_text(encoding="utf-8")).replace(HOVERED, "")
    style = ICON.sub(lambda rule: rule[0] if used & set(USED.findall(rule[0])) else "", style)
    (out / THEME).write_text(style, encoding="utf-8")
    for pattern in LEFT_OUT:
        for file in out.glob(pattern):
            if file.is_file():
                file.unlink()


def setup(app):
    app.connect("html-page-context", say, priority=900)
    app.connect("html-page-context", drop, priority=900)
    app.connect("build-finished", leave_out, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
