"""The descent path: from one start, the steps of plain descent, momentum and Adam among the contours of a loss."""

import html

import numpy as np

from cnnlib import checks, wording
from cnnlib.interactive.element import Element, data_address, side_by_side
from cnnlib.numerals import number
from cnnlib.palette import LIGHT
from cnnlib.scratch import SGD, Adam

LIMITS = (2.0, 1.0)  # of both weights, in the picture
CONTOURS, MOST_STEPS = 9, 60
STAR = "M0-.07.02-.03H.07L.03 0 .05.06 0 .03-.05.06-.03 0-.07-.03H-.02Z"
RULES = {
    "plain": lambda rate, momentum: SGD(rate),
    "momentum": lambda rate, momentum: SGD(rate, momentum),
    "Adam": lambda rate, momentum: Adam(rate),
}
LINES = {"plain": "input", "Adam": "kernel", "momentum": "output"}  # their colors, as in descent-path.js


def descent_path(rates=None, *, momentum=0.8, curvatures=(1, 20), start=(-1.8, 0.5), steps=30, caption=""):
    """Show a loss of two weights as contours, and the way down from a start that a reader drags, at rates of their own.

    The loss is half the sum of curvature times weight squared. Below stands the loss after each step, and the last step
    in numbers. The steps are those of `cnnlib.scratch.SGD` and `cnnlib.scratch.Adam`.

    Parameters
    ----------
    rates : dict of {"plain", "momentum", "Adam"} to float, optional
        The rules that the reader can choose from, and the learning rate of each at first: above 0 and at most 3. The
        first one is chosen at first. Default: plain descent, at 0.095.
    momentum : float
        The part of a step that the rule "momentum" keeps at first: from 0 to 0.99.
    curvatures : (float, float)
        The loss's second derivatives, along the first weight and along the second: above 0 and at most 100.
    start : (float, float)
        The weights at first: from −2 to 2, and from −1 to 1.
    steps : int
        From 1 to 60; at first, all are shown.
    caption : str, optional

    Returns
    -------
    Element
        As the last line of a cell it is shown.

    Raises
    ------
    ValueError, TypeError
        If there is no such rule, or a number is outside its limits.

    Examples
    --------
    >>> descent_path({"plain": 0.05}).text
    'Descent path: curvatures 1 and 20, start (−1.8, 0.5); after 30 steps: plain, rate 0.05: loss 0.0746.'
    """
    op = "descent_path"
    rates = _rates({"plain": 0.095} if rates is None else rates)
    momentum = checks.real(op, "momentum", momentum, maximum=0.99)
    curvatures = [checks.real(op, name, a, maximum=100, above=True) for name, a in _pair("curvatures", curvatures)]
    places = zip(_pair("start", start), LIMITS)
    start = [checks.real(op, name, w, minimum=-limit, maximum=limit) for (name, w), limit in places]
    if checks.whole(op, "steps", steps, minimum=1) > MOST_STEPS:
        raise ValueError(f"{op}: steps is {steps}, needs at most {MOST_STEPS}")
    given = {"rates": rates, "momentum": momentum, "curvatures": curvatures, "start": start, "steps": int(steps)}
    paths = {rule: path(rule, rate, momentum, curvatures, start, steps) for rule, rate in rates.items()}
    names = {rule: _named(rule, rate, momentum) for rule, rate in rates.items()}
    ends = {rule: (np.array(curvatures) * way[-1] ** 2).sum() / 2 for rule, way in paths.items()}
    losses = "; ".join(f"{names[rule]}: loss {number(float(f'{loss:.3g}'))}" for rule, loss in ends.items())
    said = f"after {steps} {'step' if steps == 1 else 'steps'}: {losses}."
    width = 440 if len(paths) == 1 else 190
    pictures = [_picture(rule, names[rule], way, curvatures, width) for rule, way in paths.items()]
    bends, place = " and ".join(map(number, curvatures)), ", ".join(map(number, start))
    still = f"{side_by_side(*pictures)}<p>The large point is the start, the star the minimum; {said}</p>"
    text = f"Descent path: curvatures {bends}, start ({place}); {said}"
    return Element("cnn-descent-path", "Descent path", given | {"limits": LIMITS}, still, text, caption)


