"""A build that was interrupted does not spoil the next one."""

import pathlib
import shutil
import subprocess
import sys
import time

import pytest

import book
import book_pages


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


def test_a_page_without_a_source_is_removed(tmp_path):
    pages, root = tmp_path / "html", tmp_path / "root"
    for file in (pages / "chapters" / "03-old.html", pages / "chapters" / "04-new.html", pages / "book" / "preface.html"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    for file in (root / "chapters" / "04-new.ipynb", root / "book" / "preface.md"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    book.remove_stale(pages, root)
    assert sorted(page.name for page in pages.rglob("*.html")) == ["04-new.html", "preface.html"]


def test_pages_are_made_again_when_the_code_that_makes_them_has_changed(tmp_path):
    files = [path.relative_to(book.ROOT) for path in book.ROOT.glob("tools/book_*.py")]
    for file in [*files, pathlib.Path("cnnlib/figures/page.py"), pathlib.Path("tools/chapters.py")]:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("pass")
    before = book_pages.digest_of_extensions(tmp_path)
    (tmp_path / "tools" / "chapters.py").write_text("changed")
    assert book_pages.digest_of_extensions(tmp_path) == before
    for file in files:
        (tmp_path / file).write_text("changed")
        before, after = book_pages.digest_of_extensions(tmp_path), before
        assert before != after


@pytest.mark.long
def test_one_change_makes_one_page_and_those_computed_from_all(tmp_path):
    """In a copy: what a broken-off test had written to a page of the book would stay there."""
    copy = shutil.copytree(book.ROOT, tmp_path / "copy", ignore=shutil.ignore_patterns(".*", "_build", "__pycache__"))
    build = [sys.executable, copy / "tools" / "book.py"]
    subprocess.run(build, check=True)
    written, pages = time.time(), copy / "_build" / "html"
    with open(copy / "book" / "preface.md", "a", encoding="utf-8") as page:
        page.write("\nA line.\n")
    subprocess.run(build, check=True)
    fresh = {file.relative_to(pages).as_posix() for file in pages.rglob("*.html") if file.stat().st_mtime > written}
    computed = {f"book/{name}.html" for name in ("glossary", "index-of-names", "references")}
    assert fresh == computed | {"book/preface.html", "index.html", "search.html"}
