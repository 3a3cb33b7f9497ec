"""Pictures as WebP, as small as the page lets them be."""

import base64
import io
import re

CELLS = 2.5  # pixels of the page: where a picture's are as large, they are meant to be seen
LOSSLESS, BY_EYE = {"lossless": True}, {"quality": 85}


def repack(image, address, scale):
    """A picture as WebP of at most two pixels for each of the page; sharp where its own are large enough to be seen."""
    from PIL import Image

    picture = Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2])))
    matrix = re.match(r"matrix\((\S+)", image.get("transform", ""))
    size = float(matrix[1] if matrix else 1) * scale * float(image.get("width")) / picture.width
    image.attrib.pop("image-rendering", None)
    sharp = bool(matrix) and size >= CELLS
    if sharp:
        image.set("image-rendering", "pixelated")
    elif size < 0.5:
        smaller = (round(2 * size * side) for side in picture.size)
        picture = picture.resize(tuple(smaller), Image.Resampling.LANCZOS)
    image.set("href", "data:image/webp;base64," + base64.b64encode(true_colors(picture, sharp)).decode())


def true_colors(picture, exact=False):
    """The picture as WebP, a fifth of PNG's bytes for a photograph: without loss if `exact`, or where that is shorter.

    A loss is not seen in a photograph. Between single cells it is: one has the color of the next.
    """
    ways = [LOSSLESS] if exact else [LOSSLESS, BY_EYE]
    return min((_saved(picture, method=6, **how) for how in ways), key=len)


def _saved(picture, **options):
    buffer = io.BytesIO()
    picture.save(buffer, format="webp", **options)
    return buffer.getvalue()
