"""Networks are functions of a half of the library; this is what each asks of it first."""

import functools
import types

from cnnlib import scratch, wording


def built_by_either_half(build):
    """A network's function, which refuses whatever is not a half of the library.

    Examples
    --------
    >>> @built_by_either_half
    ... def linear(nn):
    ...     return nn.Sequential([nn.Input((2,)), nn.Dense(1)])
    >>> linear("scratch")
    Traceback (most recent call last):
        ...
    TypeError: linear: nn is 'scratch', needs a half of the library: cnnlib.scratch or cnnlib.tf
    """

    @functools.wraps(build)
    def checked(nn, **options):
        if not (hasattr(nn, "Sequential") and hasattr(nn, "Conv2D")):
            got = f"the module {nn.__name__}" if isinstance(nn, types.ModuleType) else wording.shown(nn)
            raise TypeError(f"{build.__name__}: nn is {got}, needs a half of the library: cnnlib.scratch or cnnlib.tf")
        try:
            return build(nn, **options)
        except ValueError as error:
            refusal = error
        if nn is not scratch:
            build(scratch, **options)  # refuses it too, and names the layer
        raise refusal

    return checked
