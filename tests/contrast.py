"""Contrast of a text with its background, as WCAG 2.2 defines it; and of all the code and formulas on a page."""

import re

READABLE = 4.5
# Of each text its color, then the backgrounds behind it, up to the first that lets nothing through. Thousands of words
# of code have a few colors; each combination is given once. axe-core takes ten seconds for what takes a tenth here.
COLORS = """() => {
    const found = new Set();
    const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    for (const element of document.querySelectorAll("pre, pre *, mjx-container")) {
        if (!element.matches("mjx-container") && !hasText(element)) continue;
        const colors = [getComputedStyle(element).color];
        for (let behind = element; behind; behind = behind.parentElement) {
            const color = getComputedStyle(behind).backgroundColor;
            if (color !== "rgba(0, 0, 0, 0)") colors.push(color);
            if (color.startsWith("rgb(")) break;
        }
        found.add(JSON.stringify(colors));
    }
    return [...found].map((colors) => JSON.parse(colors));
}"""


def channels(color):
    """(red, green, blue, alpha), 0 to 1, of #0a0b0c, rgb(10, 11, 12) or rgba(10, 11, 12, 0.5)."""
    if color.startswith("#"):
        return *(int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)), 1.0
    *numbers, alpha = re.fullmatch(r"rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)", color).groups()
    return *(int(n) / 255 for n in numbers), 1.0 if alpha is None else float(alpha)


def linear(channel):
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def luminance(rgb):
    return sum(weight * linear(c) for weight, c in zip((0.2126, 0.7152, 0.0722), rgb))


def contrast(text, *behind):
    """Of a text's color with the colors behind it, nearest first; the last of them lets nothing through."""
    *through, seen = [channels(color) for color in (text, *behind)]
    assert seen[3] == 1, f"nothing solid is behind {text}"
    background = seen
    for *color, alpha in reversed(through):  # the text is the last
        background, seen = seen, [alpha * a + (1 - alpha) * b for a, b in zip(color, seen)]
    low, high = sorted((luminance(background[:3]), luminance(seen[:3])))
    return (high + 0.05) / (low + 0.05)


def unreadable(page):
    """Colors of code and formulas, folded ones too, that stand out too little from what is behind them."""
    return [colors for colors in page.evaluate(COLORS) if contrast(*colors) < READABLE]
