"""Lines over one axis: each named at its end or beside it, several runs as bands, an axis of learning rates."""

import itertools

import numpy as np

from cnnlib import checks, wording
from cnnlib.figures.style import INK, MUTED, NARROW, ROLES, name_lines, new_figure, two_forms

STROKES = [*zip(ROLES.values(), ("-", "--", "-.", ":"))]  # of lines that are not told apart by color alone
OVERLAID = [*zip(("#9fc3e8", ROLES["kernel"], INK), (9, 4, 1.2))]  # each later one thinner


@two_forms
def curves(x, lines, *, xlabel, ylabel, alt, caption="", marks=None, log=False, width=720, height=340):
    """Plot lines over one axis, each named at its end.

    Parameters
    ----------
    x : sequence of float
    lines : dict of str to sequence of float
        A name that starts with "(" is drawn dashed, as the comparison.
    xlabel, ylabel, alt : str
    caption : str, optional
    marks : dict of str to (x, y), optional
        Points to mark, each with a word below it.
    log : bool
        Whether the horizontal axis is logarithmic.
    width, height : int
        Pixels of the page.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If there are no lines, or a line does not have a number for each x.
    """
    check_lines("curves", x, lines)
    log = checks.flag("curves", "log", log)
    above = width <= NARROW and max(map(len, lines)) > 10  # where the names stand
    figure, axes = new_figure(width, height, alt, caption)
    ax = axes[0, 0]
    colors = [ROLES["input"], ROLES["kernel"], ROLES["output"], ROLES["gradient"], INK]
    for k, (name, y) in enumerate(lines.items()):
        compared = name.startswith("(")
        color = MUTED if compared else colors[k % len(colors)]
        ax.plot(x, y, color=color, linestyle="--" if compared else "-", marker="" if len(x) > 20 else "o", markersize=4,
                label=name.strip("()"))  # fmt: skip
    for word, (a, b) in (marks or {}).items():
        ax.plot(a, b, "o", color=INK, markersize=7)
        ax.annotate(word, (a, b), (0, -8), textcoords="offset points", ha="center", va="top", fontsize=9, color=INK)
    if log:
        ax.set_xscale("log", base=2)
        ax.set_xticks(x, [f"{v:g}" for v in x])
        ax.minorticks_off()
    elif all(float(v).is_integer() for v in x):  # epochs, layers: no ticks between them
        ax.xaxis.get_major_locator().set_params(integer=True)
    stand_on_zero(ax, lines)  # before the names: it may widen the axis that they are placed by
    if above:
        name_lines(ax, lines, width)
    else:
        names_at_ends(ax, lines, colors, apart=17 / (height - 70))
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    return figure


@two_forms
def log_curves(x, lines, *, xlabel, ylabel, alt, caption="", marks=None, ticks=None, width=720):
    """Plot lines over many powers of ten on both axes, each named beside its end.

    Parameters
    ----------
    x : sequence of float
    lines : dict of str to sequence of float
    xlabel, ylabel, alt : str
    caption : str, optional
    marks : dict of str to (x, y), optional
        Points to mark, each with a word.
    ticks : sequence of float, optional
        Numbers to write at the horizontal axis, each a times the one before, and at the vertical one as far as its
        lines reach, up and down; without, the powers of ten.
    width : int
        Pixels of the page.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If there are no lines, or a line does not have a number for each x.
    """
    check_lines("log_curves", x, lines)
    figure, axes = new_figure(width, 360, alt, caption)
    ax = axes[0, 0]
    for (name, y), (color, style) in zip(lines.items(), itertools.cycle(STROKES)):
        ax.plot(x, y, color=color, linestyle=style, label=name)
    for word, (a, b) in (marks or {}).items():
        ax.plot(a, b, "o", color=INK, markersize=6)
        ax.annotate(word, (a, b), (8, -1), textcoords="offset points", va="center", fontsize=9, color=INK)
    ax.set_xscale("log")
    ax.set_yscale("log")
    if ticks is not None:
        low, high, step = min(map(min, lines.values())), max(map(max, lines.values())), ticks[1] / ticks[0]
        upper = [tick for tick in ticks if tick < high * step]
        lower = itertools.takewhile(lambda tick: tick > low / step, (ticks[0] / step**k for k in itertools.count(1)))
        for axis, all_ticks in (ax.xaxis, [*ticks]), (ax.yaxis, [*lower, *upper]):
            axis.set_ticks(all_ticks, [f"{tick:g}" if tick >= 1 else f"1/{1 / tick:g}" for tick in all_ticks])
            axis.set_ticks([], minor=True)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    name_lines(ax, lines, width)
    return figure


