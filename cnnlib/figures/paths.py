"""Figures of points in a plane, joined in their order."""

from cnnlib.figures.style import INK, MUTED, ROLES, new_figure


def paths(curves, *, alt, caption=""):
    """Draw curves in the plane side by side, all to one scale.

    Parameters
    ----------
    curves : dict of str to ndarray, shape (points, 2)
    alt : str
    caption : str, optional

    Returns
    -------
    BookFigure
    """
    figure, axes = new_figure(720, 210, alt, caption, 1, len(curves), sharex=True, sharey=True)
    for ax, (name, points), color in zip(axes[0], curves.items(), [INK, *[ROLES["output"]] * len(curves)]):
        ax.plot(points[:, 0], points[:, 1], color=color, linewidth=1.5)
        ax.set_title(name, fontsize=10, color=MUTED)
        ax.set_aspect("equal")
        ax.set_axis_off()
    return figure
