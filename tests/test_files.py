"""A file is whole or not there."""

import os

import pytest

from cnnlib.files import whole_file


def test_a_failure_leaves_the_earlier_file_and_nothing_beside_it(tmp_path):
    path = tmp_path / "numbers"
    path.write_bytes(b"earlier")
    with pytest.raises(KeyboardInterrupt), whole_file(path) as file:
        file.write(b"half")
        assert sorted(p.name for p in tmp_path.iterdir()) == ["numbers", "numbers.part"]
        raise KeyboardInterrupt
    assert path.read_bytes() == b"earlier" and list(tmp_path.iterdir()) == [path]


def test_a_file_may_be_read_by_whom_any_new_file_may(tmp_path):
    (tmp_path / "any").write_bytes(b"")
    with whole_file(tmp_path / "ours") as file:
        file.write(b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "any").stat().st_mode


def test_writing_does_not_touch_the_mask_of_the_process(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "umask", None)
    with whole_file(tmp_path / "ours") as file:
        file.write(b"x")
    assert (tmp_path / "ours").read_bytes() == b"x"
