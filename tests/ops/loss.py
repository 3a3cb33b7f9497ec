"""Rows of the operations of `loss.py`."""

import math

import numpy as np
from hypothesis import strategies as st

from tests.ops.op import Op, ones


def cross_entropy_arguments(draw, array):
    """Labels as integers of any type, as one-hot rows, or as rows of probabilities; of pictures or of pixels."""
    places, classes = draw(st.sampled_from([(), (), (2, 3), (2,)])), draw(st.integers(2, 5))
    logits = array((draw(st.integers(1, 4)), *places, classes))
    n = math.prod(logits.shape[:-1])
    integers = np.array([draw(st.integers(0, classes - 1)) for _ in range(n)]).reshape(logits.shape[:-1])
    form = draw(st.sampled_from(["uint8", "int32", "int64", "one-hot", "soft"]))
    if form == "one-hot":
        labels = np.eye(classes, dtype=logits.dtype)[integers]
    elif form == "soft":
        labels = np.exp(array(logits.shape))
        labels = labels / labels.sum(axis=-1, keepdims=True)
    else:
        labels = integers.astype(form)
    return dict(logits=logits), dict(labels=labels, label_smoothing=draw(st.sampled_from([0, 0.1, 1])))


def squared_error_arguments(draw, array):
    shape = [draw(st.integers(1, 4)) for _ in range(draw(st.integers(1, 4)))]
    return dict(y=array(shape)), dict(target=array(shape))


def yes_or_no(draw, array):
    """Targets of 0 and 1, or between."""
    logits = array([draw(st.integers(1, 4)) for _ in range(draw(st.integers(1, 4)))])
    targets = 1 / (1 + np.exp(-array(logits.shape)))
    return dict(logits=logits), dict(targets=np.round(targets) if draw(st.booleans()) else targets)


def backward_arguments(op, d_out, arrays, options, result):
    """A loss is where gradients begin: its backward takes no d_out."""
    return list(arrays.values()), options


def rows(*values, dtype=np.float32):
    return np.array(values, dtype)


