"""The numbers and the paths of a drawing, in few signs."""

import itertools
import re


def short(number, digits=2):
    """A number with at most `digits` decimals.

    >>> short(28.7), short(0.004), short(3.14159, 4)
    ('28.7', '0', '3.1416')
    """
    return f"{round(number, digits):.{digits}f}".rstrip("0").rstrip(".")


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
    return " ".join(short(n / 100) for n in hundredths).replace(" -", "-")
