"""Block diagrams of networks, drawn from their description: a box a layer, from the input down."""

from matplotlib.patches import FancyBboxPatch

from cnnlib import checks, wording
from cnnlib.figures.style import INK, LETTER, LINE, MUTED, RAISED, ROLES, new_figure, two_forms
from cnnlib.measures.calls import calls_of

ROLE_OF = {"InputLayer": "input", "MaxPooling2D": "output", "AveragePooling2D": "output"}
ROLE_OF |= {"GlobalAveragePooling2D": "output", "Dense": "gradient"}
ROLE_OF |= dict.fromkeys(("Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose"), "kernel")
LEFT_OUT = ("Dropout", "Flatten", "ReLU", "Activation", "ZeroPadding2D", "BatchNormalization")
ROW = 36  # pixels of the page
MARGIN = 76  # pixels of the page, for the sizes of maps
GAP = 34  # pixels of the page that a lane is wider than its longest text


@two_forms
def block_diagram(networks, *, alt, caption="", group=None, left_out=LEFT_OUT, sizes=False, width=720):
    """Draw networks side by side, each from its input at the top to its output at the bottom.

    Parameters
    ----------
    networks : dict of str to cnnlib.scratch or Keras model
    alt : str
    caption : str, optional
    group : callable, optional
        From a layer's name to that of the box that it is drawn in, or None for a box of its own.
    left_out : tuple of str
        Classes of layers that are not drawn; the arrows pass through them.
    sizes : bool
        Whether to write the height and width of the maps beside the boxes that give maps of this size.
    width : int
        Pixels of the page; on a phone as many as the texts need.

    Returns
    -------
    BookFigure

    Raises
    ------
    TypeError
        If `networks` is not a dict, such as a network alone.
    ValueError
        If there is no network.
    """
    if not isinstance(networks, dict):
        needs = 'a dict of titles and networks, such as {"LeNet-5": network}'
        raise TypeError(f"block_diagram: networks is {wording.whose(networks)}, needs {needs}")
    if not networks:
        raise ValueError("block_diagram: networks is empty, needs one at least")
    sizes = checks.flag("block_diagram", "sizes", sizes)
    drawings = {name: _boxes(network, group or (lambda name: None), left_out) for name, network in networks.items()}
    lanes = [max(max(len(row) for row in rows), 1) for rows, *_ in drawings.values()]
    deepest = max(len(rows) for rows, *_ in drawings.values())
    width = max(width, _least_width(drawings.values(), lanes, MARGIN if sizes else 0))
    figure, axes = new_figure(width, 40 + ROW * deepest, alt, caption, 1, len(drawings), width_ratios=lanes)
    for ax, lane, (name, (rows, labels, arrows, size)) in zip(axes[0], lanes, drawings.items()):
        _draw(ax, rows, labels, arrows)
        if sizes:
            _draw_sizes(ax, rows, size, MARGIN * lane / (width * lane / sum(lanes) - MARGIN))
        ax.set_ylim(deepest - 0.5, -0.6)
        ax.set_title(name, fontsize=11, color=INK)
    return figure


def _least_width(drawings, lanes, margin):
    """Pixels of the page in which the texts of all networks have room; of each, the share is that of its lanes."""
    longest = [max(len(text) for text, _ in labels.values()) for _, labels, *_ in drawings]
    return round(max(LETTER * letters + GAP + margin / n for letters, n in zip(longest, lanes)) * sum(lanes))


