"""Show the library's own code in a page, so that page and code cannot differ."""

import ast
import inspect
import textwrap


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
        If `function` is not written in Python.

    Examples
    --------
    >>> from cnnlib.scratch.padding import inside
    >>> print(show_source(inside))
    def inside(x, padding):
        (top, bottom), (left, right) = padding
        return x[:, top : x.shape[1] - bottom, left : x.shape[2] - right]
    """
    try:
        lines = textwrap.dedent(inspect.getsource(function)).rstrip().split("\n")
    except (TypeError, OSError):
        raise TypeError(f"show_source: function is {function!r}, needs a function or class written in Python") from None
    definition = ast.parse("\n".join(lines)).body[0]
    if not docstring and ast.get_docstring(definition) is not None:
        text = definition.body[0]
        del lines[text.lineno - 1 : text.end_lineno]
    return Source("\n".join(lines))
