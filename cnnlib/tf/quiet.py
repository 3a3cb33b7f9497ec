"""Load TensorFlow without the lines it writes to the terminal.

It writes them to file descriptor 2 while it loads, some before it reads TF_CPP_MIN_LOG_LEVEL, each with a
time stamp: noise for a reader, and different in each run.
"""

import contextlib
import os


@contextlib.contextmanager
def quiet_stderr():
    """Send whatever the process writes to file descriptor 2 to nowhere, Python or not."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


with quiet_stderr():
    import tensorflow as tf

    tf.config.list_physical_devices()  # looks for a GPU now rather than at the first operation
    tf.zeros(1)  # starts the CPU runtime, which has lines of its own
