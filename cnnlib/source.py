"""Show the library's own code in a page, so that page and code cannot differ."""

import ast
import inspect
import textwrap

from cnnlib import checks, wording


class Source(str):
    """Code that a notebook shows with its colors."""

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": str(self), "text/markdown": f"```python\n{self}\n```"}


def show_source(function, docstring=False):
    """Show how a function of the library is written.

    Parameters
    ----------
    function : function or class
    docstring : bool
        Whether to show its docstring too.

    Returns
    -------
    Source
        A text; as the last line of a cell it is shown with its colors.

    Raises
    ------
    TypeError
        If `function` is not written in Python, or is a lambda, or `docstring` is neither True nor False.

    Examples
    --------
    >>> from cnnlib.scratch.padding import inside
    >>> print(show_source(inside))
    def inside(x, padding):
        (top, bottom), (left, right) = padding
        return x[:, top : x.shape[1] - bottom, left : x.shape[2] - right]
    """
    docstring, name = checks.flag("show_source", "docstring", docstring), getattr(function, "__name__", "")
    needs = "needs a function or class written in Python"
    if name == "<lambda>":
        raise TypeError(f"show_source: function is a lambda, {needs}; write it with def")
    if inspect.ismodule(function):
        raise TypeError(f"show_source: function is the module {name}, {needs}")
    try:
        lines = textwrap.dedent(inspect.getsource(function)).rstrip().split("\n")
    except (TypeError, OSError):
        raise TypeError(f"show_source: function is {wording.shown(function)}, {needs}") from None
    definition = ast.parse("\n".join(lines)).body[0]
    if not docstring and ast.get_docstring(definition) is not None:
        text = definition.body[0]
        del lines[text.lineno - 1 : text.end_lineno]
    return Source("\n".join(lines))
