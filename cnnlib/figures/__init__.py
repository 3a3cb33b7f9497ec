"""The book's figures: for each a function that returns a Matplotlib figure with its alt text.

To make others: `new_figure`, `draw_grid`, which draws on axes, and `signed`, which gives an array for `images`.
"""

from cnnlib.figures.activation import activations, active_units, layer_histograms, signals
from cnnlib.figures.blocks import block_diagram
from cnnlib.figures.convolution import arithmetic, channels, unfolded
from cnnlib.figures.curves import bands, curves, log_curves, overlaid
from cnnlib.figures.dense import dense_layers, network_step
from cnnlib.figures.descent import contour_paths, descents, range_test, rate_curves, steps_on_curve
from cnnlib.figures.gradients import convolution_matrix, fan, meetings, product_node
from cnnlib.figures.grids import draw_grid, grids
from cnnlib.figures.heat import heat_over
from cnnlib.figures.kernels import equivariance, filtered, responses, signed, template
from cnnlib.figures.measures import network_measures
from cnnlib.figures.network_map import network_map_still
from cnnlib.figures.normalization import shared_means
from cnnlib.figures.padding import padded, windows
from cnnlib.figures.paths import paths
from cnnlib.figures.photographs import images
from cnnlib.figures.pooling import pooled, routing
from cnnlib.figures.receptive_fields import fields_on, pyramid, seen_on
from cnnlib.figures.speed import methods, roofline
from cnnlib.figures.style import BookFigure, new_figure
from cnnlib.figures.training import confusion
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
