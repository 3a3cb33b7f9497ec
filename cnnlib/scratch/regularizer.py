r"""Regularizers: a penalty for large weights, which training adds to the loss.

The gradient of the penalty pulls each weight toward 0: that of L2 by a fixed part of the weight, so that large weights
shrink most; that of L1 by a fixed amount, so that small weights end near 0.
"""

import numpy as np

from cnnlib import checks, wording
from cnnlib.scratch.signatures import NamesArguments, check_makes, naming_its_arguments


class L1L2(NamesArguments):
    r"""Penalty of absolute values and of squares.

    Parameters
    ----------
    l1, l2 : float
        How much the sum of absolute values and the sum of squares count.

    Raises
    ------
    ValueError, TypeError
        If `l1` or `l2` is not a number of at least 0, or, in the call, if `w` is not an array of float32 or float64.

    Notes
    -----
    .. math::
        R(w) = \lambda_1 \sum_i |w_i| + \lambda_2 \sum_i w_i^2, \qquad
        \partial w_i = \lambda_1 \operatorname{sign}(w_i) + 2 \lambda_2 w_i

    At 0, where :math:`|w|` has no derivative, the sign is 0. Unlike `weight_decay`, the penalty is a part of the loss:
    an optimizer such as Adam scales its gradient with all the rest.

    References
    ----------
    I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, 2016, section 7.1.

    Examples
    --------
    >>> regularizer, w = L1L2(l1=0.5, l2=0.25), np.array([1.0, -2.0])
    >>> regularizer(w)  # 0.5 · 3 + 0.25 · 5
    np.float64(2.75)
    >>> regularizer.backward(w)
    array([ 1. , -1.5])
    """

    shown = ("l1", "l2")

    def __init__(self, l1=0.0, l2=0.0):
        name = type(self).__name__
        self.l1, self.l2 = checks.coefficient(name, "l1", l1), checks.coefficient(name, "l2", l2)

    @naming_its_arguments
    def __call__(self, w):
        checks.check_arrays(type(self).__name__, w=w)
        return self.l1 * abs(w).sum() + self.l2 * (w**2).sum()

    @naming_its_arguments
    def backward(self, w):
        """Gradient of the penalty for w."""
        checks.check_arrays(type(self).__name__, w=w)
        return self.l1 * np.sign(w) + 2 * self.l2 * w


class L1(L1L2):
    """Penalty of absolute values: ``L1L2(l1=…)``.

    Parameters
    ----------
    l1 : float

    Examples
    --------
    >>> L1(0.5)(np.array([1.0, -2.0]))
    np.float64(1.5)
    """

    def __init__(self, l1=0.01):
        super().__init__(l1=l1)


class L2(L1L2):
    """Penalty of squares: ``L1L2(l2=…)``.

    Parameters
    ----------
    l2 : float

    Examples
    --------
    >>> L2(0.5)(np.array([1.0, -2.0]))
    np.float64(2.5)
    """

    def __init__(self, l2=0.01):
        super().__init__(l2=l2)


REGULARIZERS = {"l1": L1, "l2": L2, "l1l2": L1L2, "l1_l2": L1L2}


def get_regularizer(op, name, value):
    """A regularizer from itself, from its class or from its name in Keras's spelling; None stays None."""
    if value is None:
        return None
    made = REGULARIZERS.get(value.lower(), value) if isinstance(value, str) else value
    check_makes(op, name, made)
    made = made() if isinstance(made, type) else made
    if not callable(made) or not callable(getattr(made, "backward", None)):
        fix = "; a function has no gradient: give it in a class with backward(w)" if callable(made) else ""
        needs = f"needs a regularizer, such as L2(0.01), or one of {', '.join(REGULARIZERS)}{fix}"
        raise ValueError(f"{op}: {name} is {wording.shown(value)}, {needs}")
    return made
