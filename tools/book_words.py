"""Citations and terms as words with links, in the notebooks; as roles in the sources, and for the book.

A viewer of notebooks shows {cite:t}`lecun1989` as it is written, or warns of it. So a stored notebook, and what
JupyterLab opens, has "LeCun et al. ([1989](…))" in its place, and {term}`weight` is a link to the glossary.
For Sphinx a local extension, named in _config.yml, which puts the roles back.
"""

import functools
import pathlib
import re

from pybtex.database import parse_file

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = ROOT / "book" / "references.bib"
TEXTS = ("*.md", "book/*.md", "chapters/*.md")
ROLE = re.compile(r"\{(cite:[pt]|term)\}`([^`]+)`")
TERM = re.compile(r"(.+?)\s*<(.+)>|(.+)")


def family_name(person):
    return " ".join(map(str, [*person.rich_prelast_names, *person.rich_last_names]))


def authors(entry):
    names = [family_name(person) for person in entry.persons["author"]]
    return " and ".join(names) if len(names) < 3 else f"{names[0]} et al."


@functools.cache
def parsed(changed):
    return parse_file(SOURCES).entries


def sources():
    return parsed(SOURCES.stat().st_mtime_ns)


def address(key):
    """Where the source is to be read; else its entry."""
    said = sources()[key].fields
    if "doi" in said:
        return f"https://doi.org/{said['doi']}"
    return f"https://arxiv.org/abs/{said['eprint']}" if "eprint" in said else f"../book/references.bib#{key}"


def linked(text, where):
    return f"[{text}]({where.replace('(', '%28').replace(')', '%29')})"


def words(role, content):
    """What a notebook has in the place of a role; of a source that is not known, the role itself."""
    if role == "term":
        shown, target, alone = TERM.fullmatch(content).groups()
        return linked(shown or alone, f"../book/glossary.md#term-{(target or alone).lower().replace(' ', '-')}")
    keys = [key.strip() for key in content.split(",")]
    if not sources().keys() >= set(keys):
        return f"{{{role}}}`{content}`"
    if role == "cite:p":
        labels = (linked(f"{authors(sources()[key])} {sources()[key].fields['year']}", address(key)) for key in keys)
        return f"({'; '.join(labels)})"
    cited = ((authors(sources()[key]), linked(sources()[key].fields["year"], address(key))) for key in keys)
    return "; ".join(f"{names} ({year})" for names, year in cited)


def as_words(text):
    return ROLE.sub(lambda role: words(role[1], role[2]), text)


def roles():
    """{words: role}, of all roles in the sources of the book, and of every source that a new one may name."""
    texts = [path.read_text(encoding="utf-8") for pattern in TEXTS for path in ROOT.glob(pattern)]
    found = dict.fromkeys(role for text in texts for role in ROLE.findall(text))
    found |= dict.fromkeys((kind, key) for key in sources() for kind in ("cite:p", "cite:t"))
    known = {words(role, content): f"{{{role}}}`{content}`" for role, content in found}
    return {text: role for text, role in known.items() if text != role}


def as_roles(text):
    if "](" not in text:
        return text
    known = roles()
    shown = re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))))
    return shown.sub(lambda words: known[words[0]], text)


def read(app, docname, source):
    if docname.startswith("chapters/"):
        source[0] = as_roles(source[0])


def setup(app):
    app.connect("source-read", read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
