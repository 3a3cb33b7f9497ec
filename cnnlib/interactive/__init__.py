"""Figures that a reader moves: in the built book without a kernel, and in JupyterLab."""

from cnnlib.interactive.element import Element
from cnnlib.interactive.stepper import convolution_stepper

__all__ = ["Element", "convolution_stepper"]
