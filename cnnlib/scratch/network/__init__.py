"""Networks: layers joined into a graph; their summary, their weights in files."""

from cnnlib.scratch.network.model import Model
from cnnlib.scratch.network.sequential import Sequential

__all__ = ["Model", "Sequential"]
