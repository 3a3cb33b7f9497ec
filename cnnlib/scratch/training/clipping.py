"""Gradient clipping: no step of training is larger than it should be."""

import math

from cnnlib import checks


def as_limits(op, **limits):
    """The limits as Python's own numbers, in their order; None where no limit is given, and at most one is."""
    given = {name: limit for name, limit in limits.items() if limit is not None}
    given = {name: checks.coefficient(op, name, limit, above=True) for name, limit in given.items()}
    if len(given) > 1:
        raise ValueError(f"{op}: {' and '.join(given)} are given, needs one of them at most")
    return tuple(given.get(name) for name in limits)


def clipped(gradients, clipnorm=None, clipvalue=None, global_clipnorm=None):
    r"""Gradients within a limit, if one is given; those that are given are not written to.

    Parameters
    ----------
    gradients : list of ndarray
    clipnorm, clipvalue, global_clipnorm : float, optional
        The largest norm of each gradient, the largest absolute value of an element, the largest norm of all gradients
        taken together.

    Returns
    -------
    list of ndarray

    Notes
    -----
    .. math:: g \leftarrow g \, \frac{c}{\max(\lVert g \rVert, c)}

    References
    ----------
    R. Pascanu, T. Mikolov and Y. Bengio, "On the difficulty of training recurrent neural networks", 2013.

    Examples
    --------
    >>> import numpy as np
    >>> clipped([np.array([3.0, 4.0]), np.array([0.5])], clipnorm=1.0)
    [array([0.6, 0.8]), array([0.5])]
    >>> clipped([np.array([3.0]), np.array([4.0])], global_clipnorm=1.0)
    [array([0.6]), array([0.8])]
    """
    if clipnorm is not None:
        return [g * _factor(clipnorm, [g]) for g in gradients]
    if global_clipnorm is not None:
        factor = _factor(global_clipnorm, gradients)
        return [g * factor for g in gradients]
    if clipvalue is not None:
        return [g.clip(-clipvalue, clipvalue) for g in gradients]
    return gradients


def _factor(limit, gradients):
    """What the gradients are multiplied by, so that their norm is at most the limit."""
    norm = math.sqrt(sum(float((g * g).sum()) for g in gradients))
    return limit / max(norm, limit)
