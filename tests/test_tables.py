"""A table of numbers: its headers, its caption, and what it refuses."""

import pytest

from cnnlib import as_table, measure, nets, scratch

ROWS = {"cat & dog": [0.5, 2], "rocket": [0.25, "many"]}


def shown(**changed):
    return as_table(ROWS, ["error < 1", "size"], **{"form": [".2f", ","], "caption": "Table 4.1. It's two.", **changed})


def test_rows_and_columns_have_headers_and_words_are_escaped():
    text = shown(corner="picture")._repr_html_()
    heads = ["picture", "error &lt; 1", "size"]
    assert "".join(f'<th scope="col">{head}</th>' for head in heads) in text
    assert '<th scope="row">cat &amp; dog</th><td>0.50</td><td>2</td>' in text and "<td>0.25</td><td>many</td>" in text
    assert '<td></td><th scope="col">' in shown()._repr_html_()  # a corner without words


def test_the_caption_stands_in_the_table_and_the_book_gets_it_apart():
    data, about = shown()._repr_mimebundle_()
    assert "<caption><strong>Table 4.1.</strong> It&#x27;s two.</caption>" in data["text/html"]
    assert about == {"text/html": {"caption": "Table 4.1. It's two.", "kind": "table"}}
    assert data["text/plain"].splitlines()[0] == "Table 4.1. It's two."


def test_a_table_of_measure_keeps_what_it_shows():
    measured = measure(nets.lenet5(scratch))
    text = as_table(measured, caption="LeNet-5.")._repr_html_()
    assert text.replace("<caption><strong>Table.</strong> LeNet-5.</caption>", "") == measured._repr_html_()


@pytest.mark.parametrize(
    "wrong, message",
    [
        ({"form": [".2f"]}, "as_table: form has length 1, needs 2, one for each column"),
        ({"caption": " "}, "as_table: caption is ' ', needs a sentence on what the table says"),
    ],
)
def test_a_wrong_call_says_what_is_needed(wrong, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        shown(**wrong)


def test_a_row_of_another_length_is_named():
    with pytest.raises(ValueError, match="^as_table: row 'b' has length 1, needs 2, one for each column$"):
        as_table({"a": [1, 2], "b": [1]}, ["x", "y"], caption="Two rows.")
