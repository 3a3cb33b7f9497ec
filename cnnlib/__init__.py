"""Convolutional networks, built twice: `cnnlib.scratch` in NumPy, `cnnlib.tf` in TensorFlow.

Nothing is loaded until it is asked for, so `import cnnlib.scratch` costs little more than NumPy.
In a notebook it also sees to the pages' check cells (`cnnlib.notebook`).
"""

import importlib
import sys

_FUNCTIONS = {
    "as_table": "cnnlib.tables",
    "explain": "cnnlib.explanation",
    "from_keras": "cnnlib.conversion",
    "measure": "cnnlib.measures",
    "show_source": "cnnlib.source",
}
_MODULES = ("data", "exercises", "figures", "interactive", "nets", "scratch", "tf")

__all__ = [*_FUNCTIONS, *_MODULES]

if "IPython" in sys.modules and (_shell := sys.modules["IPython"].get_ipython()):
    importlib.import_module("cnnlib.notebook").load_ipython_extension(_shell)


def __getattr__(name):
    if name in _FUNCTIONS:
        return getattr(importlib.import_module(_FUNCTIONS[name]), name)
    if name in _MODULES:
        return importlib.import_module(f"cnnlib.{name}")
    raise AttributeError(f"cnnlib has no {name!r}; it has {', '.join(__all__)}")


def __dir__():
    return __all__
