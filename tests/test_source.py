"""show_source gives the library's own text."""

import inspect

import pytest

from cnnlib import scratch, show_source


def test_the_code_without_its_docstring():
    shown = show_source(scratch.conv2d)
    code = inspect.getsource(scratch.conv2d)
    assert shown.splitlines()[0] == code.splitlines()[0]
    assert shown.splitlines()[-1] == code.splitlines()[-1]
    assert '"""' not in shown and set(shown.splitlines()) <= set(code.splitlines())


def test_with_its_docstring():
    assert show_source(scratch.conv2d, docstring=True) == inspect.getsource(scratch.conv2d).rstrip()


def test_a_method_is_moved_to_the_margin():
    class Holder:
        def method(self):
            """Words."""
            return 1

    assert show_source(Holder.method) == "def method(self):\n    return 1"


def test_in_a_notebook_it_has_colors():
    bundle = show_source(scratch.conv2d_windows)._repr_mimebundle_()
    assert bundle["text/markdown"].startswith("```python\ndef conv2d_windows(")


named = lambda x: x + 1  # noqa: E731


@pytest.mark.parametrize(
    "wrong, words",
    [
        (lambda x: x + 1, "a lambda, needs a function or class written in Python; write it with def"),
        (named, "a lambda, needs a function or class written in Python; write it with def"),
        (inspect, "the module inspect, needs a function or class written in Python"),
    ],
)
def test_what_has_no_definition_is_refused(wrong, words):
    with pytest.raises(TypeError, match=f"^show_source: function is {words}$"):
        show_source(wrong)


@pytest.mark.parametrize("wrong", [len, 3])
def test_what_has_no_source_is_refused(wrong):
    with pytest.raises(TypeError, match="^show_source: function is .*, needs a function or class written in Python$"):
        show_source(wrong)
