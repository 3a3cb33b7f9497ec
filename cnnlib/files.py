"""Files that are whole or not there: written beside their place, and given their name when they are complete."""

import contextlib
import os
import pathlib

from cnnlib import wording


@contextlib.contextmanager
def whole_file(path):
    """Open NAME.part for writing in bytes; at the end it becomes NAME, and where anything fails it is deleted.

    An interruption leaves an earlier file of this name as it was.

    >>> import tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "numbers"
    >>> with whole_file(path) as file:
    ...     written = file.write(bytes([1, 2, 3]))
    >>> list(path.read_bytes()), [file.name for file in path.parent.iterdir()]
    ([1, 2, 3], ['numbers'])
    """
    path = pathlib.Path(path)
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())  # on the disk before it takes the earlier file's place
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def npz_path(op, filepath):
    """A path that ends in .npz."""
    if not isinstance(filepath, (str, os.PathLike)):
        raise TypeError(f'{op}: filepath is {wording.shown(filepath)}, needs a name, such as "weights.npz"')
    path = pathlib.Path(filepath)
    if path.name == ".npz":
        raise ValueError(f'{op}: filepath is {str(filepath)!r}, needs a name before .npz, such as "weights.npz"')
    if path.suffix != ".npz":
        raise ValueError(f"{op}: filepath is {str(filepath)!r}, needs a name that ends in .npz")
    return path


def check_there(op, path):
    """Refuse a path at which there is no file that may be read."""
    if path.is_dir():
        raise IsADirectoryError(f"{op}: filepath is {str(path)!r}, a folder, needs the name of a file")
    if not path.is_file():
        needs = "needs a file that is there, written by save_weights"
        raise FileNotFoundError(f"{op}: filepath is {str(path)!r}, {needs}")
    if not os.access(path, os.R_OK):
        raise PermissionError(f"{op}: filepath is {str(path)!r}, needs a file that may be read")


def check_place(op, path):
    """Refuse a path at which no file can be written."""
    if path.is_dir():
        raise IsADirectoryError(f"{op}: filepath is {str(path)!r}, a folder, needs the name of a file")
    if not path.parent.is_dir():
        a_file = next((str(p) for p in path.parents if p.is_file()), None)
        fix = f"{a_file!r} is a file" if a_file else f"make {str(path.parent)!r}"
        raise FileNotFoundError(f"{op}: filepath is {str(path)!r}, needs a folder that exists; {fix}")
    if not os.access(path.parent, os.W_OK):
        raise PermissionError(f"{op}: filepath is {str(path)!r}, needs a folder that may be written to")
