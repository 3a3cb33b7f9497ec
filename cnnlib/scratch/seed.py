"""One seed for all random numbers: first weights, the order of the examples, the masks of dropout."""

from cnnlib import arguments, checks

_generator = None


def set_random_seed(seed):
    """Make all random numbers from here on repeat themselves, as `keras.utils.set_random_seed` does.

    Parameters
    ----------
    seed : int
        From 0 to 2³² − 1, as Keras takes it.

    Raises
    ------
    ValueError, TypeError
        If `seed` is not such an integer.

    Examples
    --------
    >>> set_random_seed(1)
    >>> first = new_seed()
    >>> set_random_seed(1)
    >>> new_seed() == first
    True
    """
    global _generator
    from numpy import random  # NumPy loads it when first asked for it; `import cnnlib.scratch` does not ask

    _generator = random.default_rng(arguments.seed_of_all("set_random_seed", seed))


def generator():
    """The generator that `set_random_seed` seeds; seeded by the operating system until then."""
    global _generator
    if _generator is None:
        from numpy import random

        _generator = random.default_rng()
    return _generator


def new_seed():
    """A seed for something with a generator of its own."""
    return int(generator().integers(2**31))


def own_generator(op, seed):
    """(seed, generator) of a layer. Where its seed is None, `set_random_seed` decides."""
    from numpy import random

    seed = None if seed is None else checks.whole(op, "seed", seed, minimum=0)
    return seed, random.default_rng(new_seed() if seed is None else seed)
