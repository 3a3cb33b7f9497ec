"""What the mixin asks of its class is what its docstring says."""

import ast
import inspect
import textwrap

from cnnlib import scratch
from cnnlib.scratch.training.trainer import Trainer


def test_what_a_trainer_needs_of_its_class_is_documented():
    read = {
        node.attr
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(Trainer))))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    }
    needed = read - set(vars(Trainer))
    assert needed and [name for name in needed if f"`{name}`" not in Trainer.__doc__] == []
    network = scratch.Sequential([scratch.Input((4,)), scratch.Dense(2)])
    assert [name for name in needed if not hasattr(network, name)] == []
