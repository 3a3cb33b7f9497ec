"""The memory into which NumPy's BLAS packs what it multiplies: pages of it that nothing has touched cost time.

OpenBLAS fetches ahead of what it has packed. Where no product has reached yet, the system has not given a page, and
each such fetch looks for it in vain. On a virtual machine a product then takes up to three times as long, and goes on
so for as long as all products are small.
"""

from functools import cache

import numpy as np


@cache
def touch_memory():
    """One product large enough to reach all that smaller ones fetch ahead; once in a process, 2 to 4 ms."""
    np.matmul(np.ones((64, 448), np.float32), np.ones((448, 1600), np.float32))
