"""nbval, with numbers compared within a tolerance (tools/outputs.py). Loaded as a pytest plugin, see pyproject.toml."""

import nbval.plugin
import pytest

from tools import outputs


class Measured(str):
    """A text that equals another when its words are the same and its numbers near enough."""

    tolerances = (outputs.RTOL, 0.0)

    def __eq__(self, other):
        return outputs.same_text(self, other, *self.tolerances)

    def __ne__(self, other):
        return not self == other

    __hash__ = str.__hash__


def measured(cell, text):
    if not isinstance(text, str):
        return text
    text = Measured(outputs.without_scripts(text))
    text.tolerances = outputs.tolerances(cell.cell)
    return text


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    nbval.plugin.IPyNbCell.sanitize = measured
