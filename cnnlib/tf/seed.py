"""One seed for all random numbers in TensorFlow: `keras.utils.set_random_seed`."""

import keras

from cnnlib import arguments


def set_random_seed(seed):
    """Make all random numbers from here on repeat themselves. See `cnnlib.scratch.set_random_seed`.

    Keras's function seeds Python's own numbers, NumPy's and TensorFlow's.

    Examples
    --------
    >>> import tensorflow as tf
    >>> set_random_seed(1)
    >>> first = tf.random.uniform(())
    >>> set_random_seed(1)
    >>> bool(tf.random.uniform(()) == first)
    True
    """
    keras.utils.set_random_seed(arguments.seed_of_all("set_random_seed", seed))
