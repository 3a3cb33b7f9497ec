"""Calls with other arguments than a class or method takes, and methods that could not be called."""

import functools
import inspect
import types

from cnnlib import checks


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
