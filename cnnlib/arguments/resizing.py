"""Resizing: how many cells each becomes, and how those between are found."""

from cnnlib import pairs, wording

INTERPOLATIONS = ("nearest", "bilinear")


def upsampling_options(op, size, interpolation):
    """The size as a pair, and the interpolation."""
    return pairs.pair(op, "size", size), check_interpolation(op, interpolation)


def check_interpolation(op, interpolation):
    """The interpolation, if it is one of the two; Keras's others weigh more cells."""
    if not isinstance(interpolation, str) or interpolation not in INTERPOLATIONS:
        kind = TypeError if not isinstance(interpolation, str) else ValueError
        raise kind(f'{op}: interpolation is {wording.shown(interpolation)}, needs "nearest" or "bilinear"')
    return interpolation
