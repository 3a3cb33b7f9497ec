"""The cards of a chapter: how long its opening card says it takes, and marks of difficulty on its exercises.

A local extension, named in _config.yml.
"""

import json
import math
import pathlib
import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_exercise.nodes import solution_node

RESULTS = pathlib.Path(__file__).resolve().parent.parent / "benchmarks" / "results.json"
WORDS_A_MINUTE = 200
SECONDS_A_LINE = 4  # of open code
FOLDED = {"tag_check", "tag_hide-input"}
DIFFICULTY = {"·": "easy", "··": "medium", "···": "project"}
WORD = re.compile(r"\S*\w\S*")  # not a sign that stands alone
TITLE = re.compile(r'(<p class="admonition-title"><span class="caption-number">Exercise .*?) (·{1,3})(\)?)</p>')
SOLUTION = re.compile(r'(<p class="admonition-title">Solution to)(<a [^>]*>) ')
NAMED = re.compile(r" ·{1,3}(\)?</a>)")  # where a link bears an exercise's title


def reading_minutes(document):
    """Of the text and the code that stand open: no checks, no code of figures, no exercises."""
    words = lines = 0
    for text in document.findall(nodes.Text):
        around = set(map(type, parents := list(above(text))))
        classes = {name for node in parents for name in node.get("classes", [])}
        if any(isinstance(node, nodes.section) and node[0].astext() == "Exercises" for node in parents):
            continue
        if solution_node in around or "cell_output" in classes or around & {nodes.comment, nodes.raw, nodes.math_block}:
            continue
        if nodes.literal_block not in around:
            words += len(WORD.findall(text))
        elif not classes & FOLDED:
            lines += sum(bool(line.strip()) for line in text.splitlines())
    return max(1, round(words / WORDS_A_MINUTE + lines * SECONDS_A_LINE / 60))


def above(node):
    while node := node.parent:
        yield node


def running_time(name):
    """In words, of a chapter that has been measured; for a machine that is slower than that one, too."""
    measured = json.loads(RESULTS.read_text(encoding="utf-8"))["seconds of a chapter"].get(name)
    if not measured:
        return ""
    minutes = math.ceil(2 * measured["quiet"] / 60)
    return f", runs in {'under a minute' if minutes == 1 else f'about {minutes} minutes'}"


class TimeOfChapter(SphinxPostTransform):
    default_priority = 189
    formats = ("html",)

    def run(self, **kwargs):
        folder, _, name = self.env.docname.rpartition("/")
        if folder != "chapters":
            return
        minutes = reading_minutes(self.document)
        said = f"About {minutes} {'minute' if minutes == 1 else 'minutes'} to read{running_time(name)}."
        line = nodes.paragraph("", said, classes=["minutes"])
        cards = [card for card in self.document.findall(nodes.admonition) if "opening" in card["classes"]]
        if cards:
            cards[0] += line
        else:
            title = next(self.document.findall(nodes.title))
            title.parent.insert(title.parent.index(title) + 1, line)


def mark(title):
    count, word = len(title[2]), DIFFICULTY[title[2]]
    dots = "●" * count + "○" * (len(DIFFICULTY) - count)
    seen = f'<span class="difficulty" title="{word}"><span aria-hidden="true">{dots}</span>'
    return f'{title[1]}{title[3]} {seen}<span class="visually-hidden">{word}</span></span></p>'


def mark_difficulty(app, pagename, templatename, context, doctree):
    body = SOLUTION.sub(r"\1 \2", TITLE.sub(mark, context.get("body", "")))  # no line under the blank before a link
    context["body"] = NAMED.sub(r"\1", body)


def read_anew(app, docname, source):
    """A page is built again when chapters have been timed again."""
    app.env.note_dependency(str(RESULTS))


def setup(app):
    app.connect("source-read", read_anew)
    app.add_post_transform(TimeOfChapter)
    app.connect("html-page-context", mark_difficulty)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
