"""Losses: whether labels and targets fit what the network gave.

`names` is what a message calls the two: the functions' own names, or those of Keras's losses.
"""

from cnnlib import checks, wording


def check_logits(op, logits, labels, names=("logits", "labels")):
    """Refuse logits that are not rows, and labels that do not fit them."""
    scores, name = names
    if checks.unknown(logits.shape):
        return  # there is nothing to hold the labels against
    _check_rows(op, scores, logits)
    check_examples(op, scores, logits)
    *rows, classes = logits.shape
    dtype = checks.dtype_name(labels)
    if dtype is None or not hasattr(labels, "shape"):
        needs = "an array of classes or of rows of probabilities"
        fix = f"; wrap it: np.array({name})" if isinstance(labels, (list, tuple)) else ""
        raise TypeError(f"{op}: {name} is {wording.a_type(labels)}, needs {needs}{fix}")
    if dtype.startswith(("int", "uint")):
        more = len(labels.shape) == len(logits.shape)
        fix = f", or rows of float32 or float64; take a column: {name}[..., 0]" if more else ""
        checks.check_shape(op, name, labels, rows, f"a class for each row of {scores}{fix}")
        _check_classes(op, names, checks.numbers_of(labels), classes)
    elif not checks.unknown(labels.shape) and len(labels.shape) == len(rows):
        needs = f"needs integers, a class for each row of {scores}{_as_integers(name, labels, dtype)}"
        got = "words" if dtype.startswith("str") else dtype
        raise TypeError(f"{op}: {name} has shape {tuple(labels.shape)} and holds {got}, {needs}")
    else:
        checks.check_floats(op, **{scores: logits, name: labels})
        because = f"the shape of {scores}; integers may stand for one-hot rows"
        checks.check_shape(op, name, labels, logits.shape, because)
        _check_probabilities(op, name, checks.numbers_of(labels))


def _check_rows(op, name, logits):
    """Refuse a single row of logits, and rows of no classes."""
    if len(logits.shape) < 2:
        checks.check_rank(op, name, logits, "(batch, classes)")
    if logits.shape[-1] == 0:
        raise ValueError(f"{op}: {name} has shape {tuple(logits.shape)}, and no classes; needs at least 1")


def _as_integers(name, labels, dtype):
    """How to make classes of other numbers, or of words."""
    of_numpy, words = hasattr(labels, "astype"), dtype.startswith("str")
    if words:
        return f"; number the words: np.unique({name}, return_inverse=True)[1]" if of_numpy else ""
    return f"; convert it: {f'{name}.astype(int)' if of_numpy else f'tf.cast({name}, tf.int32)'}"


def _check_classes(op, names, labels, classes):
    if labels is not None:
        wrong = labels[(labels < 0) | (labels >= classes)]
        if wrong.size:
            scores, name = names
            raise ValueError(f"{op}: {name} holds {wrong[0]}, needs classes from 0 to {classes - 1}, as {scores} has")


def _check_probabilities(op, name, labels):
    if labels is not None:
        right = (labels >= 0).all(axis=-1) & (abs(labels.sum(axis=-1) - 1) < 1e-4)  # false for nan
        if not right.all():
            first = next(zip(*(~right).nonzero()))
            which = ", ".join(map(str, first))
            got = f"{name}[{which}] is not a row of probabilities (sum {labels[first].sum():.6g})"
            raise ValueError(f"{op}: {got}; needs none negative, and sum 1")


def check_binary(op, logits, targets, names=("logits", "targets")):
    """Refuse targets of another shape than the logits, which would be broadcast, or not from 0 to 1; and no example."""
    check_target(op, logits, targets, names)
    numbers = checks.numbers_of(targets)
    wrong = () if numbers is None else numbers[~((numbers >= 0) & (numbers <= 1))]  # nan, too
    if len(wrong):
        raise ValueError(f"{op}: {names[1]} holds {wrong[0]}, needs numbers from 0 to 1: 1 for yes, 0 for no")


def check_target(op, y, target, names=("y", "target")):
    """Refuse a target of another shape than y, which would be broadcast, and an empty y, which has no mean."""
    of_y, name = names
    column = not checks.unknown(y.shape) and not checks.unknown(target.shape) and (*target.shape, 1) == (*y.shape,)
    fix = f"; make a column of it: {name}[..., None]" if column else ""
    checks.check_shape(op, name, target, y.shape, f"the shape of {of_y}{fix}")
    check_examples(op, of_y, y)


def check_examples(op, name, array, what="a loss"):
    """Refuse an array without an element, of which there is no mean."""
    if not checks.unknown(array.shape) and 0 in array.shape:
        raise ValueError(f"{op}: {name} has shape {tuple(array.shape)}, needs at least 1 example ({what} is a mean)")
