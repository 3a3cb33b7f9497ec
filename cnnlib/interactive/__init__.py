"""Figures that a reader moves: in the built book without a kernel, and in JupyterLab.

Each is called as the last line of a cell. On a page that is not a notebook, ```` ```{interactive} kernel_bench ````
does the same (tools/book_pages.py).

- `convolution_stepper`: a kernel on a few numbers; every product of every output cell.
- `network_map`: the first convolutional network with all its maps, and the sum behind each of their numbers.
- `shift_and_shuffle`: a garment to move, draw or shuffle, and the scores of the first networks.
- `kernel_bench`: a kernel on a photograph, its output live, and the sum behind any of its pixels.
"""

from cnnlib.interactive.element import Element
from cnnlib.interactive.kernel_bench import kernel_bench
from cnnlib.interactive.network_map import network_map
from cnnlib.interactive.shift_and_shuffle import shift_and_shuffle
from cnnlib.interactive.stepper import convolution_stepper

__all__ = ["Element", "convolution_stepper", "kernel_bench", "network_map", "shift_and_shuffle"]
