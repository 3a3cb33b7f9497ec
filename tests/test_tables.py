"""A table of numbers: its headers, its caption, and what it refuses."""

import re

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


def test_a_page_has_minus_signs_and_hyphens_stay():
    text = as_table({"a": [-0.43, "3-4"]}, ["x", "y"], form=".2f", caption="Two.")._repr_html_()
    assert "<td>−0.43</td><td>3-4</td>" in text


def test_the_caption_stands_in_the_table_and_the_book_gets_it_apart():
    data, about = shown()._repr_mimebundle_()
    assert "<caption><strong>Table 4.1.</strong> It&#x27;s two.</caption>" in data["text/html"]
    assert about == {"text/html": {"caption": "Table 4.1. It's two.", "kind": "table"}}
    assert data["text/plain"].splitlines()[0] == "Table 4.1. It's two."


def test_a_table_of_measure_keeps_what_it_shows():
    measured = measure(nets.lenet5(scratch))
    text = as_table(measured, caption="LeNet-5.")._repr_html_()
    assert text.replace("<caption><strong>Table.</strong> LeNet-5.</caption>", "") == measured._repr_html_()


WRONG = [
    ({"form": [".2f"]}, ValueError, "form has length 1, needs 2, one for each column"),
    ({"form": 2}, TypeError, "form is an int, needs a list, with one for each column"),
    ({"form": ["d", "d"]}, ValueError, "row 'cat & dog', column 'error < 1' is 0.5, which cannot be written as 'd'"),
    ({"caption": " "}, ValueError, "caption is ' ', needs a sentence on what the table says"),
    ({"caption": None}, TypeError, "caption is None, needs a string"),
    ({"columns": "ab"}, TypeError, "columns is a str, needs a list, with one for each column"),
    ({"columns": [1, "b"]}, TypeError, "columns holds an int, needs strings"),
    ({"shown": [1, 2]}, TypeError, "shown is a list, needs a dict of the head of each row and its cells, or a table of measure"),
    ({"shown": {"a": [1, 2], "b": [1]}}, ValueError, "row 'b' has length 1, needs 2, one for each column"),
    ({"shown": {"a": 5}}, TypeError, "row 'a' is an int, needs a list, with one for each column"),
    ({"shown": {}}, ValueError, "the table has 0 rows and 2 columns, needs at least 1 of each"),
]


@pytest.mark.parametrize("wrong, error, message", WRONG, ids=[message for *_, message in WRONG])
def test_a_wrong_call_says_what_is_needed(wrong, error, message):
    call = {"shown": ROWS, "columns": ["error < 1", "size"], "form": [".2f", ","], "caption": "Two."} | wrong
    with pytest.raises(error, match=f"^as_table: {re.escape(message)}$"):
        as_table(**call)
