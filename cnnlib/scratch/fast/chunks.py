"""How work is cut into chunks: most of a few megabytes, so that what is made of one stays in the processor's cache.

How it is cut depends on its size alone, never on the number of threads (`threads`), and what the parts give is put
together in their order. So the numbers do not depend on it either.
"""

MEGABYTE = 10**6
PARTS = 8  # of one call: threads that are done early find another one
LARGEST_BLOCK = 3  # megabytes of windows that are multiplied at a time
SMALLEST_BLOCK = 0.8  # megabytes of a block that is made smaller so that there is one for each of the `PARTS`


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
    """Cut n items into the fewest slices of at most `megabytes` each; an item that is larger stands alone.

    Examples
    --------
    >>> chunks(5, item_bytes=400_000, megabytes=1)
    [slice(0, 1, None), slice(1, 3, None), slice(3, 5, None)]
    """
    at_once = max(int(megabytes * MEGABYTE // max(item_bytes, 1)), 1)
    return parts(n, -(-n // at_once))  # -(-n // m) rounds up


def blocks(x, w):
    """How the windows on a batch are cut into blocks: slices of its images, and slices of their rows of windows."""
    batch, (out_h, out_w), (kh, kw) = len(x), w.out_size, w.kernel_size
    row_bytes = out_w * kh * kw * x.shape[3] * x.itemsize  # of a copy
    megabytes = min(LARGEST_BLOCK, max(batch * out_h * row_bytes / MEGABYTE / PARTS, SMALLEST_BLOCK))
    return chunks(batch, out_h * row_bytes, megabytes), chunks(out_h, row_bytes, megabytes)
