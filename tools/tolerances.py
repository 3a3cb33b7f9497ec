"""How far apart the numbers of a tagged cell come from processor to processor, and how wide its tag may be.

tools/processors.py measures; tests/book/test_tolerances.py compares each tag with what was measured.
"""

import collections
import itertools
import json
import pathlib
import re

import nbformat

import outputs

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHAPTERS, STORE = ROOT / "chapters", ROOT / "tests" / "book" / "deviations.json"
ROOM = 1.4  # a tag is at least so many times what our few paths showed: a processor that we have not seen may show more
FACTOR = 2  # and not more than so many times
TAG = re.compile(r"([ra]tol)=(.*)")


def tags(cell):
    """{"atol": 0.05, …}: the tolerances that a cell asks for."""
    found = map(TAG.fullmatch, cell.get("metadata", {}).get("tags", []))
    return {match[1]: float(match[2]) for match in found if match}


def largest(texts, wanted):
    """The largest deviation between two of the texts, for each tag of those that the other tolerance does not cover."""
    rtol, atol = wanted.get("rtol", outputs.RTOL), wanted.get("atol", 0)
    pairs = [pair for a, b in itertools.combinations(sorted(texts), 2) for pair in outputs.deviations(a, b)]
    found = {
        "atol": max((absolute for absolute, relative in pairs if relative > rtol), default=0),
        "rtol": max((relative for absolute, relative in pairs if absolute > atol), default=0),
    }
    return {tag: float(f"{found[tag]:.3g}") for tag in wanted}


def collect(compared):
    """{(chapter, cell): one set of texts for each output} from the lines that tests/notebooks.py wrote."""
    texts = collections.defaultdict(lambda: collections.defaultdict(set))
    for file in compared:
        place = collections.Counter()
        for line in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
            cell = line["chapter"], line["cell"]
            texts[cell][place[cell]].add(line["fresh"])
            place[cell] += 1
    return texts


def units(text):
    """What the last digit is worth of each number that is not whole (or of all), by itself and as a share of it."""
    numbers = outputs.NUMBER.findall(text)
    numbers = [n for n in numbers if re.search(r"[.eE]", n)] or numbers
    worth = [10.0 ** _exponent(number) for number in numbers]
    shares = [w / abs(outputs.value(n)) for w, n in zip(worth, numbers) if outputs.value(n)]
    return {"atol": worth or [1], "rtol": shares or [1]}


def _exponent(number):
    mantissa, _, exponent = number.lower().partition("e")
    return int(exponent or 0) - len(mantissa.partition(".")[2])


def widest(tag, deviation, text):
    """The widest that a tag may be: some times what was seen, and two of the last digit where nothing was."""
    return FACTOR * deviation + 2 * max(units(text)[tag])


def tagged():
    """(chapter, cell) of each cell with a tolerance of its own, from the stored notebooks."""
    for path in sorted(CHAPTERS.glob("[0-9]*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code" and tags(cell):
                yield path.stem, cell


def store(compared):
    """Add what new paths showed to what is stored; the larger of two stays, and cells that are no more are left out."""
    texts, seen, before = collect(compared), {}, json.loads(STORE.read_text(encoding="utf-8"))
    for chapter, cell in tagged():
        known = before.get(chapter, {}).get(cell.id, {})
        outputs_of = [largest(said, tags(cell)) for said in texts[chapter, cell.id].values()]
        if outputs_of:
            known = {tag: max(known.get(tag, 0), *(found[tag] for found in outputs_of)) for tag in tags(cell)}
        if known:
            seen.setdefault(chapter, {})[cell.id] = known
    STORE.write_text(json.dumps(seen, indent=1) + "\n", encoding="utf-8")
