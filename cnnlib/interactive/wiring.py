"""The still picture of the field tracer: rows of cells, and the lines by which a chosen one sees those below it."""

from cnnlib.interactive.element import data_address
from cnnlib.palette import LIGHT

CELL, ROW, BOX, NAMES = 30, 62, (26, 24), 122  # pixels: of a cell and its row, its box, room for the names of rows
LEAST = 500  # pixels of the whole: narrower, its letters could not be read


def drawing(layers, sizes, sights, ways, at):
    """A picture of the rows, from the input at the bottom up. The darker a cell, the more ways lead to it.

    Parameters
    ----------
    layers : list of (kernel_size, strides, dilation_rate, kind)
    sizes : list of int
        Cells of the input and of each layer.
    sights : list of Sight
        What the cells of each row see.
    ways : list of ndarray of int
        For each row up to the chosen cell's own, the ways that lead to each of its cells.
    at : (layer, cell)
        The chosen one.

    Returns
    -------
    str
        An image of HTML: a notebook that is not trusted shows no drawing that stands in the page itself.
    """
    middle = lambda level, i: NAMES + CELL * float(sights[level].center + i * sights[level].step + 0.5)
    height = lambda level: ROW * (len(sizes) - 1 - level) + 20
    lines, shapes, seen = [], [], []
    for level in range(1, at[0] + 1):
        k, s, d, _ = layers[level - 1]
        for i in ways[level].nonzero()[0]:
            ends = (middle(level - 1, i * s + u * d) for u in range(k))
            lines += [f"M{middle(level, i):g} {height(level) + 12}L{end:g} {height(level - 1) - 12}" for end in ends]
    for level, n in enumerate(sizes):
        counts = ways[level].tolist() if level <= at[0] else [0] * n
        seen.append(f"{sum(map(bool, counts))} of {n}" if level <= at[0] else str(n))
        name = f"layer {level}" if level else "input"
        shapes.append(f'<text x="{NAMES - 8}" y="{height(level) + 5}" text-anchor="end">{name}: {seen[-1]}</text>')
        shapes += _row([middle(level, i) for i in range(n)], height(level), counts, chosen=level == at[0])
    width, tall = NAMES + CELL * sizes[0], height(0) + 20
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {tall}" width="{width}" height="{tall}" '
        f'font-size="14" font-family="sans-serif" fill="{LIGHT["ink"]}" style="background:{LIGHT["paper"]}">'
        f'<path d="{"".join(lines)}" stroke="{LIGHT["input"]}"/>{"".join(shapes)}</svg>'
    )
    alt = "Rows of cells with lines from a cell to those that it sees; seen are, from the input up, " + ", ".join(seen)
    return (
        f'<div style="overflow-x:auto"><img src="{data_address("image/svg+xml", svg.encode())}" '
        f'alt="{alt}" style="width:100%;max-width:{width}px;min-width:{LEAST}px"></div>'
    )


def _row(places, y, counts, chosen):
    """The cells of a row, with the number of ways to those that are seen. What is not seen between them is dashed."""
    seen = [place for place, count in zip(places, counts) if count] or [places[-1]]
    box = lambda x: f"M{x - BOX[0] / 2:g} {y - BOX[1] / 2:g}h{BOX[0]}v{BOX[1]}h-{BOX[0]}z"
    unseen = [place for place, count in zip(places, counts) if not count]
    holes = [place for place in unseen if seen[0] < place < seen[-1]]
    others = "".join(box(place) for place in unseen if place not in holes)
    shapes = [f'<path d="{others}" fill="none" stroke="{LIGHT["line"]}"/>']
    dashed = f'fill="none" stroke="{LIGHT["muted"]}" stroke-dasharray="3 2"'
    shapes += [f'<path d="{box(place)}" {dashed}/>' for place in holes]
    for x, count in zip(places, counts):
        if count and chosen:
            shapes.append(f'<path d="{box(x)}" fill="{LIGHT["output"]}"/>')
        elif count:
            shade = f'fill="{LIGHT["input"]}" fill-opacity="{0.12 + 0.4 * count / max(counts):.2f}"'
            shapes.append(f'<path d="{box(x)}" {shade} stroke="{LIGHT["input"]}"/>')
            shapes.append(f'<text x="{x:g}" y="{y + 5}" text-anchor="middle">{count}</text>')
    return shapes
