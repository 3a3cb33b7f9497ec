"""Gradients by finite differences: slow, independent of any derivation, and so the judge of every backward."""

import numpy as np

from cnnlib import checks, wording


def numerical_gradient(f, x, step=1e-5):
    r"""Gradient of a scalar function, one element at a time.

    Parameters
    ----------
    f : callable
        Takes an array like `x`, returns a number.
    x : ndarray of float64
        Where the gradient is taken; left as it is.
    step : float
        How far each element is moved, both ways. Near :math:`\epsilon^{1/3} \approx 6 \cdot 10^{-6}`
        rounding and curvature cost about the same.

    Returns
    -------
    ndarray, shape of `x`

    Raises
    ------
    TypeError
        If `f` cannot be called or does not return a number, or `x` does not hold float64: in float32 the difference
        drowns in rounding.
    ValueError
        If `step` is not above 0, or too small to move an element, or `f` writes into the array that it is given.

    Notes
    -----
    .. math:: \frac{\partial f}{\partial x_i} \approx \frac{f(x + h e_i) - f(x - h e_i)}{2h}

    Examples
    --------
    >>> numerical_gradient(lambda x: (x**2).sum(), np.array([1.0, -2.0])).round(6)
    array([ 2., -4.])
    """
    _check(f, x)
    step = checks.real("numerical_gradient", "step", step, above=True)
    _check_moves(x, step)
    gradient, moved = np.zeros_like(x), x.copy()
    for i in np.ndindex(*x.shape):
        moved[i] = x[i] + step
        above = _number(f(moved))
        moved[i] = x[i] - step
        gradient[i] = (above - _number(f(moved))) / (2 * step)
        moved[i] = x[i]
    if not np.array_equal(moved, x, equal_nan=True):
        needs = "needs to leave it; let it work on a.copy()"
        raise ValueError(f"numerical_gradient: f writes into its array, {needs}")
    return gradient


def _check(f, x):
    """Refuse what is not a function, or not an array of float64."""
    op = "numerical_gradient"
    if not callable(f):
        raise TypeError(f"{op}: f is {wording.shown(f)}, needs a function of an array like x that returns a number")
    if not isinstance(x, np.ndarray):
        fix = ": np.array(x, dtype=np.float64)" if isinstance(x, (list, tuple)) else ""
        raise TypeError(f"{op}: x is {wording.a_type(x)}, needs an array of float64{fix}")
    if x.dtype != np.float64:
        raise TypeError(f"{op}: x holds {x.dtype}, needs float64; convert it: x.astype(np.float64)")
    checks.check_arrays(op, x=x)


def _check_moves(x, step):
    """Refuse a step that is lost in the rounding of a number."""
    lost = np.isfinite(x) & ((x + step == x) | (x - step == x))
    if lost.any():
        place = tuple(map(int, np.argwhere(lost)[0]))
        needs = f"needs at least {2 * np.spacing(abs(x[place])):.2g}"
        where = f"x[{', '.join(map(str, place))}]" if place else "x"
        raise ValueError(f"numerical_gradient: step is {step}, which moves {where} = {x[place]} nowhere, {needs}")


def _number(value):
    """What the function returned, if it is one real number."""
    number = np.asarray(value)
    if number.ndim or number.dtype.kind not in "fiu":
        got = f"an array of shape {number.shape}" if number.ndim else wording.a_type(value)
        fix = "; sum it: np.sum(…)" if number.ndim else ""
        raise TypeError(f"numerical_gradient: f returned {got}, needs a number{fix}")
    return float(number)


def relative_error(a, b):
    r"""Largest difference of two arrays, as a share of the largest element of either.

    Parameters
    ----------
    a, b : ndarray or tensor of float32 or float64, of one shape

    Returns
    -------
    float
        0 where both are zero throughout.

    Raises
    ------
    ValueError
        If the shapes differ.
    TypeError
        If one is not an array or tensor, or holds something else.

    Notes
    -----
    .. math:: \frac{\max_i |a_i - b_i|}{\max_i \max(|a_i|, |b_i|)}

    Examples
    --------
    >>> relative_error(np.array([1.0, 100.0]), np.array([1.5, 100.0]))
    0.005
    """
    checks.check_floats("relative_error", a=a)
    # may be of the other type: float32 is judged by float64
    checks.check_floats("relative_error", b=b)
    a, b = np.asarray(a), np.asarray(b)
    checks.check_shape("relative_error", "b", b, a.shape, "the shape of a")
    largest = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
    return float(np.abs(a - b).max(initial=0) / largest) if largest else 0.0
