"""Errors name the layer in which they happen; what a layer of one's own returns is checked where it returns it."""

from cnnlib import checks


class naming:
    """A block of code whose errors name a layer."""

    def __init__(self, layer):
        self.layer = layer

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if isinstance(error, Exception):
            name_layer(error, self.layer, self.layer.label)


def name_layer(error, layer, label):
    """Put the layer before an error's message, once; the error stays itself, and so does its traceback.

    In a network within a network both are named: "block (Sequential): conv2d_1 (Conv2D): conv2d: kernel spans …". The
    two types that refuse an argument are changed; all others come from elsewhere, and get a note.
    """
    if type(error) in (ValueError, TypeError):
        error.args = (f"{label}: {str(error).removeprefix(f'{layer.label}: ')}",)
        return
    notes = getattr(error, "__notes__", [])
    if notes[-1:] == [f"in layer {layer.label}"]:
        notes.pop()
    error.add_note(f"in layer {label}")


def check_call(op, x, training):
    """Refuse what no layer can be called on."""
    check_training(op, training)
    several = isinstance(x, (list, tuple))
    if several and not x:
        raise ValueError(f"{op}: x is an empty list, needs an array, or a list of arrays where a layer takes several")
    arrays = {f"x[{i}]": a for i, a in enumerate(x)} if several else {"x": x}
    checks.check_arrays(op, **arrays)
    for name, array in arrays.items():
        if array.shape == ():
            raise ValueError(f"{op}: {name} is a single number, needs an array whose first axis is the batch")


def check_training(op, training):
    """Refuse what is neither True nor False, such as a second input."""
    if getattr(training, "shape", ()):
        fix = "give several inputs in one list: layer([a, b])"
        raise TypeError(f"{op}: training is {checks.a_type(training)}, needs True or False; {fix}")
    checks.flag(op, "training", training)


def check_no_training(op, training):
    """Refuse True in a call on symbols, where it would be lost."""
    check_training(op, training)
    if training:
        fix = "give it when the network is called"
        raise ValueError(f"{op}: training is True in a call on symbols, needs False; {fix}")


def output_and_kept(op, returned, x):
    """What `forward` returned, if it is the output and what the backward needs."""
    y, kept = _pair(op, "forward", returned, "the output, and what the backward needs (None if nothing)")
    several = isinstance(y, (list, tuple))
    first = x[0] if isinstance(x, (list, tuple)) else x
    for name, array in {f"y[{i}]": a for i, a in enumerate(y)}.items() if several else [("y", y)]:
        checks.check_arrays(op, like=("x", checks.dtype_name(first)), **{name: array})
        if array.shape[:1] != first.shape[:1]:
            batch = checks.plural(len(first), "example")
            raise ValueError(f"{op}: {name} has shape {array.shape}, needs {batch} along the first axis, as x has")
    return y, kept


def gradients(op, returned):
    """What `backward` returned, if it is a pair."""
    return _pair(op, "backward", returned, "the gradient for x, and a dict of those for the weights")


def shapes_of(x):
    """The shape of an array, or a list of those of several."""
    return [a.shape for a in x] if isinstance(x, (list, tuple)) else x.shape


def check_input_gradients(op, d_inputs, shapes, d_out):
    """Refuse what are not gradients of the inputs' shapes; `shapes` is a list where the layer was called on a list."""
    several = isinstance(shapes, list)
    if several != isinstance(d_inputs, (list, tuple)) or (several and len(d_inputs) != len(shapes)):
        got = f"a list of {len(d_inputs)}" if isinstance(d_inputs, (list, tuple)) else checks.a_type(d_inputs)
        needs = f"a list of {len(shapes)} arrays, one for each input" if several else "one array"
        raise TypeError(f"{op}: backward returned {got} as the gradient for x, needs {needs}")
    dtype = checks.dtype_name(d_out[0] if isinstance(d_out, (list, tuple)) else d_out)
    for i, (d, shape) in enumerate(zip(d_inputs, shapes) if several else [(d_inputs, shapes)]):
        index = f"[{i}]" if several else ""
        checks.check_arrays(op, like=("d_out", dtype), **{f"dx{index}": d})
        checks.check_shape(op, f"dx{index}", d, shape, f"the shape of x{index}")


def weight_gradients(op, by_name, weights):
    """The gradients of these weights by name, if all are there and fit."""
    if not isinstance(by_name, dict):
        needs = f"a dict with {', '.join(map(repr, weights))}" if weights else "an empty dict: {}"
        raise TypeError(f"{op}: backward returned {checks.a_type(by_name)} for the weights, needs {needs}")
    for name, weight in weights.items():
        if by_name.get(name) is None:
            needs = "needs one for each trained weight"
            raise ValueError(f"{op}: backward returned no gradient for {name!r}, {needs}")
        checks.check_arrays(op, like=(name, checks.dtype_name(weight)), **{f"d{name}": by_name[name]})
        checks.check_shape(op, f"d{name}", by_name[name], weight.shape, f"the shape of {name}")
    return {name: by_name[name] for name in weights}


def _pair(op, method, returned, needs):
    if isinstance(returned, tuple) and len(returned) == 2:
        return returned
    got = f"{len(returned)} values" if isinstance(returned, tuple) else checks.a_type(returned)
    raise TypeError(f"{op}: {method} returned {got}, needs a pair: {needs}")
