"""The numbers that a chapter's exercises, tables and formulas bear: written into the .md, the same wherever it is read.

The book could count by itself. JupyterLab counts from 1 in each notebook, exercises, tables and all formulas; elsewhere
nothing counts. A formula bears its number as `\\tag{4.1}`, which every program that sets formulas understands.
Figures are counted by the book; tests/book/test_captions.py holds the numbers that stand in captions.
"""

import ast
import itertools
import re

from cnnlib import captions

EXERCISE = re.compile(r"^(`{3,}\{exercise-start\}.*\n:label: .*\n)(?::enumerator: .*\n)?", re.MULTILINE)
# A table that stands in the text, or the caption of one that a cell makes.
TABLE = re.compile(
    r"^(`{3,}\{table\}.*\n)(?::name: (?:table-)?([\w-]+)\n)?(?::enumerator: .*\n)?"
    r"|(?<=caption=\"Table )([\d.]+)(?=\. )",
    re.MULTILINE,
)
FORMULA = re.compile(r"^\(formula-([\w-]+)\)=\n(\$\$.*?)(?:\s*\\tag\{[\d.]+\})?(\s*\$\$)$", re.MULTILINE | re.DOTALL)


def numbered(text, name):
    """A chapter's .md with the numbers of what stands in it, in order, and in the links to it on the same page."""
    chapter = int(name.partition("-")[0])
    if not chapter:
        return text
    exercises = itertools.count(1)
    text = EXERCISE.sub(lambda start: f"{start[1]}:enumerator: {chapter}.{next(exercises)}\n", text)
    return _formulas(_tables(text, chapter), chapter)


def _tables(text, chapter):
    places, now = itertools.count(1), {}

    def put(found):
        place = next(places)
        now[(found[2] or found[3] or "").replace(".", "-")] = f"{chapter}-{place}"
        if found[3]:
            return f"{chapter}.{place}"
        return f"{found[1]}:name: table-{chapter}-{place}\n:enumerator: {chapter}.{place}\n"

    return _links(TABLE.sub(put, text), "table", now, "Table {}")


def _formulas(text, chapter):
    places, now = itertools.count(1), {}

    def put(found):
        place = next(places)
        now[found[1]] = f"{chapter}-{place}"
        return f"(formula-{chapter}-{place})=\n{found[2]} \\tag{{{chapter}.{place}}}{found[3]}"

    return _links(FORMULA.sub(put, text), "formula", now, "({})")


def _links(text, kind, now, words):
    """The links to what bears another number now, on the page itself."""

    def link(found):
        place = now.get(found[1])
        return f"[{words.format(place.replace('-', '.'))}](#{kind}-{place})" if place else found[0]

    return re.sub(rf"\[[^\]]*\]\(#{kind}-([\w-]+)\)", link, text)


def same_program(one, other):
    """Whether two cells do the same: all but comments, line breaks and the numbers in captions is equal."""
    return one == other or _program(one) == _program(other)


def _program(source):
    return re.sub(r"(Figure|Table) \d+\.\d+\. ", "", ast.dump(ast.parse(source)))


def with_captions(outputs, before, after):
    """A cell's outputs, where `after` is the same program as `before`, with the captions that it gives now."""
    now = dict(zip(_captions(before), _captions(after)))
    for output in outputs:
        for said in output.get("metadata", {}).values():
            if isinstance(said, dict) and said.get("caption") in now:
                said["caption"] = now[said["caption"]]
        for old, new in now.items():
            for mime, written in (("text/plain", str), ("text/html", captions.as_html)):
                if output.get("data", {}).get(mime) == written(old):
                    output["data"][mime] = written(new)
    return outputs


def _captions(source):
    """The captions that stand in a cell, in order."""
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.keyword) and node.arg == "caption")
    return [node.value.value for node in nodes if isinstance(node.value, ast.Constant)]
