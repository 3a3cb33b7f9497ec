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
from cnnlib.measures import keras_layers
from cnnlib.scratch.layers.field import EVERYTHING, POINTWISE, Permuted, Resized, Window
from cnnlib.scratch.windows import place_windows
from cnnlib.wording import shown


class Sight(NamedTuple):
    """What the cells of an output see of the picture, along one axis.

    Parameters
    ----------
    first, last : int or Fraction
        The cells at the two ends of what output cell 0 sees; padding has numbers below 0. Where an output has more
        cells than the picture, they lie between cells, and the largest view reaches to the next.
    step : int or Fraction
        Cells of the picture from the view of one output cell to that of the next; 0 if there is one output cell.
    """

    first: Fraction
    last: Fraction
    step: Fraction

    @property
    def size(self):
        """The receptive field: how many cells are seen."""
        return math.ceil(self.last - self.first + 1)

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
        more = (most - 1) * dilation_rate // math.gcd(strides, dilation_rate) * self.step
        center = self.center + self.step * (Fraction(before, strides) - Fraction(reach, 2 * strides))
        half = Fraction(self.last - self.first + more) / 2
        return Sight(center - half, center + half, Fraction(self.step, strides))

    def through_resizing(self, n, n_out, interpolation):
        """Of n cells at another size: the middle of output cell o lies at (o + ½) · n / n_out − ½.

        "bilinear" sees the two cells around it, or the one on which every middle falls; "nearest" sees one. As in
        `through_transposed` the size is the largest, and of two such layers in a row an upper bound.

        Examples
        --------
        >>> sight = Sight(0, 0, 1).through_resizing(28, 32, "bilinear")
        >>> print(sight.size, sight.step, sight.center)
        2 7/8 -1/16
        """
        ratio = Fraction(n, n_out)
        middle = (ratio - 1) / 2
        if interpolation == "nearest" and ratio % 2 == 0:
            middle = ratio / 2  # at the border of two cells: the second
        more = self.step if interpolation == "bilinear" and ratio % 2 != 1 else 0
        center, half = self.center + middle * self.step, Fraction(self.last - self.first + more) / 2
        return Sight(center - half, center + half, ratio * self.step)

    def of_all(self, n):
        """Of something that sees all of n cells."""
        return Sight(self.first, self.last + (n - 1) * self.step, 0)

    def joined(self, other):
        """Of something that sees what both see; where the steps differ, the larger is kept."""
        return Sight(min(self.first, other.first), max(self.last, other.last), max(self.step, other.step))


class View(NamedTuple):
    """What the cells of a map see of the picture.

    Parameters
    ----------
    rows, columns : Sight
        Along the picture's rows and columns.
    turned : bool
        Whether the map's rows lie along the picture's columns, as after ``Permute((2, 1, 3))``.
    """

    rows: Sight
    columns: Sight
    turned: bool = False

    @property
    def along(self):
        """The two sights along the map's rows and columns."""
        return (self.columns, self.rows) if self.turned else (self.rows, self.columns)

    @property
    def sees_all(self):
        """Whether each cell sees as much as all together: so does whatever is made of them, a vector or a map again."""
        return not any(sight.step for sight in self.along)

    def now(self, along):
        """The same map, but that it sees this along its rows and columns."""
        return View(*(reversed(along) if self.turned else along), self.turned)

    def permuted(self, dims, shape):
        """The map with its axes in another order; one that becomes channels is seen whole by each cell."""
        along = [s if axis in dims[:2] else s.of_all(n) for axis, s, n in zip((1, 2), self.along, shape)]
        turned = dims[0] == 2 or dims[1] == 1
        return self.now(along)._replace(turned=self.turned != turned)


def before_and_reach(n, kernel_size, strides, padding, dilation_rate):
    """Cells of padding before the input, and cells by which the kernel's last weight lies behind its first.

    Padding below 0, in a pair, is cells that are cut off.
    """
    if not isinstance(padding, tuple):
        options = arguments.axis_options("Sight", n, kernel_size, strides, padding, dilation_rate)
        n, kernel_size, strides, padding, dilation_rate = options
    before, _ = place_windows((n,), (kernel_size,), (strides,), (padding,), (dilation_rate,)).padding[0]
    return before, (kernel_size - 1) * dilation_rate


def view_of(call, views):
    """The `View` of a call's output, from those of its inputs; None if no input is a picture.

    Where branches meet, it sees all that any of them sees.
    """
    pictures = [(view, shape) for view, shape in zip(views, call.input_shapes) if view is not None]
    if not pictures:
        return None
    field = call.layer.receptive_field(call.input_shape) if call.is_ours else keras_layers.receptive_field(call)
    first, *others = [_through(call, field, view, shape) for view, shape in pictures]
    for other in others:
        first = _joined(call, first, other)
    return first


def _joined(call, one, other):
    """What both see. A map that is turned goes with one that sees all of the picture, however that one lies."""
    if one.turned != other.turned:
        if not (one.sees_all or other.sees_all):
            raise ValueError(
                f"{_where(call)} is not supported where rows of one input lie along columns of another, as after "
                "Permute: what it sees is not known; needs inputs that lie alike"
            )
        one, other = sorted((one, other), key=lambda view: view.sees_all)
    return View(one.rows.joined(other.rows), one.columns.joined(other.columns), one.turned)


def _where(call):
    return f"measure: layer {call.layer.name} ({call.kind})"


def _through(call, field, view, shape):
    """The `View` of one input's picture through a layer with this receptive field."""
    out_shape = call.output_shapes[0]
    if isinstance(field, Permuted):
        return view if view.sees_all else view.permuted(field.dims, shape)
    if isinstance(field, Resized):
        options = zip(field.size, field.new_size)
        return view.now([s.through_resizing(*option, field.interpolation) for s, option in zip(view.along, options)])
    if isinstance(field, Window):
        sides = (field.padding,) * 2 if isinstance(field.padding, str) else field.padding
        options = zip(field.kernel_size, field.strides, sides, field.dilation_rate)
        if field.transposed:
            return view.now([s.through_transposed(n, *option) for s, n, option in zip(view.along, out_shape, options)])
        return view.now([s.through_window(n, *option) for s, n, option in zip(view.along, shape, options)])
    return _through_words(call, field, view, shape)


def _through_words(call, field, view, shape):
    """As `_through`, where the receptive field is "pointwise" or "everything", or a pair of them."""
    words, out_shape = (field, field) if isinstance(field, str) else field, call.output_shapes[0]
    if words is None or len(words) != 2 or not {*words} <= {EVERYTHING, POINTWISE}:
        got = "" if field is None else f"; its receptive field is {shown(field)}"
        raise ValueError(f"{_where(call)} on x {shape} is not supported: what it sees is not known{got}")
    if view.sees_all:
        return view
    if shape[:2] != out_shape[:2] and any(s.step for s, word in zip(view.along, words) if word == POINTWISE):
        raise ValueError(
            f"{_where(call)} is not supported where it broadcasts {shape} to {out_shape}: what it sees is not known; "
            "needs inputs of one shape, or one that sees all"
        )
    return view.now([s.of_all(n) if word == EVERYTHING else s for s, n, word in zip(view.along, shape, words)])
