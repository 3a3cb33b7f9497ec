"""What signatures tell: wrong arguments, methods that could not be called, and the call that makes an object again."""

import functools
import inspect
import numbers
import types

from cnnlib import wording

PAIRS = ("kernel_size", "pool_size", "strides", "padding", "output_padding", "dilation_rate", "size")  # or one integer


def naming_its_arguments(function):
    """Let a function or a method say what it takes if it is called with something else, such as one of Keras's."""

    @functools.wraps(function)
    def checked(*arguments, **options):
        try:
            return function(*arguments, **options)
        except TypeError:
            op, given = function.__name__, arguments
            taken = inspect.signature(function).parameters  # takes long, and is needed after an error alone
            parameters = list(taken.values())
            if given and "self" in taken:
                op = type(given[0]).__name__ if op in ("__init__", "__call__") else op
                parameters, given = parameters[1:], given[1:]
            wrong = misfit(op, parameters, given, options)
            if wrong is None:  # the function was called, and refuses something itself
                raise
        raise TypeError(f"{op}: {wrong}")

    return checked


class NamesArguments:
    """A class whose subclasses' `__init__` names its arguments where they do not fit, and whose repr shows them."""

    shown = ()  # the arguments that the repr shows even if they are the default

    def __init_subclass__(cls):
        super().__init_subclass__()
        if "__init__" in vars(cls):
            cls.__init__ = naming_its_arguments(cls.__init__)

    def __repr__(self):
        return written_call(self, always=self.shown)


def takes(function, *arguments, unknown=True):
    """Whether a function can be called with these; `unknown` if its signature is not known, as of some written in C."""
    try:
        inspect.signature(function).bind(*arguments)
    except ValueError:
        return unknown
    except TypeError:
        return False
    return True


def check_makes(op, name, value):
    """Refuse a class that makes nothing without arguments; some functions take a class for what it makes."""
    if isinstance(value, type) and not takes(value):
        fix = f"make one: {value.__name__}(…)"
        raise TypeError(f"{op}: {name} is {wording.a_type(value)}, which needs arguments; {fix}")


def check_methods(cls, needed):
    """Refuse a class whose methods could not be called; `needed` gives each method's arguments."""
    for name, arguments in needed.items():
        method = vars(cls).get(name)
        if isinstance(method, types.FunctionType) and not takes(method, "self", *arguments):
            got = ", ".join(list(inspect.signature(method).parameters)[1:])
            needs = f"needs {name}({', '.join(arguments)})"
            raise TypeError(f"{cls.__name__}: {name}({got}) takes other arguments than it is called with, {needs}")


def written_call(made, without=(), always=()):
    """The call that makes an object again: ``Conv2D(32, 3, padding="same")``.

    Read from the attributes that have the names of the arguments, or "_name" where the name is a property. Those at
    their defaults, if not in `always`, and those in `without` are left out, and an argument without such an attribute
    is shown as "…".
    """
    texts = []
    for parameter in list(inspect.signature(type(made).__init__).parameters.values())[1:]:
        name, default = parameter.name, parameter.default
        own = vars(made)  # where the name is a property, that may call what it was given: a schedule
        value = own[f"_{name}"] if f"_{name}" in own else getattr(made, name, inspect.Parameter.empty)
        value = getattr(value, "given", value)  # an activation made of a name
        if parameter.kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD) or name in without:
            continue
        if default is inspect.Parameter.empty and parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            texts.append(_written(name, value))
        elif value is not inspect.Parameter.empty and (name in always or not _same(name, value, default)):
            texts.append(f"{name}={_written(name, value)}")
    return f"{type(made).__name__}({', '.join(texts)})"


def _same(name, value, default):
    """Whether an argument is the default, which may be written 0 for 0.0."""
    return (isinstance(value, numbers.Real) and value == default) or _written(name, value) == _written(name, default)


def _written(name, value):
    """An argument as it would be written in a call; of a pair of equal sizes one is enough."""
    while name in PAIRS and isinstance(value, tuple) and len(value) == 2 and value[0] == value[1]:
        value = value[0]
    if value is inspect.Parameter.empty:
        return "…"
    if isinstance(value, str):
        return f'"{value}"'
    return getattr(value, "__name__", None) or wording.shown(value)


def misfit(op, parameters, arguments, options):
    """What is wrong with the arguments of a call, None if they fit."""
    kinds = {p.kind for p in parameters}
    placed = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    named = [p.name for p in parameters if p.kind == p.KEYWORD_ONLY]
    all_taken = f"{op} takes {', '.join(placed + named) or 'none'}"
    for name in options:
        if name not in placed + named and inspect.Parameter.VAR_KEYWORD not in kinds:
            return f"{name} is not an argument; {all_taken}"
        if name in placed[: len(arguments)]:
            return f"{name} is given twice, by its place and by its name"
    if len(arguments) > len(placed) and inspect.Parameter.VAR_POSITIONAL not in kinds:
        most = f"at most {len(placed)} ({', '.join(placed)})" if placed else "none"
        by_name = f"; by name it takes {', '.join(named)}" if named else ""
        return f"{wording.plural(len(arguments), 'argument')} without a name given, needs {most}{by_name}"
    given = {*placed[: len(arguments)], *options}
    missing = [p.name for p in parameters if p.name in placed + named and p.default is p.empty and p.name not in given]
    if missing:
        return f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing; {all_taken}"
    return None
