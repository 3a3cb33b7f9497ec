"""Figures that a reader moves: in the built book without a kernel, and in JupyterLab.

Each is called as the last line of a cell. On a page that is not a notebook, ```` ```{interactive} kernel_bench ````
does the same (tools/book_pages.py).

- `convolution_stepper`: a kernel on a few numbers; every product of every output cell.
- `descent_path`: steps of descent from a start to drag, among the contours of a loss of two weights.
- `network_map`: the first convolutional network with all its maps, and the sum behind each of their numbers.
- `shift_and_shuffle`: a garment to move, draw or shuffle, and the scores of the first networks.
- `kernel_bench`: a kernel on a photograph, its output live, and the sum behind any of its pixels.
- `field_tracer`: layers of cells, which of them a chosen cell sees, and by how many paths.
"""

from cnnlib.interactive.descent_path import descent_path
from cnnlib.interactive.element import Element
from cnnlib.interactive.field_tracer import field_tracer
from cnnlib.interactive.kernel_bench import kernel_bench
from cnnlib.interactive.network_map import network_map
from cnnlib.interactive.shift_and_shuffle import shift_and_shuffle
from cnnlib.interactive.stepper import convolution_stepper

__all__ = [
    "Element",
    "convolution_stepper",
    "descent_path",
    "field_tracer",
    "kernel_bench",
    "network_map",
    "shift_and_shuffle",
]
