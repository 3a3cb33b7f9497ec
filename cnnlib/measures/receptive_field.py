"""Receptive fields: which cells of the picture one cell of a layer's output can see, along one axis.

Every layer is described by three numbers: the first and the last cell of the picture that its cell 0 sees, and how
far the view moves from one cell to the next. A window of k cells, d apart, at stride s and with p cells of padding
before it, changes them by

    first -= p · step,    last += ((k − 1) · d − p) · step,    step *= s.
"""

import math
from fractions import Fraction
from typing import NamedTuple

from cnnlib import arguments
from cnnlib.measures.calls import option
from cnnlib.scratch.windows import place_axis

# Layers whose output cell sees what the input cell in its place sees; the statistics of a normalization do not count.
POINTWISE = (
    "Activation",
    "BatchNormalization",
    "Dense",
    "Dropout",
    "ELU",
    "GroupNormalization",
    "LayerNormalization",
    "LeakyReLU",
    "LocalResponseNormalization",
    "PReLU",
    "ReLU",
    "Rescaling",
)
MERGES = ("Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Subtract")
WINDOWS = ("AveragePooling2D", "Conv2D", "DepthwiseConv2D", "MaxPooling2D", "SeparableConv2D")
# Where the output is not a map of the same height and width, each of its cells sees all of the picture.
WHOLE = ("Flatten", "GlobalAveragePooling2D", "GlobalMaxPooling2D", "Reshape")
SEEN_THROUGH = (*POINTWISE, *MERGES, *WINDOWS, *WHOLE, "Conv2DTranspose", "ZeroPadding2D")


class Sight(NamedTuple):
    """What the cells of an output see of the picture, along one axis.

    Parameters
    ----------
    first, last : int or Fraction
        The cells at the two ends of what output cell 0 sees; padding has numbers below 0.
    step : int or Fraction
        Cells of the picture from the view of one output cell to that of the next; 0 if there is one output cell.
    """

    first: Fraction
    last: Fraction
    step: Fraction

    @property
    def size(self):
        """The receptive field: how many cells are seen."""
        return self.last - self.first + 1

    @property
    def center(self):
        """Where the middle of output cell 0's view lies; the picture's first cell is 0."""
        return Fraction(self.first + self.last, 2)

    def through_window(self, n, kernel_size, strides, padding, dilation_rate=1):
        """Of a window's output: n cells of input, options as in `cnnlib.scratch.output_size`.

        Examples
        --------
        >>> Sight(0, 0, 1).through_window(224, 3, 2, "same")
        Sight(first=0, last=2, step=2)
        """
        before, reach = before_and_reach(n, kernel_size, strides, padding, dilation_rate)
        return Sight(self.first - before * self.step, self.last + (reach - before) * self.step, self.step * strides)

    def through_transposed(self, n_out, kernel_size, strides, padding, dilation_rate=1):
        """Of a transposed convolution's output, which has n_out cells.

        Its cells do not all see equally much: the size is the largest, and the center that of the kernel's middle.
        Of two such layers in a row, the cells that see most need not meet, so the size is then an upper bound.

        Examples
        --------
        >>> print(Sight(0, 0, 1).through_transposed(6, 3, 2, "valid").size)
        2
        """
        before, reach = before_and_reach(n_out, kernel_size, strides, padding, dilation_rate)
        # Output cell o reads input cell i through weight u if o + before = i · strides + u · dilation_rate.
        most = max(
            len({u for u in range(kernel_size) if (u * dilation_rate - o) % strides == 0}) for o in range(strides)
        )
        size = self.size + (most - 1) * dilation_rate // math.gcd(strides, dilation_rate) * self.step
        center = self.center + self.step * (Fraction(before, strides) - Fraction(reach, 2 * strides))
        return Sight(center - Fraction(size - 1, 2), center + Fraction(size - 1, 2), Fraction(self.step, strides))

    def of_all(self, n):
        """Of something that sees all of n cells."""
        return Sight(self.first, self.last + (n - 1) * self.step, 0)

    def joined(self, other):
        """Of something that sees what both see; where the steps differ, the larger is kept."""
        return Sight(min(self.first, other.first), max(self.last, other.last), max(self.step, other.step))


def before_and_reach(n, kernel_size, strides, padding, dilation_rate):
    """Cells of padding before the input, and cells by which the kernel's last weight lies behind its first."""
    padding = arguments.axis_options("Sight", n, kernel_size, strides, padding, dilation_rate)
    (before, _), _ = place_axis(n, kernel_size, strides, padding, dilation_rate)
    return before, (kernel_size - 1) * dilation_rate


def sight_of(call, sights):
    """(rows, columns) that the output of a call sees, from those of its inputs; None if the input is not a picture."""
    kind, layer = call.kind, call.layer
    if kind in MERGES:
        return _merged(call, sights)
    if len(sights) > 1:
        raise ValueError(f"measure: layer {layer.name} ({kind}) is called on {len(sights)} tensors, needs one")
    (sight,), (shape,), (out_shape,) = sights, call.input_shapes, call.output_shapes
    if sight is None or kind in POINTWISE:
        return sight
    if kind == "ZeroPadding2D":
        before = [pair[0] for pair in layer.padding]
        return tuple(Sight(s.first - b * s.step, s.last - b * s.step, s.step) for s, b in zip(sight, before))
    if kind == "Conv2DTranspose":
        windows = zip(sight, out_shape, *_window(layer))
        return tuple(s.through_transposed(*window) for s, *window in windows)
    if kind in WINDOWS:
        return tuple(s.through_window(*window) for s, *window in zip(sight, shape, *_window(layer)))
    if kind in WHOLE:
        return tuple(s.of_all(n) for s, n in zip(sight, shape)) if shape[:2] != out_shape[:2] else sight
    raise ValueError(f"measure: layer {layer.name} ({kind}) on x {shape} is not supported: what it sees is not known")


def _merged(call, sights):
    """Where branches meet: all that any of them sees."""
    for sight, shape in zip(sights, call.input_shapes):
        if call.kind != "Concatenate" and shape != call.output_shapes[0] and sight and any(s.step for s in sight):
            raise ValueError(
                f"measure: layer {call.layer.name} ({call.kind}) is not supported where it broadcasts {shape} to "
                f"{call.output_shapes[0]}: what it sees is not known; needs inputs of one shape, or one that sees all"
            )
    sights = [sight for sight in sights if sight is not None]
    if not sights:
        return None
    if call.kind == "Concatenate" and option(call.layer, "axis") not in (-1, len(call.output_shapes[0])):
        sights = [tuple(s.of_all(n) for s, n in zip(sight, shape)) for sight, shape in zip(sights, call.input_shapes)]
    merged = sights[0]
    for sight in sights[1:]:
        merged = tuple(a.joined(b) for a, b in zip(merged, sight))
    return merged


def _window(layer):
    """Kernel size, strides, padding and dilation rate, each for rows and columns."""
    kernel_size = option(layer, "kernel_size") or option(layer, "pool_size")
    padding = option(layer, "padding")
    return kernel_size, option(layer, "strides"), (padding, padding), option(layer, "dilation_rate", (1, 1))
