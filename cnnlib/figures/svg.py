"""Matplotlib's SVG as a page needs it: text as text, pictures in their own pixels, and each thing said once.

What Matplotlib writes names every group, repeats every style and gives each number six decimals; a grid of numbers is
five times as long as it needs to be.
"""

import itertools
import re
import xml.etree.ElementTree as ET

from cnnlib.figures.svg_path import short, short_path
from cnnlib.figures.webp import repack

SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
FONTS = "'Book Sans', 'Source Sans 3', 'Helvetica Neue', Arial, sans-serif"
BOLD = "650"  # the weight of cnnlib/figures/fonts/book-sans-bold.ttf, and of the book's headings
STILL = "background: #ffffff"  # of a drawing that stands alone; on a page it is cleared
STROKE = {"stroke-linejoin": "round", "stroke-linecap": "butt"}
STROKED = ("stroke", "stroke-width", "stroke-opacity", "stroke-dasharray")
SHARED = ("fill", "fill-opacity", *STROKED, "opacity", "clip-path")
TEXT = ("font-size", "text-anchor")


def slim(text, scale):
    """A drawing of Matplotlib's without what a page does not need.

    Parameters
    ----------
    text : str
    scale : float
        Pixels of the page for a unit of the drawing.

    Returns
    -------
    str
    """
    drawn = ET.fromstring(text)
    width, height = (float(side) for side in drawn.get("viewBox").split()[2:])
    root = ET.Element("svg", {"xmlns": SVG[1:-1], "width": f"{width * scale:.0f}", "height": f"{height * scale:.0f}"})
    root.attrib |= {"viewBox": f"0 0 {short(width)} {short(height)}", "font-family": FONTS, "style": STILL, **STROKE}
    clips = {clip.get("id"): clip for clip in drawn.iter(f"{SVG}clipPath")}
    marks = {mark.get("id"): mark for defs in drawn.iter(f"{SVG}defs") for mark in defs if mark.tag == f"{SVG}path"}
    shapes = _tidied(_shapes(drawn), clips, scale)
    _say_once(root, [shape for shape in shapes if shape.tag == "text"])
    root.extend(_grouped(shapes))
    _define(root, clips | marks)
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")


def smallest_text(svg):
    """Size of the smallest letters, as a share of the drawing's width; 0 where there are none."""
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)]
    return min(sizes, default=0) / float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])


def _shapes(element):
    """What is drawn, in its order, without the groups around it that do nothing."""
    for child in element:
        kind = child.tag.removeprefix(SVG)
        if kind == "g" and not _does_something(child):
            yield from _shapes(child)
        elif kind == "g" and child.get("clip-path") and child.find(f".//{SVG}image") is None:
            for shape in _shapes(child):
                shape.set("clip-path", child.get("clip-path"))
                yield shape
        elif kind in ("g", "path", "use", "text", "image"):
            yield child


def _does_something(group):
    return {"style", "transform", "clip-path"} & set(group.attrib)


def _tidied(shapes, clips, scale):
    return [tidy for tidy in (_tidy(shape, clips, scale) for shape in shapes) if tidy is not None]


def _tidy(shape, clips, scale):
    """The shape with short numbers and without what is so anyway; None if nothing of it is seen."""
    kind, said = shape.tag.removeprefix(SVG), _attributes(shape)
    if kind == "path" and not _is_seen(said):
        return None
    new = ET.Element(kind, {name: value for name, value in said.items() if name not in ("id", LINK, "font-family")})
    if shape.text and shape.text.strip():  # a page shows no blank at the end of a text, and one for two
        new.text = re.sub(r"^ +| +$|  +", lambda blanks: "\u00a0" * len(blanks[0]), shape.text)
    if kind == "text":
        new.attrib.setdefault("text-anchor", "start")
    elif kind == "image":
        repack(new, said[LINK], scale)
    elif LINK in said:
        new.set("href", said[LINK])
    _shorten(new)
    _without_defaults(new, said, clips)
    new.extend(_tidied(shape, clips, scale))
    return _clipped(new) if kind == "use" and "clip-path" in new.attrib else new


def _clipped(use):
    """A use in a group that clips it: a clip of its own would be moved by the use's x and y."""
    group = ET.Element("g", {"clip-path": use.attrib.pop("clip-path")})
    group.append(use)
    return group


def _attributes(shape):
    """What is said of a shape, by its attributes and in its style."""
    said = dict(shape.attrib)
    style = said.pop("style", "").split(";")
    return said | dict(part.strip().split(": ", 1) for part in style if ": " in part)


def _is_seen(path):
    return path.get("d") and (path.get("fill") != "none" or "stroke" in path)


