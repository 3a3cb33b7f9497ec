"""The numbers in a chapter's prose, and those that its cells assert."""

import ast
import re

import book_words
import chapters
from cnnlib.captions import split

FENCE = re.compile(r"^(`{3,})\{?([\w-]*)\}?.*?^\1\s*$", re.M | re.S)
NOT_PROSE = [
    re.compile(r"^`{3,}.*$", re.M),  # the fence itself
    re.compile(r"^:[\w-]+:.*$", re.M),  # a directive's option
    re.compile(r"^\([\w-]+\)=$", re.M),  # an anchor
    re.compile(r"`[^`\n]+`"),  # code, {cite} and {term}
    re.compile(r"\]\([^)]*\)"),  # where a link goes
    re.compile(r"\$\$.*?\$\$", re.S),  # a displayed formula
]
NUMBER = re.compile(r"(?<![\w.])[-−]?\d+(?:(?:,|\{,\})\d{3})*(?:\.\d+)?(?![\w]|\.\d)")


def value(text):
    return float(text.replace("{,}", "").replace(",", "").replace("−", "-"))


def prose(path):
    """The text of the chapter's markdown cells, with everything that is not prose blanked out."""
    cells = chapters.source(path).cells
    text = "\n\n".join(book_words.as_roles(cell.source) for cell in cells if cell.cell_type == "markdown")
    for block in FENCE.finditer(text):
        if block[2] in ("python", "text", ""):  # a listing
            text = text.replace(block[0], "")
    for pattern in NOT_PROSE:
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def captions(path):
    """The captions that the chapter's cells give their figures, as far as they stand in the source."""
    for cell in chapters.source(path).cells:
        for node in ast.walk(ast.parse(cell.source if cell.cell_type == "code" else "")):
            if isinstance(node, ast.keyword) and node.arg == "caption":
                yield "".join(
                    part.value
                    for part in ast.walk(node.value)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                )


def numbers(path):
    """[(number, the words around it)], of the prose and of the captions."""
    text = "\n\n".join([prose(path), *(split(caption)[1] for caption in captions(path))])
    return [
        (match[0], " ".join(text[max(match.start() - 40, 0) : match.end() + 40].split()))
        for match in NUMBER.finditer(text)
    ]


def asserted(path):
    """Every number that stands in an `assert` of the chapter's cells."""
    found = set()
    for cell in chapters.source(path).cells:
        if cell.cell_type != "code":
            continue
        for statement in ast.walk(ast.parse(cell.source)):
            if isinstance(statement, ast.Assert):
                found |= {
                    float(node.value)
                    for node in ast.walk(statement)
                    if isinstance(node, ast.Constant) and type(node.value) in (int, float)
                }
    return found | {-number for number in found}


def plain(path):
    """The words of the chapter's text, without markup, in one line."""
    text = "\n\n".join(cell.source for cell in chapters.source(path).cells if cell.cell_type == "markdown")
    text = re.sub(r"\{[\w:]+\}`([^`<]*?)(?: <[^>]*>)?`", r"\1", text)  # a role
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)  # a link
    for markup, sign in ((r"{,}", ","), (r"\cdot", "·"), (r"\times", "×"), ("`", ""), ("*", ""), ("$", "")):
        text = text.replace(markup, sign)
    return " ".join(text.split())


NUMBERED = re.compile(
    r"\[(?:Figure |Table |\()(\d+)\.(\d+)\)?\]"
    r"\((?:(?:\.\./chapters/)?(\d\d)-[\w-]+\.ipynb)?#(figure|table|formula)-(\d+)-(\d+)\)"
)
UNLINKED = re.compile(r"\b(?:[fF]igure|[tT]able) \d+\.\d+|(?<![\w.])\(\d+\.\d+\)")
KINDS = {"figure": "[Figure ", "table": "[Table ", "formula": "[("}


def named(text):
    """What a page names by its number: (kind, chapter, place) of each right link, and the words that are none."""
    linked, plain = [], []
    for link in NUMBERED.finditer(text):
        said, meant, kind = (int(link[1]), int(link[2])), (int(link[5]), int(link[6])), link[4]
        right = said == meant and int(link[3] or said[0]) == said[0] and link[0].startswith(KINDS[kind])
        (linked if right else plain).append((kind, *meant) if right else link[0])
    return linked, plain + UNLINKED.findall(NUMBERED.sub("", text))


def without_tables(text):
    """The text without the directives that number a table."""
    return re.sub(r"^(`{3,})\{table\}.*?^\1$", "", text, flags=re.M | re.S)


LINK = re.compile(r"\[[cC]hapter (\d+)\]\((?:\.\./chapters/)?(\d\d)-[\w-]+\.ipynb\)")


def unlinked_chapters(path):
    """Where a page names a chapter without a link to it, or with a link to another one."""
    text = path.read_text(encoding="utf-8")
    for block in FENCE.finditer(text):
        if block[2] in ("python", "", "code-cell"):  # a listing
            text = text.replace(block[0], "")
    text = re.sub(r"^```\{code-cell.*?^```$|`[^`\n]+`", "", text, flags=re.M | re.S)  # cells of solutions; code
    text = LINK.sub(lambda link: "" if int(link[1]) == int(link[2]) else link[0], text)
    return re.findall(r"\b[cC]hapter \d+", text)
