"""Where the windows of one call stand: its options, checked and worked out once."""

from typing import NamedTuple

from cnnlib import arguments
from cnnlib.scratch.windows import place_windows, stops


class Geometry(NamedTuple):
    """What the options of one convolution come to, as pairs (rows, columns)."""

    strides: tuple
    padding: tuple
    dilation_rate: tuple
    out_size: tuple

    def cells_under(self, u, v):
        """Rows and columns of the padded input under weight (u, v), one for each stop of the kernel."""
        first = (u * self.dilation_rate[0], v * self.dilation_rate[1])
        return tuple(stops(f, n, s) for f, n, s in zip(first, self.out_size, self.strides))


def window_geometry(op, size, kernel_size, strides, padding, dilation_rate):
    """Check the options and work out where a kernel's windows stand on an image of `size`."""
    options = arguments.window_options(op, size, kernel_size, strides, padding, dilation_rate)
    strides, padding, dilation_rate = options
    padding, out_size = place_windows(size, kernel_size, *options)
    return Geometry(strides, padding, dilation_rate, out_size)
