"""The outputs on a page are of one run: all are kept, or all are replaced; a mixture is found."""

import nbformat
import pytest

import chapters
import outputs

CELLS = [
    ("print(rng.random())", "0.5231", []),
    ("print(len(x))", "7", []),
    ("time_it()", "12 ms", [chapters.UNREPEATABLE]),
]


def run(*changes, prose="A page."):
    """A notebook as it is after a run of CELLS; changes are (cell, what it gave this time, its source)."""
    cells = [list(cell) for cell in CELLS]
    for number, said, source in changes:
        cells[number][:2] = source or cells[number][0], said
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(prose, id="prose")])
    for count, (source, said, tags) in enumerate(cells, 1):
        said = [nbformat.v4.new_output("stream", name="stdout", text=said)]
        metadata = {"tags": tags} if tags else {}
        cell = nbformat.v4.new_code_cell(source, id=f"c{count}", execution_count=count, outputs=said, metadata=metadata)
        notebook.cells.append(cell)
    notebook.metadata["cnnlib"] = {"run": outputs.run_digest(notebook)}
    return notebook


def said(notebook):
    return [cell.outputs[0].text for cell in notebook.cells if cell.cell_type == "code"]


def test_a_run_that_agrees_changes_no_byte():
    stored, fresh = run(), run((0, "0.52311", None), (2, "15 ms", None))
    chapters.keep_stored(fresh, stored)
    assert chapters.written(fresh) == chapters.written(run())


def test_one_output_that_differs_replaces_all():
    stored, fresh = run(), run((0, "0.52311", None), (1, "8", None), (2, "15 ms", None))
    chapters.keep_stored(fresh, stored)
    assert said(fresh) == ["0.52311", "8", "15 ms"] and outputs.of_one_run(fresh)


def test_a_change_of_the_prose_keeps_the_run():
    fresh = run((0, "0.52311", None), prose="A better page.")
    chapters.keep_stored(fresh, run())
    assert said(fresh) == said(run()) and fresh.cells[0].source == "A better page." and outputs.of_one_run(fresh)


def test_a_change_of_the_code_is_a_new_run():
    fresh = run((0, "0.52311", "print(rng.random())  # a number"))
    chapters.keep_stored(fresh, run())
    assert said(fresh)[0] == "0.52311" and outputs.of_one_run(fresh)


def test_what_cannot_be_repeated_is_kept_only_as_what_it_was():
    fresh = run()
    fresh.cells[3].outputs[0].name = "stderr"
    fresh.metadata["cnnlib"]["run"] = outputs.run_digest(fresh)
    chapters.keep_stored(fresh, run())
    assert fresh.cells[3].outputs[0].name == "stderr"


def mix(notebook):
    notebook.cells[1].outputs = run((0, "0.52311", None)).cells[1].outputs


def edit(notebook):
    notebook.cells[2].source += "  # a comment"


def rerun(notebook):
    notebook.cells[2].execution_count = 9


def drop(notebook):
    del notebook.cells[2]


def forget(notebook):
    del notebook.metadata["cnnlib"]


@pytest.mark.parametrize("change", [mix, edit, rerun, drop, forget])
def test_two_runs_are_found_and_not_kept(change):
    stored = run()
    assert outputs.of_one_run(nbformat.reads(chapters.written(stored), as_version=4))
    change(stored)
    assert not outputs.of_one_run(nbformat.reads(chapters.written(stored), as_version=4))
    fresh = run((0, "0.52312", None))
    chapters.keep_stored(fresh, stored)
    assert said(fresh)[0] == "0.52312"
