"""Every public class is tested on cases of its kind: it stands in one of the tables from which the tests are made."""

import inspect

import pytest

from cnnlib import scratch
from cnnlib.scratch.initializer import INITIALIZERS
from cnnlib.scratch.training.losses import Loss
from cnnlib.scratch.training.metric import Metric
from cnnlib.scratch.training.optimizer import Optimizer
from tests.scratch.layers import cases as layers
from tests.scratch.networks import branched, small
from tests.scratch.training.cases import CALLBACKS, LOSSES, METRICS, OPTIMIZERS, REGULARIZERS, SCHEDULES

GROUPS = {
    "layers": layers.CASES,
    "optimizers": OPTIMIZERS,
    "schedules": SCHEDULES,
    "losses": LOSSES,
    "metrics": METRICS,
    "regularizers": REGULARIZERS,
    "initializers": {made_by.__name__: [made_by] for made_by in INITIALIZERS.values()},
    "callbacks": CALLBACKS,
    "networks": {type(build(scratch)).__name__: [build] for build in (small, branched)},
}
# What others are made from; those others are tested. An InputLayer stands in every network.
BASES = {"Callback", "InputLayer", "Layer"}


@pytest.mark.parametrize("name", sorted(set(layers.PUBLIC_CLASSES) - BASES))
def test_a_public_class_has_cases_in_one_table(name):
    tables = [group for group, table in GROUPS.items() if name in table]
    assert len(tables) == 1, f"{name} stands in {tables or 'no table'}; give it cases in one of {', '.join(GROUPS)}"
    assert len(GROUPS[tables[0]][name]) > 0
    assert tables == [group_of(getattr(scratch, name))]


def group_of(made):
    """The kind of a class, by what it is made from or what it is called with."""
    for base, group in (
        (scratch.Model, "networks"),
        (scratch.Layer, "layers"),
        (scratch.Callback, "callbacks"),
        (Optimizer, "optimizers"),
        (Loss, "losses"),
        (Metric, "metrics"),
        (scratch.L1L2, "regularizers"),
    ):
        if issubclass(made, base):
            return group
    return {"shape": "initializers", "step": "schedules"}[list(inspect.signature(made.__call__).parameters)[1]]


def test_tables_hold_public_classes_alone():
    assert {name for table in GROUPS.values() for name in table} <= set(layers.PUBLIC_CLASSES)