@two_forms
def overlaid(x, lines, *, xlabel, ylabel, alt, caption="", width=720):
    """Plot lines that nearly coincide: each later one thinner, so that all of them show.

    Parameters
    ----------
    x : sequence of float
    lines : dict of str to sequence of float
        Three at most.
    xlabel, ylabel, alt : str
    caption : str, optional
    width : int
        Pixels of the page.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If there are no lines or more than three, or a line does not have a number for each x.
    """
    check_lines("overlaid", x, lines)
    if len(lines) > len(OVERLAID):
        raise ValueError(f"overlaid: there are {len(lines)} lines, needs at most {len(OVERLAID)}")
    figure, axes = new_figure(width, 300, alt, caption)
    ax = axes[0, 0]
    for (name, y), (color, thickness) in zip(lines.items(), OVERLAID):
        ax.plot(x, y, color=color, linewidth=thickness, solid_capstyle="round", label=name)
    stand_on_zero(ax, lines)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    ax.legend(loc="upper right", frameon=False, labelcolor=INK)
    return figure


@two_forms
def bands(x, lines, *, xlabel, ylabel, alt, caption="", width=720, height=340):
    """Plot the mean of several runs as a line, in a band from the lowest to the highest of them.

    Parameters
    ----------
    x : sequence of float
    lines : dict of str to ndarray, shape (runs, len(x))
        A name that starts with "(" is drawn dashed, as the comparison.
    xlabel, ylabel, alt : str
    caption : str, optional
    width, height : int
        Pixels of the page.

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If there are no lines, or a line does not have a number for each x in every run.
    """
    check_lines("bands", x, lines, runs=True)
    figure, axes = new_figure(width, height, alt, caption=caption)
    ax, colors = axes[0, 0], itertools.cycle([INK, ROLES["input"], ROLES["kernel"], ROLES["output"]])
    for name, runs in lines.items():
        compared = name.startswith("(")
        color, style = (MUTED, "--") if compared else (next(colors), "o-")
        draw_band(ax, x, runs, style, color=color, alpha=0.2, label=name.strip("()"))
    stand_on_zero(ax, lines)
    ax.xaxis.get_major_locator().set_params(integer=True)
    if width > NARROW:  # falling curves leave that corner free
        ax.legend(loc="lower left", bbox_to_anchor=(0, 0.13), frameon=False, labelcolor=INK)
    else:
        name_lines(ax, lines, width)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    return figure


def stand_on_zero(ax, lines):
    """Let the axis stand at 0, or draw a line there, where something is below it."""
    if min(np.min(y) for y in lines.values()) < 0:
        ax.axhline(0, color=MUTED, linewidth=0.8)
    else:
        ax.set_ylim(bottom=0)
        for line in ax.lines:  # a mark on the axis is seen whole
            line.set_clip_on(False)


def names_at_ends(ax, lines, colors, apart):
    """Write each name at its line's end, moved up where two would be less than `apart`, a share of the axis, apart."""
    low, high = ax.get_ylim()
    placed = -np.inf
    for name, y in sorted(lines.items(), key=lambda item: (item[1][-1], sum(item[1]))):
        height = max(y[-1], placed + apart * (high - low))
        color = MUTED if name.startswith("(") else colors[list(lines).index(name) % len(colors)]
        ax.text(
            1.015, (height - low) / (high - low), name.strip("()"), transform=ax.transAxes, color=color, va="center"
        )
        placed = height


def draw_band(ax, x, runs, *style, color, alpha, label, **line):
    """The mean of several runs as a line, in a band from the lowest to the highest of them."""
    runs = np.asarray(runs)
    ax.fill_between(x, runs.min(axis=0), runs.max(axis=0), color=color, alpha=alpha, linewidth=0)
    ax.plot(x, runs.mean(axis=0), *style, color=color, markersize=4, label=label, **line)


def rate_axis(ax, rates, slack):
    """A horizontal axis of learning rates, with the powers of ten between them, or beyond by a factor of `slack`."""
    ax.set_xscale("log")
    powers = [10.0**k for k in range(-8, 4) if rates[0] <= 10.0**k * slack and 10.0**k <= rates[-1] * slack]
    ax.set_xticks(powers, [f"{power:.8f}".rstrip("0").rstrip(".") for power in powers])
    ax.minorticks_off()
    ax.set_xlabel("learning rate")


def check_lines(op, x, lines, runs=False):
    """Refuse what is not a dict of lines with a number for each x; if `runs`, with a number for each x in each run."""
    if not isinstance(lines, dict):
        raise TypeError(f"{op}: lines is {wording.a_type(lines)}, needs a dict of names and lines")
    for name, given in {"x": x, "lines": lines}.items():
        if not len(given):
            raise ValueError(f"{op}: {name} is empty, needs one at least")
    for name, y in lines.items():
        shape = np.shape(y)
        if len(shape) != 1 + runs or shape[-1] != len(x):
            needs = f"(runs, {len(x)})" if runs else f"({len(x)},)"
            raise ValueError(f"{op}: {name!r} has shape {shape}, needs {needs}, a number for each x")
