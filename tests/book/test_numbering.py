"""What tools/chapters.py writes into a chapter: numbers, in order; and what it stores without a run."""

import pytest

import chapters
import numbering

TABLES = "```{table} One.\n:name: first\n\n| a |\n```\n\n```{table} Two.\n```\n\n[](#table-first)\n"
CELL = 'as_table(rows, heads, caption="Table 9.9. Three "\n"rows.")\n\n[Table 9.9](#table-9-9)\n'
FORMULAS = "(formula-sum)=\n$$a = b$$\n\n$$c = d$$\n\n(formula-4-1)=\n$$\ne = f \\tag{4.1}\n$$\n\n[](#formula-sum), [(4.1)](#formula-4-1)\n"


def test_tables_of_the_text_and_of_cells_are_counted_together_and_links_follow():
    text = numbering.numbered(TABLES + CELL, "04-page")
    assert "{table} One.\n:name: table-4-1\n:enumerator: 4.1\n" in text
    assert "{table} Two.\n:name: table-4-2\n:enumerator: 4.2\n" in text
    assert 'caption="Table 4.3. Three "' in text
    assert "[Table 4.1](#table-4-1)" in text and "[Table 4.3](#table-4-3)" in text
    assert numbering.numbered(text, "04-page") == text


def test_formulas_with_a_label_are_numbered_and_links_follow():
    text = numbering.numbered(FORMULAS, "04-page")
    assert "(formula-4-1)=\n$$a = b \\tag{4.1}$$\n\n$$c = d$$\n\n(formula-4-2)=\n$$\ne = f \\tag{4.2}\n$$" in text
    assert text.endswith("[(4.1)](#formula-4-1), [(4.2)](#formula-4-2)\n")
    assert numbering.numbered(text, "04-page") == text


def test_a_page_before_the_first_chapter_has_no_numbers():
    assert numbering.numbered(TABLES + FORMULAS, "00-page") == TABLES + FORMULAS


@pytest.mark.parametrize("path", sorted(chapters.CHAPTERS.glob("[0-9]*.md")), ids=lambda path: path.stem)
def test_the_chapters_are_numbered(path):
    text = path.read_text(encoding="utf-8")
    assert numbering.numbered(text, path.stem) == text, "run `make chapters`"


@pytest.mark.parametrize(
    "other, same",
    [
        ('f(x,\n  caption="Figure 4.2. A "\n          "cat.")  # as it is', True),
        ('f(x, caption="Figure 4.3. A cat.")', True),
        ('f(x, caption="A dog.")', False),
        ('f(y, caption="A cat.")', False),
    ],
)
def test_what_does_not_change_a_run(other, same):
    assert numbering.same_program('f(x, caption="A cat.")', other) is same


def test_stored_outputs_get_the_number_that_their_caption_has_now():
    outputs = [
        {"data": {"image/png": ""}, "metadata": {"image/png": {"caption": "A <cat>.", "alt": "a cat"}}},
        {"data": {"text/html": "<p><strong>Figure.</strong> A &lt;cat&gt;.</p>", "text/plain": "A <cat>."}, "metadata": {}},
        {"text": "A <cat>."},
    ]
    picture, caption, printed = numbering.with_captions(outputs, 'f(caption="A <cat>.")', 'f(caption="Figure 4.2. A <cat>.")')
    assert picture["metadata"]["image/png"] == {"caption": "Figure 4.2. A <cat>.", "alt": "a cat"}
    assert caption["data"]["text/html"] == "<p><strong>Figure 4.2.</strong> A &lt;cat&gt;.</p>"
    assert caption["data"]["text/plain"] == "Figure 4.2. A <cat>." and printed == {"text": "A <cat>."}