OPS = {
    "softmax_cross_entropy": Op(
        cross_entropy_arguments,
        {
            "list": (dict(logits=[[1.0]]), TypeError, "logits is a list, needs an array"),
            "integers": (dict(logits=ones(2, 3, dtype=int)), TypeError, "logits holds int64, needs float32 or float64"),
            "one row": (
                dict(logits=ones(3)),
                ValueError,
                "logits has rank 1 (shape (3,)), needs rank 2: (batch, classes)",
            ),
            "no class": (dict(logits=ones(2, 0)), ValueError, "logits has shape (2, 0), and no classes"),
            "no example": (dict(logits=ones(0, 3)), ValueError, "logits has shape (0, 3), needs at least 1 example"),
            "labels in a list": (dict(labels=[0, 1]), TypeError, "labels is a list, needs an array of classes"),
            "label too large": (dict(labels=np.array([0, 3])), ValueError, "labels holds 3, needs classes from 0 to 2"),
            "negative label": (
                dict(labels=np.array([-1, 0])),
                ValueError,
                "labels holds -1, needs classes from 0 to 2",
            ),
            "one label": (dict(labels=np.array([1])), ValueError, "labels has shape (1,), needs (2,)"),
            "column of labels": (
                dict(labels=np.array([[1], [2]])),
                ValueError,
                "labels has shape (2, 1), needs (2,) (a class for each row of logits, or rows",
            ),
            "no class for a pixel": (
                dict(logits=ones(2, 2, 2, 0)),
                ValueError,
                "logits has shape (2, 2, 2, 0), and no classes; needs at least 1",
            ),
            "no pixel": (dict(logits=ones(2, 0, 2, 3)), ValueError, "logits has shape (2, 0, 2, 3), needs at least 1"),
            "a class for each picture of pixels": (
                dict(logits=ones(2, 2, 2, 3)),
                ValueError,
                "labels has shape (2,), needs (2, 2, 2) (a class for each row of logits)",
            ),
            "classes of pixels in a column": (
                dict(logits=ones(1, 1, 2, 3), labels=np.array([[[[0], [1]]]])),
                ValueError,
                "labels has shape (1, 1, 2, 1), needs (1, 1, 2) (a class for each row of logits, or rows of float",
            ),
            "classes of pixels as floats": (
                dict(logits=ones(1, 1, 2, 3), labels=ones(1, 1, 2)),
                TypeError,
                "labels has shape (1, 1, 2) and holds float32, needs integers, a class for each row of logits; convert",
            ),
            "a pixel's row of two": (
                dict(logits=ones(1, 1, 2, 3), labels=rows([[[1, 0, 0], [1, 1, 0]]])),
                ValueError,
                "labels[0, 0, 1] is not a row of probabilities (sum 2); needs none negative, and sum 1",
            ),
            "classes as floats": (
                dict(labels=ones(2)),
                TypeError,
                "labels has shape (2,) and holds float32, needs integers, a class for each row of logits; convert it: ",
            ),
            "yes and no": (
                dict(labels=np.array([True, False])),
                TypeError,
                "labels has shape (2,) and holds bool, needs integers, a class for each row of logits; convert it: ",
            ),
            "words": (
                dict(labels=np.array(["cat", "dog"])),
                TypeError,
                "labels has shape (2,) and holds words, needs integers, a class for each row of logits; number the words",
            ),
            "objects": (
                dict(labels=np.array([0, 1], object)),
                TypeError,
                "labels has shape (2,) and holds object, needs integers, a class for each row of logits; convert it: l",
            ),
            "no labels": (dict(labels=None), TypeError, "labels is None, needs an array of classes or of rows of prob"),
            "labels of another type": (
                dict(labels=rows([1, 0, 0], [0, 1, 0], dtype=np.float64)),
                TypeError,
                "labels holds float64, but logits holds float32",
            ),
            "row of two": (dict(labels=rows([1, 0, 0], [1, 1, 0])), ValueError, "labels[1] is not a row of prob"),
            "less than nothing": (dict(labels=rows([2, -1, 0], [1, 0, 0])), ValueError, "labels[0] is not a row of"),
            "row of nan": (dict(labels=rows([np.nan, 0, 1], [1, 0, 0])), ValueError, "labels[0] is not a row of prob"),
            "smoothing above 1": (
                dict(label_smoothing=1.1),
                ValueError,
                "label_smoothing is 1.1, needs a number of at least 0 and at",
            ),
            "smoothing below 0": (
                dict(label_smoothing=-0.1),
                ValueError,
                "label_smoothing is -0.1, needs a number of at least 0",
            ),
            "smoothing True": (dict(label_smoothing=True), TypeError, "label_smoothing is True, needs a number"),
        },
        (dict(logits=ones(2, 3)), dict(labels=np.array([0, 2]), label_smoothing=0.1)),
        dict(label_smoothing=0),
        rtol={"float32": 2e-4, "float64": 1e-12},  # probability minus target, which may nearly be equal
        backward_arguments=backward_arguments,
    ),
    "binary_cross_entropy": Op(
        yes_or_no,
        {
            "list": (dict(logits=[1.0]), TypeError, "logits is a list, needs an array"),
            "integers": (dict(logits=ones(2, 3, dtype=int)), TypeError, "logits holds int64, needs float32 or float64"),
            "targets in a list": (dict(targets=[1.0]), TypeError, "targets is a list, needs an array"),
            "targets as integers": (
                dict(targets=ones(2, 3, dtype=int)),
                TypeError,
                "targets holds int64, needs float32 or float64; convert it: targets.astype(np.float32)",
            ),
            "two types": (dict(targets=ones(2, 3, dtype=np.float64)), TypeError, "targets holds float64, but logits h"),
            "a column": (
                dict(targets=ones(2, 1)),
                ValueError,
                "targets has shape (2, 1), needs (2, 3) (the shape of logits)",
            ),
            "above 1": (dict(targets=2 * ones(2, 3)), ValueError, "targets holds 2.0, needs numbers from 0 to 1"),
            "below 0": (dict(targets=-ones(2, 3)), ValueError, "targets holds -1.0, needs numbers from 0 to 1"),
            "nan": (dict(targets=np.nan * ones(2, 3)), ValueError, "targets holds nan, needs numbers from 0 to 1: 1 f"),
            "nothing": (
                dict(logits=ones(2, 0), targets=ones(2, 0)),
                ValueError,
                "logits has shape (2, 0), needs at least 1 example",
            ),
        },
        (dict(logits=ones(2, 3)), dict(targets=ones(2, 3))),
        rtol={"float32": 2e-4, "float64": 1e-12},  # probability minus target, which may nearly be equal
        backward_arguments=backward_arguments,
    ),
    "mean_squared_error": Op(
        squared_error_arguments,
        {
            "list": (dict(y=[1.0]), TypeError, "y is a list, needs an array"),
            "a matrix": (dict(y=ones(1, 1).view(np.matrix)), TypeError, "y is a matrix, needs a plain array; convert"),
            "integers": (dict(y=ones(2, 3, dtype=int)), TypeError, "y holds int64, needs float32 or float64"),
            "target in a list": (dict(target=[1.0]), TypeError, "target is a list, needs an array"),
            "two types": (dict(target=ones(2, 3, dtype=np.float64)), TypeError, "target holds float64, but y holds"),
            "two shapes": (
                dict(target=ones(2, 1)),
                ValueError,
                "target has shape (2, 1), needs (2, 3) (the shape of y)",
            ),
            "nothing": (
                dict(y=ones(2, 0), target=ones(2, 0)),
                ValueError,
                "y has shape (2, 0), needs at least 1 example",
            ),
        },
        (dict(y=ones(2, 3)), dict(target=ones(2, 3))),
        backward_arguments=backward_arguments,
    ),
}
