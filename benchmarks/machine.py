"""What the machine can do at best: multiply matrices, and copy."""

import os
import pathlib
import platform
import re
import time

import numpy as np
from threadpoolctl import ThreadpoolController


def name():
    """Cores, processor and system, as the system itself calls them."""
    try:
        processor = processor_of(pathlib.Path("/proc/cpuinfo").read_text())
    except OSError:  # not Linux
        processor = None
    return f"{os.cpu_count()} cores, {processor or platform.processor() or platform.machine()}, {platform.system()}"


def processor_of(cpuinfo):
    """Name, family and model of the first core in Linux's list; a virtual machine often hides all but the brand."""
    said = dict(re.findall(r"^(cpu family|model|model name)\s*: (.*)$", cpuinfo, re.MULTILINE))
    if "cpu family" not in said:
        return said.get("model name")
    return f"{said['model name']} (family {said['cpu family']}, model {said['model']})"


def blas():
    """Name, version and kernels of the BLAS that NumPy multiplies with, such as "openblas 0.3.31 (SkylakeX)"."""
    library = ThreadpoolController().select(user_api="blas").info()[0]
    return f"{library['internal_api']} {library['version']} ({library.get('architecture', 'kernels not named')})"


def best(f, seconds=1.0):
    """The shortest of the runs that fit into so many seconds."""
    f()
    times, start = [], time.perf_counter()
    while len(times) < 3 or time.perf_counter() - start < seconds:
        began = time.perf_counter()
        f()
        times.append(time.perf_counter() - began)
    return min(times)


def gflops(n=1024):
    """Billions of additions and multiplications a second, in a product of two matrices of float32."""
    a, b, out = (np.ones((n, n), np.float32) for _ in range(3))
    return 2 * n**3 / best(lambda: np.matmul(a, b, out=out)) / 1e9


def gigabytes_a_second(megabytes=64):
    """Billions of bytes read and written a second, in copying an array that no cache holds."""
    a, out = (np.ones(megabytes * 250_000, np.float32) for _ in range(2))
    return 2 * a.nbytes / best(lambda: np.copyto(out, a)) / 1e9
