"""No number in a chapter's prose or captions that a cell does not assert, but for those allowed here by name."""

import re

import pytest

import chapters
from tests.book import prose

CHAPTERS = sorted(chapters.CHAPTERS.glob("[0-9]*.md"))
# A number is allowed where it stands in one of these; each with its reason.
ALLOWED = {
    r"chapters? \d+(, \d+)*( (to|and) \d+)?": "names a chapter",
    r"(figure|table) \d+\.\d+|\[\(\d+\.\d+\)": "names a figure, a table or a formula; test_captions.py",
    r"some 3 GB of disk": "size of .venv; benchmarks/test_limits.py measures it",
}


def unchecked(path):
    asserted = prose.asserted(path)
    for number, words in prose.numbers(path):
        bare = words
        for pattern in ALLOWED:
            bare = re.sub(pattern, "", bare, flags=re.IGNORECASE)
        if prose.value(number) not in asserted and number in bare:
            yield f"{number} in “{words}”"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_number_in_prose_is_asserted_or_allowed(path):
    assert list(unchecked(path)) == []


def test_an_unchecked_number_is_found(tmp_path):
    page = tmp_path / "01-page.md"
    page.write_text(
        "# A page\n\nIt has 1,234 cells, 5 rows and 17 columns, says chapter 3. `99`\n\n"
        "```{code-cell} ipython3\nassert 1_234 == 2 * 617 and rows == 5\n```\n\n"
        '```{code-cell} ipython3\nfigures.grids(caption="Figure 1.2. The 5 rows and "\n"18 rings.")\n```\n',
        encoding="utf-8",
    )
    assert [found.split()[0] for found in unchecked(page)] == ["17", "18"]
