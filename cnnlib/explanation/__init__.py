"""How a number came about: the arithmetic of one output element, or of one gradient element, written out."""

import inspect
import sys
from dataclasses import replace
from functools import partial

import numpy as np

from cnnlib import checks, scratch, wording
from cnnlib.explanation import curves
from cnnlib.explanation.activation import (
    explain_activation,
    explain_activation_backward,
    explain_prelu,
    explain_prelu_backward,
)
from cnnlib.explanation.batch_normalization import (
    explain_batch_norm_inference,
    explain_batch_norm_inference_backward,
)
from cnnlib.explanation.cells import refuse_lists, with_numbers
from cnnlib.explanation.convolution import explain_conv2d, explain_conv2d_backward
from cnnlib.explanation.dense import explain_dense, explain_dense_backward
from cnnlib.explanation.depthwise import (
    explain_depthwise_conv2d,
    explain_depthwise_conv2d_backward,
    explain_separable_conv2d,
    explain_separable_conv2d_backward,
)
from cnnlib.explanation.explanation import Explanation, Factor, product
from cnnlib.explanation.global_pooling import (
    explain_global_avg_pool2d,
    explain_global_avg_pool2d_backward,
    explain_global_max_pool2d,
    explain_global_max_pool2d_backward,
)
from cnnlib.explanation.local_response import explain_local_response_norm, explain_local_response_norm_backward
from cnnlib.explanation.loss import (
    explain_binary_cross_entropy,
    explain_binary_cross_entropy_backward,
    explain_mean_squared_error,
    explain_mean_squared_error_backward,
    explain_softmax_cross_entropy,
    explain_softmax_cross_entropy_backward,
)
from cnnlib.explanation.normalization import explain_norm, explain_norm_backward
from cnnlib.explanation.pooling import (
    explain_avg_pool2d,
    explain_avg_pool2d_backward,
    explain_max_pool2d,
    explain_max_pool2d_backward,
)
from cnnlib.explanation.resizing import explain_upsample2d, explain_upsample2d_backward
from cnnlib.explanation.softmax import (
    explain_log_softmax,
    explain_log_softmax_backward,
    explain_softmax,
    explain_softmax_backward,
)
from cnnlib.explanation.transposed import explain_conv2d_transpose, explain_conv2d_transpose_backward
from cnnlib.numerals import number
from cnnlib.scratch.inner import misfit

__all__ = ["Explanation", "Factor", "explain", "number", "product"]

# A new operation is covered by adding its row here; a new activation by its formulas in `curves`.
EXPLAINED = {
    "avg_pool2d": explain_avg_pool2d,
    "avg_pool2d_backward": explain_avg_pool2d_backward,
    "batch_norm_inference": explain_batch_norm_inference,
    "batch_norm_inference_backward": explain_batch_norm_inference_backward,
    "binary_cross_entropy": explain_binary_cross_entropy,
    "binary_cross_entropy_backward": explain_binary_cross_entropy_backward,
    "conv2d": explain_conv2d,
    "conv2d_backward": explain_conv2d_backward,
    "conv2d_transpose": explain_conv2d_transpose,
    "conv2d_transpose_backward": explain_conv2d_transpose_backward,
    "dense": explain_dense,
    "dense_backward": explain_dense_backward,
    "depthwise_conv2d": explain_depthwise_conv2d,
    "depthwise_conv2d_backward": explain_depthwise_conv2d_backward,
    "global_avg_pool2d": explain_global_avg_pool2d,
    "global_avg_pool2d_backward": explain_global_avg_pool2d_backward,
    "global_max_pool2d": explain_global_max_pool2d,
    "global_max_pool2d_backward": explain_global_max_pool2d_backward,
    "local_response_norm": explain_local_response_norm,
    "local_response_norm_backward": explain_local_response_norm_backward,
    "log_softmax": explain_log_softmax,
    "log_softmax_backward": explain_log_softmax_backward,
    "max_pool2d": explain_max_pool2d,
    "max_pool2d_backward": explain_max_pool2d_backward,
    "mean_squared_error": explain_mean_squared_error,
    "mean_squared_error_backward": explain_mean_squared_error_backward,
    "prelu": explain_prelu,
    "prelu_backward": explain_prelu_backward,
    "separable_conv2d": explain_separable_conv2d,
    "separable_conv2d_backward": explain_separable_conv2d_backward,
    "softmax": explain_softmax,
    "softmax_backward": explain_softmax_backward,
    "softmax_cross_entropy": explain_softmax_cross_entropy,
    "softmax_cross_entropy_backward": explain_softmax_cross_entropy_backward,
    "upsample2d": explain_upsample2d,
    "upsample2d_backward": explain_upsample2d_backward,
}
EXPLAINED |= {op: partial(explain_activation, op) for op in curves.OUTPUTS}
EXPLAINED |= {f"{op}_backward": partial(explain_activation_backward, op) for op in curves.OUTPUTS}
NORMS = ("batch_norm", "group_norm", "instance_norm", "layer_norm")
EXPLAINED |= {op: partial(explain_norm, op) for op in NORMS}
EXPLAINED |= {f"{op}_backward": partial(explain_norm_backward, op) for op in NORMS}


