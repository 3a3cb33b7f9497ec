"""Figures of dense layers."""

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
            f"dense_layers: sizes has {len(sizes)} entries and names {len(names)}, needs as many, two at least"
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
