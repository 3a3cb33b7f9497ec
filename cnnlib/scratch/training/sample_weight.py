"""How much each example counts in the loss: given one by one, or by its class."""

import numpy as np

from cnnlib import checks, wording


def as_sample_weight(op, name, weights, n, dtype):
    """The weights of n examples in the network's type.

    Parameters
    ----------
    op, name : str
        Who speaks in a message, and of which argument.
    weights : ndarray of any numbers, shape (n,)
    n : int
    dtype : dtype
        Float32 or float64.

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    ValueError, TypeError
        If `weights` is not an array of n finite numbers.
    """
    if not isinstance(weights, np.ndarray):
        fix = f": np.array({name})" if isinstance(weights, (list, tuple)) else ""
        got = wording.a_type(weights)
        raise TypeError(f"{op}: {name} is {got}, needs an array with a number for each example{fix}")
    if weights.dtype.kind not in "biuf":
        raise TypeError(f"{op}: {name} holds {weights.dtype}, needs numbers, one for each example")
    if weights.shape != (n,):
        fix = f"; take its column: {name}[:, 0]" if weights.shape == (n, 1) else ""
        raise ValueError(f"{op}: {name} has shape {weights.shape}, needs ({n},), a number for each example{fix}")
    if not np.isfinite(weights).all():
        raise ValueError(f"{op}: {name} holds {weights[~np.isfinite(weights)][0]}, needs finite numbers")
    return weights.astype(dtype)


def as_sample_weights(op, given, count, n, dtype):
    """A list of weights for each of `count` outputs, from one array for all of them or a list; None stays None."""
    if given is None:
        return None
    if not isinstance(given, (list, tuple)) or (count == 1 and len(given) != 1):
        return [as_sample_weight(op, "sample_weight", given, n, dtype)] * count
    if len(given) != count:
        got = f"a list of {len(given)}"
        raise ValueError(f"{op}: sample_weight is {got}, needs an array, or a list of {count}, one for each output")
    return [as_sample_weight(op, f"sample_weight[{i}]", weights, n, dtype) for i, weights in enumerate(given)]


def weights_of_classes(op, class_weight, examples, outputs):
    """For the one output a weight for each example by its class, as Keras finds it; a class that is left out counts 1.

    Parameters
    ----------
    op : str
    class_weight : dict of int to float
    examples : Examples
        Their labels are classes, classes in a column, or rows, whose largest entry is that of the class.
    outputs : list of Symbol

    Returns
    -------
    list of one ndarray, shape (batch,)

    Raises
    ------
    ValueError, TypeError
        If `class_weight` is not a dict of classes and numbers, or the examples do not have one class each.
    """
    if not isinstance(class_weight, dict):
        needs = "a dict of classes and their weights, such as {0: 1.0, 1: 5.0}"
        raise TypeError(f"{op}: class_weight is {wording.a_type(class_weight)}, needs {needs}")
    if examples.sample_weight is not None:
        raise ValueError(f"{op}: class_weight and sample_weight are both given, needs one of them")
    labels, fix = examples.y[0], "; give sample_weight"
    if len(outputs) > 1 or labels.ndim > 2:
        but = f"the network has {len(outputs)} outputs" if len(outputs) > 1 else f"y has shape {labels.shape}"
        raise ValueError(f"{op}: class_weight needs one class for each example, but {but}{fix}")
    rows = labels.ndim == 2 and labels.shape[1] > 1
    classes = labels.argmax(axis=1) if rows else np.rint(labels.ravel())
    n_classes = max(outputs[0].shape[-1], 2)
    weights = np.ones(len(labels), outputs[0].dtype)
    for label, weight in class_weight.items():
        if not 0 <= checks.whole(op, "a class in class_weight", label) < n_classes:
            raise ValueError(f"{op}: class_weight holds the class {label}, needs classes from 0 to {n_classes - 1}")
        weights[classes == label] = checks.coefficient(op, f"class_weight[{label}]", weight)
    return [weights]
