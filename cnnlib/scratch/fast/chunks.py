"""Work cut into chunks of some megabytes, and into parts for threads to share.

How it is cut depends on the sizes alone, never on the number of threads. So the numbers do not depend on it either.
"""

MEGABYTE = 10**6
PARTS = 8  # of one call: threads that are done early find another one


def parts(n, count=PARTS):
    """Cut n items into `count` slices at most, as equal in length as can be.

    Examples
    --------
    >>> parts(7, 3)
    [slice(0, 2, None), slice(2, 4, None), slice(4, 7, None)]
    """
    count = min(count, n)
    return [slice(i * n // count, (i + 1) * n // count) for i in range(count)]


def chunks(n, item_bytes, megabytes):
    """Cut n items into the fewest slices of at most so many megabytes each; an item that is larger stands alone.

    Examples
    --------
    >>> chunks(5, item_bytes=400_000, megabytes=1)
    [slice(0, 1, None), slice(1, 3, None), slice(3, 5, None)]
    """
    at_once = max(int(megabytes * MEGABYTE // max(item_bytes, 1)), 1)
    return parts(n, -(-n // at_once))  # -(-n // m) rounds up
