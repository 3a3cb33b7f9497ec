"""Files that are whole or not there: written beside their place, and given their name when they are complete."""

import contextlib
import os
import pathlib


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
