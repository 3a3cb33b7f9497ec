"""A build that was interrupted does not spoil the next one."""

import book


def test_what_an_interrupted_build_left_is_thrown_away(tmp_path):
    built = tmp_path / "_build"
    book.clear_unfinished(built)  # begins, and is interrupted before it takes its mark away
    (built / "half.html").touch()
    mark = book.clear_unfinished(built)
    assert list(built.iterdir()) == [mark]


def test_what_a_finished_build_left_is_built_upon(tmp_path):
    built = tmp_path / "_build"
    book.clear_unfinished(built).unlink()
    (built / "page.html").touch()
    book.clear_unfinished(built)
    assert (built / "page.html").exists()
