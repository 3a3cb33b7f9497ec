"""How every figure of the book looks, and how it reaches a page: size, colors, alt text, caption."""

import base64
import io

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cnnlib.captions import Captioned
from cnnlib.palette import LIGHT

INK, MUTED, LINE, RAISED = LIGHT["ink"], LIGHT["muted"], LIGHT["line"], LIGHT["raised"]
ROLES = {role: LIGHT[role] for role in ("input", "kernel", "output", "gradient")}
ON_PHOTO = "#7b838c"  # text beside photographs: read on the light and on the dark page
PIXELS_PER_INCH = 100  # of the page; the picture itself has twice as many
LOSSLESS, BY_EYE = {"lossless": True}, {"quality": 85}
STYLE = {
    "font.family": "DejaVu Sans",  # comes with Matplotlib, so a figure is the same everywhere
    "font.size": 10,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "lines.linewidth": 2,
    "legend.frameon": False,
}


class BookFigure(Captioned, Figure):
    """A Matplotlib figure that a notebook shows at twice the page's resolution, with its alt text and caption."""

    alt = ""
    kind = "figure-ink"  # drawn in ink: inverted on a dark page; "figure-photo" stays as it is

    def _repr_mimebundle_(self, include=None, exclude=None):
        buffer = io.BytesIO()
        with matplotlib.rc_context(STYLE):
            self.savefig(buffer, format="png", dpi=2 * PIXELS_PER_INCH, transparent=True, metadata={"Software": None})
        width, height = (round(inches * PIXELS_PER_INCH) for inches in self.get_size_inches())
        metadata = {"alt": self.alt, "width": width, "height": height, "classes": self.kind}
        if self.caption:
            metadata["caption"] = self.caption
        mime, encode = ("image/webp", true_colors) if self.kind == "figure-photo" else ("image/png", few_colors)
        image = base64.b64encode(encode(buffer.getvalue())).decode()
        return {mime: image, "text/plain": f"Figure: {self.alt}"}, {mime: metadata}


def few_colors(png, colors=256):
    """The picture with a palette: about a third of the bytes, and in ink no difference is seen."""
    from PIL import Image

    picture = Image.open(io.BytesIO(png)).quantize(colors, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    return _saved(picture, format="png", optimize=True)


def true_colors(png):
    """The picture as WebP, a fifth of PNG's bytes for a photograph: without loss where that is shorter still."""
    from PIL import Image

    picture = Image.open(io.BytesIO(png))
    return min((_saved(picture, format="webp", method=6, **how) for how in (LOSSLESS, BY_EYE)), key=len)


def _saved(picture, **options):
    buffer = io.BytesIO()
    picture.save(buffer, **options)
    return buffer.getvalue()


def new_figure(width, height, alt, caption="", rows=1, columns=1, photo=False, **layout):
    """A figure of so many page pixels, and its axes.

    Parameters
    ----------
    width, height : int
        In pixels of the page; the text column is 720 wide.
    alt : str
        What the figure shows, for a reader who does not see it.
    caption : str
        What to see in it. The book numbers it; one that the text refers to begins with its number: "Figure 4.2. …".
    rows, columns, **layout
        As for `Figure.subplots`.
    photo : bool
        Whether it shows photographs, which a dark page must not invert.
    caption : str
        What to see in it.

    Returns
    -------
    figure : BookFigure
    axes : ndarray of Axes, shape (rows, columns)
    """
    if not alt.strip():
        raise ValueError("new_figure: alt is empty, needs a sentence that says what the figure shows")
    with matplotlib.rc_context(STYLE):
        figure = BookFigure(figsize=(width / PIXELS_PER_INCH, height / PIXELS_PER_INCH), layout="constrained")
        figure.get_layout_engine().set(w_pad=0.06, h_pad=0.08)
        FigureCanvasAgg(figure)
        axes = figure.subplots(rows, columns, squeeze=False, **layout)
    figure.alt, figure.caption = alt, caption
    figure.kind = "figure-photo" if photo else "figure-ink"
    return figure, axes
