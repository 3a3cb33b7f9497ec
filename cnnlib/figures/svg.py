"""Matplotlib's SVG as a page needs it: text as text, pictures in their own pixels, and each thing said once.

What Matplotlib writes names every group, repeats every style and gives each number six decimals; a grid of numbers is
five times as long as it needs to be.
"""

import base64
import io
import itertools
import re
import xml.etree.ElementTree as ET

SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
FONTS = "'Book Sans', 'Source Sans 3', 'Helvetica Neue', Arial, sans-serif"
BOLD = "650"  # the weight of cnnlib/figures/fonts/book-sans-bold.ttf, and of the book's headings
STILL = "background: #ffffff"  # of a drawing that stands alone; on a page it is cleared
STROKE = {"stroke-linejoin": "round", "stroke-linecap": "butt"}
STROKED = ("stroke", "stroke-width", "stroke-opacity", "stroke-dasharray")
SHARED = ("fill", "fill-opacity", *STROKED, "opacity", "clip-path")
TEXT = ("font-size", "text-anchor")
CELLS = 2.5  # pixels of the page: where a picture's are as large, they are meant to be seen
LOSSLESS, BY_EYE = {"lossless": True}, {"quality": 85}


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
    root.attrib |= {"viewBox": f"0 0 {_short(width)} {_short(height)}", "font-family": FONTS, "style": STILL, **STROKE}
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
    kind, said = shape.tag.removeprefix(SVG), dict(shape.attrib)
    said |= dict(part.strip().split(": ", 1) for part in said.pop("style", "").split(";") if ": " in part)
    new = ET.Element(kind, {name: value for name, value in said.items() if name not in ("id", LINK, "font-family")})
    if shape.text and shape.text.strip():  # a page shows no blank at the end of a text, and one for two
        new.text = re.sub(r"^ +| +$|  +", lambda blanks: "\u00a0" * len(blanks[0]), shape.text)
    if kind == "text":
        new.attrib.setdefault("text-anchor", "start")
    if kind == "path":
        if not said.get("d") or (said.get("fill") == "none" and "stroke" not in said):
            return None
        new.set("d", short_path(said["d"]))
    if kind == "image":
        _repack(new, said[LINK], scale)
    elif LINK in said:
        new.set("href", said[LINK])
    if new.get("font-weight") == "700":
        new.set("font-weight", BOLD)
    for name in ("x", "y", "font-size", "stroke-width", "width", "height"):
        if name in new.attrib:
            new.set(name, _short(float(new.get(name).removesuffix("px"))))
    if "transform" in new.attrib:
        new.set("transform", _short_transform(new.get("transform"), kind))
    _without_defaults(new, said, clips)
    new.extend(_tidied(shape, clips, scale))
    return new


def _without_defaults(new, said, clips):
    line = float(new.get("stroke-width", 1))
    unneeded = {"stroke-linejoin": ("round", "miter") if line <= 1 else ("round",), "stroke-linecap": ("butt",)}
    unneeded |= {"font-weight": ("400",), "transform": ("",), "stroke-width": ("1",)}
    for name, values in unneeded.items():
        if new.get(name) in values:
            del new.attrib[name]
    if "stroke" not in new.attrib:
        for name in [name for name in new.attrib if name.startswith("stroke-")]:
            del new.attrib[name]
    clip = clips.get(new.get("clip-path", "")[5:-1])
    if clip is not None and new.tag in ("path", "use") and _inside(said, clip[0]):
        del new.attrib["clip-path"]


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
    names = {f"#{name}": f"#{chr(97 + i % 26)}{i // 26 or ''}" for i, name in enumerate(used)}
    for name in used:
        thing = things[name]
        inner = _tidy(thing, {}, 1) if thing.tag == f"{SVG}path" else _clip(thing)
        inner.set("id", names[f"#{name}"][1:])
        defs.append(inner)
    for element in root.iter():
        for name in ("clip-path", "href"):
            reference = element.get(name, "").removeprefix("url(").removesuffix(")")
            if reference in names:
                element.set(name, element.get(name).replace(reference, names[reference]))
    if used:
        root.insert(0, defs)


def _clip(thing):
    clip, (box,) = ET.Element("clipPath"), thing
    ET.SubElement(clip, "rect", {name: _short(float(box.get(name))) for name in ("x", "y", "width", "height")})
    return clip


def _short(number, digits=2):
    return f"{round(number, digits):.{digits}f}".rstrip("0").rstrip(".")


def _short_transform(said, kind):
    if kind == "text" and re.match(r"rotate\(-?0 ", said):
        return ""
    digits = 5 if "matrix" in said else 2  # a scale is multiplied by a picture's width
    return re.sub(r"-?\d+\.\d+", lambda found: _short(float(found[0]), digits), said)


def short_path(d):
    """A path with each step counted from the one before.

    >>> short_path("M 7.19 22.8454 L 35.89 22.8454 L 35.89 51.5454 L 7.19 51.5454 z")
    'M7.19 22.85h28.7v28.7h-28.7z'
    """
    parts, start, at = [], (0, 0), (0, 0)  # in hundredths, so that rounding does not add up
    for letter, numbers in re.findall(r"([MLCQz])([^MLCQz]*)", d):
        points = [round(100 * float(n)) for n in numbers.split()]
        pairs = list(zip(points[::2], points[1::2]))
        if letter == "z":
            parts.append("z")
            at = start
            continue
        steps = [(x - at[0], y - at[1]) for x, y in pairs]
        if letter == "M":
            parts.append("M" + _joined(points))
        elif letter == "L" and steps[0][1] == 0:
            parts.append("h" + _joined(steps[0][:1]))
        elif letter == "L" and steps[0][0] == 0:
            parts.append("v" + _joined(steps[0][1:]))
        else:
            parts.append(letter.lower() + _joined(itertools.chain(*steps)))
        start = pairs[0] if letter == "M" else start
        at = pairs[-1]
    return "".join(parts)


def _joined(hundredths):
    return " ".join(_short(n / 100) for n in hundredths).replace(" -", "-")


def _repack(image, address, scale):
    """A picture as WebP of at most two pixels for each of the page; sharp where its own are large enough to be seen."""
    from PIL import Image

    picture = Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2])))
    matrix = re.match(r"matrix\((\S+)", image.get("transform", ""))
    size = float(matrix[1] if matrix else 1) * scale * float(image.get("width")) / picture.width
    image.attrib.pop("image-rendering", None)
    if matrix and size >= CELLS:
        image.set("image-rendering", "pixelated")
    elif size < 0.5:
        smaller = (round(2 * size * side) for side in picture.size)
        picture = picture.resize(tuple(smaller), Image.Resampling.LANCZOS)
    image.set("href", "data:image/webp;base64," + base64.b64encode(true_colors(picture)).decode())


def true_colors(picture):
    """The picture as WebP, a fifth of PNG's bytes for a photograph: without loss where that is shorter still."""
    return min((_saved(picture, method=6, **how) for how in (LOSSLESS, BY_EYE)), key=len)


def _saved(picture, **options):
    buffer = io.BytesIO()
    picture.save(buffer, format="webp", **options)
    return buffer.getvalue()
