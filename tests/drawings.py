"""The figures of a page, as a browser shows them: letters that can be read, in the book's typeface and the page's colors."""

import re

from cnnlib import palette
from cnnlib.figures.page import SMALLEST
from cnnlib.figures.style import BLACK, WHITE

# Of every text in a drawing, moving ones too, and of what stands folded: pixels of its letters, and its first word.
LETTERS = """() => {
    const roots = [document];
    for (const root of roots) roots.push(...[...root.querySelectorAll("*")].map(e => e.shadowRoot).filter(Boolean));
    const texts = roots.flatMap(root => [...root.querySelectorAll("svg text, svg tspan")]);
    return texts.filter(text => text.textContent.trim() && text.getClientRects().length).map(text => {
        const {a, b} = text.getScreenCTM();
        return [parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b), text.textContent.trim()];
    });
}"""
# What drawings say beyond their own edge, where it is cut off.
CUT = """() => [...document.querySelectorAll("div.drawing svg")].flatMap(svg => {
    const {left, right, top, bottom} = svg.getBoundingClientRect();
    const cut = word => word.width && (word.left < left - 1 || word.right > right + 1 || word.top < top - 3 || word.bottom > bottom + 3);
    return [...svg.querySelectorAll("text")].filter(text => cut(text.getBoundingClientRect())).map(text => text.textContent.trim());
})"""
# Of every drawing: whether it is wider than its box, how far its box scrolls, and whether a shade says so.
BOXES = """() => [...document.querySelectorAll("div.drawing")].map(box => {
    box.scrollLeft = 1e6;
    const style = getComputedStyle(box), {left, right} = box.getBoundingClientRect();
    return {wider: Math.max(...[...box.children].map(form => form.getBoundingClientRect().width)) - box.clientWidth, scrolls: box.scrollLeft,
            shade: style.backgroundImage.includes("gradient"), inside: left >= 0 && right <= innerWidth};
})"""
UNFOLD = "document.querySelectorAll('details').forEach(box => box.open = true)"
STYLES = """() => [...document.querySelectorAll("div.drawing text")].map(text => getComputedStyle(text))
    .map(style => [style.fontFamily.split(",")[0].replaceAll('"', ""), style.fill])"""


def unfold(page):
    """Open all that is closed: folds, and the results of predictions."""
    page.evaluate(UNFOLD)
    page.add_style_tag(content=".cell_output { display: block !important; }")
    page.evaluate("document.fonts.ready")


def small_letters(page):
    """[(pixels, word)] of the letters that are too small to be read."""
    return [(round(size, 1), word) for size, word in page.evaluate(LETTERS) if size < SMALLEST - 0.05]


def cut_words(page):
    """What the drawings that are shown say beyond their own edge."""
    return page.evaluate(CUT)


def boxes_amiss(page):
    """The boxes in which a drawing is cut, or scrolls and does not show it."""
    fits = lambda box: box["inside"] and box["shade"] and abs(box["scrolls"] - max(box["wider"], 0)) <= 1
    return [box for box in page.evaluate(BOXES) if not fits(box)]


def foreign_letters(page, theme):
    """[(typeface, color)] of letters that have another than the book's, in this theme."""
    colors = {*getattr(palette, theme.upper()).values(), BLACK, WHITE}
    own = lambda fill: "#" + "".join(f"{int(n):02x}" for n in re.findall(r"\d+", fill)) in colors
    return [(family, fill) for family, fill in page.evaluate(STYLES) if family != "Book Sans" or not own(fill)]
