"""What `import cnnlib` does in a notebook: a check cell that fails says what no longer fits, and the notebook runs on.

A check cell begins with the line ``# check: SENTENCE``. Its assertions hold what the page says to be true. A reader who
changes a number is told which sentences were about the old one. In a cell of several, each sentence is marked so.
"""

import ast
import contextlib
import re
import textwrap
import traceback

MARK = re.compile(r"# check\b:? *")
FILE = "<check>"  # the name under which a cell's lines stand in a traceback
SHORT = 60  # characters of a value that is shown


def load_ipython_extension(shell):
    """Have `shell` run cells that begin with ``# check`` by `run_checks`. Calling it again changes nothing."""
    if as_magic not in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.append(as_magic)
        shell.register_magic_function(lambda _, cell: run_checks(cell, shell.user_ns), "cell", "check")


def as_magic(lines):
    """The lines of a cell as IPython runs them."""
    return ["%%check\n", *lines] if lines and MARK.match(lines[0]) else lines


def run_checks(cell, names):
    """Run a check cell, statement by statement, with the notebook's `names`; print what is no longer true."""
    said = None
    for statement in ast.parse(cell).body:
        try:
            exec(compile(ast.Module([statement], []), FILE, "exec"), names)
        except Exception as error:  # arrays of different shapes may not even compare
            about = sentence(cell, statement.lineno)
            if about != said:
                print(about)
            print(textwrap.indent(failure(cell, error), "    "))
            said = about


def sentence(cell, line):
    """What is said where a line of the cell fails: the sentence that is marked last before it."""
    words = []
    for before in cell.splitlines()[: line - 1]:
        if MARK.match(before):
            words = [MARK.sub("", before)]
        elif before.startswith("# "):
            words.append(before[2:])
    said = " ".join(words)
    about = "The text no longer fits your numbers" if said.startswith('"') else "No longer true with your numbers"
    return f"✗ {about}: {said}".strip()


def failure(cell, error):
    """The assertion that failed and the values in it, or the error that kept it from being computed."""
    frame, line = [f for f in traceback.walk_tb(error.__traceback__) if f[0].f_code.co_filename == FILE][-1]
    failed = [n for n in ast.walk(ast.parse(cell)) if isinstance(n, ast.Assert) and n.lineno <= line <= n.end_lineno]
    if not failed or not isinstance(error, AssertionError):
        return f"{cell.splitlines()[line - 1].strip()}\n{type(error).__name__}: {error}"
    return "\n".join([ast.get_source_segment(cell, failed[0]), *values(cell, failed[0].test, frame)])


def values(cell, test, frame):
    """``expression is value`` for what the first false comparison compares.

    All is computed once more for it. What cannot be, since it took something away the first time, is not shown.
    """
    joined = isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And)
    with contextlib.suppress(Exception):
        part = next(part for part in (test.values if joined else [test]) if not value(part, frame))
        for side in [part.left, *part.comparators] if isinstance(part, ast.Compare) else []:
            shown = repr(value(side, frame))
            if not isinstance(side, ast.Constant) and len(shown) <= SHORT:
                yield f"{ast.get_source_segment(cell, side)} is {shown}"


def value(node, frame):
    return eval(compile(ast.Expression(node), FILE, "eval"), frame.f_globals, frame.f_locals)
