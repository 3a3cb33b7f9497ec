"""Figures of descent: steps on a curve, steps among contours, where each learning rate leads, and a range test."""

import itertools

import numpy as np

from cnnlib.figures.curves import STROKES, check_lines, draw_band, rate_axis
from cnnlib.figures.style import INK, LINE, MUTED, NARROW, ROLES, columns_within, name_lines, new_figure, two_forms


@two_forms
def steps_on_curve(loss, paths, *, limits, highest, xlabel, alt, caption="", width=720):
    """Show a loss of one weight, and the steps that descent takes on it, a panel for each path.

    Parameters
    ----------
    loss : callable
        ``loss(w)`` of an array.
    paths : dict of str to ndarray, shape (steps + 1,)
        By title: the weight at the start and after each step. What leaves the picture is not drawn.
    limits : (float, float)
        Of the weight.
    highest : float
        Top of the loss's axis.
    xlabel, alt : str
    caption : str, optional
    width : int
        Pixels of the page.

    Returns
    -------
    BookFigure
    """
    columns = columns_within(width, len(paths), 160)
    rows = -(-len(paths) // columns)
    figure, axes = new_figure(width, 210 * rows, alt, caption, rows, columns, sharex=True, sharey=True)
    grid = np.linspace(*limits, 201)
    for ax, (title, path) in zip(axes.flat, paths.items()):
        ax.plot(grid, loss(grid), color=MUTED, linewidth=1.2)
        ax.plot(path, loss(path), color=ROLES["gradient"], marker="o", markersize=4, linewidth=1.2)
        ax.plot(path[:1], loss(path[:1]), color=INK, marker="o", markersize=6)
        ax.set_title(title, fontsize=10)
        ax.set_xlim(*limits)
        ax.set_ylim(-0.04 * highest, highest)
    for ax in axes[-1]:
        ax.set_xlabel(xlabel)
    for ax in axes[:, 0]:
        ax.set_ylabel("loss")
    return figure


@two_forms
def contour_paths(loss, paths, *, limits, columns=2, alt, caption="", width=720):
    """Show contours of a loss of two weights, and the steps that descent takes on it, a panel for each path.

    Parameters
    ----------
    loss : callable
        ``loss(w1, w2)`` of arrays; its minimum is at (0, 0).
    paths : dict of str to ndarray, shape (steps + 1, 2)
        By title: the weights at the start and after each step. What leaves the picture is not drawn.
    limits : (float, float)
        Largest |w1| and |w2| shown.
    columns : int
        Panels in a row.
    alt : str
    caption : str, optional
    width : int
        Pixels of the page.

    Returns
    -------
    BookFigure
    """
    columns = columns_within(width, columns, 220)
    rows = -(-len(paths) // columns)
    height = round((width / columns - 60) * limits[1] / limits[0]) + 60
    figure, axes = new_figure(width, height * rows, alt, caption, rows, columns, sharex=True, sharey=True)
    for ax in axes.flat[len(paths) :]:
        ax.set_axis_off()
    _draw_paths(axes, itertools.repeat(loss), paths.values(), paths, itertools.repeat(limits))
    for ax in axes[-1]:
        ax.set_xlabel("w₁")
    for ax in axes[:, 0]:
        ax.set_ylabel("w₂")
    return figure


@two_forms
def descents(losses, paths, titles, *, limits, alt, caption="", steps, width=720):
    """Show contours of a loss over two weights, and the steps that gradient descent takes on it.

    Parameters
    ----------
    losses : list of callable
        ``loss(w1, w2)`` of arrays.
    paths : list of ndarray, shape (steps, 2)
        The weights at the start and after each step that is drawn; the minimum is at (0, 0).
    titles : list of str
    limits : list of (float, float)
        For each panel, the largest |w1| and |w2| shown. The axes are stretched to the same length.
    alt : str
    caption : str, optional
    steps : list of str
        What to write below each, such as "after 50 steps: …".
    width : int
        Pixels of the page.

    Returns
    -------
    BookFigure
    """
    columns = columns_within(width, len(losses), 220)
    rows = -(-len(losses) // columns)
    figure, axes = new_figure(width, 280 * rows, alt, caption, rows, columns)
    _draw_paths(axes, losses, paths, titles, limits)
    for ax, below in zip(axes.flat, steps):
        ax.set_aspect("auto")
        ax.set_box_aspect(0.8)
        ax.set_xlabel(f"w₁, from the best\n{below}")
    for ax in axes[:, 0]:
        ax.set_ylabel("w₂, from the best")
    return figure


def _draw_paths(axes, losses, paths, titles, limits):
    """In each of the axes, the path that begins at a dot among the contours of its loss, whose minimum is a star."""
    for ax, loss, path, title, (far, high) in zip(axes.flat, losses, paths, titles, limits):
        grid = np.meshgrid(*(np.linspace(-limit, limit, 61) for limit in (far, high)))
        values = loss(*grid)
        levels = np.quantile(values, [0.01, 0.03, 0.08, 0.18, 0.35, 0.6, 0.85])
        ax.contour(*grid, values, levels=levels, colors=LINE, linewidths=1)
        ax.plot(path[:, 0], path[:, 1], color=ROLES["gradient"], marker="o", markersize=3, linewidth=1.2)
        ax.plot(0, 0, color=INK, marker="*", markersize=9)
        ax.plot(*path[0], color=INK, marker="o", markersize=6)
        ax.set_xlim(-far, far)
        ax.set_ylim(-high, high)
        ax.set_aspect("equal")
        ax.set_title(title, fontsize=10)


@two_forms
def rate_curves(rates, lines, *, highest, level=None, alt, caption="", width=720):
    """Plot a loss over the learning rate: the mean of several runs, in a band from the lowest to the highest.

    Parameters
    ----------
    rates : sequence of float
    lines : dict of str to ndarray, shape (runs, rates)
    highest : float
        Losses above it leave the picture.
    level : (float, str), optional
        A loss to mark by a dashed line, and what to write at it.
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
        If there are no lines, or a line does not have a number for each rate in every run.
    """
    check_lines("rate_curves", rates, lines, runs=True)
    figure, axes = new_figure(width, 340 if width > NARROW else 380, alt, caption)
    ax = axes[0, 0]
    for (name, runs), (color, style) in zip(lines.items(), itertools.cycle(STROKES)):
        draw_band(ax, rates, runs, color=color, alpha=0.18, label=name, linestyle=style, marker="o")
    rate_axis(ax, rates, slack=1.1)
    ax.set_ylim(0, highest)
    if level:
        ax.axhline(level[0], color=MUTED, linestyle="--", linewidth=0.8)
        ax.text(rates[0], level[0] * 1.02, level[1], color=MUTED, va="bottom", fontsize=9)
    ax.set_ylabel("loss at the end")
    name_lines(ax, lines, width)
    return figure


@two_forms
def range_test(rates, losses, chosen, *, alt, caption="", highest=4.0, width=720):
    """Show the loss of a learning-rate range test, and the rate that was chosen.

    Parameters
    ----------
    rates, losses : ndarray, shape (steps,)
    chosen : float
    alt : str
    caption : str, optional
    highest : float
        Losses above it leave the picture.
    width : int
        Pixels of the page.

    Returns
    -------
    BookFigure
    """
    figure, axes = new_figure(width, 300, alt, caption)
    ax = axes[0, 0]
    ax.plot(rates, losses, color=ROLES["input"])
    ax.axvline(chosen, color=ROLES["kernel"], linestyle="--")
    label = dict(color=ROLES["kernel"], va="bottom")
    ax.annotate(f"chosen: {chosen:g}", (chosen, 0.1), (6, 0), textcoords="offset points", **label)
    rate_axis(ax, rates, slack=2)
    ax.set_ylim(0, highest)
    ax.set_ylabel("loss")
    return figure
