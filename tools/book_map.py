"""In the opening card of each chapter from 04 on: the map of chapter 03, small, with the chapter's place on it.

A local extension, named in _config.yml. The card's paragraph "On the map" says the place in words, in JupyterLab too.
"""

import functools
import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from cnnlib import scratch
from cnnlib.nets import first_cnn

ALWAYS = "picture conv1 maps1 pool1 maps2 conv2 maps3 pool2 maps4 dense scores loss back".split()
# The parts of the map that a chapter is about; what is not of those above is drawn for the chapters that name it.
PLACES = {
    "stride-and-padding": "conv1 pool1 conv2 pool2",
    "gradients": "back",
    "pooling": "pool1 maps2 pool2 maps4",
    "loss-and-descent": "scores loss back",
    "activations-and-initialization": "relu1 relu2",
    "batch-normalization": "norm1 norm2",
    "training-a-cnn": " ".join(ALWAYS),
    "dilated-grouped-separable-transposed": "conv1 conv2",
    "receptive-fields": "field",
    "classic-networks": "conv1 maps1 pool1 maps2 conv2 maps3 pool2 maps4 dense scores",
    "residual-and-mobile-networks": "around",
    "what-a-cnn-sees": "scores back picture",
    "reusing-a-network": "cut maps4",
    "speed": "conv1 conv2",
    "scale": " ".join(ALWAYS),
}
SAID = "On the map"  # begins the paragraph below which the map stands
WIDTH, HEIGHT, MIDDLE, BACK = 660, 128, 46, 92
SCALE = 2  # of a pixel or cell
LEFTS = {"picture": 14, "maps1": 152, "maps2": 304, "maps3": 404, "maps4": 514}
SCORES, LOSS = 586, 642  # from the left, their middle
LABELS = [(42, "picture"), (182, "convolution"), (306, "pooling")]
LABELS += [(410, "convolution"), (518, "pooling"), (630, "loss")]
STACK = 4  # between one map and the one behind it


@functools.cache
def stages():
    """{name: (left, side, maps)} of the picture and of each stage up to the last maps, as the network computes them."""
    network = first_cnn(scratch)
    shapes = [s.shape for s in (network.input, *(layer.output for layer in network.layers)) if len(s.shape) == 4]
    return {name: (LEFTS[name], SCALE * width, n) for name, (_, _, width, n) in zip(LEFTS, shapes, strict=True)}


def square(left, middle, side):
    return f'<rect x="{left:g}" y="{middle - side / 2:g}" width="{side:g}" height="{side:g}"/>'


def line(*points):
    return f'<path d="M{"L".join(f"{x:g} {y:g}" for x, y in points)}"/>'


def maps(name):
    """A map, and up to two behind it where there are more."""
    left, side, n = stages()[name]
    return "".join(square(left + STACK * i, MIDDLE - STACK * i, side) for i in reversed(range(min(n, 3))))


def window(before, after, size):
    """A window of this many cells on a map, and lines to the cell of the next stage that is made of it."""
    left, side, _ = stages()[before]
    size = max(SCALE * size, 5)
    x, y, cell = left + side - size - SCALE, MIDDLE + side / 4, stages()[after][0] + SCALE
    lines = line((x + size, y - size / 2), (cell, MIDDLE)) + line((x + size, y + size / 2), (cell, MIDDLE))
    return square(x, y, size) + lines


def right_of(name):
    left, side, n = stages()[name]
    return left + side + STACK * (min(n, 3) - 1) + 7


def drawn():
    """{part: its SVG}, in the order in which they are drawn."""
    seen = 10 * SCALE  # what a cell of the last maps is made of: 10×10 pixels
    (eye, side, _), (_, width, _) = stages()["maps3"], stages()["picture"]
    field_left, cell = LEFTS["picture"] + width / 2 - seen / 2, eye + side / 2
    top = MIDDLE - 34
    return {
        **{name: maps(name) for name in LEFTS},
        "conv1": window("picture", "maps1", 3),
        "pool1": window("maps1", "maps2", 2),
        "conv2": window("maps2", "maps3", 3),
        "pool2": window("maps3", "maps4", 2),
        "dense": "".join(line((right_of("maps4"), MIDDLE), (SCORES - 6, MIDDLE + dy)) for dy in (-26, -13, 0, 13, 26)),
        "scores": "".join(square(SCORES - 3, MIDDLE - 27 + 6 * k, 4) for k in range(10)),
        "loss": f'<circle cx="{LOSS}" cy="{MIDDLE}" r="6"/>' + line((SCORES + 6, MIDDLE), (LOSS - 8, MIDDLE)),
        "back": line((LOSS, MIDDLE + 10), (LOSS, BACK), (90, BACK), (97, BACK - 4), (90, BACK), (97, BACK + 4)),
        **{f"relu{i}": bend(right_of(name)) for i, name in ((1, "maps1"), (2, "maps3"))},
        **{f"norm{i}": bar(right_of(name)) for i, name in ((1, "maps1"), (2, "maps3"))},
        "field": square(field_left, MIDDLE, seen)
        + square(cell - 2, MIDDLE, 4)
        + line((field_left + seen, MIDDLE - seen / 2), (cell, MIDDLE), (field_left + seen, MIDDLE + seen / 2)),
        "around": f'<path d="M{right_of("maps1"):g} {top}C260 0 370 0 {cell:g} {MIDDLE - side / 2 - 12:g}"/>',
        "cut": f'<path stroke-dasharray="5 4" d="M{right_of("maps4") + 4:g} 6V{BACK - 6}"/>',
    }


def bend(left):
    """A ReLU: level, then rising."""
    return line((left, MIDDLE + 6), (left + 9, MIDDLE + 6), (left + 18, MIDDLE - 8))


def bar(left):
    return f'<rect x="{left:g}" y="{MIDDLE - 28}" width="7" height="56" rx="3"/>'


def svg(places):
    """The map with these parts marked."""
    here = places.split()
    parts = [
        f'<g class="{"here" if name in here else "part"}">{shape}</g>'
        for name, shape in sorted(drawn().items(), key=lambda item: item[0] in here)
        if name in ALWAYS or name in here
    ]
    words = "".join(f'<text x="{x}" y="{HEIGHT - 6}">{word}</text>' for x, word in LABELS)
    said = "The network of chapter 3, from the picture to the loss, with this chapter's place marked"
    return (
        f'<svg class="place-on-map" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{said}">'
        f"{''.join(parts)}{words}</svg>"
    )


class PlaceOnMap(SphinxPostTransform):
    default_priority = 188
    formats = ("html",)

    def run(self, **kwargs):
        places = PLACES.get(re.sub(r"^chapters/\d+-", "", self.env.docname))
        if places is None:
            return
        for card in self.document.findall(nodes.admonition):
            if "opening" in card["classes"]:
                [said] = [p for p in card.findall(nodes.paragraph) if p.astext().startswith(SAID)]
                card.insert(card.index(said) + 1, nodes.raw("", svg(places), format="html"))


def setup(app):
    app.add_post_transform(PlaceOnMap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
