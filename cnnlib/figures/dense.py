"""Figures of dense layers."""

import numpy as np

from cnnlib import checks
from cnnlib.figures.style import INK, MUTED, ROLES, new_figure


def dense_layers(sizes, *, alt, caption="", names=None):
    """Show a network of dense layers: each column is as tall as it has numbers, each band says how many weights it is.

    Parameters
    ----------
    sizes : list of int
        Numbers in the input, in each layer's output.
    alt : str
    caption : str, optional
    names : list of str, optional
        Of the columns; default: "input", "layer 1", …

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If there are fewer than two sizes, or not as many names.
    """
    names = names or ["input", *(f"layer {i}" for i in range(1, len(sizes)))]
    if len(sizes) < 2 or len(names) != len(sizes):
        raise ValueError(
            f"dense_layers: sizes has length {len(sizes)} and names {len(names)}, needs as many, two at least"
        )
    figure, axes = new_figure(700, 300, alt, caption)
    ax, tallest = axes[0, 0], max(sizes)
    half = [max(0.5 * size / tallest, 0.012) for size in sizes]
    for i, (size, h, name) in enumerate(zip(sizes, half, names)):
        ax.fill(
            [i - 0.05, i + 0.05, i + 0.05, i - 0.05], [-h, -h, h, h], color=ROLES["output" if i else "input"], zorder=2
        )
        ax.text(i, h + 0.04, f"{size}", ha="center", va="bottom", color=INK)
        ax.text(i, -0.62, name, ha="center", va="top", color=MUTED)
        if i:
            ax.fill([i - 0.95, i - 0.05, i - 0.05, i - 0.95], [-half[i - 1], -h, h, half[i - 1]],
                    color=ROLES["kernel"], alpha=0.18, linewidth=0)  # fmt: skip
            label = f"{sizes[i - 1]} · {size}\n= {sizes[i - 1] * size:,}"
            ax.text(i - 0.5, 0, label, ha="center", va="center", color=ROLES["kernel"], fontsize=9)
    ax.set_xlim(-0.3, len(sizes) - 0.7)
    ax.set_ylim(-0.75, 0.65)
    ax.set_axis_off()
    return figure


def network_step(picture, scores, names, *, highest=None, alt, caption=""):
    """Show a picture, and the scores that networks give it: a bar for each kind, the winner in the color of outputs.

    Parameters
    ----------
    picture : ndarray, shape (height, width)
        From 0 to 1.
    scores : dict of str to ndarray, shape (classes,)
        Title, and the scores under it.
    names : list of str
        Of the classes.
    highest : float, optional
        The score that a bar as wide as its side stands for: one scale for all sides, from 0, as probabilities ask for.
        Default: each side on a scale of its own.
    alt : str
    caption : str, optional

    Returns
    -------
    BookFigure

    Raises
    ------
    ValueError
        If there are not as many names as scores, `highest` is not above 0, or a score is not from 0 to `highest`.
    TypeError
        If `highest` is not a number.
    """
    if any(len(values) != len(names) for values in scores.values()):
        raise ValueError(f"network_step: names has length {len(names)}, needs one for each score")
    if highest is not None:
        highest = checks.real("network_step", "highest", highest, above=True)
        for title, values in scores.items():
            if not (np.min(values) >= 0 and np.max(values) <= highest):  # nan is neither
                got = f"{title!r} has scores from {np.min(values):.3g} to {np.max(values):.3g}"
                raise ValueError(f"network_step: highest is {highest:g}, but {got}; needs scores from 0 to highest")
    layout = {"width_ratios": [0.7] + [1] * len(scores)}
    figure, axes = new_figure(560, 280, alt, caption, columns=1 + len(scores), gridspec_kw=layout)
    axes[0, 0].imshow(picture, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    axes[0, 0].set_axis_off()
    for ax, (title, values) in zip(axes[0, 1:], scores.items()):
        best = int(np.argmax(values))
        colors = [ROLES["output"] if k == best else MUTED for k in range(len(names))]
        ax.barh(range(len(names)), values, color=colors, height=0.7)
        ax.axvline(0, color=MUTED, linewidth=0.8)
        if highest is not None:
            ax.set_xlim(0, highest)
        ax.set_yticks(range(len(names)), names)
        for label, color in zip(ax.get_yticklabels(), colors):
            label.set(color=color, fontweight="bold" if color == ROLES["output"] else "normal")
        ax.set_title(title, color=MUTED)
        ax.invert_yaxis()
        ax.set_xticks([])
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
    return figure