def explain(op, *arrays, at=(), of=None, **options):
    """Write out the arithmetic behind one number.

    Parameters
    ----------
    op : function
        Such as `cnnlib.scratch.conv2d` or `cnnlib.scratch.conv2d_backward`, or their twins. Dropout, and
        what only moves cells, have no explanation.
    *arrays, **options
        As given to `op`.
    at : tuple of int
        Which element: its position in the output, or in the gradient. A loss is one number, and has no position.
    of : str, optional
        For a backward function: whose gradient, such as "x", "kernel" or "bias"; needed where it gives several.

    Returns
    -------
    Explanation
        Printed, it is the arithmetic; ``.value`` is the number that `op` gives there, ``.terms`` are the products it
        adds up, ``.figure()`` is a picture with the cells it used highlighted.

    Raises
    ------
    ValueError
        If `op` has no explanation, `of` names no gradient, `at` is outside the array, or the arguments do not fit `op`.
    TypeError
        If an array or an option is of a type that does not fit `op`.

    Examples
    --------
    >>> import numpy as np
    >>> from cnnlib import scratch
    >>> x, kernel = np.array([[1.0, -1.0], [2.0, 3.0]]), np.array([[-1.0, 1.0], [0.0, 2.0]])
    >>> print(explain(scratch.conv2d, x[None, :, :, None], kernel[:, :, None, None], at=(0, 0, 0, 0)))
    y[0, 0, 0, 0] = 1·(−1) + (−1)·1 + 2·0 + 3·2 = 4
    >>> print(explain(scratch.max_pool2d, x[None, :, :, None], at=(0, 0, 0, 0)))
    y[0, 0, 0, 0] = max(1, −1, 2, 3) = 3
    >>> print(explain(scratch.softmax_cross_entropy, x, np.array([0, 0])))
    loss = (−log(e^1/(e^1 + e^(−1))) − log(e^2/(e^2 + e^3)))/2 = 0.720095
    >>> print(explain(scratch.silu, x, at=(1, 0)))
    y[1, 0] = x·sigmoid(x) = 2·0.880797 = 1.76159
    """
    name = _name_of(op)
    if not isinstance(at, (tuple, list)):
        raise TypeError(f"explain: at is {wording.shown(at)}, needs a tuple of integers, such as (0, 0, 0, 0)")
    at = tuple(checks.whole("explain", "at", index) for index in at)
    call = _bound(name, op, arrays, options)
    if of is not None and not name.endswith("_backward"):
        fix = f"leave of out, or ask {name}_backward"
        raise ValueError(f"explain: of is {wording.shown(of)}, but {name} gives no gradient; {fix}")
    results = op(*call.args, **call.kwargs)  # refuses, in its own name, what does not fit together
    given = {key: value for key, value in call.arguments.items() if key != "method"}  # all compute the same sum
    if name.endswith("_backward"):
        given["of"] = of
    explained = EXPLAINED[name](at=at, **given)
    return replace(explained, result=_result(name, results, explained))


def _name_of(op):
    """The name of an operation, refused if it is not a function of ours, whatever its name."""
    name = getattr(op, "__name__", None)
    if name is None or not callable(op):
        got = repr(op) if isinstance(op, str) else wording.a_type(op)
        raise TypeError(f"explain: op is {got}, needs the function itself, such as cnnlib.scratch.conv2d")
    if name not in EXPLAINED:
        raise ValueError(f"explain: op is {name}, needs one of {', '.join(sorted(EXPLAINED))}")
    halves = (scratch, sys.modules.get("cnnlib.tf"))  # if it is not loaded, nobody has a function of it
    if not any(op is getattr(half, name, None) for half in halves):
        raise ValueError(f"explain: op is {name} of {op.__module__}, needs the library's own: cnnlib.scratch.{name}")
    return name


def _bound(name, op, arrays, options):
    """The arguments with the names that `op` has for them; refused, in its name, where it takes no such arguments."""
    signature = inspect.signature(op)
    try:
        call = signature.bind(*arrays, **options)
    except TypeError:
        wrong = misfit(name, list(signature.parameters.values()), arrays, options)
        raise TypeError(f"{name}: {wrong}") from None
    for key, value in call.arguments.items():
        parameter = signature.parameters[key]
        is_array = parameter.default is parameter.empty or key == "bias"
        if is_array and parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            refuse_lists(key, value)
        call.arguments[key] = with_numbers(key, value)
    return call


def _result(name, results, explained):
    """The number that the operation gave: of its first output, or of the gradient that is explained."""
    place = 0
    if name.endswith("_backward"):
        forward = inspect.signature(getattr(scratch, name.removesuffix("_backward")))
        place = list(forward.parameters).index(explained.array.removeprefix("d"))
    array = results[place] if isinstance(results, (tuple, list)) else results
    return float(np.asarray(array)[explained.at])
