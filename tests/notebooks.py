"""nbval, with numbers compared within a tolerance (tools/outputs.py). Loaded as a pytest plugin, see pyproject.toml.

With CNNLIB_COMPARED=FOLDER, both texts of each comparison are written there, a file for each process: that is how
tools/processors.py learns how far apart the numbers of two processors are.
"""

import json
import os

import nbval.plugin
import pytest

from tools import outputs

COMPARED = os.environ.get("CNNLIB_COMPARED")


class Measured(str):
    """A text that equals another when its words are the same and its numbers near enough."""

    def __new__(cls, text, cell, chapter):
        self = super().__new__(cls, outputs.without_scripts(text))
        self.cell, self.chapter = cell, chapter
        return self

    def __eq__(self, other):
        if COMPARED:
            line = {"chapter": self.chapter, "cell": self.cell.id, "stored": self, "fresh": other}
            with open(f"{COMPARED}/{os.getpid()}.jsonl", "a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
        return outputs.same_text(self, other, *outputs.tolerances(self.cell))

    def __ne__(self, other):
        return not self == other

    __hash__ = str.__hash__


def measured(item, text):
    return Measured(text, item.cell, item.path.stem) if isinstance(text, str) else text


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """A check that fails prints what is not true (cnnlib/notebook.py); nbval says only that there is an output."""
    try:
        return (yield)
    finally:
        for output in getattr(item, "test_outputs", None) or []:
            if output.get("text", "").startswith("✗"):
                item.add_report_section("call", "check", output["text"])


def pytest_collection_modifyitems(items):
    for notebook in {item.parent for item in items if isinstance(item, nbval.plugin.IPyNbCell)}:
        notebook.skip_compare += ("image/svg+xml", "image/webp")  # as nbval does with PNG and JPEG


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    nbval.plugin.IPyNbCell.sanitize = measured
