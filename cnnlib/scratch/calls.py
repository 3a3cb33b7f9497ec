"""Wrong arguments, named in a message; methods that could not be called; and objects shown with their arguments."""

import functools
import inspect
import types

from cnnlib import checks


def naming_its_arguments(method):
    """Let a method say what it takes if it is called with something else, such as an argument that Keras's takes."""
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
    """A class whose subclasses' `__init__` names its arguments where they do not fit, and whose repr shows them."""

    def __init_subclass__(cls):
        super().__init_subclass__()
        if "__init__" in vars(cls):
            cls.__init__ = naming_its_arguments(cls.__init__)

    def __repr__(self):
        """The class and its arguments: the first of them, and of the others those that are not the default."""
        return f"{type(self).__name__}({', '.join(f'{name}={_shown(value)}' for name, value in _arguments(self))})"


def _arguments(made):
    """The arguments in an object's repr, as the object holds them: `name`, or `_name` where `name` is a property."""
    parameters = list(inspect.signature(type(made).__init__).parameters.values())[1:]
    for i, parameter in enumerate(parameters):
        held = [vars(made)[name] for name in (f"_{parameter.name}", parameter.name) if name in vars(made)]
        if held and (i == 0 or not _same(held[0], parameter.default)):
            yield parameter.name, held[0]


def _same(value, default):
    """Whether an argument is the default; arrays never are."""
    return value is default or (isinstance(value, (str, int, float)) and value == default)


def _shown(value):
    """A value in a repr; of a function the name alone."""
    return value.__name__ if inspect.isroutine(value) or isinstance(value, type) else checks.shown(value)


def takes(function, *arguments, unknown=True):
    """Whether a function can be called with these; `unknown` if its signature is not known, as of some written in C."""
    try:
        inspect.signature(function).bind(*arguments)
    except ValueError:
        return unknown
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
