"""Figures of descent: steps on a curve, steps among contours, and where each learning rate leads."""

import numpy as np

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
    for ax, (title, path) in zip(axes.flat, paths.items()):
        path_on_contours(ax, loss, path, limits)
        ax.plot(*path[0], color=INK, marker="o", markersize=6)
        ax.set_title(title, fontsize=10)
    for ax in axes[-1]:
        ax.set_xlabel("w₁")
    for ax in axes[:, 0]:
        ax.set_ylabel("w₂")
    return figure


def path_on_contours(ax, loss, path, limits):
    """Contours of a loss of two weights around its minimum at (0, 0), a star there, and a path among them."""
    grid = np.meshgrid(*(np.linspace(-limit, limit, 61) for limit in limits))
    values = loss(*grid)
    levels = np.quantile(values, [0.01, 0.03, 0.08, 0.18, 0.35, 0.6, 0.85])
    ax.contour(*grid, values, levels=levels, colors=LINE, linewidths=1)
    ax.plot(path[:, 0], path[:, 1], color=ROLES["gradient"], marker="o", markersize=3, linewidth=1.2)
    ax.plot(0, 0, color=INK, marker="*", markersize=9)
    ax.set_xlim(-limits[0], limits[0])
    ax.set_ylim(-limits[1], limits[1])
    ax.set_aspect("equal")


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
    """
    figure, axes = new_figure(width, 340 if width > NARROW else 380, alt, caption)
    ax = axes[0, 0]
    colors, styles = [ROLES["input"], ROLES["kernel"], ROLES["output"], ROLES["gradient"]], ["-", "--", "-.", ":"]
    for (name, runs), color, style in zip(lines.items(), colors, styles):
        runs = np.asarray(runs)
        ax.fill_between(rates, runs.min(axis=0), runs.max(axis=0), color=color, alpha=0.18, linewidth=0)
        ax.plot(rates, runs.mean(axis=0), color=color, linestyle=style, marker="o", markersize=4, label=name)
    ax.set_xscale("log")
    powers = [10.0**k for k in range(-8, 4) if rates[0] <= 10.0**k * 1.1 and 10.0**k <= rates[-1] * 1.1]
    ax.set_xticks(powers, [f"{power:.8f}".rstrip("0").rstrip(".") for power in powers])
    ax.minorticks_off()
    ax.set_ylim(0, highest)
    if level:
        ax.axhline(level[0], color=MUTED, linestyle="--", linewidth=0.8)
        ax.text(rates[0], level[0] * 1.02, level[1], color=MUTED, va="bottom", fontsize=9)
    ax.set_xlabel("learning rate")
    ax.set_ylabel("loss at the end")
    name_lines(ax, lines, width)
    return figure
