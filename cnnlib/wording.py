"""How messages name what they speak of: a type with its article, a number of things, a value in one line."""

import re


def a_type(value):
    """What a value is, with its article: "a list", "an int", "an ndarray"; "the class Model"; None is None."""
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if value is None:
        return "None"
    name = type(value).__name__
    spelled = name[:2].isupper() and name[0] in "FHLMNRSX"  # said by its letters: "an SGD"
    return f"{'an' if spelled or name[0] in 'aeioAEIO' or name.startswith('nd') else 'a'} {name}"


def plural(n, noun):
    """ "1 input", "2 inputs"."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def shown(value):
    """A value in one line, however NumPy prints it, and not the whole of a long one."""
    text = " ".join(repr(value).split())
    if not isinstance(value, str) and re.search(" at 0x[0-9a-fA-F]+", text):  # an address says nothing
        text = whose(value)
    return text if len(text) <= 80 else text[:77] + "..."


def whose(value):
    """What a value is and where it comes from: "an Adam of keras", "the function relu of tensorflow"."""
    if isinstance(value, (list, tuple, dict, set)):
        return a_type(value)
    name = getattr(value, "__name__", None)
    what = a_type(value) if name is None else "a lambda" if name == "<lambda>" else f"the function {name}"
    module = getattr(value if name is not None else type(value), "__module__", None)
    package = (module or "").partition(".")[0]
    return what if package in ("", "__main__", "builtins") or name == "<lambda>" else f"{what} of {package}"