def path(rule, rate, momentum, curvatures, start, steps):
    """The weights at the start and after each step.

    >>> path("plain", 0.25, 0.0, (4.0, 2.0), (1.0, 1.0), 2)
    array([[1.  , 1.  ],
           [0.  , 0.5 ],
           [0.  , 0.25]])
    """
    optimizer, w = RULES[rule](rate, momentum), np.array(start)
    way = [w.copy()]
    for _ in range(steps):
        optimizer.apply([np.array(curvatures) * w], [w])
        way.append(w.copy())
    return np.array(way)


def _rates(rates):
    needs = f"a learning rate for each rule, of {', '.join(map(repr, RULES))}; such as {{'plain': 0.1}}"
    if not isinstance(rates, dict):
        raise TypeError(f"descent_path: rates is {wording.shown(rates)}, needs {needs}")
    if not rates or any(rule not in RULES for rule in rates):
        raise ValueError(f"descent_path: rates is {wording.shown(rates)}, needs {needs}")
    named = {rule: f"rates[{rule!r}]" for rule in rates}
    return {rule: checks.real("descent_path", named[rule], rate, maximum=3, above=True) for rule, rate in rates.items()}


def _pair(name, values):
    """[(name of a number, number)] of two numbers."""
    if not isinstance(values, (tuple, list, np.ndarray)) or not np.ndim(values) or len(values) != 2:
        raise TypeError(f"descent_path: {name} is {wording.shown(values)}, needs two numbers, one for each weight")
    return [(f"{name}[{k}]", value) for k, value in enumerate(values)]


def _named(rule, rate, momentum):
    return f"{f'momentum {number(momentum)}' if rule == 'momentum' else rule}, rate {number(rate)}"


def _picture(rule, name, way, curvatures, width):
    """A path among contours, each of half the loss of the next one outside it."""
    far, high = LIMITS
    outermost = (curvatures[0] * far**2 + curvatures[1] * high**2) / 2
    radii = [np.sqrt(outermost / 2**k / np.array(curvatures)).round(4) for k in range(CONTOURS)]
    contours = "".join(f'<ellipse rx="{rx:g}" ry="{ry:g}" opacity="0.7"/>' for rx, ry in radii)
    inside = np.flatnonzero((np.abs(way) <= LIMITS).all(axis=1))[-1]  # the next step leads out of the picture for good
    points = " ".join(f"{x:.3f},{y:.3f}" for x, y in (way[: inside + 2] * (1, -1)).clip(-100, 100))
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-far:g} {-high:g} {2 * far:g} {2 * high:g}" '
        f'style="background:{LIGHT["paper"]}" font-family="sans-serif" font-size="0.18">'
        f'<g fill="none" stroke="{LIGHT["muted"]}" stroke-width="0.008">{contours}'
        f'<path d="M{-far:g} 0H{far:g}M0 {-high:g}V{high:g}" opacity="0.5"/></g>'
        f'<polyline points="{points}" fill="none" stroke="{LIGHT[LINES[rule]]}" stroke-width="0.02"/>'
        f'<g fill="{LIGHT["ink"]}"><circle cx="{way[0, 0]:g}" cy="{-way[0, 1]:g}" r="0.05"/><path d="{STAR}"/>'
        f'<text x="0.05" y="-0.83">w₂</text><text x="{far - 0.05:g}" y="-0.05" text-anchor="end">w₁</text></g></svg>'
    )
    source = data_address("image/svg+xml", drawing.encode())
    alt = html.escape(f"Contours of a loss of two weights, and the path of {name}")
    picture = f'<img src="{source}" alt="{alt}" width="{width}" style="border:1px solid">'
    return f'<figure style="margin:0;max-width:100%">{picture}<figcaption>{name}</figcaption></figure>'
