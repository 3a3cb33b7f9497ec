"""Figures of speed: what limits a computation, and which of several ways is the fastest."""

import itertools

import numpy as np
from matplotlib.ticker import LogLocator

from cnnlib.figures.style import INK, MUTED, ROLES, name_lines, new_figure, two_forms

STYLES = [*zip([*ROLES.values(), MUTED, INK], ("o-", "s--", "^-.", "D:", "v:", "P-."), strict=True)]  # no color twice


@two_forms
def roofline(points, peak, bandwidth, *, alt, caption="", width=720):
    """Plot how fast computations ran, under the roof that the machine sets.

    Parameters
    ----------
    points : dict of str to (intensity, rate)
        Operations for each byte of input, weights and output, and billions of operations a second: a number each, or
        a list each.
    peak : float
        Billions of operations a second that the machine can do at most.
    bandwidth : float
        Billions of bytes a second that it can move.
    alt : str
    caption : str, optional
    width : int
        Pixels of the page.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If `peak` or `bandwidth` is not above 0.
    """
    for name, value in (("peak", peak), ("bandwidth", bandwidth)):
        if not value > 0:
            raise ValueError(f"roofline: {name} is {value}, needs a number above 0")
    figure, axes = new_figure(width, 400, alt, caption)
    ax = axes[0, 0]
    ridge = peak / bandwidth
    places = np.hstack([ridge, *(x for x, _ in points.values())])
    left, right = places.min() / 2, places.max() * 2
    ax.plot([left, ridge, right], [left * bandwidth, peak, peak], color=INK)
    ax.annotate(
        "as fast as\nbytes come",
        (left, left * bandwidth),
        (-6, 0),
        textcoords="offset points",
        color=MUTED,
        ha="right",
        va="center",
    )
    ax.annotate(
        "as fast as\nit multiplies", (right, peak), (-4, 6), textcoords="offset points", color=MUTED, ha="right"
    )
    for (color, style), (name, (x, y)) in zip(STYLES * len(points), points.items()):
        ax.plot(x, y, style[0], color=color, markersize=8, label=name)
    _logarithmic(ax, "operations for each byte moved", "billions of operations a second")
    name_lines(ax, points, width)
    ax.set_xlim(left / 60, right)  # room for the words beside the slope
    ax.xaxis.set_major_formatter("{x:g}")
    return figure


@two_forms
def methods(lines, *, xlabel, ylabel, alt, caption="", width=720):
    """Plot ratios on a logarithmic scale, with a line at 1; each of the lines at places of its own.

    Parameters
    ----------
    lines : dict of str to (x, ratios)
    xlabel, ylabel, alt : str
    caption : str, optional
    width : int
        Pixels of the page.

    Returns
    -------
    BookFigure
    """
    figure, axes = new_figure(width, 380, alt, caption)
    ax = axes[0, 0]
    ax.axhline(1, color=MUTED, linewidth=1)
    sizes = itertools.count(10, -3)  # of points alone, which may lie on each other
    for (color, style), (name, (x, ratios)) in zip(STYLES * len(lines), lines.items()):
        ax.plot(x, ratios, style, color=color, markersize=next(sizes) if len(x) == 1 else 6, label=name)
    places = sorted({place for x, _ in lines.values() for place in x})
    _logarithmic(ax, xlabel, ylabel)
    name_lines(ax, lines, width)
    ax.set_xticks(places, [f"{place:g}" for place in places])
    ax.minorticks_off()
    return figure


def _logarithmic(ax, xlabel, ylabel):
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))  # lines often span less than a power of ten
    ax.yaxis.set_major_formatter("{x:g}")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_minor_formatter("")