def _shorten(new):
    """Write its path and its numbers in few signs, and bold letters with the weight of the book's."""
    if "d" in new.attrib:
        new.set("d", short_path(new.get("d")))
    for name in ("x", "y", "font-size", "stroke-width", "width", "height"):
        if name in new.attrib:
            new.set(name, short(float(new.get(name).removesuffix("px"))))
    if "transform" in new.attrib:
        new.set("transform", _short_transform(new.get("transform"), new.tag))
    if new.get("font-weight") == "700":
        new.set("font-weight", BOLD)


def _without_defaults(new, said, clips):
    """Take away what changes nothing: defaults, attributes of a stroke that is not drawn, a clip around all of it."""
    line = float(new.get("stroke-width", 1))
    unneeded = {"stroke-linejoin": ("round", "miter") if line <= 1 else ("round",), "stroke-linecap": ("butt",)}
    unneeded |= {"font-weight": ("400",), "transform": ("",), "stroke-width": ("1",)}
    for name, values in unneeded.items():
        if new.get(name) in values:
            del new.attrib[name]
    if "stroke" not in new.attrib:
        for name in [name for name in new.attrib if name.startswith("stroke-")]:
            del new.attrib[name]
    clip = clips.get(_name_in(new.get("clip-path", "")))
    if clip is not None and new.tag in ("path", "use") and _inside(said, clip[0]):
        del new.attrib["clip-path"]


def _name_in(reference):
    """The name of what an attribute refers to, as url(#name) or as #name.

    >>> _name_in("url(#clip)"), _name_in("#mark")
    ('clip', 'mark')
    """
    return reference.removeprefix("url(").removesuffix(")").removeprefix("#")


def _inside(said, box):
    """Whether a shape lies inside a box that it is clipped by, so that it need not be."""
    left, top, width, height = (float(box.get(name)) for name in ("x", "y", "width", "height"))
    numbers = [float(n) for n in re.findall(r"-?[\d.]+(?:e-?\d+)?", said.get("d", f"{said.get('x')} {said.get('y')}"))]
    x, y = numbers[::2], numbers[1::2]
    return min(x) >= left - 1 and max(x) <= left + width + 1 and min(y) >= top - 1 and max(y) <= top + height + 1


def _say_once(root, texts):
    """Give the drawing the size and the place that most texts have, in place of these."""
    for name in TEXT:
        values = [text.get(name) for text in texts if text.get(name)]
        common = max(sorted(set(values)), key=values.count, default=None)
        if common:
            root.set(name, common)
        for text in texts:
            if text.get(name) == common:
                text.attrib.pop(name, None)


def _grouped(shapes):
    """Neighbors that share their colors, in a group that says them once."""
    colors = lambda shape: [(name, shape.get(name)) for name in SHARED if name in shape.attrib]
    for shared, some in itertools.groupby(shapes, colors):
        some = list(some)
        if len(some) < 3 or not shared:
            yield from some
            continue
        group = ET.Element("g", dict(shared))
        for shape in some:
            for name, _ in shared:
                del shape.attrib[name]
            group.append(shape)
        yield group


def _define(root, things):
    """Put what the drawing refers to at its beginning, under short names."""
    text, defs = ET.tostring(root, encoding="unicode"), ET.Element("defs")
    used = [name for name in things if f"#{name}" in text]
    names = {name: f"{chr(97 + i % 26)}{i // 26 or ''}" for i, name in enumerate(used)}
    for name in used:
        thing = things[name]
        inner = _tidy(thing, {}, 1) if thing.tag == f"{SVG}path" else _clip(thing)
        inner.set("id", names[name])
        defs.append(inner)
    for element in root.iter():
        for attribute in ("clip-path", "href"):
            name = _name_in(reference := element.get(attribute, ""))
            if name in names:
                element.set(attribute, reference.replace(f"#{name}", f"#{names[name]}"))
    if used:
        root.insert(0, defs)


def _clip(thing):
    clip, (box,) = ET.Element("clipPath"), thing
    ET.SubElement(clip, "rect", {name: short(float(box.get(name))) for name in ("x", "y", "width", "height")})
    return clip


def _short_transform(said, kind):
    """A transform with short numbers; nothing for a text that is turned by zero.

    >>> _short_transform("translate(7.1951 22.8454)", "path"), _short_transform("rotate(-0 7.2 22.8)", "text")
    ('translate(7.2 22.85)', '')
    """
    if kind == "text" and re.match(r"rotate\(-?0 ", said):
        return ""
    digits = 5 if "matrix" in said else 2  # a scale is multiplied by a picture's width
    return re.sub(r"-?\d+\.\d+", lambda match: short(float(match[0]), digits), said)
