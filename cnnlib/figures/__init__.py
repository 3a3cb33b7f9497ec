"""The book's figures: a function a picture, each returning a Matplotlib figure with its alt text."""

from cnnlib.figures.activation import activations, active_units, layer_histograms, signals
from cnnlib.figures.convolution import arithmetic, channels, scan, unfolded, window_and_disc
from cnnlib.figures.grids import draw_grid, grids
from cnnlib.figures.photographs import curves, images
from cnnlib.figures.style import BookFigure, new_figure

__all__ = [
    "BookFigure",
    "activations",
    "active_units",
    "arithmetic",
    "channels",
    "curves",
    "draw_grid",
    "grids",
    "images",
    "layer_histograms",
    "new_figure",
    "scan",
    "signals",
    "unfolded",
    "window_and_disc",
]
