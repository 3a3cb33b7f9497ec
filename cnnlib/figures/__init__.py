"""The book's figures: a function a picture, each returning a Matplotlib figure with its alt text."""

from cnnlib.figures.activation import activations, active_units, layer_histograms, signals
from cnnlib.figures.blocks import block_diagram
from cnnlib.figures.convolution import arithmetic, channels, unfolded
from cnnlib.figures.dense import dense_layers, network_step
from cnnlib.figures.descent import contour_paths, rate_curves, steps_on_curve
from cnnlib.figures.first import bands, network_map_still, responses, seen_on
from cnnlib.figures.gradients import convolution_matrix, fan, log_curves, meetings, product_node
from cnnlib.figures.grids import draw_grid, grids
from cnnlib.figures.heat import heat_over
from cnnlib.figures.kernels import equivariance, filtered, signed, template
from cnnlib.figures.measures import network_measures
from cnnlib.figures.normalization import descents, shared_means
from cnnlib.figures.padding import padded, windows
from cnnlib.figures.paths import paths
from cnnlib.figures.photographs import curves, images
from cnnlib.figures.pooling import pooled, routing
from cnnlib.figures.receptive_fields import fields_on, pyramid
from cnnlib.figures.speed import methods, roofline
from cnnlib.figures.style import BookFigure, new_figure
from cnnlib.figures.training import confusion, overlaid, range_test
from cnnlib.figures.variants import separated, shaded
from cnnlib.figures.wires import wires

__all__ = [
    "BookFigure",
    "activations",
    "active_units",
    "arithmetic",
    "bands",
    "block_diagram",
    "channels",
    "confusion",
    "contour_paths",
    "convolution_matrix",
    "curves",
    "dense_layers",
    "descents",
    "draw_grid",
    "equivariance",
    "fan",
    "fields_on",
    "filtered",
    "grids",
    "heat_over",
    "images",
    "layer_histograms",
    "log_curves",
    "meetings",
    "methods",
    "network_map_still",
    "network_measures",
    "network_step",
    "new_figure",
    "overlaid",
    "padded",
    "paths",
    "pooled",
    "product_node",
    "pyramid",
    "range_test",
    "rate_curves",
    "responses",
    "roofline",
    "routing",
    "seen_on",
    "separated",
    "shaded",
    "shared_means",
    "signals",
    "signed",
    "steps_on_curve",
    "template",
    "unfolded",
    "windows",
    "wires",
]
