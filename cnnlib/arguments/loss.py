"""Losses: whether labels and targets fit what the network gave."""

from cnnlib import checks


def check_logits(op, logits, labels):
    """Refuse logits that are not rows, and labels that do not fit them."""
    _check_rows(op, logits)
    check_examples(op, "logits", logits)
    *rows, classes = logits.shape
    dtype = checks.dtype_name(labels)
    if dtype is None or not hasattr(labels, "shape"):
        needs = "an array of classes or of rows of probabilities"
        fix = "; wrap it: np.array(labels)" if isinstance(labels, (list, tuple)) else ""
        raise TypeError(f"{op}: labels is {checks.a_type(labels)}, needs {needs}{fix}")
    if dtype.startswith(("int", "uint")):
        more = len(labels.shape) == len(logits.shape)
        fix = ", or rows of float32 or float64; take a column: labels[..., 0]" if more else ""
        checks.check_shape(op, "labels", labels, rows, f"a class for each row of logits{fix}")
        _check_classes(op, checks.numbers_of(labels), classes)
    elif not checks.unknown(labels.shape) and len(labels.shape) == len(rows):
        needs = f"needs integers, a class for each row of logits{_as_integers(labels, dtype)}"
        raise TypeError(f"{op}: labels has shape {tuple(labels.shape)} and holds {dtype}, {needs}")
    else:
        checks.check_floats(op, logits=logits, labels=labels)
        because = "the shape of logits; integers may stand for one-hot rows"
        checks.check_shape(op, "labels", labels, logits.shape, because)
        _check_probabilities(op, checks.numbers_of(labels))


def _check_rows(op, logits):
    """Refuse a single row of logits, and rows of no classes."""
    if checks.unknown(logits.shape) or len(logits.shape) < 2:
        checks.check_rank(op, "logits", logits, "(batch, classes)")
    if logits.shape[-1] == 0:
        raise ValueError(f"{op}: logits has shape {tuple(logits.shape)}, and no classes; needs at least 1")


def _as_integers(labels, dtype):
    """How to make classes of other numbers, or of words."""
    of_numpy, words = hasattr(labels, "astype"), dtype.startswith("str")
    if words:
        return "; number the words: np.unique(labels, return_inverse=True)[1]" if of_numpy else ""
    return f"; convert it: {'labels.astype(int)' if of_numpy else 'tf.cast(labels, tf.int32)'}"


def _check_classes(op, labels, classes):
    if labels is not None:
        wrong = labels[(labels < 0) | (labels >= classes)]
        if wrong.size:
            raise ValueError(f"{op}: labels holds {wrong[0]}, needs classes from 0 to {classes - 1}, as logits has")


def _check_probabilities(op, labels):
    if labels is not None:
        right = (labels >= 0).all(axis=-1) & (abs(labels.sum(axis=-1) - 1) < 1e-4)  # false for nan
        if not right.all():
            first = next(zip(*(~right).nonzero()))
            which = ", ".join(map(str, first))
            found = f"labels[{which}] is not a row of probabilities (sum {labels[first].sum():.6g})"
            raise ValueError(f"{op}: {found}; needs none negative, and sum 1")


def check_binary(op, logits, targets):
    """Refuse targets of another shape than the logits, which would be broadcast, or not from 0 to 1; and no example."""
    checks.check_shape(op, "targets", targets, logits.shape, "the shape of logits")
    check_examples(op, "logits", logits)
    numbers = checks.numbers_of(targets)
    wrong = () if numbers is None else numbers[~((numbers >= 0) & (numbers <= 1))]  # nan, too
    if len(wrong):
        raise ValueError(f"{op}: targets holds {wrong[0]}, needs numbers from 0 to 1: 1 for yes, 0 for no")


def check_target(op, y, target):
    """Refuse a target of another shape than y, which would be broadcast, and an empty y, which has no mean."""
    checks.check_shape(op, "target", target, y.shape, "the shape of y")
    check_examples(op, "y", y)


def check_examples(op, name, array):
    """Refuse an array without an element, of which there is no mean."""
    if not checks.unknown(array.shape) and 0 in array.shape:
        raise ValueError(f"{op}: {name} has shape {tuple(array.shape)}, needs at least 1 example (a loss is a mean)")
