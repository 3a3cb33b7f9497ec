"""Figures of a trained network: which class it takes for which."""

from matplotlib.colors import to_rgba

from cnnlib.figures.style import INK, LINE, MUTED, ROLES, new_figure, two_forms


def confusion(counts, names, *, alt, caption=""):
    """Show a confusion matrix: right answers on the diagonal, mistakes beside it, each with its count.

    Parameters
    ----------
    counts : ndarray of int, shape (classes, classes)
        Row: the true class; column: what the network said.
    names : sequence of str
        Of the classes.
    alt : str
    caption : str, optional

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If there is not one name for each row and column.
    """
    if counts.shape != (len(names), len(names)):
        raise ValueError(
            f"confusion: counts has shape {counts.shape}, needs {(len(names),) * 2}, a row and a column for each name"
        )
    figure, axes = new_figure(640, 600, alt, caption)
    ax = axes[0, 0]
    shares = counts / counts.sum(axis=1, keepdims=True).clip(min=1)
    for (i, j), count in _cells(counts):
        share = shares[i, j] if i == j else min(2 * shares[i, j], 1)  # mistakes are few, and are what one looks for
        face = to_rgba(ROLES["output" if i == j else "gradient"], share)
        ax.fill([j, j + 1, j + 1, j], [i, i, i + 1, i + 1], facecolor=face, edgecolor=LINE, linewidth=0.6)
        if count:
            ax.text(
                j + 0.5,
                i + 0.5,
                str(count),
                ha="center",
                va="center",
                fontsize=9,
                color="white" if share > 0.7 else INK,
            )
    ax.set_xlim(0, len(names))
    ax.set_ylim(len(names), 0)
    ax.set_aspect("equal")
    middle = [k + 0.5 for k in range(len(names))]
    ax.set_xticks(middle, names, rotation=45, ha="right", color=INK)
    ax.set_yticks(middle, names, color=INK)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.set_xlabel("what the network said", color=MUTED)
    ax.set_ylabel("true class", color=MUTED)
    return figure


def _cells(counts):
    for i, row in enumerate(counts.tolist()):
        for j, count in enumerate(row):
            yield (i, j), count


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
    """
    figure, axes = new_figure(width, 300, alt, caption)
    ax = axes[0, 0]
    strokes = zip(("#9fc3e8", ROLES["kernel"], INK), (9, 4, 1.2))
    for (name, y), (color, width) in zip(lines.items(), strokes):
        ax.plot(x, y, color=color, linewidth=width, solid_capstyle="round", label=name)
    ax.axhline(0, color=MUTED, linewidth=0.8)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    ax.legend(loc="upper right", frameon=False, labelcolor=INK)
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
    ax.text(chosen, 0.1, f" chosen: {chosen:g}", color=ROLES["kernel"], va="bottom")
    ax.set_xscale("log")
    powers = [10.0**k for k in range(-8, 3) if rates[0] <= 10.0**k * 2 and 10.0**k <= rates[-1] * 2]
    ax.set_xticks(powers, [f"{power:.8f}".rstrip("0").rstrip(".") for power in powers])
    ax.minorticks_off()
    ax.set_ylim(0, highest)
    ax.set_xlabel("learning rate")
    ax.set_ylabel("loss")
    return figure
