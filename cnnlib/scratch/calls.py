"""Calls with other arguments than a class or method takes, and methods that could not be called."""

import functools
import inspect
import types

from cnnlib import checks

PAIRS = ("kernel_size", "pool_size", "strides", "padding", "output_padding", "dilation_rate", "size")  # or one integer


def naming_its_arguments(method):
    """Say what a method takes where it is called with something else, such as an argument of Keras that is not here."""
    signature = inspect.signature(method)

    @functools.wraps(method)
    def checked(self, *arguments, **options):
        try:
            return method(self, *arguments, **options)
        except TypeError:
            op = type(self).__name__ if method.__name__ in ("__init__", "__call__") else method.__name__
            wrong = misfit(op, list(signature.parameters.values())[1:], arguments, options)
            if wrong is None:  # the method was called, and refuses something itself
                raise
        raise TypeError(f"{op}: {wrong}")

    return checked


class NamesArguments:
    """A class whose subclasses' `__init__` names its arguments."""

    def __init_subclass__(cls):
        super().__init_subclass__()
        if "__init__" in vars(cls):
            cls.__init__ = naming_its_arguments(cls.__init__)


def takes(function, *arguments, untold=True):
    """Whether a function can be called with these; `untold` where it does not tell, as some written in C."""
    try:
        inspect.signature(function).bind(*arguments)
    except ValueError:
        return untold
    except TypeError:
        return False
    return True


def check_methods(cls, needed):
    """Refuse a class whose methods could not be called; `needed` gives each method's arguments."""
    for name, arguments in needed.items():
        method = vars(cls).get(name)
        if isinstance(method, types.FunctionType) and not takes(method, "self", *arguments):
            got = ", ".join(list(inspect.signature(method).parameters)[1:])
            needs = f"needs {name}({', '.join(arguments)})"
            raise TypeError(f"{cls.__name__}: {name}({got}) takes other arguments than it is called with, {needs}")


def written_call(made, without=()):
    """The call that makes an object again: ``Conv2D(32, 3, padding="same")``.

    Read from the attributes that have the names of the arguments; those at their defaults, and those in `without`, are
    left out, and an argument without such an attribute is shown as "…".
    """
    texts = []
    for parameter in list(inspect.signature(type(made).__init__).parameters.values())[1:]:
        name, default = parameter.name, parameter.default
        value = getattr(made, name, inspect.Parameter.empty)
        value = getattr(value, "given", value)  # an activation made of a name
        if parameter.kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD) or name in without:
            continue
        if default is inspect.Parameter.empty and parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            texts.append(_written(name, value))
        elif value is not inspect.Parameter.empty and _written(name, value) != _written(name, default):
            texts.append(f"{name}={_written(name, value)}")
    return f"{type(made).__name__}({', '.join(texts)})"


def _written(name, value):
    """An argument as it would be written in a call; of a pair of equal sizes one is enough."""
    while name in PAIRS and isinstance(value, tuple) and len(value) == 2 and value[0] == value[1]:
        value = value[0]
    if value is inspect.Parameter.empty:
        return "…"
    if isinstance(value, str):
        return f'"{value}"'
    return getattr(value, "__name__", None) or checks.shown(value)


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
        return f"{checks.plural(len(arguments), 'argument')} without a name given, needs {most}{by_name}"
    given = {*placed[: len(arguments)], *options}
    missing = [p.name for p in parameters if p.name in placed + named and p.default is p.empty and p.name not in given]
    if missing:
        return f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing; {all_taken}"
    return None
