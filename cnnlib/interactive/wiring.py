"""The still picture of the field tracer: rows of cells, and the lines by which a chosen one sees those below it."""

CELL, ROW, BOX, NAMES = 30, 62, (26, 24), 122  # pixels: of a cell and its row, its box, room for the names of rows
LEAST = 500  # pixels of the whole: narrower, its letters could not be read


def drawing(layers, sizes, sights, ways, at):
    """An SVG of the rows, from the input at the bottom up.

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
    """
    middle = lambda level, i: NAMES + CELL * float(sights[level].center + i * sights[level].step + 0.5)
    height = lambda level: ROW * (len(sizes) - 1 - level) + 20
    lines, boxes = [], []
    for level in range(1, at[0] + 1):
        k, s, d, _ = layers[level - 1]
        for i in ways[level].nonzero()[0]:
            ends = (middle(level - 1, i * s + u * d) for u in range(k))
            lines += [f"M{middle(level, i):g} {height(level) + 12}L{end:g} {height(level - 1) - 12}" for end in ends]
    for level, n in enumerate(sizes):
        counts = ways[level] if level <= at[0] else [0] * n
        seen = f"{sum(count > 0 for count in counts)} of {n}" if level <= at[0] else str(n)
        name = f"layer {level}" if level else "input"
        boxes.append(f'<text x="{NAMES - 8}" y="{height(level) + 5}" text-anchor="end">{name}: {seen}</text>')
        places = [i for i, count in enumerate(counts) if count] or [n]
        for i, count in enumerate(counts):
            hole = places[0] < i < places[-1] and not count
            boxes.append(_box(middle(level, i), height(level), count, max(counts), level == at[0], hole))
    width, tall = NAMES + CELL * sizes[0], height(0) + 20
    return (
        f'<div style="overflow-x:auto"><svg viewBox="0 0 {width} {tall}" role="img" '
        f'aria-label="Rows of cells, and lines from the chosen one down to the input cells that it sees" '
        f'style="width:100%;max-width:{width}px;min-width:{LEAST}px;font-size:14px" fill="var(--cnn-ink, #1c2530)">'
        f'<path d="{"".join(lines)}" stroke="var(--cnn-input, #0a5fa5)"/>{"".join(boxes)}</svg></div>'
    )


def _box(x, y, count, most, chosen, hole):
    """A cell: the darker, the more ways lead to it; a hole has a dashed line."""
    width, height = BOX
    paint, line, words = 'fill="none"' + ' stroke-dasharray="3 2"' * hole, "muted" if hole else "line", ""
    if chosen and count:
        paint, line = 'fill="var(--cnn-output, #00705a)"', "output"
    elif count:
        paint, line = f'fill="var(--cnn-input, #0a5fa5)" fill-opacity="{0.12 + 0.4 * count / most:.2f}"', "input"
        words = f'<text x="{x:g}" y="{y + 5}" text-anchor="middle">{count}</text>'
    box = f'<rect x="{x - width / 2:g}" y="{y - height / 2:g}" width="{width}" height="{height}" rx="3" {paint} '
    return f'{box}stroke="var(--cnn-{line}, #596572)"/>{words}'
