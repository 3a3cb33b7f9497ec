"""The seed for all random numbers."""

from cnnlib import checks

LARGEST = 2**32 - 1  # that `numpy.random.seed` takes, which Keras's function calls


def seed_of_all(op, seed):
    """A whole number from 0 on that both halves take."""
    if checks.whole(op, "seed", seed, minimum=0) > LARGEST:
        raise ValueError(f"{op}: seed is {seed}, needs at most {LARGEST}")
    return int(seed)
