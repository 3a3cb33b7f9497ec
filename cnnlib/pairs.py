"""Pairs: (rows, columns), and ((top, bottom), (left, right)), from all that a caller may give in their place."""

from cnnlib import checks, wording

PADDINGS = '"valid", "same", an integer, (rows, columns) or ((top, bottom), (left, right))'


def pair(op, name, value, minimum=1, needs="an integer or a pair (rows, columns)"):
    """An integer, used for both, or a pair."""
    if isinstance(value, (tuple, list)):
        if len(value) != 2:
            raise ValueError(f"{op}: {name} is {wording.shown(value)}, needs {needs}")
        return tuple(checks.whole(op, name, v, minimum) for v in value)
    if not checks.is_whole(value):
        raise TypeError(f"{op}: {name} is {wording.shown(value)}, needs {needs}")
    return (checks.whole(op, name, value, minimum),) * 2


def padding_pairs(
    op, padding, needs="an integer, (rows, columns) or ((top, bottom), (left, right))", name="padding"
):
    """((top, bottom), (left, right)) from an integer, a pair (rows, columns) or the four numbers themselves."""
    if isinstance(padding, str):
        words = '; the words are "valid" and "same" where a kernel is given' if name == "padding" else ""
        raise ValueError(f"{op}: {name} is {padding!r}, needs {needs}{words}")
    if not isinstance(padding, (tuple, list)):
        return (pair(op, name, padding, 0, needs),) * 2
    if len(padding) != 2:
        raise ValueError(f"{op}: {name} is {wording.shown(padding)}, needs {needs}")
    return tuple(pair(op, name, side, 0, "an integer or a pair (before, after)") for side in padding)


def padding_word(op, padding, needs=PADDINGS):
    """ "valid" or "same" in lower case, None where padding is given in numbers."""
    if not isinstance(padding, str):
        return None
    if padding.lower() not in ("valid", "same"):
        raise ValueError(f"{op}: padding is {padding!r}, needs {needs}")
    return padding.lower()