def describe(call):
    """What a layer does, in a few signs: 7×7 conv, 64 /2."""
    kind, layer = call.kind, call.layer
    size = "×".join(map(str, getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", ())))
    strides = getattr(layer, "strides", None)
    stride = f" /{strides[0]}" if strides and strides[0] > 1 else ""
    if kind == "InputLayer":
        return "×".join(map(str, call.output_shapes[0]))
    if kind in ("Conv2D", "SeparableConv2D", "Conv2DTranspose"):
        groups = getattr(layer, "groups", 1)
        return f"{size} conv, {layer.filters}{stride}" + (f", {groups} groups" if groups > 1 else "")
    words = {
        "DepthwiseConv2D": f"{size} depthwise{stride}",
        "MaxPooling2D": f"{size} max{stride}",
        "AveragePooling2D": f"{size} mean{stride}",
        "GlobalAveragePooling2D": "mean of all",
        "Dense": f"dense, {getattr(layer, 'units', '')}",
        "BatchNormalization": "batch norm",
        "LocalResponseNormalization": "local response norm",
        "Add": "+",
        "Concatenate": f"concatenate: {call.output_shapes[0][-1]}",
    }
    return words.get(kind, kind)


def _boxes(network, group, left_out):
    """Rows of boxes from the top; a (text, role) for each; the arrows between boxes; the size of each box's maps."""
    maker, labels, arrows, depth, size = {}, {}, [], {}, {}
    for i, call in enumerate(calls_of(network)):
        sources = [maker[key] for key in call.inputs]
        box = group(call.layer.name) or (i if call.kind not in left_out else None)
        if box is None:  # seen through
            maker |= dict.fromkeys(call.outputs, sources[0])
            continue
        grouped = group(call.layer.name) is not None
        labels[box] = (f"{box}: {call.output_shapes[0][-1]}", "kernel") if grouped else (describe(call), _role(call))
        arrows += [(source, box) for source in dict.fromkeys(sources) if source != box and (source, box) not in arrows]
        size[box] = call.output_shapes[0][:-1]
        depth[box] = max([depth.get(box, 0), *(depth[s] + 1 for s in sources if s != box)])
        maker |= dict.fromkeys(call.outputs, box)
    rows = [[] for _ in range(max(depth.values()) + 1)]
    for box in labels:
        rows[depth[box]].append(box)
    return rows, labels, arrows, size


def _role(call):
    return ROLE_OF.get(call.kind)


def _draw(ax, rows, labels, arrows):
    lanes = max(len(row) for row in rows)
    place = {}
    for y, row in enumerate(rows):
        before = {box: [place[a][0] for a, b in arrows if b == box and a in place] for box in row}
        row = sorted(row, key=lambda box: sum(before[box]) / max(len(before[box]), 1))
        for k, box in enumerate(row):
            alone = before[box][0] if len(row) < lanes and len(before[box]) == 1 else None
            center = (k + 0.5) * lanes / len(row)
            taken = {place[b][0] for b in row[:k]}
            place[box] = (alone if alone is not None and alone not in taken else center, y)
    for start, end in arrows:
        _draw_arrow(ax, place[start], place[end], place.values())
    for box, (x, y) in place.items():
        text, role = labels[box]
        face = ROLES[role] if role else RAISED
        patch = FancyBboxPatch(
            (x - 0.44, y - 0.26),
            0.88,
            0.52,
            boxstyle="square,pad=0",
            facecolor=face,
            edgecolor="none" if role else MUTED,
            linewidth=0.8,
        )
        ax.add_patch(patch)
        ax.text(x, y, text, ha="center", va="center", fontsize=9, color="white" if role else INK)
    ax.set_xlim(0, lanes + 0.08)
    ax.set_axis_off()


def _draw_sizes(ax, rows, size, margin):
    """On the left, in a margin of `margin` lanes, a line beside all rows whose maps have one size, and that size."""
    stages = []
    for y, row in enumerate(rows):
        of_row = {size[box] for box in row}
        here = of_row.pop() if len(of_row) == 1 else ()
        if stages and stages[-1][0] == here:
            stages[-1][2] = y
        else:
            stages.append([here, y, y])
    for here, first, last in stages:
        if here:  # not numbers in one row
            ax.plot([-0.15 * margin] * 2, [first - 0.26, last + 0.26], color=LINE, lw=2, solid_capstyle="butt")
            words = "×".join(map(str, here))
            ax.text(-0.25 * margin, (first + last) / 2, words, ha="right", va="center", fontsize=9, color=MUTED)
    ax.set_xlim(-margin, ax.get_xlim()[1])


def _draw_arrow(ax, start, end, boxes):
    """Down the start's own lane and then across; on the right of the boxes that stand in that lane."""
    (x0, y0), (x1, y1) = start, end
    in_the_way = any(y0 < y < y1 and abs(x - x0) < 0.9 for x, y in boxes)
    style = {"arrowstyle": "-|>", "color": MUTED, "lw": 1, "shrinkA": 0, "shrinkB": 0}
    if in_the_way:
        ax.plot([x0 + 0.44, x0 + 0.5, x0 + 0.5], [y0, y0, y1], color=MUTED, lw=1)
        ax.annotate("", (x1 + 0.43, y1), (x0 + 0.5, y1), arrowprops=style)
        return
    turn = y1 - 1 + 0.3
    ax.plot([x0, x0], [y0 + 0.26, turn], color=MUTED, lw=1)
    ax.annotate("", (x1, y1 - 0.28), (x0, turn), arrowprops=style)
