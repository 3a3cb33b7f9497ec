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
from cnnlib.checks import shown
from cnnlib.measures import keras_layers
from cnnlib.scratch.layers.field import EVERYTHING, POINTWISE, Window
from cnnlib.scratch.windows import place_windows


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

        Cells of padding below 0 are cells that are cut off.

        Examples
        --------
        >>> Sight(0, 0, 1).through_window(224, 3, 2, "same")
        Sight(first=0, last=2, step=2)
        """
        before, reach = before_and_reach(n, kernel_size, strides, padding, dilation_rate)
        first = self.first - before * self.step
        last = self.last + (reach - before) * self.step
        return Sight(first, last, self.step * strides)

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
    """Cells of padding before the input, and cells by which the kernel's last weight lies behind its first.

    Padding below 0, in a pair, is cells that are cut off.
    """
    if not isinstance(padding, tuple):
        options = arguments.axis_options("Sight", n, kernel_size, strides, padding, dilation_rate)
        n, kernel_size, strides, padding, dilation_rate = options
    before, _ = place_windows((n,), (kernel_size,), (strides,), (padding,), (dilation_rate,)).padding[0]
    return before, (kernel_size - 1) * dilation_rate


def sight_of(call, sights):
    """(rows, columns) that the output of a call sees, from those of its inputs; None if no input is a picture.

    Where branches meet, it sees all that any of them sees.
    """
    pictures = [(sight, shape) for sight, shape in zip(sights, call.input_shapes) if sight is not None]
    if not pictures:
        return None
    field = call.layer.receptive_field(call.input_shape) if call.is_ours else keras_layers.receptive_field(call)
    first, *others = [_through(call, field, sight, shape) for sight, shape in pictures]
    for other in others:
        first = tuple(a.joined(b) for a, b in zip(first, other))
    return first


def _through(call, field, sight, shape):
    """(rows, columns) of one input's picture that are seen through a layer with this receptive field."""
    where, out_shape = f"measure: layer {call.layer.name} ({call.kind})", call.output_shapes[0]
    if isinstance(field, Window):
        sides = (field.padding,) * 2 if isinstance(field.padding, str) else field.padding
        options = zip(field.kernel_size, field.strides, sides, field.dilation_rate)
        if field.transposed:
            return tuple(s.through_transposed(n, *option) for s, n, option in zip(sight, out_shape, options))
        return tuple(s.through_window(n, *option) for s, n, option in zip(sight, shape, options))
    words = (field, field) if isinstance(field, str) else field
    if words is None or len(words) != 2 or not {*words} <= {EVERYTHING, POINTWISE}:
        got = "" if field is None else f"; its receptive field is {shown(field)}"
        raise ValueError(f"{where} on x {shape} is not supported: what it sees is not known{got}")
    if shape[:2] != out_shape[:2] and any(s.step for s, word in zip(sight, words) if word == POINTWISE):
        raise ValueError(
            f"{where} is not supported where it broadcasts {shape} to {out_shape}: what it sees is not known; needs "
            "inputs of one shape, or one that sees all"
        )
    if EVERYTHING not in words:
        return sight
    return tuple(s.of_all(n) if word == EVERYTHING else s for s, n, word in zip(sight, shape, words))
