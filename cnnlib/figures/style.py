"""How every figure of the book looks, and how it reaches a page: size, colors, alt text, caption."""

import base64
import functools
import io
import pathlib

import matplotlib
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from cnnlib import wording
from cnnlib.captions import Captioned
from cnnlib.figures import svg, webp
from cnnlib.palette import LIGHT

INK, MUTED, LINE, RAISED, PAPER = (LIGHT[name] for name in ("ink", "muted", "line", "raised", "paper"))
ROLES = {role: LIGHT[role] for role in ("input", "kernel", "output", "gradient")}
BLACK, WHITE = "#010101", "#fefefe"  # letters on pictures; a dark page changes INK and PAPER
PIXELS_PER_INCH = 110  # of the page
LETTER = 7  # pixels of the page: about as wide is a letter of 10 points
NARROW = 360  # pixels of the page: the width of a figure on a phone
FONTS = ["Book Sans", "DejaVu Sans"]  # the second has the signs that the first lacks, and comes with Matplotlib
for font in sorted(pathlib.Path(__file__).with_name("fonts").glob("*.ttf")):
    font_manager.fontManager.addfont(font)
UNDATED = dict.fromkeys(("Date", "Creator", "Format", "Type"))
STYLE = {
    "font.family": FONTS,
    "font.size": 10,
    "mathtext.fontset": "custom",  # exponents at logarithmic axes
    **dict.fromkeys((f"mathtext.{face}" for face in ("rm", "it", "bf", "sf", "tt", "cal", "bfit")), FONTS[0]),
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "ytick.alignment": "center",  # by the digits; with the room below them, all would stand too low
    "lines.linewidth": 2,
    "legend.frameon": False,
    "image.composite_image": False,
    "svg.fonttype": "none",  # text is text
    "svg.hashsalt": "",
}


class BookFigure(Captioned, Figure):
    """A Matplotlib figure that a notebook shows as a drawing, with its alt text and caption.

    A second, coarser form is for where no drawing is shown: JupyterLab shows none of a notebook that it does not trust.
    """

    alt = ""
    narrow = None  # the same figure as a phone shows it, if that is another

    def _repr_mimebundle_(self, include=None, exclude=None):
        from PIL import Image

        width, height = (round(inches * PIXELS_PER_INCH) for inches in self.get_size_inches())
        about = {"alt": self.alt, "width": width, "height": height}
        if self.caption:
            about["caption"] = self.caption
        if self.narrow:
            about["narrow"] = self.narrow.drawing()
        with Image.open(io.BytesIO(self._saved_as("png", dpi=PIXELS_PER_INCH, facecolor="white"))) as picture:
            coarse = base64.b64encode(webp.true_colors(picture.convert("RGB"))).decode()
        data = {"image/svg+xml": self.drawing(), "image/webp": coarse, "text/plain": f"Figure: {self.alt}"}
        return data, {"image/svg+xml": about}

    def drawing(self):
        return svg.slim(self._saved_as("svg", transparent=True).decode(), PIXELS_PER_INCH / 72)

    def _saved_as(self, kind, **options):
        buffer = io.BytesIO()
        for text in self.findobj(Text):
            text.set_fontfamily(FONTS)
        for image in self.findobj(AxesImage):
            if image.get_interpolation() != "bilinear":
                image.set_interpolation("none")  # as many pixels as it has
        with matplotlib.rc_context(STYLE):
            self.savefig(buffer, format=kind, metadata=None if kind == "png" else UNDATED, **options)
        return buffer.getvalue()


def two_forms(draw):
    """Draw a figure a second time for a phone, by the same function with a `width` of `NARROW`.

    For plots, which lose nothing by being narrower, and for panels that may stand in several rows; else it scrolls.
    """

    @functools.wraps(draw)
    def drawn(*given, **options):
        figure = draw(*given, **options)
        if figure.get_figwidth() * PIXELS_PER_INCH > 1.3 * NARROW:
            figure.narrow = draw(*given, **options | {"width": NARROW})
        return figure

    return drawn


def new_figure(width, height, alt, caption="", rows=1, columns=1, **layout):
    """A figure of this size, and its axes.

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

    Returns
    -------
    figure : BookFigure
    axes : ndarray of Axes, shape (rows, columns)
    """
    needs = "needs a sentence that says what the figure shows"
    if not isinstance(alt, str):
        raise TypeError(f"new_figure: alt is {wording.shown(alt)}, {needs}")
    if not alt.strip():
        raise ValueError(f"new_figure: alt is empty, {needs}")
    with matplotlib.rc_context(STYLE):
        figure = BookFigure(figsize=(width / PIXELS_PER_INCH, height / PIXELS_PER_INCH), layout="constrained")
        figure.get_layout_engine().set(w_pad=0.06, h_pad=0.08)
        FigureCanvasAgg(figure)
        axes = figure.subplots(rows, columns, squeeze=False, **layout)
    figure.alt, figure.caption = alt, caption
    return figure, axes


def frame(ax, picture):
    """A thin line around a picture, which may be white where it ends, as the page is."""
    height, width = picture.shape[:2]
    ax.add_patch(Rectangle((-0.5, -0.5), width, height, fill=False, edgecolor=LINE, linewidth=0.8, clip_on=False))


def columns_within(width, columns, least=170):
    """The number of columns, `columns` at most, in which panels stand that are at least `least` pixels wide."""
    return max(1, min(columns, width // least))


def rows_of(count, most):
    """The numbers of rows and of columns in which so many panels stand, at most `most` in a row and evenly."""
    rows = -(-count // most)
    return rows, -(-count // rows)


def name_lines(ax, lines, width):
    """Name lines in their own colors: at the right of the plot, on a phone above it, and the figure grows."""
    style = {"labelcolor": "linecolor", "handlelength": 2.6, "labelspacing": 0.35, "frameon": False}
    if width > NARROW:
        ax.legend(loc="upper left", bbox_to_anchor=(1, 1), **style)
        return
    columns = 2 if max(map(len, lines)) < 12 else 1
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=columns, **style)
    rows = -(-len(lines) // columns)
    ax.figure.set_figheight(ax.figure.get_figheight() + 21 * (rows - 1) / PIXELS_PER_INCH)
